"""Where the pictures of a grid stand in their panel, and the distances between them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from engine.pixels.region import Size

# In logical pixels.
LABEL = 68  # the column of row labels: wide enough for "t = 100000"
TITLE = 20  # the line of cell titles
BAND = 8  # from the band's edge to what stands on it
GAP = 6  # between cells, and between labels and cells
OUTLINE = 2  # around a cell
LEAST = 16  # the long side of the smallest cell


class Rect(NamedTuple):
    """A rectangle in logical pixels."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything goes.

    `cells` are in the order of `grid.cells`, `labels` in the order of `grid.rows`. A title is the index
    of the cell that has it, and its place: where rows are wrapped or folded, it may stand there again.
    `headed` says that labels of large rows stand above them, not left of them. `corner` is free for a
    small mark: there, the part of the label's rectangle that the label should leave alone.
    """

    large: Size
    small: Size
    cells: tuple[Rect, ...]
    labels: tuple[Rect, ...]
    titles: tuple[tuple[int, Rect], ...]
    band: Rect | None
    corner: Rect
    headed: bool

    def overlaid(self) -> Layout:
        """The layout of one image as that of two at its place, whose titles share the line."""
        titles = []
        for _, (x, y, width, height) in self.titles:
            half = (width - GAP) // 2
            titles += [(0, Rect(x, y, half, height)), (1, Rect(x + width - half, y, half, height))]
        return replace(self, cells=self.cells * 2, titles=tuple(titles))

    def seen_part(self, index: int, wipe: float | None) -> Rect:
        """Where a cell is seen: of two at one place, the second right of the edge at a part of the width."""
        x, y, width, height = self.cells[index]
        if wipe is None:
            return self.cells[index]
        left = round(width * wipe)
        return Rect(x + left, y, width - left, height) if index else Rect(x, y, left, height)
