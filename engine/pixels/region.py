"""Which part of the picture the cells show, and which pixels that are. In pixels of the picture throughout."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

Size = tuple[int, int]
"""Width and height in pixels."""

RESAMPLINGS = ("average", "pixels")
"""What a pixel of the screen shows of several of the picture: their average, or one of them."""

MAX_ENLARGEMENT = 64
"""Pixels of the screen that a pixel of the picture may take, along a side."""


@dataclass(frozen=True, slots=True)
class Zoom:
    """What all cells show: the centre (x, y) of the part, and its width."""

    x: float
    y: float
    width: float

    def is_within(self, picture: Size) -> bool:
        """Whether the centre is a place of a picture."""
        return 0 <= self.x <= picture[0] and 0 <= self.y <= picture[1]

    def times(self, larger: float) -> Zoom:
        """The same part of a picture with so many times the pixels along each side."""
        return Zoom(self.x * larger, self.y * larger, self.width * larger)


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of the picture; its edges may lie between pixels."""

    x: float
    y: float
    width: float
    height: float

    def scaled(self, across: float, down: float) -> Region:
        """The same part of a picture with so many times the pixels along each side."""
        return Region(self.x * across, self.y * down, self.width * across, self.height * down)


def region_of(zoom: Zoom | None, picture: Size, cell: Size) -> Region:
    """The part of a picture that a cell shows, inside the picture: all of it without a zoom."""
    if zoom is None:
        return Region(0.0, 0.0, *map(float, picture))
    width = min(zoom.width, picture[0])
    height = min(width * cell[1] / cell[0], picture[1])
    x = min(max(zoom.x - width / 2, 0.0), picture[0] - width)
    y = min(max(zoom.y - height / 2, 0.0), picture[1] - height)
    return Region(x, y, width, height)


def is_enlarged(region: Region, cell: Size) -> bool:
    """Whether a cell has at least a pixel for each pixel of the picture; then it shows the pixels themselves.

    A picture of one column has a cell of one, and is averaged along the other side.
    """
    across, down = region.width - cell[0], region.height - cell[1]
    return min(across, down) < 0 or across == down == 0


def level_for(region: Region, cell: Size, top: int) -> int:
    """The coarsest level, 0 to `top`, in which the region is not smaller than the cell."""
    factor = min(region.width / cell[0], region.height / cell[1])
    return min(max(0, math.floor(math.log2(factor))), top)


def averaged_pixels(start: float, length: float, level: int, side: int) -> range:
    """The pixels of a level that lie in a part of a side of the picture; their number depends on the length alone."""
    block = 1 << level
    available = -(-side // block)
    count = min(math.ceil(length / block), available)
    first = min(max(round(start / block), 0), available - count)
    return range(first, first + count)


def nearest_pixels(start: float, length: float, count: int, side: int) -> list[int]:
    """For each of `count` pixels of a cell, the pixel that it shows of a side of `side` pixels."""
    step = length / count
    places = np.floor(start + (np.arange(count) + 0.5) * step)
    pixels: list[int] = np.minimum(np.maximum(places, 0), side - 1).astype(np.int64).tolist()
    return pixels
