"""The one way in which the program writes a file: as a whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO

from engine.quoting import one_line

TRIES, PAUSE = 20, 0.025  # seconds between two tries
REMEDY = "choose another place or name"


def write_whole(file: Path, data: bytes, *, through_links: bool = True) -> None:
    """Write the bytes of a file; what was there stays until all of the new file is on the disk.

    Raises:
        ValueError: when the file cannot be written, with the reason, or it is a folder or a device.
    """
    with whole_file(file, through_links=through_links) as opened:
        opened.write(data)


@contextmanager
def whole_file(file: Path, *, through_links: bool = True) -> Iterator[BinaryIO]:
    """A file to write to, which takes its place when the block ends; what was there stays until then.

    The bytes go to a file of another name in the same folder, which nobody else has; it is removed when that fails or
    is broken off by an exception. A link is followed and stays, or, without `through_links`, is replaced, so that
    nothing is written outside its folder. The folder must exist.

    Raises:
        ValueError: when the file cannot be written, with the reason, or it is a folder or a device.
    """
    with watched_file(file, through_links=through_links) as (opened, _):
        yield opened


@contextmanager
def watched_file(file: Path, *, through_links: bool = True) -> Iterator[tuple[BinaryIO, Callable[[], None]]]:
    """As `whole_file`, with what raises OSError once the file is not there any more: what takes long can end then.

    Raises:
        ValueError: when the file cannot be written, with the reason and a remedy.
    """
    try:
        target = file.resolve() if through_links else file
        before = _permissions(file, target, through_links=through_links)
        part = target.with_name(f".{os.urandom(8).hex()}.part")
        with _replacing(part, target, before) as opened:
            yield opened, partial(_check_there, part, opened)
    except (OSError, RuntimeError) as error:  # the latter of a link that leads to itself, before Python 3.13
        reason = getattr(error, "strerror", None) or str(error)
        in_use = sys.platform == "win32" and isinstance(error, PermissionError)
        remedy = f"close the program that has it open, or {REMEDY}" if in_use else REMEDY
        raise ValueError(f"The file {one_line(file)} cannot be written ({reason}): {remedy}.") from error


def _permissions(file: Path, target: Path, *, through_links: bool) -> int | None:
    """Those of the file that is replaced, None if there is none."""
    if not through_links and file.is_symlink():
        return None
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(mode):  # it would be gone, or would swallow the data
        raise ValueError(f"{one_line(file)} is a folder or a device and not a file: choose another name.")
    return stat.S_IMODE(mode)


@contextmanager
def _replacing(part: Path, target: Path, permissions: int | None) -> Iterator[BinaryIO]:
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with _handle(part.parent) as folder:
        number = os.open(part, flags, 0o666)
        try:
            with os.fdopen(number, "w+b") as opened:
                yield opened
                opened.flush()
                os.fsync(number)
            if permissions is not None:
                part.chmod(permissions)
            _take_place(part, target)
        except BaseException:  # Ctrl-C too
            _remove(part, folder)
            raise


@contextmanager
def _handle(folder: Path) -> Iterator[int | None]:
    """What a folder is found by though it is renamed; None where the system has, or gives, no such thing."""
    handle = None
    if os.unlink in os.supports_dir_fd:
        with suppress(OSError):
            handle = os.open(folder, getattr(os, "O_PATH", os.O_RDONLY))
    try:
        yield handle
    finally:
        if handle is not None:
            os.close(handle)


def _remove(part: Path, folder: int | None) -> None:
    with suppress(OSError):
        if folder is not None:
            os.unlink(part.name, dir_fd=folder)
            return
        part.chmod(0o600)  # Windows removes nothing that may only be read
        part.unlink()


def _check_there(part: Path, opened: BinaryIO) -> None:
    if not os.path.samestat(part.stat(), os.fstat(opened.fileno())):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))


def _take_place(part: Path, target: Path) -> None:
    """Rename; Windows refuses while another program has the target open, as scanners have new ones for a moment."""
    for left in reversed(range(TRIES)):
        try:
            part.replace(target)
            return
        except PermissionError:
            if sys.platform != "win32" or not left:
                raise
            time.sleep(PAUSE)
