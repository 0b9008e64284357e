"""The grid of pictures as a real widget: what it shows, pixel by pixel, and what it says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QHelpEvent, QImage, QMouseEvent, QRegion, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from engine.pixels.canvas import FrameCell
from engine.pixels.region import Size, Zoom
from engine.requests import Frame
from engine.scenes import Given, Grid, Strip
from engine.scenes.forward import ForwardSettings, build
from engine.schedules import make_schedule
from gui import style
from gui.images.arrangement import arrange
from gui.images.cell_painter import CellPainter
from gui.images.image_grid import ImageGrid
from gui.images.layout import Rect
from tests.asking import ask_for

SCHEDULE = make_schedule("linear", 1000)
PICTURE = (1024, 512)
SIZE = (900, 760)
Pixels = npt.NDArray[np.uint8]
Ask = Callable[[ImageGrid, QPoint], str]


def scene(rows: int = 5, samples: int = 4, t: int = 320) -> Grid:
    return build(SCHEDULE, t, Given(Strip(rows, samples)), ForwardSettings())


def make_frame(
    grid: Grid, sizes: tuple[Size, Size], fill: Callable[[int, Size], Pixels] | None = None
) -> Frame:
    """A frame whose cells stand in one column of pixels, each filled with noise of its own or by `fill`."""
    large, small = sizes
    fill = fill or noise
    cells, y = [], 0
    for is_large in (row.large for row in grid.rows for _ in row.cells):
        width, height = large if is_large else small
        cells.append(FrameCell(1, y, width, height))
        y += height
    pixels = np.full((y, 1 + max(large[0], small[0]), 4), 255, np.uint8)
    for n, cell in enumerate(cells):
        pixels[cell.y : cell.y + cell.height, 1 : 1 + cell.width, :3] = fill(n, (cell.width, cell.height))
    return Frame(
        ask_for("id", large, small, t=grid.rows[0].t or 0),
        grid,
        tuple(cells),
        pixels,
        (2, 1),
        2.0,
        0.01,
        "cpu",
    )


def noise(n: int, size: Size) -> Pixels:
    return np.random.default_rng(n).integers(0, 256, (size[1], size[0], 3), np.uint8)


def colour(n: int, size: Size) -> Pixels:
    return np.full((size[1], size[0], 3), (n * 8, 255 - n * 8, n * 5 % 256), np.uint8)


def to_array(image: QImage) -> Pixels:
    """The pixels of an image, blue-green-red."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 4 * image.width()].reshape(image.height(), image.width(), 4)[..., :3].copy()


def grab(grid: ImageGrid) -> Pixels:
    return to_array(grid.grab().toImage())


def cut(pixels: Pixels, rect: Rect, ratio: float = 1.0) -> Pixels:
    x, y, width, height = (int(length * ratio + 0.5) for length in rect)
    return pixels[y : y + height, x : x + width]


def middle(rect: Rect) -> QPoint:
    return QRect(*rect).center()


def bgr(name: str) -> list[int]:
    value = QColor(name)
    return [value.blue(), value.green(), value.red()]


@pytest.fixture
def grid(qtbot: QtBot) -> ImageGrid:
    """A grid that asks for the default scene."""
    style.load_fonts()
    widget = ImageGrid()
    qtbot.addWidget(widget)
    widget.resize(*SIZE)
    widget.show_picture_size(PICTURE)
    widget.show_grid(scene())
    widget.show()
    return widget


@pytest.fixture
def framed(grid: ImageGrid) -> ImageGrid:
    """A grid that shows noise."""
    grid.show_frame(make_frame(scene(), grid.cell_sizes))
    return grid


def test_every_pixel_of_a_frame_is_shown_as_it_is(framed: ImageGrid) -> None:
    shown = grab(framed)
    layout = arrange(scene(), PICTURE, SIZE)
    for n, rect in enumerate(layout.cells):
        assert np.array_equal(cut(shown, rect), noise(n, (rect.width, rect.height)))


@pytest.mark.parametrize(("ratio", "whole"), [(1.0, True), (1.5, False), (2.0, True)])
@pytest.mark.parametrize("moved", [False, True])
def test_nothing_is_painted_behind_images_that_hide_it(
    grid: ImageGrid, monkeypatch: pytest.MonkeyPatch, ratio: float, whole: bool, moved: bool
) -> None:
    """Where a pixel of an image is not one of the screen, its edges might not hide it."""
    grid.show_export_scale(ratio)
    frame = make_frame(scene(), grid.cell_sizes)
    grid.show_frame(frame)
    grid.show_zoom(Zoom(0.5, 0.5, 2.0) if moved else None, "id")
    monkeypatch.setattr(CellPainter, "paint", lambda *_: None)
    image = QImage(grid.size() * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor("magenta"))
    grid.render(image, QPoint(), QRegion(grid.rect()), QWidget.RenderFlag.DrawChildren)
    bare = (to_array(image) == bgr("magenta")).all(axis=2)
    hidden = np.zeros_like(bare)
    if whole:
        for rect in arrange(scene(), PICTURE, SIZE).cells:
            cut(hidden, rect, ratio)[:] = True
    assert np.array_equal(bare, hidden)


@pytest.mark.parametrize("scale", [1.25, 1.5, 2.0])
def test_texts_grow_for_a_large_room_and_every_pixel_is_shown_as_it_is(grid: ImageGrid, scale: float) -> None:
    grid.show_frame(make_frame(scene(), grid.cell_sizes))
    before = grid.cell_rect(0)
    grid.show_text_scale(scale)
    grid.show_frame(make_frame(scene(), grid.cell_sizes))
    shown = grab(grid)
    assert grid.cell_rect(0).width() < before.width()  # labels take more room
    for n in range(len(scene().cells)):
        rect = grid.cell_rect(n)
        where = Rect(rect.x(), rect.y(), rect.width(), rect.height())
        assert np.array_equal(cut(shown, where), noise(n, (rect.width(), rect.height())))
        assert grid.cell_at(rect.center()) == n


@pytest.mark.parametrize("ratio", [1.25, 1.5, 2.0, 3.0])
def test_every_pixel_is_shown_on_finer_screens_and_in_larger_screenshots(
    grid: ImageGrid, ratio: float
) -> None:
    grid.show_export_scale(ratio)
    frame = make_frame(scene(), grid.cell_sizes)
    grid.show_frame(frame)
    image = QImage(grid.size() * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    grid.render(image)
    shown = to_array(image)
    for n, rect in enumerate(arrange(scene(), PICTURE, SIZE).cells):
        assert np.array_equal(
            cut(shown, rect, ratio), noise(n, (frame.cells[n].width, frame.cells[n].height))
        )


@pytest.mark.parametrize("factor", [0.5, 1.7])
def test_frames_of_other_sizes_are_scaled(grid: ImageGrid, factor: float) -> None:
    large, small = (tuple(int(length * factor) for length in size) for size in grid.cell_sizes)
    grid.show_frame(make_frame(scene(), ((large[0], large[1]), (small[0], small[1])), colour))
    shown = grab(grid)
    for n, rect in enumerate(arrange(scene(), PICTURE, SIZE).cells):
        inner = cut(shown, Rect(rect.x + 3, rect.y + 3, rect.width - 6, rect.height - 6))
        assert np.array_equal(inner, np.broadcast_to(colour(n, (1, 1)), inner.shape))


def test_a_frame_keeps_its_own_grid_until_another_comes(framed: ImageGrid) -> None:
    before = grab(framed)
    framed.show_grid(scene(2, 7, t=999))
    assert np.array_equal(grab(framed), before)


def test_a_frame_of_another_picture_keeps_its_proportions(framed: ImageGrid) -> None:
    framed.show_picture_size((300, 400))
    assert framed.frame is not None
    layout = arrange(scene(), framed.frame.request.large, SIZE)
    assert layout.large[0] > layout.large[1]
    centre = grab(framed)[middle(layout.cells[0]).y(), middle(layout.cells[0]).x()]
    assert centre.tolist() != bgr(style.THEMES["dark"].card)
    upright = make_frame(scene(), framed.cell_sizes)
    assert upright.cells[0].width < upright.cells[0].height
    framed.show_frame(upright)
    rect = arrange(scene(), (300, 400), SIZE).cells[1]
    assert np.array_equal(cut(grab(framed), rect), noise(1, (rect.width, rect.height)))


def test_labels_follow_the_frame(framed: ImageGrid) -> None:
    assert framed.frame is not None
    before = grab(framed)
    framed.show_frame(replace(framed.frame, grid=scene(t=321)))
    after = grab(framed)
    layout = arrange(scene(), PICTURE, SIZE)
    changed = np.argwhere((before != after).any(axis=2))
    live = layout.labels[0]
    assert len(changed) > 0
    assert changed.min(axis=0)[0] >= live.y
    assert changed.max(axis=0)[0] < live.y + live.height
    assert changed.max(axis=0)[1] < live.x + live.width


def test_a_given_back_buffer_is_not_painted_from(grid: ImageGrid) -> None:
    first = make_frame(scene(), grid.cell_sizes)
    second = make_frame(scene(), grid.cell_sizes, colour)
    second.pixels.flags.writeable = False
    grid.show_frame(first)
    grab(grid)
    grid.show_frame(second)
    before = grab(grid)
    first.pixels[:] = 0
    assert np.array_equal(grab(grid), before)
    assert grid.frame is second


def test_a_click_says_the_index_of_the_cell(framed: ImageGrid) -> None:
    clicked: list[int] = []
    framed.cell_clicked.connect(clicked.append)
    cells = arrange(scene(), PICTURE, SIZE).cells
    for rect in cells:
        QTest.mouseClick(framed, Qt.MouseButton.LeftButton, pos=middle(rect))
    assert clicked == list(range(27))
    QTest.mouseClick(framed, Qt.MouseButton.LeftButton, pos=QPoint(cells[0].x - 3, cells[0].y))
    QTest.mouseClick(framed, Qt.MouseButton.RightButton, pos=middle(cells[3]))
    QTest.mousePress(framed, Qt.MouseButton.LeftButton, pos=middle(cells[3]))
    QTest.mouseRelease(framed, Qt.MouseButton.LeftButton, pos=middle(cells[4]))
    assert len(clicked) == 27


def test_what_is_dragged_may_be_gone_before_the_hand_is(framed: ImageGrid) -> None:
    last = arrange(scene(), PICTURE, SIZE).cells[-1]
    moved: list[Zoom | None] = []
    framed.zoom_changed.connect(moved.append)
    framed.show_zoom(Zoom(1.0, 0.5, 0.5), "id")
    QTest.mousePress(framed, Qt.MouseButton.LeftButton, pos=middle(last))
    framed.show_frame(make_frame(scene(1, 1), framed.cell_sizes))
    move = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(middle(last) + QPoint(40, 0)),
        QPointF(middle(last) + QPoint(40, 0)),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(framed, move)
    assert len(moved) == 1


def test_nothing_can_be_clicked_before_the_first_frame(grid: ImageGrid) -> None:
    clicked: list[int] = []
    grid.cell_clicked.connect(clicked.append)
    QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=middle(arrange(scene(), PICTURE, SIZE).cells[4]))
    assert clicked == []
    assert grid.frame is None


def test_a_small_cell_is_marked_under_the_mouse(framed: ImageGrid) -> None:
    accent = bgr(style.THEMES["dark"].accent)
    cells = arrange(scene(), PICTURE, SIZE).cells
    plain = grab(framed)
    QTest.mouseMove(framed, middle(cells[7]))
    marked = grab(framed)
    assert framed.cursor().shape() == Qt.CursorShape.PointingHandCursor
    edge = middle(cells[7]).y(), cells[7].x - 1
    assert marked[edge].tolist() == accent
    assert plain[edge].tolist() != accent
    assert np.array_equal(cut(marked, cells[7]), cut(plain, cells[7]))
    QTest.mouseMove(framed, middle(cells[0]))
    assert framed.cursor().shape() == Qt.CursorShape.ArrowCursor
    assert np.array_equal(grab(framed), plain)


def test_the_mark_goes_when_the_cell_goes(framed: ImageGrid) -> None:
    last = len(scene().cells) - 1
    QTest.mouseMove(framed, middle(arrange(scene(), PICTURE, SIZE).cells[last]))
    framed.show_grid(scene(1, 1))
    framed.show_frame(make_frame(scene(1, 1), framed.cell_sizes))
    grab(framed)
    framed.resize(400, 300)
    grab(framed)
    QApplication.sendEvent(framed, QEvent(QEvent.Type.Leave))
    assert framed.cursor().shape() == Qt.CursorShape.ArrowCursor


def test_sizes_change_with_the_room_and_the_shape_but_not_with_the_time(
    grid: ImageGrid, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[tuple[Size, Size]] = []
    grid.sizes_changed.connect(lambda: said.append(grid.cell_sizes))
    grid.show_grid(scene(t=999))
    grid.show_picture_size((2048, 1024))
    grid.show_export_scale(1.0)
    assert said == []
    grid.resize(1000, 800)
    assert len(said) == 1
    grid.show_grid(scene(7, 3))
    assert len(said) == 2
    grid.show_picture_size((512, 512))
    assert len(said) == 3
    large, small = said[-1]
    assert large == (large[0], large[0])
    grid.show_export_scale(2.0)
    assert said[3] == ((2 * large[0], 2 * large[1]), (2 * small[0], 2 * small[1]))
    grid.show_export_scale(1.0)
    monkeypatch.setattr(grid, "devicePixelRatioF", lambda: 2.0)
    QApplication.sendEvent(grid, QEvent(QEvent.Type.DevicePixelRatioChange))
    assert said[5] == said[3]
    assert len(said) == 6


def test_a_problem_is_said_in_its_cell(framed: ImageGrid, tooltip: Ask) -> None:
    assert framed.frame is not None
    cells = list(framed.frame.cells)
    cells[1] = replace(cells[1], problem="The weight is above 1e30: choose a smaller t.")
    cells[9] = FrameCell(0, 0, 0, 0, problem="The weight is above 1e30: choose a smaller t.")
    framed.show_frame(replace(framed.frame, cells=tuple(cells)))
    shown = grab(framed)
    field = bgr(style.THEMES["dark"].field)
    for n in (1, 9):
        own = cut(shown, arrange(scene(), PICTURE, SIZE).cells[n])
        assert (own[0] == field).all()
        assert (own[-1] == field).all()
        assert (own != field).any()
    assert "1e30" in tooltip(framed, middle(arrange(scene(), PICTURE, SIZE).cells[9]))


@pytest.fixture
def tooltip(monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Asks a grid for the tooltip at a position."""
    said: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda position, text, widget: said.append(text))

    def ask(grid: ImageGrid, position: QPoint) -> str:
        QApplication.sendEvent(grid, QHelpEvent(QEvent.Type.ToolTip, position, grid.mapToGlobal(position)))
        shown = QTextDocument()
        shown.setHtml(said.pop())
        return shown.toPlainText()

    return ask


def test_tooltips_say_title_and_label(framed: ImageGrid, tooltip: Ask) -> None:
    cells = arrange(scene(), PICTURE, SIZE).cells
    assert tooltip(framed, middle(cells[0])).startswith("mean")
    assert tooltip(framed, middle(cells[0])).endswith("t = 320")
    assert tooltip(framed, middle(cells[12])).startswith("mean")
    assert tooltip(framed, middle(cells[12])).endswith("t = 400")
    assert tooltip(framed, middle(cells[13])).startswith("sample 1")
    assert tooltip(framed, QPoint(cells[0].x - 3, cells[0].y)) == ""


def test_a_tooltip_lies_below_its_image_and_not_on_the_pixels_that_are_read(
    framed: ImageGrid, monkeypatch: pytest.MonkeyPatch
) -> None:
    places: list[QPoint] = []
    monkeypatch.setattr(QToolTip, "showText", lambda position, text, widget: places.append(position))
    for index in (0, 12, 13):
        position = framed.cell_rect(index).center()
        QApplication.sendEvent(
            framed, QHelpEvent(QEvent.Type.ToolTip, position, framed.mapToGlobal(position))
        )
        assert framed.mapFromGlobal(places[-1]).y() >= framed.cell_rect(index).bottom()


def test_the_message_is_there_until_a_frame_comes(grid: ImageGrid) -> None:
    card = bgr(style.THEMES["dark"].card)
    assert (grab(grid) == card).all()
    grid.show_message("Loading the engine…")
    said = np.argwhere((grab(grid) != card).any(axis=2))
    assert len(said) > 0
    assert np.abs(said.mean(axis=0) - (360, 450)).max() < 30
    grid.show_frame(make_frame(scene(), grid.cell_sizes))
    before = grab(grid)
    grid.show_message("Drop a picture here")
    assert np.array_equal(grab(grid), before)


@pytest.mark.parametrize("picture", [PICTURE, (300, 400)])
def test_catching_up_changes_nothing_but_its_corner(grid: ImageGrid, picture: Size) -> None:
    grid.show_picture_size(picture)
    grid.show_frame(make_frame(scene(), grid.cell_sizes))
    before = grab(grid)
    grid.show_catching_up(True)
    changed = np.argwhere((grab(grid) != before).any(axis=2))
    layout = arrange(scene(), picture, SIZE)
    top, left = changed.min(axis=0)
    bottom, right = changed.max(axis=0)
    pill = Rect(int(left), int(top), int(right - left), int(bottom - top))
    assert pill.height <= layout.corner.height
    assert layout.band is not None
    assert QRect(*layout.band).contains(QRect(*pill))
    assert not any(QRect(*rect).intersects(QRect(*pill)) for rect in layout.cells)
    grid.show_catching_up(False)
    assert np.array_equal(grab(grid), before)


def test_themes_change_the_colours_but_not_the_pictures(framed: ImageGrid) -> None:
    light = style.THEMES["light"]
    layout = arrange(scene(), PICTURE, SIZE)
    assert layout.band is not None
    framed.show_theme(light)
    shown = grab(framed)
    assert shown[layout.band.y + layout.band.height + 5, 1].tolist() == bgr(light.card)
    assert shown[layout.band.y + layout.band.height // 2, layout.band.x + 1].tolist() == bgr(light.band)
    for n, rect in enumerate(layout.cells):
        assert np.array_equal(cut(shown, rect), noise(n, (rect.width, rect.height)))


def test_the_least_window_and_the_largest_grid_can_be_painted(grid: ImageGrid) -> None:
    most = scene(12, 8, t=1000)
    for size, picture in (((320, 240), (400, 100)), ((1, 1), (100, 400)), ((2000, 300), (1, 1))):
        grid.resize(*size)
        grid.show_picture_size(picture)
        grid.show_grid(most)
        grid.show_frame(make_frame(most, grid.cell_sizes))
        rect = arrange(most, picture, grid.size().toTuple()).cells[0]
        if size[0] > 1:
            assert np.array_equal(cut(grab(grid), rect), noise(0, (rect.width, rect.height)))
        else:
            grab(grid)


def test_a_grid_without_rows_is_empty(grid: ImageGrid) -> None:
    empty = Grid("", "", ())
    grid.show_grid(empty)
    pixels = np.zeros((0, 0, 4), np.uint8)
    grid.show_frame(Frame(ask_for("id", *grid.cell_sizes), empty, (), pixels, (2, 2), 1.0, 0.0, "cpu"))
    assert (grab(grid) == bgr(style.THEMES["dark"].card)).all()
