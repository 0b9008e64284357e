"""The first window fits its screen, however small that is or however large everything on it."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QApplication, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from engine.schedules.choice import ScheduleChoice
from engine.state.pinning import pin
from engine.state.view import View
from engine.worker import Worker
from gui.widgets.layouts import lay_out_now
from gui.widgets.screens import PANELS, room_on
from gui.window.centre import Middle
from gui.window.columns import _values
from gui.window.looks import LEAST_WITH_LEFT, on_screen
from gui.window.main_window import MainWindow
from gui.window.status import Status
from main import make_engine
from tests.beginning import begin
from tests.driver import Driver
from tests.gui.find import find

SCREENS = [(1366, 768), (1280, 720), (1920, 1200)]
SCALES = [1.0, 1.25, 1.5, 2.0, 2.5]


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("screen", SCREENS)
def test_the_first_window_and_all_of_its_parts_are_on_the_screen(
    screen: tuple[int, int], scale: float, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = QRect(0, 0, int(screen[0] / scale), int(screen[1] / scale))
    monkeypatch.setattr(MainWindow, "screen", lambda _: SimpleNamespace(availableGeometry=lambda: room))
    window = MainWindow(Worker(make_engine), begin(window_size=None, theme="dark"))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    assert window.width() <= room.width()
    assert window.height() <= room.height() - 30  # its frame has a title
    assert window.width() >= min(1600, room.width() - 8)
    columns = window.columns
    parts: list[QWidget] = [columns.timeline, columns.images, columns.equation, window.statusBar()]
    assert columns.inspector.isHidden() == (window.width() < LEAST_WITH_LEFT)
    parts += [] if columns.inspector.isHidden() else [columns.inspector]
    for part in parts:
        place = QRect(part.mapTo(window, QPoint()), part.size())
        assert window.rect().contains(place)
        assert min(place.width(), place.height()) > 20
    assert columns.images.height() > window.height() / 4
    assert columns.equation.width() >= 180
    seen = QRect(columns.right.mapTo(window, QPoint()), columns.right.size())
    assert columns.right.isHidden() or window.rect().contains(seen)
    if scale == 1:  # curves, numbers and the line of the statistics are all seen
        bar = columns.right.verticalScrollBar()
        assert bar.maximum() == 0 or screen[1] < 768
    window.close()


@pytest.mark.parametrize(
    ("asked", "has"),
    [
        ((1600, 1000), (1358, 732)),
        ((8192, 700), (1358, 700)),
        ((1024, 8192), (1024, 732)),
        ((1358, 732), None),
        (None, None),
    ],
)
def test_a_window_of_any_size_that_is_asked_for_fits_its_screen(
    asked: tuple[int, int] | None, has: tuple[int, int] | None
) -> None:
    screen = cast(QScreen, SimpleNamespace(availableGeometry=lambda: QRect(0, 0, 1366, 768)))
    start = replace(begin(window_size=asked), said=("Opened.",))
    shown = on_screen(start, screen)
    assert shown.looks == replace(start.looks, window_size=has or asked)
    assert shown.said[0] == "Opened."
    assert len(shown.said) == (1 if has is None else 2)
    if has and asked:
        assert f"has {has[0]} x {has[1]}" in shown.said[1]
        assert f"{asked[0]} x {asked[1]} were asked for" in shown.said[1]


def test_on_wayland_which_tells_of_no_panels_a_window_leaves_room_for_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    screen = cast(QScreen, SimpleNamespace(availableGeometry=lambda: QRect(0, 0, 1366, 768)))
    there = room_on(screen)
    monkeypatch.setattr(QGuiApplication, "platformName", lambda: "wayland-egl")
    assert room_on(screen) == there - PANELS


def test_the_left_column_folds_and_unfolds_in_a_window_of_any_width(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = QRect(0, 0, 2000, 1000)
    monkeypatch.setattr(MainWindow, "screen", lambda _: SimpleNamespace(availableGeometry=lambda: room))
    window = MainWindow(Worker(make_engine), begin(theme="dark"))
    qtbot.addWidget(window)
    window.setMinimumSize(300, 200)
    window.show()
    left = window.columns.inspector
    for width, hidden in ((1200, False), (700, True), (1200, False)):
        window.resize(width, 700)
        assert left.isHidden() == hidden
    window.resize(960, 700)
    assert not left.isHidden()
    for hidden in (True, False):  # beside the other column there is no room for it
        window.looks.fold_right()
        assert left.isHidden() == hidden
        window.resize(961 - hidden, 700)
        assert left.isHidden() == hidden
    window.resize(1200, 700)
    window.looks.fold_left()
    assert left.isHidden()
    window.resize(700, 700)
    window.looks.fold_left()
    window.resize(710, 700)
    assert not left.isHidden()
    window.close()


def test_in_a_low_window_the_equation_stands_beside_the_scenes_alone(driver: Driver) -> None:
    columns = driver.window.columns
    line = columns.equation
    driver.choose_scene("predict")
    said = find(line, QLabel, "remark")
    driver.window.setMinimumSize(300, 200)
    for height, low in ((768, False), (380, True), (768, False)):
        driver.window.resize(1366, height)
        driver.settle()
        assert (line.y() < columns.tabs.geometry().bottom()) == low
        assert said.isVisible() != low
    driver.window.resize(1366, 380)
    driver.settle()
    line.show_problem("It is not possible.")
    assert said.isVisible()


def test_the_values_in_the_status_line_are_those_of_the_path() -> None:
    assert _values(View(t=300)) == "ᾱ 0.3964   SNR 0.6568   log SNR −0.4204"
    assert (
        _values(View(t=300, schedule=ScheduleChoice("flow"))) == "signal 0.7000   SNR 5.444   log SNR 1.695"
    )


@pytest.mark.parametrize("width", [500, 640, 683, 900, 1600])
def test_the_status_line_cuts_no_number_and_always_has_room_for_a_message(width: int, qtbot: QtBot) -> None:
    status = Status(timings=True)
    qtbot.addWidget(status)
    status.resize(width, 30)
    status.show()
    labels = {
        name: status.findChild(QLabel, f"status_{name}") for name in ("size", "values", "pixel", "message")
    }
    size, message = labels["size"], labels["message"]
    assert size is not None
    assert message is not None
    size.setText("512 × 256, shown 1 : 6.74 (averages)")
    for text in ("", "The values are out of range: choose others, or another schedule for so many steps."):
        status.show_message(text, error=True)
        status.show_values("ᾱ 0.3964   SNR 0.6568   log SNR −0.4204")
        QApplication.processEvents()
        for place in labels.values():
            assert place is not None
            if place is not message and place.isVisible():
                assert place.width() >= place.sizeHint().width()
                assert place.geometry().right() <= status.width()
        if text:
            assert message.width() >= min(300, width - 180)
            assert message.geometry().right() <= status.width()
    assert width < 1600 or all(place is not None and place.isVisible() for place in labels.values())
    status.stop()
    status.close()


def test_in_a_very_low_window_large_images_charts_and_a_drawing_have_all_of_the_room(driver: Driver) -> None:
    window, columns = driver.window, driver.window.columns
    window.setMinimumSize(300, 200)
    play = columns.timeline.findChild(QToolButton, "play")
    first = columns.timeline.findChild(QToolButton, "first")
    assert play is not None
    assert first is not None
    for size, low in (((1366, 768), False), ((538, 271), True), ((1366, 768), False)):
        window.resize(*size)
        driver.choose_scene("reverse")
        frame = driver.settle()
        assert all(row.large for row in frame.grid.rows) == low
        assert len(frame.grid.unseen) == low
        assert columns.images.cell_rect(0).width() > size[0] / 6
        assert first.isHidden() == low
        assert play.isVisible()
        if low:
            columns.drawing.show_open(True)
            driver.settle()
            right = columns.drawing.mapTo(columns, QPoint())
            assert right.x() > size[0] / 3
            for part in (columns.images, columns.drawing.sheet):
                place = QRect(part.mapTo(columns, QPoint()), part.size())
                assert columns.rect().contains(place)
                assert min(place.width(), place.height()) > 70
            columns.drawing.show_open(False)
        driver.choose_scene("density")
        driver.settle()
        assert (columns.images.width() == 0) == low
        assert not columns.images.isHidden()  # the keys are theirs
        assert columns.charts.width() > size[0] / 3
    columns.help.show_open(True)
    assert columns.help.isVisible()
    columns.help.show_open(False)


def test_what_is_compared_stands_in_the_line_of_the_scenes_in_a_very_low_window(driver: Driver) -> None:
    window, columns = driver.window, driver.window.columns
    window.setMinimumSize(300, 200)
    window.store.apply(pin())
    for height, low in ((768, False), (300, True), (500, False), (300, True), (768, False)):
        window.resize(800, height)
        driver.settle()
        bars = [columns.tabs, columns.equation, columns.pins]
        places = [bar.mapTo(columns, QPoint()).y() for bar in bars]
        assert (places[2] < columns.tabs.mapTo(columns, QPoint()).y() + columns.tabs.height()) == low
        assert places[2] == max(places) or low  # the equation may be taller than the scenes beside it
        assert columns.images.mapTo(columns, QPoint()).y() >= places[2] + columns.pins.height()


@pytest.mark.parametrize(
    ("size", "beside"), [((800, 700), False), ((640, 300), True), ((310, 440), False), ((310, 200), True)]
)
def test_a_drawing_stands_beside_the_scene_where_there_is_width_and_no_height(
    size: tuple[int, int], beside: bool, qtbot: QtBot
) -> None:
    scene, drawing = QWidget(), QWidget()
    middle = Middle(scene, drawing)
    qtbot.addWidget(middle)
    middle.resize(*size)
    middle.show()
    lay_out_now()
    assert (drawing.y() == scene.y()) == beside
    assert (drawing.x() == scene.x()) != beside
