"""Places blocks: where the cells, labels and titles of a layout go."""

from __future__ import annotations

from engine.pixels.region import Size
from gui.images.layout import BAND, GAP, LABEL, TITLE, Rect
from gui.images.layout_blocks import Block, Shape

MARK, WIDE_MARK = 24, 96  # widths of a mark beside a label, at least and at most


class Parts:
    """The rectangles of a layout while it is being made."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self._starts = [sum(row.cells for row in shape[:n]) for n in range(len(shape) + 1)]
        self.cells = [Rect(0, 0, 0, 0)] * self._starts[-1]
        self.labels = [Rect(0, 0, 0, 0)] * len(shape)
        self.titles: list[tuple[int, Rect]] = []

    def place(self, block: Block, cell: Size, rect: Rect) -> None:
        """Place a block in the middle of a rectangle, its gaps grown as far as they may."""
        columns, rows = (_starts(block, axis, cell, rect) for axis in (0, 1))
        width = block.label
        for number, group in enumerate(block.grouped):
            first = number * block.columns
            across = [x + (number + 1) * width for x in columns[first : first + block.columns]]
            texts = 0
            for n, (row, titles) in enumerate(group):
                down = [y + texts for y in rows[n * block.lines : (n + 1) * block.lines]]
                texts += self._place_row(block, row, titles, (across, down), cell)

    def _place_row(
        self, block: Block, row: int, titles: int | None, at: tuple[list[int], list[int]], cell: Size
    ) -> int:
        """Place a row in lines that start at the y of `at`, its cells at the x; how high its texts are."""
        (across, down), (width, height) = at, cell
        column_width = block.pitch(0, cell)
        inset = (column_width - width) // 2
        head, title = TITLE if block.headed else 0, 0 if titles is None else TITLE
        for n in range(self._shape[row].cells):
            line, column = divmod(n, block.columns)
            x, y = across[column], down[line] + head + line * title
            self.cells[self._starts[row] + n] = Rect(x + inset, y + title, width, height)
            if titles is not None and n < self._shape[titles].cells:
                self.titles.append((self._starts[titles] + n, Rect(x, y, column_width, TITLE)))
        texts = head + block.lines * title
        if block.headed:
            self.labels[row] = Rect(across[0], down[0], across[-1] + column_width - across[0], TITLE)
        else:
            top, bottom = down[0] + title, down[-1] + texts + height
            self.labels[row] = Rect(across[0] - GAP - LABEL, top, LABEL, bottom - top)
        return texts

    def corner(self, block: Block, rect: Rect) -> Rect:
        """The upper corner over the labels; where a label is there, what it leaves of its line."""
        if block.headed:
            x, y, width, height = self.labels[block.rows[0]]
            free = max(MARK, min(WIDE_MARK, width - LABEL))
            return Rect(x + width - free, y, free, height)
        return Rect(rect.x + BAND, rect.y + block.margin, LABEL, TITLE)


def _starts(block: Block, axis: int, cell: Size, rect: Rect) -> list[int]:
    """Where the cells of a block begin, as if there were no labels and titles."""
    left = max(0, rect[2 + axis] - block.need(axis, cell))
    growth = min(left, block.growth(axis, cell))
    if axis and block.strip:  # it may be much lower than what stands beside it
        lines = block.lines
        growth = max(growth, min(left * (lines - 1) // lines, (lines - 1) * block.pitch(axis, cell)))
    start = rect[axis] + (BAND, block.margin)[axis] + (left - growth) // 2
    count, step = block.across if axis == 0 else block.spans[1][0], block.pitch(axis, cell) + GAP
    return [start + n * step + n * growth // max(1, count - 1) for n in range(count)]
