"""Sets of pictures: for the denoiser that knows a set, and for the spectrum of one."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import resources
from engine.pictures.decoding import Decoder
from engine.pictures.picture import Picture, PictureError, decode, read_bundled, read_file
from engine.quoting import one_line, shown

MOST = 256
SIDE = 512  # the long side to which members are brought; results are smaller


def read_members(
    members: str, folder: str, decoder: Decoder
) -> Generator[float, None, tuple[list[Picture], str]]:
    """The pictures of a set (see denoisers.ideal.MEMBERS), of any sizes; yields the progress, 0 to 1.

    There are none for "crops", which are those of the picture itself. Returns with them a sentence on what is left
    out, or none; see `each_member`.

    Raises:
        ValueError: when there is no such folder, or no picture in it.
    """
    pictures: list[Picture] = []
    reading = each_member(members, folder, decoder, SIDE)
    while True:
        try:
            progress, picture = next(reading)
        except StopIteration as end:
            return pictures, end.value
        if picture is not None:
            pictures.append(picture)
        yield progress


def each_member(
    members: str, folder: str, decoder: Decoder, side: int | None
) -> Generator[tuple[float, Picture | None], None, str]:
    """The pictures of a set one after the other, reduced to a long side, with the progress; None between them.

    A folder is read by name up to MOST pictures; folders in it are not, nor files that are damaged or take too long.
    Returns a sentence on what is left out, or none.

    Raises:
        ValueError: when there is no such folder, or no picture in it.
    """
    if members == "bundled":
        names = resources.picture_names()
        for number, name in enumerate(names):
            yield (number + 1) / len(names), decode(read_bundled(name), name, side)
    return (yield from _of_folder(folder, decoder, side)) if members == "folder" else ""


def _of_folder(
    folder: str, decoder: Decoder, side: int | None
) -> Generator[tuple[float, Picture | None], None, str]:
    files, bad, found = _files(folder), list[str](), 0
    for number, file in enumerate(files):
        picture = None
        try:
            picture = yield from _within(
                decoder.decode(read_file(file), file.name, side), number / len(files)
            )
            found += 1
        except PictureError:
            bad.append(file.name)
        yield (number + 1) / len(files), picture
        if found == MOST and number + 1 < len(files):
            return f"Only the first {MOST} pictures of the folder are taken."
    if not found:
        raise ValueError(f"There is no picture in the folder {one_line(folder)}: choose one with pictures.")
    if not bad:
        return ""
    return f"Not read as pictures: {', '.join(map(shown, bad[:3]))}{', …' if len(bad) > 3 else ''}."


def _within(
    work: Generator[object, None, Picture], progress: float
) -> Generator[tuple[float, None], None, Picture]:
    """The work, with the progress of the whole while it is done."""
    try:
        while True:
            next(work)
            yield progress, None
    except StopIteration as end:
        picture: Picture = end.value
        return picture
    finally:
        work.close()


def _files(folder: str) -> list[Path]:
    if not folder:
        raise ValueError("No folder is chosen for the set: choose one with pictures.")
    try:
        return sorted(path for path in Path(folder).iterdir() if path.is_file())
    except OSError as error:
        raise ValueError(
            f"The folder {one_line(folder)} cannot be read ({error.strerror}): choose another."
        ) from error
