"""A picture brought to its working size, some rows at a time, so that the whole need not be in memory twice."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engine.slices import finish

Size = tuple[int, int]
Band = NDArray[Any] | Image.Image
Rows = Callable[[int, int], Band]
"""Gives the rows from the first to before the second, (h, W) or (h, W, 3), uint8, uint16 or float32 in 0..1.

Of uint8 they may be an image of Pillow (L or RGB), which spares copies.
"""
Change = Callable[[Image.Image], Image.Image]

GAP = 3  # averages may be taken as long as this many remain for one result: Lanczos then sees no difference
MANY = 32  # results along a side, from which averages may be taken
BAND = 1_000_000  # pixels that are worked on at once: some milliseconds


def working_size_of(size: Size, working_size: int | None) -> Size:
    """Width and height with a long side of at most `working_size`; never enlarged."""
    longest = max(size)
    if working_size is None or longest <= working_size:
        return size
    width, height = size
    return max(1, round(width * working_size / longest)), max(1, round(height * working_size / longest))


def shrink(rows: Rows, size: Size, target: Size, whole: tuple[float, float] | None = None) -> NDArray[Any]:
    """The picture at the target size, at once: see `shrink_in_bands`."""
    return finish(shrink_in_bands(rows, size, target, whole))


def shrink_in_bands(
    rows: Rows, size: Size, target: Size, whole: tuple[float, float] | None = None
) -> Generator[None, None, NDArray[Any]]:
    """The picture at the target size: averages of blocks first (Pillow's `reducing_gap`), then filtered by Lanczos.

    Pillow filters rows first and columns then, each for itself: so does this, a band of rows or columns at a
    time, between which it yields.

    Args:
        rows: gives the picture.
        size: its width and height.
        target: width and height of the result; of equal size it is the picture itself.
        whole: width and height in fractions of pixels, where the last column or row is only partly covered.
    """
    width, height = size
    across, down = (_block(*lengths) for lengths in zip(size, target, strict=True))
    right, bottom = (length / block for length, block in zip(whole or size, (across, down), strict=True))
    step = max(1, BAND // (width * down)) * down
    filtered: NDArray[Any] | None = None  # across, and not yet down
    for top in range(0, height, step):
        band = rows(top, min(top + step, height))
        kind = np.dtype(np.uint8) if isinstance(band, Image.Image) else band.dtype
        if across * down > 1:
            band = _finished(_each_plane(band, lambda plane: plane.reduce((across, down))), kind)
        if target != size:
            band = _each_plane(
                band, lambda plane: _filtered(plane, target[0], plane.height, right, plane.height)
            )
        values = np.asarray(band)
        if filtered is None:
            filtered = np.empty((-(-height // down), *values.shape[1:]), values.dtype)
        filtered[top // down : top // down + len(values)] = values
        yield
    assert filtered is not None  # no picture has no rows
    return filtered if target == size else (yield from _shrunk_down(filtered, target, bottom, kind))


def _shrunk_down(
    filtered: NDArray[Any], target: Size, bottom: float, kind: np.dtype[Any]
) -> Generator[None, None, NDArray[Any]]:
    """The columns filtered to the height of the target, a band at a time; `bottom` of the rows are covered."""
    result = np.empty((target[1], *filtered.shape[1:]), kind)
    step = max(1, BAND // len(filtered))
    for left in range(0, target[0], step):
        part = filtered[:, left : left + step]
        shrunk = _each_plane(
            part, lambda plane: _filtered(plane, plane.width, target[1], plane.width, bottom)
        )
        result[:, left : left + step] = _finished(shrunk, kind)
        yield
    return result


def _block(length: int, target: int) -> int:
    # A block at the end may be covered in part: with few results that would be seen.
    return max(1, length // (GAP * target)) if MANY <= target < length else 1


def _filtered(plane: Image.Image, width: int, height: int, right: float, bottom: float) -> Image.Image:
    return plane.resize((width, height), Image.Resampling.LANCZOS, (0.0, 0.0, right, bottom))


def _each_plane(pixels: Band, change: Change) -> Band:
    """The same done to all colours: uint8, or float32 for what has more than 8 bits."""
    if isinstance(pixels, Image.Image):
        return change(pixels)
    if pixels.dtype == np.uint8:
        return change(Image.fromarray(np.ascontiguousarray(pixels)))
    # Pillow filters more than 8 bits as single numbers only.
    planes = [pixels] if pixels.ndim == 2 else [pixels[..., channel] for channel in range(3)]
    changed = [np.asarray(change(Image.fromarray(plane.astype(np.float32)))) for plane in planes]
    return changed[0] if pixels.ndim == 2 else np.stack(changed, axis=-1)


def _finished(pixels: Band, kind: np.dtype[Any]) -> Band:
    """As the picture has its values: the filter overshoots at edges."""
    if isinstance(pixels, Image.Image) or kind == np.uint8:
        return pixels
    clipped: NDArray[Any] = np.clip(np.rint(pixels), 0, 65535) if kind == np.uint16 else np.clip(pixels, 0, 1)
    return clipped.astype(kind)
