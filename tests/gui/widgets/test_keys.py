"""Every control of the real window is worked by keys, and the keys of the menu do not get in the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QSlider,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from engine.scenes import SCENES
from engine.worker import Worker
from gui.timeline.timeline import Timeline
from gui.widgets.keys import wants
from gui.widgets.number_field import NumberField
from gui.window.main_window import MainWindow
from main import make_engine
from tests.beginning import begin
from tests.gui.find import find

Key = Qt.Key


class Shown:
    """The window without its engine: panels, menus and keys are all there."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.window = MainWindow(Worker(make_engine), begin(t=500, window_size=(1600, 1000), theme="dark"))
        qtbot.addWidget(self.window)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        timeline = find(self.window, Timeline)
        self.timeline = timeline
        self.moved: list[int] = []
        timeline.changed.connect(
            self.moved.append
        )  # by keys; a scene that has not all timesteps may move t too

    def press(self, *keys: Qt.Key) -> None:
        """As the keyboard does: to the window, which hands them to the widget with the focus."""
        for key in keys:
            QTest.keyClick(self.window.windowHandle(), key)

    def focus(self, widget: QWidget) -> None:
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        self.qtbot.waitUntil(widget.hasFocus)

    def find(self, name: str) -> QWidget:
        widget = self.window.findChild(QWidget, name)
        assert widget is not None, name
        return widget

    def scene(self, name: str) -> QAbstractButton:
        button = self.find(f"scene_{name}")
        assert isinstance(button, QAbstractButton)
        return button

    def stops(self) -> list[QWidget]:
        """Where Tab stops, in its order."""
        found: list[QWidget] = []
        widget = self.window.nextInFocusChain()
        while widget is not None and widget is not self.window:
            stop = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None
            if stop and widget.isVisible() and widget.isEnabled():
                found.append(widget)
            widget = widget.nextInFocusChain()
        return found

    def still(self) -> bool:
        """Whether no key has reached the menu."""
        return not self.moved and not self.timeline.playing


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[Shown]:
    shown = Shown(qtbot)
    yield shown
    shown.window.close()


def work_button(shown: Shown, button: QAbstractButton) -> None:
    if isinstance(button, QToolButton) and button.popupMode() == QToolButton.ToolButtonPopupMode.InstantPopup:
        return  # its menu would wait for an answer
    QTest.keyPress(shown.window.windowHandle(), Key.Key_Space)
    assert button.isDown()
    button.setDown(False)  # what it does is tested where it stands


def work_check_box(shown: Shown, box: QCheckBox) -> None:
    before = box.isChecked()
    for key in (Key.Key_Space, Key.Key_Return):
        shown.press(key)
        assert box.isChecked() != before
        before = box.isChecked()


def work_slider(shown: Shown, slider: QSlider) -> None:
    shown.press(Key.Key_Home)
    first = slider.value()
    assert first in (slider.minimum(), 1)  # not every scene has t = 0
    shown.press(Key.Key_Right)
    assert slider.value() > first
    shown.press(Key.Key_Left)
    assert slider.value() == first
    shown.press(Key.Key_End)
    last = slider.value()
    shown.press(Key.Key_Right)
    assert slider.value() == last > first
    if slider.objectName() == "timestep_slider":
        shown.moved.clear()


def work_combo(shown: Shown, combo: QComboBox) -> None:
    model = combo.model()
    entries = [n for n in range(combo.count()) if model.index(n, 0).flags() & Qt.ItemFlag.ItemIsEnabled]
    shown.press(Key.Key_Home)
    assert combo.currentIndex() == entries[0]  # a heading stands over the first of a group
    if len(entries) > 1:
        shown.press(Key.Key_Down)
        assert combo.currentIndex() == entries[1]
    shown.press(Key.Key_End)
    assert combo.currentIndex() == combo.count() - 1


def work_number(shown: Shown, field: NumberField) -> None:
    before = field.value()
    shown.press(Key.Key_Up if before < field.numbers.maximum else Key.Key_Down)
    assert field.value() != before
    shown.press(Key.Key_Home, Key.Key_Left, Key.Key_Escape)
    assert not field.hasFocus()
    field.setValue(before)
    if field.objectName() == "timestep":
        shown.moved.clear()


@pytest.mark.parametrize("scene", SCENES)
def test_every_control_that_tab_reaches_is_worked_by_its_keys(scene: str, shown: Shown) -> None:
    shown.scene(scene).click()
    worked: set[type[QWidget]] = set()
    for control in shown.stops():
        if not control.isVisible() or not control.isEnabled():
            continue  # another one has put it away
        shown.focus(control)
        for kind, work in WORKS.items():
            if isinstance(control, kind):
                work(shown, control)
                worked.add(kind)
                break
        assert shown.still(), control.objectName()
    assert worked >= {QAbstractButton, QSlider, QComboBox, NumberField}


WORKS: dict[type[QWidget], Callable[[Shown, Any], None]] = {
    QCheckBox: work_check_box,
    QAbstractButton: work_button,
    QSlider: work_slider,
    QComboBox: work_combo,
    NumberField: work_number,
}


def test_scenes_are_chosen_by_keys(shown: Shown) -> None:
    first, second = (shown.scene(name) for name in list(SCENES)[:2])
    shown.focus(first)
    shown.press(Key.Key_Right)
    assert second.isChecked()
    assert second.hasFocus()
    shown.press(Key.Key_Left)
    assert first.isChecked()
    shown.press(Key.Key_End)
    assert shown.scene(list(SCENES)[-1]).isChecked()
    shown.press(Key.Key_Home)
    assert first.isChecked()
    assert shown.still()


def test_after_a_click_on_a_scene_the_keys_are_those_of_the_view(shown: Shown) -> None:
    shown.press(Key.Key_Escape)
    QTest.mouseClick(shown.scene(list(SCENES)[1]), Qt.MouseButton.LeftButton)
    t = shown.timeline.t
    shown.press(Key.Key_Right)
    assert shown.scene(list(SCENES)[1]).isChecked()
    assert shown.timeline.t == t + 1


def test_enter_presses_and_escape_gives_the_keys_to_the_view(shown: Shown) -> None:
    shown.focus(shown.find("last"))
    shown.press(Key.Key_Return)
    assert shown.timeline.t == 1000
    shown.press(Key.Key_Escape, Key.Key_Home)
    assert shown.timeline.t == 0
    shown.press(Key.Key_Right, Key.Key_Space)
    assert shown.timeline.playing
    shown.press(Key.Key_Space)
    assert not shown.timeline.playing


def test_the_keys_of_the_view_work_after_a_number_and_after_a_click_on_a_box(shown: Shown) -> None:
    field = shown.find("timestep")
    assert isinstance(field, NumberField)
    shown.focus(field)
    field.selectAll()
    QTest.keyClicks(field, "42")
    shown.press(Key.Key_Return, Key.Key_Right)
    assert shown.timeline.t == 43
    box = shown.find("independent")
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
    assert not box.hasFocus()  # nor does it keep the colour of the focus
    shown.press(Key.Key_Right)
    assert shown.timeline.t == 44


def test_page_keys_go_a_hundredth_and_in_a_number_ten_steps(shown: Shown) -> None:
    shown.press(Key.Key_PageUp)
    assert shown.timeline.t == 510
    shown.press(Key.Key_PageDown, Key.Key_PageDown)
    assert shown.timeline.t == 490
    field = shown.find("rows")
    assert isinstance(field, NumberField)
    before = field.value()
    shown.focus(field)
    shown.press(Key.Key_PageDown)
    assert field.value() < before
    assert shown.timeline.t == 490


def test_a_key_with_control_stays_a_shortcut(shown: Shown) -> None:
    tabs = shown.scene("forward")
    for modifiers, wanted in (
        (Qt.KeyboardModifier.NoModifier, True),
        (Qt.KeyboardModifier.ShiftModifier, True),
        (Qt.KeyboardModifier.KeypadModifier, True),
        (Qt.KeyboardModifier.ControlModifier, False),
        (Qt.KeyboardModifier.AltModifier, False),
    ):
        assert wants(tabs, QKeyEvent(QEvent.Type.KeyPress, Key.Key_Right, modifiers)) is wanted


@pytest.mark.parametrize("scene", SCENES)
def test_tab_leads_from_the_inspector_over_the_scenes_to_the_timeline(scene: str, shown: Shown) -> None:
    shown.scene(scene).click()
    areas = [shown.find(name) for name in ("inspector", "scenes", "right_column", "timeline")]
    inside = [n for stop in shown.stops() for n, area in enumerate(areas) if area.isAncestorOf(stop)]
    assert inside == sorted(inside)
    assert set(inside) == {n for n, area in enumerate(areas) if area.isVisible()}
    assert {0, 1, 3} <= set(inside)  # the right column may be folded
    heights = [
        stop.mapTo(areas[0], stop.rect().center()).y()
        for stop in shown.stops()
        if areas[0].isAncestorOf(stop) and stop.objectName() != "reset_schedule"  # in a corner of its card
    ]
    assert all(below >= above - 2 for above, below in pairwise(heights))


def test_tab_stops_nowhere_without_a_use(shown: Shown) -> None:
    kinds = (QAbstractButton, QSlider, QComboBox, NumberField)
    assert not [stop for stop in shown.stops() if not isinstance(stop, kinds)]


def test_the_keys_are_the_view_s_when_the_window_opens(shown: Shown) -> None:
    assert not isinstance(shown.window.focusWidget(), QAbstractButton)
    shown.press(Key.Key_Right)
    assert shown.timeline.t == 501
    shown.press(Key.Key_Space)
    assert shown.timeline.playing
    shown.press(Key.Key_Space)
    assert not shown.timeline.playing


def test_each_control_looks_different_while_it_has_the_keys(shown: Shown) -> None:
    for control in shown.stops():
        shown.window.setFocus()
        before = control.grab().toImage()
        shown.focus(control)
        assert control.grab().toImage() != before, control.objectName()
