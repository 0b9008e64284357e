"""Pictures: a file or a bundled picture -> x0, safely and at a working size."""

from __future__ import annotations

import stat
from collections.abc import Generator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import resources
from engine.pictures.formats import PictureError, too_little_memory
from engine.pictures.opened_file import Report
from engine.pictures.reading import decode_pixels
from engine.pictures.working_sizes import DEFAULT_WORKING_SIZE, WORKING_SIZES
from engine.quoting import shown, unread
from engine.slices import finish

__all__ = [
    "DEFAULT_WORKING_SIZE",
    "WORKING_SIZES",
    "Picture",
    "PictureError",
    "decode",
    "read_bundled",
    "read_file",
    "read_in_pieces",
]

MAX_FILE_BYTES = 256 * 2**20
_PIECE = 2 * 2**20


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture at its working size.

    Attributes:
        name: the name of the file, or of the bundled picture.
        pixels: (H, W, 3), read-only and C-contiguous; uint8 or uint16 as in the file, or float32 in 0..1.
        original_size: width and height in the file, upright.
        source_type: the kind of file for people, such as `16-bit grey PNG`.
        notes: sentences on what was done to it.
        extremes: the least and the greatest of the pixels, where these have been looked for already.
    """

    name: str
    pixels: NDArray[Any]
    original_size: tuple[int, int]
    source_type: str
    notes: tuple[str, ...]
    extremes: tuple[float, float] | None = None

    @property
    def width(self) -> int:
        """Pixels from left to right, at the working size."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """Pixels from top to bottom, at the working size."""
        return int(self.pixels.shape[0])

    def x0(self, rows: slice = slice(None), columns: slice = slice(None)) -> NDArray[np.float32]:
        """Some pixels as the process sees them: a new array, (rows, columns, 3), float32 in [-1, 1]."""
        return _as_x0(self.pixels[rows, columns])

    @property
    def x0_range(self) -> tuple[float, float]:
        """The least and the greatest value, in [-1, 1]."""
        extremes = self.extremes or (self.pixels.min(), self.pixels.max())
        least, greatest = _as_x0(np.array(extremes, self.pixels.dtype)).tolist()
        return least, greatest


def _as_x0(pixels: NDArray[Any]) -> NDArray[np.float32]:
    full = np.iinfo(pixels.dtype).max if pixels.dtype.kind == "u" else 1
    # Dividing by half the range is exact at both ends in float32; multiplying by its inverse is not.
    x0: NDArray[np.float32] = np.divide(pixels, np.float32(full / 2), dtype=np.float32)
    x0 -= 1
    return x0


def read_file(path: Path) -> bytes:
    """The bytes of a file at once: see `read_in_pieces`."""
    return finish(read_in_pieces(path))


def read_in_pieces(path: Path) -> Generator[None, None, bytes]:
    """The bytes of a file, at most 256 MB, after the checks that need no reading; yields between the pieces.

    Raises:
        PictureError: when it is not there, no file, empty, too large or not to be read.
    """
    name = shown(path.name or path)
    data = BytesIO()  # which hands its memory out: to join pieces of 256 MB would take too long for one slice
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise PictureError(f"{name} is a folder: choose a picture in it.")
        if not stat.S_ISREG(status.st_mode):
            raise PictureError(f"{name} is a device or a connection and not a file: choose a picture file.")
        _check_file_size(status.st_size, name)
        with path.open("rb") as file:
            while data.tell() <= MAX_FILE_BYTES and (piece := file.read(_PIECE)):  # it may have grown
                data.write(piece)
                yield
    except PictureError:
        raise
    except (FileNotFoundError, NotADirectoryError) as error:
        raise PictureError(unread(path.name or path, error)) from error
    except PermissionError as error:
        raise PictureError(
            f"{name} may not be read: change its permissions or choose another file."
        ) from error
    except (OSError, ValueError) as error:  # ValueError: a path that cannot exist
        reason = getattr(error, "strerror", None) or error  # without the path once more
        raise PictureError(f"{name} cannot be read ({reason}): choose another file.") from error
    _check_file_size(data.tell(), name)
    return data.getvalue()


def _check_file_size(size: int, name: str) -> None:
    if size == 0:
        raise PictureError(f"{name} is empty: choose another file.")
    if size > MAX_FILE_BYTES:
        limit = MAX_FILE_BYTES // 2**20
        raise PictureError(
            f"{name} has {size / 2**20:.0f} MB, and the limit is {limit} MB: make it smaller first."
        )


def read_bundled(name: str) -> bytes:
    """The bytes of a bundled picture, PNG.

    Raises:
        PictureError: when there is no bundled picture of that name.
    """
    names = resources.picture_names()
    if name not in names:
        raise PictureError(
            f"There is no bundled picture named {shown(name)}: choose one of {', '.join(names)}."
        )
    return read_file(resources.path("pictures", f"{name}.png"))


def decode(
    data: bytes,
    name: str,
    working_size: int | None = DEFAULT_WORKING_SIZE,
    report: Report = lambda part: None,
) -> Picture:
    """The first picture in the bytes of a file, upright, opaque, and no longer than `working_size` pixels.

    `report` is told how far reading has come, 0 to 1.

    Raises:
        PictureError: when the bytes are no picture that can be opened, or one too large for the memory.
        ValueError: when `working_size` is less than 1.
    """
    check_working_size(working_size)
    try:
        decoded = decode_pixels(data, shown(name), working_size, report)
        pixels = freeze(decoded.pixels)
    except MemoryError as error:
        raise too_little_memory(shown(name)) from error
    return Picture(name, pixels, decoded.original_size, decoded.source_type, decoded.notes)


def check_working_size(working_size: int | None) -> None:
    """Raises: ValueError when it is less than 1."""
    if working_size is not None and working_size < 1:
        raise ValueError(f"The working size is {working_size}, but it has to be at least 1 pixel.")


def freeze(pixels: NDArray[Any]) -> NDArray[Any]:
    """(H, W) or (H, W, 3) -> (H, W, 3), C-contiguous and read-only."""
    if pixels.ndim == 2:
        pixels = np.repeat(pixels[:, :, np.newaxis], 3, axis=2)
    pixels = np.ascontiguousarray(pixels)
    pixels.setflags(write=False)
    return pixels
