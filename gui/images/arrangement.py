"""Arranges the pictures of a grid: a pure function of the grid's shape, the picture's and the panel's.

Large rows and small rows are two blocks. A block may wrap its rows into several lines, or fold into
groups of rows side by side; the large block stands above the small one or left of it. Of all these
arrangements the one that shows most is taken, with a mild preference for the plainer ones.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import inf, log2

from engine.pixels.region import Size
from engine.scenes import Grid
from gui.images.layout import LABEL, LEAST, TITLE, Layout, Rect
from gui.images.layout_blocks import COLUMNS, TALL, Block, RowShape, Shape, blocks
from gui.images.layout_placing import Parts

BLOCK_GAP = 10  # between the large block and the small one
RATIOS = (1.6, 2.0, 2.5, 3.2, 4.0)  # large : small
BEST_RATIO = 2.5
READABLE = 72  # small cells are worth less below this side, in pixels

# What an arrangement is worth beside the plainest one that shows as much.
BESIDE = 0.95
HEADED = 0.95  # labels above images that stand alone, not left of them
UNLABELLED = 0.5  # no room for the label above the large cells
FAR_RATIO = 0.12  # lost for each doubling of the best ratio
NEAR_RATIO = 0.3  # lost for each halving of it: large images are what a scene is about
MUTE = {
    False: 0.85,
    True: 0.97,
}  # lost in columns without room for what is said of small cells, of large ones

LEAST_PART = 1e-6  # of a pixel: what a cell needs of a width that does not depend on it


def arrange(grid: Grid, picture: Size, area: Size) -> Layout:
    """The layout of a grid of pictures with the proportions of `picture` in an area of logical pixels.

    Everything lies within the area unless a cell would become shorter than LEAST pixels.
    """
    layout = _arrange(_shape_of_same(grid), picture, area)
    return layout if grid.wipe is None else layout.overlaid()


@lru_cache(maxsize=64)
def _arrange(shape: Shape, picture: Size, area: Size) -> Layout:
    unit = picture[0] / max(picture), picture[1] / max(picture)
    found = [
        (each, sizes) for each in _arrangements(shape, unit[0] < TALL) for sizes in each.sizes(unit, area)
    ]
    if not found:
        least = _cell(LEAST, unit)
        return Layout(least, least, (), (), (), None, Rect(0, 0, LABEL, TITLE), False)
    best, sizes = max(found, key=lambda pair: pair[0].worth(pair[1], unit))
    cells = [_cell(size, unit) for size in sizes]
    rects = best.share(cells, area)
    parts = Parts(shape)
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


_shapes: deque[tuple[Grid, Shape]] = deque(maxlen=4)
"""Of the grids that were arranged last: a frame is asked for its layout several times."""


def _shape_of_same(grid: Grid) -> Shape:
    """Found by which object the grid is, as to compare its mixes takes longer than to look at its shape."""
    known = next((shape for each, shape in tuple(_shapes) if each is grid), None)
    if known is None:
        known = shape_of(grid)
        _shapes.append((grid, known))
    return known


def shape_of(grid: Grid) -> Shape:
    """The shape of a grid; grids of one shape have one layout, whatever their texts say."""
    return tuple(
        RowShape(
            len(row.cells) if grid.wipe is None else 1,
            row.large,
            any(cell.title for cell in row.cells),
            bool(row.label),
        )
        for row in grid.rows
    )


def _arrangements(shape: Shape, tall: bool) -> tuple[_Arrangement, ...]:
    """All that are worth a look."""
    large, small = (tuple(n for n, row in enumerate(shape) if row.large is big) for big in (True, False))
    if not (large and small):
        ways = (False, True) if large else (False,)
        return tuple(
            _Arrangement((block,), 1)
            for headed in ways
            for block in blocks(shape, large or small, headed=headed, tall=tall)
        )
    strips = blocks(shape, small, tall=tall)
    return tuple(
        _Arrangement((block, strip), axis)
        for axis in (1, 0)
        for block in blocks(shape, large, headed=axis == 0, tall=tall)
        for strip in strips
    )


@dataclass(frozen=True)
class _Arrangement:
    """Blocks beside one another (axis 0) or above one another (axis 1), the large one first."""

    blocks: tuple[Block, ...]
    axis: int

    def sizes(self, unit: tuple[float, float], area: Size) -> Iterator[tuple[float, ...]]:
        """Long sides of the blocks' cells that fill the area: the corners of what is possible."""
        axis, cross = self.axis, 1 - self.axis
        spans = [block.spans for block in self.blocks]
        rooms = [area[cross] - s[cross][1] for s in spans]
        room = area[axis] - sum(s[axis][1] for s in spans) - BLOCK_GAP * (len(spans) - 1)
        if any(block.column for block in self.blocks) and min(*rooms, room) < LEAST:
            return  # the columns alone are too wide
        cost = [max(s[axis][0] * unit[axis], LEAST_PART) for s in spans]
        most = [
            min(
                max(1.0, width / max(s[cross][0] * unit[cross], LEAST_PART)),
                block.column / unit[0] if block.column else inf,
            )
            for block, s, width in zip(self.blocks, spans, rooms, strict=True)
        ]
        room = max(1, room)
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
        if len(sizes) == 1 and self.blocks[0].headed:
            merit *= HEADED
        for block, size in zip(self.blocks, sizes, strict=True):
            merit *= self._filled(sizes, unit) if block.strip and not self.axis else block.merit
            if unit[0] < TALL:
                wanted = COLUMNS[block.large][-1]
                mute = MUTE[block.large]
                merit *= 1 - mute + mute * min(1.0, max(size * unit[0], block.column) / wanted)
        if len(sizes) == 2:
            if (
                self.axis == 0
                and self.blocks[0].columns * max(sizes[0] * unit[0], self.blocks[0].column) < LABEL
            ):
                merit *= UNLABELLED
            far = log2(sizes[0] / sizes[1] / BEST_RATIO)
            merit *= (
                1 - FAR_RATIO * max(far, 0) - (NEAR_RATIO if unit[0] >= TALL else FAR_RATIO) * max(-far, 0)
            )
            merit *= min(1.0, sizes[1] * (unit[0] * unit[1]) ** 0.5 / READABLE) ** 0.5
        return shown * merit

    def _filled(self, sizes: tuple[float, ...], unit: tuple[float, float]) -> float:
        """The worth of a strip beside large images: it may go downwards, but with no holes between its lines."""
        heights = [
            count * size * unit[1] + rest
            for size, (count, rest) in zip(sizes, (block.spans[1] for block in self.blocks), strict=True)
        ]
        return (1 + min(1.0, heights[1] / heights[0])) / 2

    def share(self, cells: list[Size], area: Size) -> list[Rect]:
        """A rectangle for each block, together in the middle of the area; large images alone have all of it."""
        if len(cells) == 1 and self.blocks[0].large:
            return [Rect(0, 0, *area)]
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
        if self.blocks[0].large:  # nothing is left between the band and the edges at which it stands
            x, y, width, height = rects[0]
            rects[0] = Rect(0, 0, x + width, area[1] if axis == 0 else y + height)
        return rects


def _cell(long_side: float, unit: tuple[float, float]) -> Size:
    """A cell in whole pixels, at most `long_side` long: the short side is cut, the long side follows."""
    longest = max(LEAST, int(long_side))
    ratio = min(unit)
    short = max(1, int(longest * ratio))
    long = min(longest, max(LEAST, round(short / ratio)))
    return (long, short) if unit[0] >= unit[1] else (short, long)
