"""The part of the picture that is shown: the functions of zoom and pan, and the window driven by mouse and keys."""

import io
from pathlib import Path

import imageio.v3 as imageio
import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.pixels.region import MAX_ENLARGEMENT, Zoom, region_of
from engine.requests import Frame
from engine.state.start import Start
from gui.images.zooming import pan_by, zoom_by, zoom_to
from main import main
from tests.beginning import begin
from tests.driver import Driver

PICTURE, CELL = (1000, 600), (200, 120)


@pytest.mark.parametrize("place", [(0.5, 0.5), (0.1, 0.9), (0.7, 0.2)])
def test_what_is_under_the_mouse_stays_there(place: tuple[float, float]) -> None:
    zoom = Zoom(500.0, 300.0, 400.0)
    before = region_of(zoom, PICTURE, CELL)
    after = region_of(zoom_by(1.3, zoom, PICTURE, CELL, place), PICTURE, CELL)
    assert after.width == pytest.approx(400 / 1.3)
    assert after.x + place[0] * after.width == pytest.approx(before.x + place[0] * before.width)
    assert after.y + place[1] * after.height == pytest.approx(before.y + place[1] * before.height)


def test_a_hand_moves_the_picture_with_it_and_back() -> None:
    zoom = Zoom(500.0, 300.0, 400.0)
    moved = pan_by((0.25, -0.5), zoom, PICTURE, CELL)
    assert moved == Zoom(400.0, 420.0, 400.0)
    assert pan_by((-0.25, 0.5), moved, PICTURE, CELL) == zoom
    assert pan_by((0.25, 0.5), None, PICTURE, CELL) is None


def test_the_region_never_leaves_the_picture() -> None:
    zoom: Zoom | None = Zoom(500.0, 300.0, 400.0)
    for step in range(200):
        place = (step * 0.37) % 1, (step * 0.61) % 1
        zoom = zoom_by(1.5 if step % 3 else 0.4, zoom, PICTURE, CELL, place)
        zoom = pan_by((0.9 - step % 2 * 1.8, 0.8 - step % 5 * 0.4), zoom, PICTURE, CELL)
        region = region_of(zoom, PICTURE, CELL)
        assert region.x >= 0
        assert region.y >= 0
        assert region.x + region.width <= PICTURE[0] + 1e-9
        assert region.y + region.height <= PICTURE[1] + 1e-9
        if zoom is not None:
            assert zoom.x == pytest.approx(region.x + region.width / 2)
            assert region.width >= CELL[0] / MAX_ENLARGEMENT


def test_the_ends_of_the_zoom() -> None:
    assert zoom_by(0.5, Zoom(500, 300, 400), PICTURE, CELL) == Zoom(500, 300, 800)
    assert zoom_by(0.4, Zoom(500, 300, 400), PICTURE, CELL) is None
    assert zoom_by(1e9, None, PICTURE, CELL) == Zoom(500, 300, 200 / MAX_ENLARGEMENT)
    assert zoom_to(200, None, PICTURE, CELL) == Zoom(500, 300, 200)
    assert zoom_to(200, None, (1, 1), CELL) is None


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pixels = np.random.default_rng(0).integers(0, 256, (700, 1400, 3), dtype=np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    path = tmp_path_factory.mktemp("pictures") / "large.png"
    path.write_bytes(buffer.getvalue())
    return path


@pytest.fixture
def start(file: Path) -> Start:
    return begin(file, working_size=None, window_size=(1200, 800))


def wheel(driver: Driver, position: QPoint, notches: float) -> None:
    where = QPointF(position)
    everywhere = QPointF(driver.images.mapToGlobal(position))
    none = Qt.KeyboardModifier.NoModifier
    event = QWheelEvent(
        where, everywhere, QPoint(), QPoint(0, round(120 * notches)), Qt.MouseButton.NoButton, none,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(driver.images, event)


def shown(frame: Frame, index: int) -> np.ndarray:
    cell = frame.cells[index]
    return frame.pixels[cell.y : cell.y + cell.height, cell.x : cell.x + cell.width, 2::-1].copy()


def test_a_pixel_for_each_pixel_is_a_crop_of_the_export_to_the_byte(
    driver: Driver, file: Path, tmp_path: Path
) -> None:
    few = ["--rows", "1", "--samples", "1"]  # the small images are not looked at, and each is written too
    words = [str(file), "--working-size", "original", "--t", "300", *few, "--cells", str(tmp_path)]
    assert main(words) == 0
    driver["seed"].clearFocus()
    driver.qtbot.keyClick(driver.window, Qt.Key.Key_1)
    frame = driver.settle()
    width, height = frame.request.large
    assert frame.reduction == 1.0
    region = region_of(frame.request.view.zoom, (1400, 700), (width, height))
    top, left = (int(edge + 0.5) for edge in (region.y, region.x))
    for column in (0, 1):
        whole = imageio.imread(tmp_path / f"row0-column{column}.png")
        assert np.array_equal(shown(frame, column), whole[top : top + height, left : left + width])
    assert "1 : 1 (pixels)" in driver.text("status_size")


def test_the_wheel_enlarges_and_the_way_back_shows_the_same_bytes(driver: Driver) -> None:
    first = driver.settle()
    before = [shown(first, index) for index in range(len(first.cells))]
    place = driver.images.cell_rect(1).center() + QPoint(20, -10)
    wheel(driver, place, 2)
    wheel(driver, place, 2)
    enlarged = driver.settle()
    assert first.reduction / enlarged.reduction == pytest.approx(2 ** (4 / 3))
    assert not np.array_equal(shown(enlarged, 1), before[1])
    wheel(driver, place, -4.5)
    again = driver.settle()
    assert again.request.view.zoom is None
    assert all(np.array_equal(shown(again, index), each) for index, each in enumerate(before))
    wheel(driver, QPoint(1, 1), 5)  # over no picture
    assert driver.settle().request.view.zoom is None


def test_a_drag_moves_all_cells_and_is_no_click_and_a_double_click_fits(driver: Driver) -> None:
    images = driver.images
    small = images.cell_rect(len(images.frame.cells) - 1).center()  # type: ignore[union-attr]
    left = Qt.MouseButton.LeftButton
    wheel(driver, small, 6)
    before = driver.settle().request.view
    assert before.zoom is not None
    QTest.mousePress(images, left, pos=small)
    for step in range(1, 11):
        QTest.mouseMove(images, small - QPoint(4 * step, 2 * step))
    QTest.mouseRelease(images, left, pos=small - QPoint(40, 20))
    after = driver.settle().request.view
    assert after.t == before.t
    assert after.zoom is not None
    rect = images.cell_rect(len(images.frame.cells) - 1)  # type: ignore[union-attr]
    assert after.zoom.x - before.zoom.x == pytest.approx(40 / rect.width() * before.zoom.width, rel=0.01)
    assert after.zoom.width == before.zoom.width
    QTest.mouseDClick(images, left, pos=images.cell_rect(0).center())
    assert driver.settle().request.view.zoom is None


def test_until_the_new_images_are_there_the_old_ones_are_shown_where_they_belong(driver: Driver) -> None:
    driver.settle()
    rect = driver.images.cell_rect(0)
    whole = driver.images.grab(rect).toImage()
    driver.images.show_zoom(Zoom(350, 175, 700), driver.settle().request.picture)  # the upper left quarter
    quarter = driver.images.grab(rect).toImage()
    corner = whole.copy(0, 0, rect.width() // 2, rect.height() // 2)
    one, other = (
        image.scaled(40, 20, mode=Qt.TransformationMode.SmoothTransformation) for image in (quarter, corner)
    )
    places = [(x, y) for x in range(40) for y in range(20)]
    lights = np.array([[image.pixelColor(x, y).lightness() for x, y in places] for image in (one, other)])
    assert np.corrcoef(lights)[0, 1] > 0.9


def test_keys_zoom_but_not_while_a_field_is_edited(driver: Driver) -> None:
    seed = driver.spin("seed")
    seed.setFocus()
    for key in (Qt.Key.Key_1, Qt.Key.Key_0, Qt.Key.Key_Minus):
        driver.qtbot.keyClick(seed, key)
    assert driver.settle().request.view.zoom is None
    seed.clearFocus()
    driver.qtbot.keyClick(driver.window, Qt.Key.Key_Plus)
    enlarged = driver.settle().request.view.zoom
    assert enlarged is not None
    assert enlarged.width == pytest.approx(1400 / 2**0.5)
    driver.qtbot.keyClick(driver.window, Qt.Key.Key_Plus)
    driver.qtbot.keyClick(driver.window, Qt.Key.Key_Minus)
    zoom = driver.settle().request.view.zoom
    assert zoom is not None
    assert zoom.width == pytest.approx(enlarged.width)
    driver.qtbot.keyClick(driver.window, Qt.Key.Key_0)
    assert driver.settle().request.view.zoom is None


def test_single_pixels_can_be_chosen_and_are_said(driver: Driver) -> None:
    driver["seed"].clearFocus()
    averaged = shown(driver.settle(), 1).std()
    actions = {action.objectName(): action for action in driver.window.findChildren(QAction)}
    actions["zoom_pixels"].trigger()
    frame = driver.settle()
    assert frame.request.view.resampling == "pixels"
    assert shown(frame, 1).std() > averaged
    assert "single pixels" in driver.text("status_size")
    actions["zoom_average"].trigger()
    assert np.allclose(shown(driver.settle(), 1).std(), averaged)


def test_numbers_stay_while_one_only_looks_closer(driver: Driver) -> None:
    driver.settle()
    numbers = driver.images.grab().toImage()
    wheel(driver, driver.images.cell_rect(0).center(), 3)
    driver.settle()
    title = driver.images.cell_rect(1)
    line = (title.left(), title.top() - 20, title.width(), 18)
    assert driver.images.grab().toImage().copy(*line) == numbers.copy(*line)


def test_a_new_picture_is_shown_whole(driver: Driver, tmp_path: Path) -> None:
    wheel(driver, driver.images.cell_rect(0).center(), 6)
    assert driver.settle().request.view.zoom is not None
    other = tmp_path / "other.png"
    Image.new("RGB", (300, 300), (9, 99, 199)).save(other)
    before = driver.settle().request.picture
    driver.open(other)
    driver.qtbot.waitUntil(lambda: driver.settle().request.picture != before)
    frame = driver.settle()
    assert frame.request.view.zoom is None
    assert frame.grid is frame.request.grid()
