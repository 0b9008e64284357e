"""Blocks: rows of equal cells, wrapped into lines or folded into groups, and the room that they need."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import ceil
from typing import NamedTuple

from engine.pixels.region import Size
from gui.images.layout import BAND, GAP, LABEL, OUTLINE, TITLE

MOST_LINES = 3  # of a wrapped row among others
MOST_GROUPS = 4  # of folded rows

# What a block is worth beside one that is neither wrapped nor folded.
FOLDED = 0.92
WRAPPED_STRIP = 0.97
WRAPPED_TABLE = 0.6  # its columns do not line up any more
HOLE = 0.8  # for each place of a wrapped row that is empty

# Thin pictures may stand in columns that are wider than they are, so that there is room for what is said of them.
TALL = 1 / 5  # width to height, from which on they are thin
COLUMNS = {False: (0, 48), True: (0, 72, 140, 200)}
"""Pixels, by whether the cells are large: 0 is as wide as these; then room for a title, and for a distance too."""


class RowShape(NamedTuple):
    """All that the layout knows of a row."""

    cells: int
    large: bool
    titled: bool
    labelled: bool = True


Shape = tuple[RowShape, ...]


@dataclass(frozen=True)
class Block:
    """Rows of equal cells, each wrapped into `lines`, together folded into `groups` side by side.

    The cells stand in the middle of columns of `column` pixels; 0 is columns as wide as the cells.
    """

    shape: Shape
    rows: tuple[int, ...]
    lines: int = 1
    groups: int = 1
    headed: bool = False
    column: int = 0

    @cached_property
    def most(self) -> int:
        """Cells of the longest row."""
        return max(self.shape[row].cells for row in self.rows)

    @cached_property
    def columns(self) -> int:
        """Cells side by side in a row."""
        return max(1, ceil(self.most / self.lines))

    @cached_property
    def depth(self) -> int:
        """Rows in a group."""
        return ceil(len(self.rows) / self.groups)

    @cached_property
    def grouped(self) -> tuple[tuple[tuple[int, int | None], ...], ...]:
        """Per group its rows, each with the row whose titles stand above it."""
        groups, titled = [], None
        for start in range(0, len(self.rows), self.depth):
            group: list[tuple[int, int | None]] = []
            for row in self.rows[start : start + self.depth]:
                own = self.shape[row].titled
                titled = row if own else titled
                group.append((row, titled if own or not group else None))
            groups.append(tuple(group))
        return tuple(groups)

    @cached_property
    def whole(self) -> bool:
        """Whether every line and every group has something in it."""
        return self.lines == max(1, ceil(self.most / self.columns)) and self.groups == len(self.grouped)

    @cached_property
    def count(self) -> int:
        """All cells."""
        return sum(self.shape[row].cells for row in self.rows)

    @cached_property
    def strip(self) -> bool:
        """Whether it is one row of small cells."""
        return len(self.rows) == 1 and not self.large

    @cached_property
    def large(self) -> bool:
        """Whether these are the large rows, on the band."""
        return self.shape[self.rows[0]].large

    @cached_property
    def margin(self) -> int:
        """Above the first line and below the last."""
        return BAND if self.large else OUTLINE

    @cached_property
    def label(self) -> int:
        """The width of the column of labels, with the gap beside it."""
        labelled = any(self.shape[row].labelled for row in self.rows)
        return LABEL + GAP if labelled and not self.headed else 0

    @cached_property
    def across(self) -> int:
        """Cells side by side in all groups."""
        return self.groups * self.columns

    @cached_property
    def spans(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """For width and height: how many cells, and how many pixels that do not depend on their size."""
        across, down = self.across, self.depth * self.lines
        fixed = self.groups * self.label + across * self.column
        texts = max(sum(titles is not None for _, titles in group) for group in self.grouped) * self.lines
        texts += self.depth if self.headed else 0
        return (
            (0 if self.column else across, 2 * BAND + fixed + (across - 1) * GAP),
            (down, 2 * self.margin + texts * TITLE + (down - 1) * GAP),
        )

    @cached_property
    def merit(self) -> float:
        """1 for a plain table, less for each wrap and fold and for what is empty then."""
        wrapped = WRAPPED_STRIP if len(self.rows) == 1 else WRAPPED_TABLE
        holes = self.lines * self.columns - self.most if self.lines > 1 else 0
        return float(wrapped ** (self.lines - 1) * FOLDED ** (self.groups - 1) * HOLE**holes)

    def need(self, axis: int, cell: Size) -> int:
        """Width (axis 0) or height (axis 1) with cells of this size."""
        cells, rest = self.spans[axis]
        return cells * cell[axis] + rest

    def growth(self, axis: int, cell: Size) -> int:
        """By how much the gaps may grow together; rows may drift apart more than columns."""
        gaps = (self.across if axis == 0 else self.spans[1][0]) - 1
        return gaps * max(10, self.pitch(axis, cell) // (16, 8)[axis])

    def pitch(self, axis: int, cell: Size) -> int:
        """The width of a column, or the height of a line, without the gap."""
        return max(cell[0], self.column) if axis == 0 else cell[1]


def blocks(shape: Shape, rows: tuple[int, ...], headed: bool = False, tall: bool = False) -> list[Block]:
    """The ways to wrap or to fold some rows, and those of thin pictures in columns of several widths."""
    if not rows:
        return []
    most = MOST_LINES if len(rows) > 1 else max(1, shape[rows[0]].cells)
    columns = COLUMNS[shape[rows[0]].large] if tall else (0,)
    ways = [(lines, 1) for lines in range(1, most + 1)]
    ways += [(1, groups) for groups in range(2, MOST_GROUPS + 1)]
    blocks = [
        Block(shape, rows, lines, groups, headed, column) for column in columns for lines, groups in ways
    ]
    return [block for block in blocks if block.whole]
