"""A picture at all its exact levels, of which the coarse ones are kept.

Level L of a picture is the average of its 2**L x 2**L blocks, the last row and column repeated to fill the last
blocks. Levels from KEPT on are made once, in strips, so that a huge picture needs little more memory than its
own pixels; finer ones are averaged when a part of them is wanted, from at most 4**(KEPT - 1) pixels for each.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from engine.pixels.noise import TOP

KEPT = 3
_STRIP, _WIDTH = 1 << TOP, 4096  # rows and columns of the picture that are averaged at a time, in some ms


class Pixels(Protocol):
    """What a pyramid needs of a picture."""

    @property
    def width(self) -> int:
        """Pixels from left to right."""

    @property
    def height(self) -> int:
        """Pixels from top to bottom."""

    def x0(self, rows: slice, columns: slice, /) -> NDArray[np.float32]:
        """Some pixels, (rows, columns, 3), float32, a new array."""


class Pyramid:
    """The levels of a picture."""

    def __init__(self, picture: Pixels) -> None:
        self.size = picture.width, picture.height
        self.picture = picture
        self._kept: dict[int, torch.Tensor] = {}

    def build(self) -> Iterator[float]:
        """Make the coarse levels, if they are not there; yields the progress, 0 to 1, between slices."""
        if self._kept:
            return
        width, height = self.size
        level = torch.empty(*(-(-side >> TOP) << (TOP - KEPT) for side in (height, width)), 3)
        for top in range(0, height, _STRIP):
            rows = range(top, min(top + _STRIP, height))
            for left in range(0, width, _WIDTH):
                columns = range(left, min(left + _WIDTH, width))
                part = _average(_pad(self._pixels(rows, columns), TOP), KEPT)
                level[top >> KEPT :, left >> KEPT :][: len(part), : part.shape[1]] = part
                yield rows.stop / height
        coarse = {KEPT: level}
        for further in range(1, TOP + 1 - KEPT):
            coarse[KEPT + further] = _average(level, further)
            yield 1.0
        self._kept = coarse

    def averages(self, level: int, rows: range, columns: range) -> torch.Tensor:
        """Pixels `rows` x `columns` of a level, 0 (the picture) to TOP.

        Returns:
            Values in [-1, 1], shape (len(rows), len(columns), 3), float32, on the CPU.
        """
        if level >= KEPT:
            for _ in self.build():
                pass
            return self._kept[level][rows.start : rows.stop, columns.start : columns.stop]
        pixels = (range(span.start << level, span.stop << level) for span in (rows, columns))
        return _average(_pad(self._pixels(*pixels), level), level)

    def _pixels(self, rows: range, columns: range) -> torch.Tensor:
        part = slice(rows.start, rows.stop), slice(columns.start, columns.stop)
        return torch.from_numpy(self.picture.x0(*part))


def _pad(x0: torch.Tensor, level: int) -> torch.Tensor:
    """(h, w, 3), the last row and column repeated to fill the last blocks of a level."""
    height, width, _ = x0.shape
    down, across = -height % (1 << level), -width % (1 << level)
    if not (down or across):
        return x0
    planes = functional.pad(x0.permute(2, 0, 1)[None], (0, across, 0, down), mode="replicate")
    return planes[0].permute(1, 2, 0)


def _average(x0: torch.Tensor, level: int) -> torch.Tensor:
    """Averages of the complete blocks of (h, w, 3); down first, in which the sums run over whole rows."""
    block = 1 << level
    height, width = x0.shape[0] >> level, x0.shape[1] >> level
    rows = x0.reshape(height, block, -1).sum(1)
    return rows.view(height, width, block, 3).sum(2) / block**2
