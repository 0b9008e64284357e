"""What a moved t paints anew: all that differs, and little more."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.open_jobs import OpenPixels
from engine.pixels.canvas import Canvas
from engine.pixels.region import Zoom
from engine.pixels.values import Distance
from engine.requests import Frame, Request
from engine.scenes import SCENES
from engine.scenes.compare import CompareSettings
from engine.simulator import Simulator
from engine.slices import finish
from engine.state.changes import with_settings
from engine.state.pinning import compare_as, pin
from engine.state.view import View
from gui import style
from gui.images.changes import changed_region
from gui.images.image_grid import ImageGrid
from gui.images.row_curves import place_of_key, room_of_curve

PIXELS = np.random.default_rng(2).integers(0, 256, (100, 200, 3), np.uint8)
SIZE = (900, 700)
OF_PROCESS = [name for name, scene in SCENES.items() if not scene.has_charts and name != "generate"]


@pytest.fixture(scope="module")
def picture(simulator: Simulator) -> str:
    return str(finish(simulator.run(OpenPixels("a picture", PIXELS, None))).id)


@pytest.fixture
def grid(qtbot: QtBot) -> ImageGrid:
    style.load_fonts()
    widget = ImageGrid()
    qtbot.addWidget(widget)
    widget.resize(*SIZE)
    widget.show_picture_size((200, 100))
    widget.show()
    return widget


def frame_of(simulator: Simulator, grid: ImageGrid, picture: str, view: View) -> Frame:
    request = Request(view, picture, (1, 1), (1, 1))
    grid.show_grid(request.grid())
    large, small = grid.cell_sizes
    frames = simulator.frames(
        replace(request, large=large, small=small),
        lambda height, width: Canvas(np.zeros((height, width, 4), np.uint8)),
    )
    return [frame for frame in frames if frame is not None][-1]


def grab(grid: ImageGrid) -> np.ndarray:
    image = grid.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.array(image.constBits()).reshape(image.height(), image.width(), 4)[..., :3].copy()


def inside(region: QRegion) -> np.ndarray:
    mask = QImage(*SIZE, QImage.Format.Format_Grayscale8)
    mask.fill(0)
    with QPainter(mask) as painter:
        painter.setClipRegion(region)
        painter.fillRect(mask.rect(), "#ffffff")
    return np.array(mask.constBits()).reshape(SIZE[1], mask.bytesPerLine())[:, : SIZE[0]] > 0


@pytest.mark.parametrize("scene", OF_PROCESS)
def test_all_that_differs_between_two_timesteps_is_painted(
    simulator: Simulator, grid: ImageGrid, picture: str, scene: str
) -> None:
    """Between others too, of which one has no image, and with distances beside titles."""
    images, frames = [], []
    for t in (1000, 500, 499, 1, 0):
        frames.append(frame_of(simulator, grid, picture, View(t=t, scene=scene)))
        grid.show_frame(frames[-1])
        if t == 500:
            numbers = {index: Distance(0.1, 0.2) for index in frames[-1].grid.compared}
            grid.show_distances(frames[-1].request, numbers)
        images.append(grab(grid))
    layouts = [grid._layout_of(frame) for frame in frames]
    regions = []
    for n in range(len(frames) - 1):
        region = changed_region(frames[n], frames[n + 1], layouts[n + 1], 1.0)
        if region is not None and layouts[n] == layouts[n + 1]:
            differs = (images[n] != images[n + 1]).any(2)
            assert not (differs & ~inside(region)).any()
            regions.append(region)
    assert regions


def test_curves_that_share_an_axis_are_painted_anew_with_it(
    simulator: Simulator, grid: ImageGrid, picture: str
) -> None:
    """Beside rows of schedules, with a key above the first."""
    images, frames = [], []
    for schedules in (("linear", "quadratic"), ("linear", "cosine")):
        view = with_settings(View(scene="compare"), "compare", CompareSettings(schedules, columns=3))
        frames.append(frame_of(simulator, grid, picture, view))
        grid.show_frame(frames[-1])
        images.append(grab(grid))
    layouts = [grid._layout_of(frame) for frame in frames]
    assert layouts[0] == layouts[1]
    region = changed_region(frames[0], frames[1], layouts[1], 1.0)
    differs = (images[0] != images[1]).any(2)
    assert region is not None
    assert not (differs & ~inside(region)).any()
    label = QRect(*layouts[1].labels[1])  # that of linear, whose beta is on another axis now
    room = room_of_curve(label)
    assert room is not None
    assert differs[round(room.top()) : label.bottom(), label.left() : label.right()].any()
    key = place_of_key(label)
    assert not differs[key.top() : key.bottom(), key.left() : key.right()].any()
    ground = images[1][key.top(), key.left()]
    assert (images[1][key.top() : key.bottom(), key.left() : key.right()] != ground).any(2).sum() > 40


def test_fixed_timesteps_are_not_painted_while_t_moves(
    simulator: Simulator, grid: ImageGrid, picture: str, qapp: QApplication
) -> None:
    painted = QRegion()

    def note(event: QPaintEvent) -> None:
        nonlocal painted
        painted += event.region()
        paint(event)

    paint = grid.paintEvent
    grid.paintEvent = note  # type: ignore[method-assign]
    for t in (500, 501):
        grid.show_frame(frame_of(simulator, grid, picture, View(t=t)))
        qapp.processEvents()
        if t == 500:
            painted = QRegion()
    frame = grid.frame
    assert frame is not None
    large = len(frame.grid.rows[0].cells)
    assert all(painted.intersects(grid.cell_rect(n)) for n in range(large))
    assert not any(painted.intersects(grid.cell_rect(n)) for n in range(large, len(frame.cells)))


def test_beside_a_pinned_view_the_part_that_moves_alone_is_painted(
    simulator: Simulator, grid: ImageGrid, picture: str, qapp: QApplication
) -> None:
    shown = compare_as(mode="wipe", edge=0.25).run(pin().run(View(t=200)))
    frames = [frame_of(simulator, grid, picture, replace(shown, t=t)) for t in (500, 540)]
    assert grid.show_frame(frames[0]) is None
    rect = grid.cell_rect(1)
    edge = rect.x() + rect.width() // 4
    before = grab(grid)
    region = grid.show_frame(frames[1])
    assert region is not None
    after = grab(grid)
    differs = (before != after).any(2)
    assert differs[rect.y() + 5, edge + 10 : rect.right()].mean() > 0.5
    assert not (differs & ~inside(region)).any()
    assert not region.intersects(QRect(rect.x(), rect.y() + 5, rect.width() // 4 - 2, rect.height()))


@pytest.mark.parametrize("fields", [{"seed": 5}, {"zoom": Zoom(60.0, 40.0, 80.0)}, {"resampling": "pixels"}])
def test_another_look_at_the_same_mixes_is_another_image(
    simulator: Simulator, grid: ImageGrid, picture: str, fields: dict[str, object]
) -> None:
    before = frame_of(simulator, grid, picture, View(t=300))
    after = frame_of(simulator, grid, picture, replace(View(t=300), **fields))  # type: ignore[arg-type]
    grid.show_frame(after)
    region = changed_region(before, after, grid._layout_of(after), 1.0)
    assert region is not None
    assert all(region.contains(grid.cell_rect(n)) for n in range(1, len(after.cells)))


def test_a_draft_and_what_follows_it_are_painted(simulator: Simulator, grid: ImageGrid, picture: str) -> None:
    frame = frame_of(simulator, grid, picture, View(t=300))
    draft = replace(frame, shown=(*frame.shown[:-1], None))
    grid.show_frame(frame)
    last = grid.cell_rect(len(frame.cells) - 1)
    for pair in ((draft, frame), (frame, draft), (draft, draft)):
        region = changed_region(*pair, grid._layout_of(frame), 1.0)
        assert region is not None
        assert region.contains(last)
        assert not region.contains(grid.cell_rect(2))


def test_cells_elsewhere_are_painted_with_all_around_them(
    simulator: Simulator, grid: ImageGrid, picture: str
) -> None:
    frame = frame_of(simulator, grid, picture, View(t=300))
    moved = tuple(replace(cell, x=cell.x + 1) for cell in frame.cells)
    assert changed_region(frame, replace(frame, cells=moved), grid._layout_of(frame), 1.0) is None
    assert changed_region(replace(frame, shown=()), frame, grid._layout_of(frame), 1.0) is None


def test_what_is_shown_again_is_painted_no_more(grid: ImageGrid, qapp: QApplication) -> None:
    paints: list[QRegion] = []
    grid.paintEvent = lambda event: paints.append(event.region())  # type: ignore[method-assign]
    grid.show_zoom(None, "id")
    grid.show_probe(None, None, ())
    qapp.processEvents()
    paints.clear()
    grid.show_zoom(None, "id")
    grid.show_probe(None, None, ())
    grid.show_measuring(None)
    qapp.processEvents()
    assert not paints
