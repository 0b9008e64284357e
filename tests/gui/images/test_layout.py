"""The layout: inside the area, nothing over anything, true proportions, and the area filled."""

from __future__ import annotations

from itertools import combinations, pairwise, product

import pytest

from engine.mix import Mix, picture
from engine.pixels.region import Size
from engine.scenes import Cell, Given, Grid, Row, Strip
from engine.scenes.forward import ForwardSettings, build
from engine.schedules import make_schedule
from gui.images.arrangement import arrange
from gui.images.layout import BAND, LABEL, LEAST, TITLE, Layout, Rect
from gui.images.layout_placing import MARK, WIDE_MARK

SCHEDULE = make_schedule("linear", 1000)
MIX = Mix.of(picture())


def row(cells: int, titled: bool = False, large: bool = False) -> Row:
    """A row of `cells` cells."""
    return Row("t = 0", 0, tuple(Cell(MIX, rf"\epsilon_{n}" if titled else "") for n in range(cells)), large)


def film(rows: int, cells: int) -> tuple[Row, ...]:
    """Small rows, the first with titles."""
    return tuple(row(cells, titled=n == 0) for n in range(rows))


def forward_grid(rows: int, samples: int, t: int = 320) -> Grid:
    """The Forward scene."""
    return build(SCHEDULE, t, Given(Strip(rows, samples)), ForwardSettings())


GRIDS = {
    "default": forward_grid(5, 4),
    "least": forward_grid(1, 1),
    "most": forward_grid(12, 8),
    "tall": forward_grid(12, 1),
    "flat": forward_grid(1, 8),
    "strip": Grid("", "", film(1, 9)),
    "small rows": Grid("", "", film(3, 5)),
    "all titled": Grid("", "", tuple(row(3, titled=True) for _ in range(4))),
    "no titles": Grid("", "", tuple(row(6) for _ in range(4))),
    "large row": Grid("", "", (row(4, titled=True, large=True),)),
    "three large": Grid("", "", (row(3, titled=True, large=True), *film(2, 6))),
    "two large rows": Grid("", "", (*film(3, 4), row(2, True, True), row(2, True, True))),
    "ragged": Grid("", "", (row(2, True, True), row(3, True), row(7), row(1, True))),
}
PICTURES = [(1024, 512), (640, 427), (512, 512), (300, 400), (4000, 1000), (100, 400)]
AREAS = [(480, 420), (520, 500), (450, 640), (917, 740), (1400, 700), (3000, 1900)]
EVERY = pytest.mark.parametrize(
    ("grid", "size"),
    [pytest.param(GRIDS[name], size, id=f"{name} {size}") for name, size in product(GRIDS, PICTURES)],
)


def everything(layout: Layout) -> list[Rect]:
    """All that is painted, except the band behind it."""
    return [*layout.cells, *layout.labels, *(rect for _, rect in layout.titles)]


def within(inner: Rect, outer: Rect) -> bool:
    """Whether a rectangle lies inside another."""
    return (
        outer.x <= inner.x
        and outer.y <= inner.y
        and inner.x + inner.width <= outer.x + outer.width
        and inner.y + inner.height <= outer.y + outer.height
    )


def apart(one: Rect, other: Rect) -> bool:
    """Whether two rectangles have no pixel in common."""
    return (
        one.x + one.width <= other.x
        or other.x + other.width <= one.x
        or one.y + one.height <= other.y
        or other.y + other.height <= one.y
    )


def shown(layout: Layout) -> int:
    """The pixels of all cells."""
    return sum(rect.width * rect.height for rect in layout.cells)


def largest_blank(layout: Layout, area: Size) -> float:
    """The largest rectangle without cell, label or title, as a part of the area; bands are blank."""
    rects = everything(layout)
    xs = sorted({0, area[0], *(x for r in rects for x in (r.x, r.x + r.width))})
    ys = sorted({0, area[1], *(y for r in rects for y in (r.y, r.y + r.height))})
    best, heights = 0, [0] * len(xs)
    for top, bottom in pairwise(ys):
        here = [r for r in rects if r.y < bottom and r.y + r.height > top]
        for n, left in enumerate(xs[:-1]):
            full = any(r.x <= left < r.x + r.width for r in here)
            heights[n] = 0 if full else heights[n] + bottom - top
        open_columns: list[tuple[int, int]] = []
        for left, height in zip(xs, heights, strict=True):
            start = left
            while open_columns and open_columns[-1][1] >= height:
                start, tall = open_columns.pop()
                best = max(best, tall * (left - start))
            open_columns.append((start, height))
    return best / (area[0] * area[1])


def test_the_blank_measure_itself() -> None:
    nothing = Layout((1, 1), (1, 1), (), (), (), None, Rect(0, 0, 0, 0), False)
    cross = (Rect(0, 40, 100, 10), Rect(60, 0, 10, 100))
    crossed = Layout((1, 1), (1, 1), cross, (), (), None, Rect(0, 0, 0, 0), False)
    assert largest_blank(nothing, (100, 100)) == 1.0
    assert largest_blank(crossed, (100, 100)) == 0.3  # the lower left: 60 x 50


@EVERY
def test_everything_is_inside_and_nothing_overlaps(grid: Grid, size: Size) -> None:
    for area in AREAS:
        layout = arrange(grid, size, area)
        rects = everything(layout)
        assert all(within(rect, Rect(0, 0, *area)) for rect in rects)
        assert all(apart(one, other) for one, other in combinations(rects, 2))
        assert (layout.band is None) == (not any(row.large for row in grid.rows))


@EVERY
def test_cells_have_two_sizes_and_the_proportions_of_the_picture(grid: Grid, size: Size) -> None:
    for area in AREAS:
        layout = arrange(grid, size, area)
        large = [each.large for each in grid.rows for _ in each.cells]
        for rect, is_large in zip(layout.cells, large, strict=True):
            assert (rect.width, rect.height) == (layout.large if is_large else layout.small)
        for width, height in (layout.large, layout.small):
            assert max(width, height) >= LEAST
            off = min(abs(width - height * size[0] / size[1]), abs(height - width * size[1] / size[0]))
            assert off <= 1
        assert layout.large >= layout.small


@EVERY
def test_no_third_of_the_area_is_blank(grid: Grid, size: Size) -> None:
    for area in AREAS:
        assert largest_blank(arrange(grid, size, area), area) < 1 / 3


@pytest.mark.parametrize("size", PICTURES)
@pytest.mark.parametrize("area", AREAS)
def test_the_default_grid_fills_its_area(size: Size, area: Size) -> None:
    layout = arrange(GRIDS["default"], size, area)
    filled = sum(rect.width * rect.height for rect in everything(layout))
    assert largest_blank(layout, area) <= 0.2
    assert filled >= 0.5 * area[0] * area[1]
    right = max(rect.x + rect.width for rect in everything(layout))
    bottom = max(rect.y + rect.height for rect in everything(layout))
    assert right >= 0.95 * area[0] or bottom >= 0.95 * area[1]


@EVERY
def test_labels_and_titles_stand_at_their_cells(grid: Grid, size: Size) -> None:
    for area in AREAS:
        layout = arrange(grid, size, area)
        cells = iter(layout.cells)
        for each, label in zip(grid.rows, layout.labels, strict=True):
            own = [next(cells) for _ in each.cells]
            if each.large and layout.headed:
                assert label.y + label.height <= own[0].y
                assert label.x == own[0].x
                free = label.width - layout.corner.width  # what the mark leaves of the line
                assert free >= min(LABEL, label.width - MARK)
                assert free >= label.width - WIDE_MARK
            else:
                assert label.width == LABEL
                assert label.x + label.width <= min(rect.x for rect in own)
                assert label.y <= own[0].y < own[-1].y + own[-1].height <= label.y + label.height
        owners = {(rect.x, rect.y + TITLE): rect.width for _, rect in layout.titles}
        places = {(rect.x, rect.y): rect.width for rect in layout.cells}
        assert owners.items() <= places.items()
        titled = {n for n, cell in enumerate(grid.cells) if cell.title}
        assert {n for n, _ in layout.titles} == titled


@EVERY
def test_the_band_lies_behind_large_cells_only(grid: Grid, size: Size) -> None:
    for area in AREAS:
        layout = arrange(grid, size, area)
        if layout.band is None:
            continue
        if all(each.large for each in grid.rows):  # and nothing is left between it and the edges
            assert layout.band == Rect(0, 0, *area)
        assert (layout.band.x, layout.band.y) == (0, 0)  # and it is as wide as the area, or as high
        assert layout.band.width == area[0] or (layout.band.y, layout.band.height) == (0, area[1])
        inside = Rect(layout.band.x + 1, layout.band.y + 1, layout.band.width - 2, layout.band.height - 2)
        cells = iter(layout.cells)
        for each, label in zip(grid.rows, layout.labels, strict=True):
            for rect in [label, *(next(cells) for _ in each.cells)]:
                assert within(rect, inside) if each.large else apart(rect, layout.band)


def test_rows_are_read_from_left_to_right_and_downwards() -> None:
    for grid, size, area in product(GRIDS.values(), PICTURES, AREAS):
        cells = iter(arrange(grid, size, area).cells)
        for each in grid.rows:
            own = [next(cells) for _ in each.cells]
            assert all(a.y < b.y or (a.y == b.y and a.x < b.x) for a, b in pairwise(own))


def test_the_default_looks_like_a_film_under_a_large_pair_flush_at_both_sides() -> None:
    layout = arrange(GRIDS["default"], (1024, 512), (917, 740))
    mean, sample, *small = layout.cells
    assert not layout.headed
    assert mean.y == sample.y
    assert all(rect.y > mean.y + mean.height for rect in small)
    assert {mean.x, layout.cells[2].x, layout.cells[7].x} == {mean.x}
    assert sample.x + sample.width == small[4].x + small[4].width == 917 - BAND
    assert 2 <= layout.large[0] / layout.small[0] <= 3


def test_titles_come_again_where_rows_are_folded() -> None:
    grid = forward_grid(12, 1)
    layout = arrange(grid, (1024, 512), (1400, 700))
    tops = {rect.x: rect.y for rect in reversed(layout.cells[2:])}
    assert len(tops) > 2
    places = {(rect.x, rect.y + TITLE) for n, rect in layout.titles if n >= 2}
    assert places == set(tops.items())


def test_the_layout_depends_on_the_shape_only() -> None:
    one = arrange(forward_grid(5, 4, t=7), (1024, 512), (900, 760))
    other = make_schedule("cosine", 100_000)
    same = arrange(
        build(other, 99_999, Given(Strip(5, 4, 2, True)), ForwardSettings()), (1024, 512), (900, 760)
    )
    assert same is one
    assert arrange(forward_grid(5, 3), (1024, 512), (900, 760)) != one
    assert arrange(GRIDS["default"], (300, 400), (900, 760)) != one
    assert arrange(GRIDS["default"], (2048, 1024), (900, 760)) == one


def test_a_larger_area_shows_more() -> None:
    for grid, size in product(GRIDS.values(), PICTURES):
        sizes = [shown(arrange(grid, size, (480 * n, 420 * n))) for n in (1, 2, 4)]
        assert sizes == sorted(set(sizes))


@pytest.mark.parametrize("size", [(100, 4000), (1, 20_000), (100, 600)])
@pytest.mark.parametrize("name", GRIDS)
def test_thin_pictures_stand_in_the_middle_of_columns_with_room_for_their_titles(
    name: str, size: Size
) -> None:
    for area in AREAS:
        grid = GRIDS[name]
        layout = arrange(grid, size, area)
        rects = everything(layout)
        assert all(within(rect, Rect(0, 0, *area)) for rect in rects)
        assert all(apart(one, other) for one, other in combinations(rects, 2))
        large = [each.large for each in grid.rows for _ in each.cells]
        lines = {cell.y for cell in layout.cells}
        for index, title in layout.titles:
            cell = layout.cells[index]
            assert title.y + TITLE in lines
            assert title.width >= 44 or not large[index]  # of "sample x_t", smaller where it must be
            if title.y + TITLE == cell.y and title.x <= cell.x < title.x + title.width:
                assert abs(2 * title.x + title.width - 2 * cell.x - cell.width) <= 1
        for each, label in zip(grid.rows, layout.labels, strict=True):
            if each.large and layout.headed:
                assert label.width >= 60


def test_what_is_said_of_thin_pictures_has_room() -> None:
    for grid, area in ((GRIDS["large row"], (740, 510)), (GRIDS["strip"], (740, 510))):
        layout = arrange(grid, (1, 20_000), area)
        assert {title.width for _, title in layout.titles} <= {48, 140}
    layout = arrange(GRIDS["default"], (100, 4000), (1000, 740))
    assert {title.width for n, title in layout.titles if n < 2} == {200}
    assert layout.large == (17, 680)  # as high as there is room for


@pytest.mark.parametrize("size", [(20_000, 1), (1, 4), (300, 400), (4, 1)])
def test_columns_of_other_pictures_are_as_wide_as_these(size: Size) -> None:
    for grid, area in product(GRIDS.values(), AREAS):
        layout = arrange(grid, size, area)
        assert {title.width for _, title in layout.titles} <= {layout.large[0], layout.small[0]}


@pytest.mark.parametrize("area", [(0, 0), (1, 1), (120, 30), (30, 900)])
@pytest.mark.parametrize("size", [(1, 5000), (5000, 1), (1, 1)])
@pytest.mark.parametrize("name", GRIDS)
def test_too_little_room_leaves_the_least_cells(name: str, size: Size, area: Size) -> None:
    layout = arrange(GRIDS[name], size, area)
    assert min(*layout.small, *layout.large) >= 1
    assert max(layout.small) >= LEAST
    assert all(apart(one, other) for one, other in combinations(layout.cells, 2))


def test_grids_with_nothing_in_them() -> None:
    assert arrange(Grid("", "", ()), (2, 1), (900, 760)).cells == ()
    hollow = arrange(Grid("", "", (row(0, large=True), row(0))), (2, 1), (900, 760))
    assert hollow.cells == ()
    assert len(hollow.labels) == 2


@pytest.mark.parametrize("area", [(880, 640), (900, 690), (1300, 900)])
def test_a_strip_beside_large_images_goes_down_their_height_without_holes(area: Size) -> None:
    """As in Reverse: two of the chain beside each large image."""
    layout = arrange(Grid("", "", (row(3, True, True), row(6, True))), (1024, 512), area)
    large, small = layout.cells[:3], layout.cells[3:]
    assert len({rect.x for rect in small}) == 1
    assert small[0].x > large[0].x + large[0].width
    for one, other in pairwise(small):
        assert 0 < other.y - one.y - one.height <= 2 * TITLE
    assert small[-1].y + small[-1].height - small[0].y > 0.85 * area[1]


@pytest.mark.parametrize("area", [(590, 300), (690, 420), (690, 320), (770, 450)])
def test_the_large_pair_is_much_larger_than_the_film_where_there_is_little_room(area: Size) -> None:
    layout = arrange(forward_grid(5, 4), (512, 256), area)
    assert layout.large[0] > 2.3 * layout.small[0]
