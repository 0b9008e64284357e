"""What the images say of their distances, and the parts that are marked in the picture."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from engine.generation.matches import Part
from engine.pixels.canvas import FrameCell
from engine.pixels.values import Distance
from engine.requests import Frame, Request
from engine.scenes.grid import PICTURE, Cell, Grid, Reference, Row
from engine.state.view import View
from gui.formulas.formula import formula
from gui.images.cell_description import describe_cell
from gui.images.distances import APART, TITLE_SIZE, longest_form, numbers, title_end
from gui.images.image_grid import ImageGrid
from gui.images.marks import SMALL_TEXT


def frame(reference: Reference | None = PICTURE, marks: tuple[Part, ...] = (), title: str = "x_t") -> Frame:
    cells = tuple(Cell(PICTURE.mix * 0.5, title, reference, marks=marks) for _ in range(2))
    grid = Grid("", "", (Row("t = 1", 1, cells, large=True),))
    size = 240, 120
    places = tuple(FrameCell(n * size[0], 0, *size) for n in range(2))
    pixels = np.full((size[1], 2 * size[0], 4), 128, np.uint8)
    return Frame(Request(View(), "id", size, size), grid, places, pixels, (200, 100), 1.0, 0.01, "cpu")


def painted(qtbot: QtBot, shown: Frame, distances: dict[int, Distance] | None = None) -> QImage:
    grid = ImageGrid()
    qtbot.addWidget(grid)
    grid.resize(700, 240)
    grid.show_picture_size((200, 100))
    grid.show_grid(shown.grid)
    grid.show()
    grid.show_frame(shown)
    grid.show_distances(shown.request, distances or {})
    return grid.grab().toImage()


def test_the_name_of_what_it_compares_with_stands_beside_each_distance() -> None:
    *named, least = numbers(Distance(0.1234, 0.2), r"\tilde\mu_t")
    assert all(text.endswith(r"to}\, \tilde\mu_t") for text in named)
    assert all(text.startswith(r"\text{l1 0.12") for text in (*named, least))
    assert "equal to" in numbers(Distance(0.0, 0.0), "v")[0]
    assert "20.0 dB to" in numbers(Distance(0.1, 0.2), "v")[0]


@pytest.mark.parametrize(
    ("rooms", "which"),
    [
        ((500, 500), 0),
        ((500, 120), 1),
        ((120, 500), 1),
        ((500, 90), 2),
        ((500, 58), 3),
        ((500, 36), 4),
        ((5, 5), 4),
    ],
)
def test_all_images_say_the_same_of_their_distances(qapp: object, rooms: tuple[int, int], which: int) -> None:
    texts = [numbers(Distance(0.1234, 0.2), "x_0"), numbers(Distance(0.0, 0.0), "v")]
    assert longest_form(list(zip(texts, rooms, strict=True))) == which


@pytest.mark.parametrize(("room", "named"), [(300, True), (110, True), (60, False)])
def test_a_title_makes_way_for_the_name_beside_a_distance(qapp: object, room: int, named: bool) -> None:
    """In the middle where that leaves room, left of it where that does, in the middle where nothing does."""
    title = formula(r"\text{mean}\; x_{t-1}", TITLE_SIZE).width
    cell, width = Cell(PICTURE.mix * 0.5, r"\text{mean}\; x_{t-1}", PICTURE), title + room
    end, middle = title_end(cell, width), width - room / 2
    least = numbers(Distance(0.12, 0.2), PICTURE.name)[3]
    assert (formula(least, SMALL_TEXT).width <= width - end - APART) == named
    assert (end == middle) == (room != 110)
    assert end >= title
    assert title_end(replace(cell, reference=None), width) == middle


@pytest.mark.parametrize("title", ["x_t", r"\text{a title that leaves little room}"])
def test_another_reference_is_another_image(qtbot: QtBot, title: str) -> None:
    one, other = frame(title=title), frame(Reference(PICTURE.mix, "v"), title=title)
    distances = {0: Distance(0.1, 0.2), 1: Distance(0.1, 0.2)}
    assert painted(qtbot, one, distances) != painted(qtbot, other, distances)
    assert painted(qtbot, one) == painted(qtbot, other)


@pytest.mark.parametrize("reference", [PICTURE, None])
def test_a_tooltip_says_the_reference_and_the_range(reference: Reference | None) -> None:
    words = describe_cell(frame(reference), 0)
    assert ("Distances to x<sub>0</sub>; PSNR for the range 2" in words) == (reference is not None)


def test_a_part_of_the_picture_is_framed_where_it_is(qtbot: QtBot) -> None:
    plain = painted(qtbot, frame())
    shown = replace(frame(), grid=frame(marks=(Part(0.5, 0.0, 0.25, 1.0),)).grid)
    marked = painted(qtbot, shown)
    changed = [x for x in range(plain.width()) if plain.pixel(x, 120) != marked.pixel(x, 120)]
    assert 4 <= len(changed) <= 24  # two upright lines in each of two cells
    first = [x for x in changed if x < plain.width() / 2]
    assert min(first) < max(first) - 30
