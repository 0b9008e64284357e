"""Where the picture of a session is on this computer: it is named by file name and hash, not by its place."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from stat import S_ISREG

from engine.state.view import FromFile

MOST_BYTES = 256 * 2**20
"""Of a file that is looked at: larger ones are no pictures that could be opened."""
MOST_HASHED = 512 * 2**20
"""Bytes that are read in all: about a second."""
MOST_ENTRIES = 1000
"""Files of a folder that are looked at."""


def find_picture(source: FromFile, beside: Path | None = None, recent: Sequence[Path] = ()) -> Path | None:
    """The file with this picture, None where it is not found.

    Looked at are, in this order, the place that the source names, files of its name beside the session (`beside` is
    the session or the PNG), among the `recent` pictures and in their folders; then, by their hash alone, the recent
    pictures and the other files of those folders. Without a hash the first file of the name is taken.
    """
    left = MOST_HASHED
    for file in _candidates(source, beside, recent):
        size = _size(file)
        if size is None or size > min(left, MOST_BYTES):
            continue
        if not source.sha256:
            return file
        left -= size
        if hash_of(file) == source.sha256:
            return file
    return None


def hash_of(file: Path) -> str:
    """The SHA-256 of a file in hexadecimal, empty if it cannot be read."""
    from hashlib import file_digest  # slow

    try:
        with file.open("rb") as stream:
            return file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


def _candidates(source: FromFile, beside: Path | None, recent: Sequence[Path]) -> Iterator[Path]:
    folders = list(dict.fromkeys(file.parent for file in ([beside] if beside else []) + list(recent)))
    named = [folder / source.name for folder in folders]
    # A bare name says nothing of the place: it must not be what lies in the folder that the program started in.
    own = [source.path] if source.path.parent != Path() else []
    first = [*own, *named, *(file for file in recent if file.name == source.name)]
    if not source.sha256:
        yield from _once(first)
        return
    suffix = source.path.suffix.lower()
    others = (file for folder in folders for file in _files(folder) if file.suffix.lower() == suffix)
    yield from _once([*first, *recent])
    seen = {*first, *recent}
    yield from (file for file in others if file not in seen)


def _once(files: Iterable[Path]) -> list[Path]:
    return list(dict.fromkeys(files))


def _files(folder: Path) -> Iterator[Path]:
    try:
        with os.scandir(folder) as entries:
            yield from [Path(entry.path) for entry in islice(entries, MOST_ENTRIES)]
    except OSError:
        return


def _size(file: Path) -> int | None:
    """The bytes of a regular file; None for anything else, which might never end."""
    try:
        status = file.stat()
    except (OSError, ValueError):
        return None
    return status.st_size if S_ISREG(status.st_mode) else None
