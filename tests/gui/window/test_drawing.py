"""A schedule drawn in the window: curves and images follow, and undo brings all back."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QToolButton

from engine.schedules.drawn import Drawn
from engine.state.changes import choose_scene
from engine.state.drawing import delete_point
from engine.state.start import Start
from engine.state.view import Bundled
from gui.plots.drawing.panel import DrawingPanel
from tests.beginning import begin
from tests.driver import Driver
from tests.gui.find import find


@pytest.fixture
def start() -> Start:
    return begin(source=Bundled("hills"), working_size=64, window_size=(1366, 768))


def drag(panel: DrawingPanel, index: int, by: QPoint) -> None:
    sheet = panel.sheet
    place = sheet.place_of(index).toPoint()
    QTest.mousePress(sheet, Qt.MouseButton.LeftButton, pos=place)
    for part in range(1, 6):
        QTest.mouseMove(sheet, place + by * part / 5)
    QTest.mouseRelease(sheet, Qt.MouseButton.LeftButton, pos=place + by)


def test_a_point_that_is_dragged_changes_the_images_and_undo_gives_the_first_ones_again(
    driver: Driver,
) -> None:
    window, panel = driver.window, driver.window.columns.drawing
    first, before = driver.settle().pixels.copy(), window.store.view
    QTest.keyClick(window.columns.images, Qt.Key.Key_D)
    assert panel.isVisible()
    assert panel.sheet.hasFocus()
    button = find(window, QToolButton, "draw_schedule")
    assert button.isChecked()
    shape = driver.settle().pixels.shape
    drag(panel, 4, QPoint(40, -25))
    assert isinstance(window.store.view.schedule.given, Drawn)
    assert driver.combo("schedule").currentText() == "Drawn"
    settled = driver.settle()
    assert settled.request.view == window.store.view
    assert settled.pixels.shape == shape
    window.store.undo()
    assert window.store.view == before
    button.click()
    assert panel.isHidden()
    assert np.array_equal(driver.settle().pixels, first)


def test_a_drawing_that_is_opened_leaves_the_scenes_and_the_equation_where_they_are(driver: Driver) -> None:
    columns = driver.window.columns
    driver.window.store.apply(choose_scene("compare"))
    driver.settle()
    parts = columns.tabs, columns.equation
    before = [each.mapTo(driver.window, QPoint()) for each in parts]
    driver.window.columns.drawing.toggle()
    driver.settle()
    assert driver.window.columns.drawing.isVisible()
    assert [each.mapTo(driver.window, QPoint()) for each in parts] == before
    assert driver["scene_compare"].isVisible()  # not a menu in its place


def test_the_keys_of_the_editor_are_no_shortcuts_of_the_window(driver: Driver) -> None:
    window, panel = driver.window, driver.window.columns.drawing
    driver.click("draw_schedule")
    t = window.store.view.t
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_Left, Qt.Key.Key_Home):
        QTest.keyClick(panel.sheet, key)
    assert window.store.view.t == t
    QTest.keyClick(panel.sheet, Qt.Key.Key_Escape)
    assert panel.isHidden()
    assert window.columns.images.hasFocus()
    QTest.keyClick(window.columns.images, Qt.Key.Key_Left)
    assert window.store.view.t == t - 1


def test_tab_leads_through_the_fields_in_their_order(driver: Driver) -> None:
    panel = driver.window.columns.drawing
    driver.click("draw_schedule")
    QTest.keyClick(panel.sheet, Qt.Key.Key_PageDown)
    names = []
    for _ in range(7):
        widget = driver.window.focusWidget()
        assert widget is not None
        names.append(widget.objectName())
        QTest.keyClick(widget, Qt.Key.Key_Tab)
    assert names == [
        "drawing_sheet", "drawn_t", "drawn_log_snr", "add_point", "delete_point", "drawn_zero", "close_drawing",
    ]  # fmt: skip


def test_what_is_refused_is_said_once_where_its_cause_is(driver: Driver) -> None:
    store, panel = driver.window.store, driver.window.columns.drawing

    def places(words: str) -> list[str]:
        labels = driver.window.findChildren(QLabel)
        return [each.objectName() for each in labels if words in each.text() and each.isVisible()]

    driver.click("draw_schedule")
    panel.sheet.select(0)
    panel.sheet.delete()
    assert places("The first and the last point stay") == ["drawing_message"]
    driver.click("rescale")
    driver.spin("steps").setValue(10)
    assert places("T >= 21") == ["schedule_error"]
    assert not places("The first and the last point stay")
    driver.spin("steps").setValue(100)
    assert not places("T >= 21")
    panel.show_open(False)
    store.apply(delete_point(0))  # there is no editor that could say it
    assert places("The first and the last point stay") == ["schedule_error"]
