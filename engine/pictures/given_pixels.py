"""Pictures from pixels that need no decoding, such as those of the clipboard."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from engine.pictures.formats import PictureError, check_size, too_little_memory
from engine.pictures.picture import DEFAULT_WORKING_SIZE, Picture, check_working_size, freeze
from engine.pictures.samples import opaque
from engine.pictures.shrinking import BAND, shrink_in_bands, working_size_of
from engine.quoting import shown


class Pixels(Protocol):
    """(H, W, 3) RGB, or (H, W, 4) with straight alpha; uint8 or uint16: an array, or what gives some rows as one."""

    @property
    def shape(self) -> tuple[int, ...]:
        """As of an array."""

    @property
    def dtype(self) -> np.dtype[Any]:
        """As of an array."""

    def __getitem__(self, rows: slice, /) -> NDArray[Any]: ...


def from_pixels(
    pixels: Pixels, name: str, working_size: int | None = DEFAULT_WORKING_SIZE
) -> Generator[None, None, Picture]:
    """A picture from pixels that need no decoding, such as those of the clipboard; yields between bands of rows.

    Args:
        pixels: they are taken band by band.
        name: what it is called.
        working_size: the long side that it has at most.

    Raises:
        PictureError: when there are no pixels, too many of them, or too little memory.
        ValueError: when they have another shape or type, or `working_size` is less than 1.
    """
    check_working_size(working_size)
    if len(pixels.shape) != 3 or pixels.shape[2] not in (3, 4) or pixels.dtype not in (np.uint8, np.uint16):
        raise ValueError(
            f"Pixels are {pixels.dtype} {pixels.shape}, but have to be 8 or 16 bits, RGB or RGBA."
        )
    height, width, channels = pixels.shape
    if not width or not height:
        raise PictureError(f"{shown(name)} has no pixels: choose another picture.")
    check_size(width, height, shown(name))
    notes: list[str] = []
    size = width, height

    def rows(top: int, bottom: int) -> NDArray[Any]:
        return opaque(pixels[top:bottom], notes)

    try:
        shrunk = yield from shrink_in_bands(rows, size, working_size_of(size, working_size))
        frozen = freeze(shrunk)
        extremes = yield from _extremes(frozen)
    except MemoryError as error:
        raise too_little_memory(shown(name)) from error
    kind = f"{pixels.dtype.itemsize * 8}-bit {'RGBA'[:channels]} pixels"
    return Picture(name, frozen, size, kind, tuple(notes), extremes)


def _extremes(pixels: NDArray[Any]) -> Generator[None, None, tuple[float, float]]:
    """The least and the greatest of the pixels."""
    step = max(1, BAND // pixels.shape[1])
    found = []
    for top in range(0, len(pixels), step):
        band = pixels[top : top + step]
        found.append((band.min().item(), band.max().item()))
        yield
    return min(least for least, _ in found), max(greatest for _, greatest in found)
