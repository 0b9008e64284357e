"""A picture brought to its working size, some rows at a time, so that the whole need not be in memory twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Size = tuple[int, int]
Rows = Callable[[int, int], NDArray[Any]]
"""Gives the rows from the first to before the second, (h, W) or (h, W, 3), uint8, uint16 or float32 in 0..1."""

GAP = 3  # averages may be taken as long as this many remain for one result: Lanczos then sees no difference
MANY = 32  # results along a side, from which averages may be taken
BAND = 4_000_000  # pixels that are worked on at once


def working_size_of(size: Size, working_size: int | None) -> Size:
    """Width and height with a long side of at most `working_size`; never enlarged."""
    longest = max(size)
    if working_size is None or longest <= working_size:
        return size
    width, height = size
    return max(1, round(width * working_size / longest)), max(1, round(height * working_size / longest))


def shrink(rows: Rows, size: Size, target: Size, whole: tuple[float, float] | None = None) -> NDArray[Any]:
    """The picture at the target size: averages of blocks first (Pillow's `reducing_gap`), then filtered by Lanczos.

    Args:
        rows: gives the picture.
        size: its width and height.
        target: width and height of the result; of equal size it is the picture itself.
        whole: width and height in fractions of pixels, where the last column or row is only partly covered.
    """
    width, height = size
    across, down = (_block(*lengths) for lengths in zip(size, target, strict=True))
    step = max(1, BAND // (width * down)) * down
    bands = (rows(top, min(top + step, height)) for top in range(0, height, step))
    if across * down > 1:
        bands = (_each_plane(band, lambda plane: plane.reduce((across, down))) for band in bands)
    averaged = list(bands)
    pixels = averaged[0] if len(averaged) == 1 else np.concatenate(averaged)
    if target == size:
        return pixels
    right, bottom = whole or size
    box = (0.0, 0.0, right / across, bottom / down)
    return _each_plane(pixels, lambda plane: plane.resize(target, Image.Resampling.LANCZOS, box))


def _block(length: int, target: int) -> int:
    # A block at the end may be covered in part: with few results that would be seen.
    return max(1, length // (GAP * target)) if MANY <= target < length else 1


def _each_plane(pixels: NDArray[Any], change: Callable[[Image.Image], Image.Image]) -> NDArray[Any]:
    """The same done to all colours, in the precision of the picture."""
    if pixels.dtype == np.uint8:
        return np.asarray(change(Image.fromarray(pixels)))
    # Pillow filters more than 8 bits as single numbers only.
    planes = [pixels] if pixels.ndim == 2 else [pixels[..., channel] for channel in range(3)]
    changed = [np.asarray(change(Image.fromarray(plane.astype(np.float32)))) for plane in planes]
    values: NDArray[np.float32] = changed[0] if pixels.ndim == 2 else np.stack(changed, axis=-1)
    if pixels.dtype == np.uint16:
        return np.clip(np.rint(values), 0, 65535).astype(np.uint16)  # the filter overshoots at edges
    return np.clip(values, 0, 1)
