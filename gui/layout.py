"""Where the pictures of a grid go: a pure function of the grid's shape, the picture's and the panel's.

Large rows and small rows are two blocks. A block may wrap its rows into several lines, or fold into
groups of rows side by side; the large block stands above the small one or left of it. Of all these
arrangements the one that shows most is taken, with a mild preference for the plainer ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import ceil, log2
from typing import NamedTuple

from engine.messages import Size
from engine.scenes import Grid

LABEL = 68  # the column of row labels: wide enough for "t = 100000"
TITLE = 20  # the line of cell titles
BAND = 8  # from the band's edge to what stands on it
GAP = 6  # between cells, and between labels and cells
OUTLINE = 2  # around a cell
MARK = 24  # the least width of a mark beside a label
BLOCK_GAP = 10  # between the large block and the small one
LEAST = 16  # the long side of the smallest cell

MOST_LINES = 3  # of a wrapped row among others
MOST_GROUPS = 4  # of folded rows
RATIOS = (1.6, 2.0, 2.5, 3.2, 4.0)  # large : small
BEST_RATIO = 2.5
READABLE = 72  # small cells are worth less below this side, in pixels

# What an arrangement is worth beside the plainest one that shows as much.
BESIDE = 0.95
FOLDED = 0.92
WRAPPED_STRIP = 0.97
WRAPPED_TABLE = 0.78  # its columns do not line up any more
UNLABELLED = 0.5  # no room for the label above the large cells
FAR_RATIO = 0.12  # lost for each doubling or halving of the best ratio


class Rect(NamedTuple):
    """A rectangle in logical pixels."""

    x: int
    y: int
    width: int
    height: int


class RowShape(NamedTuple):
    """All that the layout knows of a row."""

    cells: int
    large: bool
    titled: bool


Shape = tuple[RowShape, ...]


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


def shape_of(grid: Grid) -> Shape:
    """The shape of a grid; grids of one shape have one layout, whatever their texts say."""
    return tuple(RowShape(len(row.cells), row.large, any(c.title for c in row.cells)) for row in grid.rows)


def arrange(grid: Grid, picture: Size, area: Size) -> Layout:
    """The layout of a grid of pictures with the proportions of `picture` in an area of logical pixels.

    Everything lies within the area unless a cell would become shorter than LEAST pixels.
    """
    return _arrange(shape_of(grid), picture, area)


@dataclass(frozen=True)
class _Block:
    """Rows of equal cells, each wrapped into `lines`, together folded into `groups` side by side."""

    shape: Shape
    rows: tuple[int, ...]
    lines: int = 1
    groups: int = 1
    headed: bool = False

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
    def large(self) -> bool:
        """Whether these are the large rows, on the band."""
        return self.shape[self.rows[0]].large

    @cached_property
    def margin(self) -> int:
        """Above the first line and below the last."""
        return BAND if self.large else OUTLINE

    @cached_property
    def spans(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """For width and height: how many cells, and how many pixels that are not cells."""
        across, down = self.groups * self.columns, self.depth * self.lines
        labels = 0 if self.headed else self.groups * (LABEL + GAP)
        texts = max(sum(titles is not None for _, titles in group) for group in self.grouped) * self.lines
        texts += self.depth if self.headed else 0
        return (
            (across, 2 * BAND + labels + (across - 1) * GAP),
            (down, 2 * self.margin + texts * TITLE + (down - 1) * GAP),
        )

    @cached_property
    def merit(self) -> float:
        """1 for a plain table, less for each wrap and fold."""
        wrapped = WRAPPED_STRIP if len(self.rows) == 1 else WRAPPED_TABLE
        return float(wrapped ** (self.lines - 1) * FOLDED ** (self.groups - 1))

    def need(self, axis: int, cell: Size) -> int:
        """Width (axis 0) or height (axis 1) with cells of this size."""
        cells, rest = self.spans[axis]
        return cells * cell[axis] + rest

    def growth(self, axis: int, cell: Size) -> int:
        """By how much the gaps may grow together; rows may drift apart more than columns."""
        return (self.spans[axis][0] - 1) * max(10, cell[axis] // (16, 8)[axis])


@dataclass(frozen=True)
class _Arrangement:
    """Blocks beside one another (axis 0) or above one another (axis 1), the large one first."""

    blocks: tuple[_Block, ...]
    axis: int

    def sizes(self, unit: tuple[float, float], area: Size) -> Iterator[tuple[float, ...]]:
        """Long sides of the blocks' cells that fill the area: the corners of what is possible."""
        axis, cross = self.axis, 1 - self.axis
        spans = [block.spans for block in self.blocks]
        most = [max(1.0, (area[cross] - s[cross][1]) / (s[cross][0] * unit[cross])) for s in spans]
        room = max(1, area[axis] - sum(s[axis][1] for s in spans) - BLOCK_GAP * (len(spans) - 1))
        cost = [s[axis][0] * unit[axis] for s in spans]
        if len(spans) == 1:
            yield (min(most[0], room / cost[0]),)
            return
        corners = (
            most[0] / most[1],
            most[0] * cost[1] / max(1.0, room - cost[0] * most[0]),
            (room - cost[1] * most[1]) / cost[0] / most[1],
        )
        for ratio in (*RATIOS, *corners):
            if RATIOS[0] <= ratio <= RATIOS[-1]:
                small = min(most[1], most[0] / ratio, room / (cost[0] * ratio + cost[1]))
                yield small * ratio, small

    def worth(self, sizes: tuple[float, ...], unit: tuple[float, float]) -> float:
        """The pixels that are shown, times the merits of the arrangement."""
        shown = sum(block.count * size * size for block, size in zip(self.blocks, sizes, strict=True))
        merit = 1.0 if self.axis else BESIDE
        for block in self.blocks:
            merit *= block.merit
        if len(sizes) == 2:
            if self.axis == 0 and self.blocks[0].columns * sizes[0] * unit[0] < LABEL:
                merit *= UNLABELLED
            merit *= 1 - FAR_RATIO * abs(log2(sizes[0] / sizes[1] / BEST_RATIO))
            merit *= min(1.0, sizes[1] * (unit[0] * unit[1]) ** 0.5 / READABLE) ** 0.5
        return shown * merit

    def share(self, cells: list[Size], area: Size) -> list[Rect]:
        """A rectangle for each block, together in the middle of the area."""
        axis, cross = self.axis, 1 - self.axis
        pairs = list(zip(self.blocks, cells, strict=True))
        needs = [block.need(axis, cell) for block, cell in pairs]
        growths = [block.growth(axis, cell) for block, cell in pairs]
        gaps = BLOCK_GAP * (len(pairs) - 1)
        part = min(1.0, max(0, area[axis] - sum(needs) - gaps) / max(1, sum(growths) + gaps))
        longs = [need + int(part * growth) for need, growth in zip(needs, growths, strict=True)]
        gap = int((1 + part) * BLOCK_GAP)
        wide = area[cross]
        if axis == 0:
            wide = min(wide, max(block.need(1, cell) + block.growth(1, cell) for block, cell in pairs))
        start, edge = max(0, area[axis] - sum(longs) - gap * (len(pairs) - 1)) // 2, (area[cross] - wide) // 2
        rects = []
        for long in longs:
            rects.append(Rect(start, edge, long, wide) if axis == 0 else Rect(edge, start, wide, long))
            start += long + gap
        return rects


@lru_cache(maxsize=64)
def _arrangements(shape: Shape) -> tuple[_Arrangement, ...]:
    """All that are worth a look."""
    large, small = (tuple(n for n, row in enumerate(shape) if row.large is big) for big in (True, False))
    if not (large and small):
        return tuple(_Arrangement((block,), 1) for block in _blocks(shape, large or small))
    films = _blocks(shape, small)
    return tuple(
        _Arrangement((block, film), axis)
        for axis in (1, 0)
        for block in _blocks(shape, large, headed=axis == 0)
        for film in films
    )


def _blocks(shape: Shape, rows: tuple[int, ...], headed: bool = False) -> list[_Block]:
    """The ways to wrap or to fold some rows."""
    if not rows:
        return []
    most = MOST_LINES if len(rows) > 1 else max(1, shape[rows[0]].cells)
    ways = [(lines, 1) for lines in range(1, most + 1)]
    ways += [(1, groups) for groups in range(2, MOST_GROUPS + 1)]
    blocks = [_Block(shape, rows, lines, groups, headed) for lines, groups in ways]
    return [block for block in blocks if block.whole]


def _cell(long_side: float, unit: tuple[float, float]) -> Size:
    """A cell in whole pixels, at most `long_side` long: the short side is cut, the long side follows."""
    longest = max(LEAST, int(long_side))
    ratio = min(unit)
    short = max(1, int(longest * ratio))
    long = min(longest, max(LEAST, round(short / ratio)))
    return (long, short) if unit[0] >= unit[1] else (short, long)


@lru_cache(maxsize=64)
def _arrange(shape: Shape, picture: Size, area: Size) -> Layout:
    unit = picture[0] / max(picture), picture[1] / max(picture)
    found = [(each, sizes) for each in _arrangements(shape) for sizes in each.sizes(unit, area)]
    if not found:
        least = _cell(LEAST, unit)
        return Layout(least, least, (), (), (), None, Rect(0, 0, LABEL, TITLE), False)
    best, sizes = max(found, key=lambda pair: pair[0].worth(pair[1], unit))
    cells = [_cell(size, unit) for size in sizes]
    rects = best.share(cells, area)
    parts = _Parts(shape)
    for block, cell, rect in zip(best.blocks, cells, rects, strict=True):
        parts.place(block, cell, rect)
    first = best.blocks[0]
    return Layout(
        large=cells[0],
        small=cells[-1],
        cells=tuple(parts.cells),
        labels=tuple(parts.labels),
        titles=tuple(parts.titles),
        band=rects[0] if first.large else None,
        corner=parts.corner(first, rects[0]),
        headed=first.headed,
    )


def _starts(block: _Block, axis: int, cell: Size, rect: Rect) -> list[int]:
    """Where the cells of a block begin, as if there were no labels and titles."""
    left = max(0, rect[2 + axis] - block.need(axis, cell))
    growth = min(left, block.growth(axis, cell))
    start = rect[axis] + (BAND, block.margin)[axis] + (left - growth) // 2
    count, step = block.spans[axis][0], cell[axis] + GAP
    return [start + n * step + n * growth // max(1, count - 1) for n in range(count)]


class _Parts:
    """The rectangles of a layout while it is being made."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self._starts = [sum(row.cells for row in shape[:n]) for n in range(len(shape) + 1)]
        self.cells = [Rect(0, 0, 0, 0)] * self._starts[-1]
        self.labels = [Rect(0, 0, 0, 0)] * len(shape)
        self.titles: list[tuple[int, Rect]] = []

    def place(self, block: _Block, cell: Size, rect: Rect) -> None:
        """Place a block in the middle of a rectangle, its gaps grown as far as they may."""
        columns, rows = (_starts(block, axis, cell, rect) for axis in (0, 1))
        width = 0 if block.headed else LABEL + GAP
        for number, group in enumerate(block.grouped):
            first = number * block.columns
            across = [x + (number + 1) * width for x in columns[first : first + block.columns]]
            texts = 0
            for n, (row, titles) in enumerate(group):
                down = [y + texts for y in rows[n * block.lines : (n + 1) * block.lines]]
                texts += self._place_row(block, row, titles, (across, down), cell)

    def _place_row(
        self, block: _Block, row: int, titles: int | None, at: tuple[list[int], list[int]], cell: Size
    ) -> int:
        """Place a row in lines that start at the y of `at`, its cells at the x; how high its texts are."""
        (across, down), (width, height) = at, cell
        head, title = TITLE if block.headed else 0, 0 if titles is None else TITLE
        for n in range(self._shape[row].cells):
            line, column = divmod(n, block.columns)
            x, y = across[column], down[line] + head + line * title
            self.cells[self._starts[row] + n] = Rect(x, y + title, width, height)
            if titles is not None and n < self._shape[titles].cells:
                self.titles.append((self._starts[titles] + n, Rect(x, y, width, TITLE)))
        texts = head + block.lines * title
        if block.headed:
            self.labels[row] = Rect(across[0], down[0], across[-1] + width - across[0], TITLE)
        else:
            top, bottom = down[0] + title, down[-1] + texts + height
            self.labels[row] = Rect(across[0] - GAP - LABEL, top, LABEL, bottom - top)
        return texts

    def corner(self, block: _Block, rect: Rect) -> Rect:
        """The upper corner over the labels; where a label is there, what it leaves of its line."""
        if block.headed:
            x, y, width, height = self.labels[block.rows[0]]
            free = max(MARK, width - LABEL)
            return Rect(x + width - free, y, free, height)
        return Rect(rect.x + BAND, rect.y + block.margin, LABEL, TITLE)
