"""A folder that one process at a time writes to. The lock ends with the process, however that ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from engine.quoting import one_line

NAME = ".diffusion-sandbox.lock"


@contextmanager
def claimed(folder: Path) -> Iterator[None]:
    """Hold a folder, which is made if need be, against others that ask for it in this way.

    Where that, or the block, fails, the folders that were made are removed, as far as they are empty.

    Raises:
        ValueError: when another export is writing there, or the folder cannot be written to.
    """
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    try:
        with _held(folder):
            yield
    except BaseException:  # Ctrl-C too
        for each in missing:
            with suppress(OSError):
                each.rmdir()
        raise


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    file = folder / NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        number = os.open(file, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
    except OSError as error:
        raise ValueError(
            f"The folder {one_line(folder)} cannot be written to ({error.strerror}): choose another."
        ) from error
    try:
        # Another process may have removed the file between its opening and its locking: then it guards nothing.
        if not _lock(number) or not _is(number, file):
            raise ValueError(
                f"Another export is writing into the folder {one_line(folder)}: wait for it, or choose another."
            )
        try:
            yield
        finally:
            if sys.platform != "win32":  # which removes nothing that is open
                _remove(file)
    finally:
        os.close(number)
        if sys.platform == "win32":
            _remove(file)


def _remove(file: Path) -> None:
    with suppress(OSError):
        file.unlink()


def _is(number: int, file: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(number), file.stat())
    except FileNotFoundError:
        return False


if sys.platform == "win32":
    import msvcrt

    def _lock(number: int) -> bool:
        try:
            msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(number: int) -> bool:
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # a file system without locks
            return True
        return True
