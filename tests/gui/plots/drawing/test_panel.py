"""The editor of a drawn schedule, by its mouse, its keys and its fields."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from engine.schedules.choice import ScheduleChoice
from engine.schedules.drawn import Drawn, t_of
from engine.schedules.transforms import Applied
from engine.state.refused import Refused
from engine.state.view import View
from gui.controllers.store import Store
from gui.plots.drawing.panel import DrawingPanel
from gui.widgets.number_field import NumberField
from tests.gui.find import find

Key = Qt.Key

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
POINTS: tuple[tuple[float, float], ...] = ((0.0, 9.0), (0.25, 4.0), (0.5, 0.0), (0.75, -4.0), (1.0, -9.0))
DRAWN = ScheduleChoice("linear", 1001, given=Drawn(POINTS))


class Editor:
    """A panel that is open over a store."""

    def __init__(self, qtbot: QtBot, schedule: ScheduleChoice = DRAWN) -> None:
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.panel = DrawingPanel()
        self.panel.setParent(self.window)
        self.sheet = self.panel.sheet
        self.store = Store(View(schedule=schedule, t=1))
        self.panel.wanted.connect(self.store.apply)
        self.store.changed.connect(lambda _, view: self.panel.show_view(view))
        self.store.refused.connect(self._refuse)
        self.store.accepted.connect(lambda: self.panel.show_error(""))
        self.panel.show_view(self.store.view)
        self.panel.resize(760, 260)
        self.window.resize(760, 260)
        self.window.show()
        self.panel.show_open(True)
        self.window.activateWindow()

    def _refuse(self, refused: Refused) -> None:
        self.panel.show_error(str(refused), refused.fields)

    @property
    def drawn(self) -> Drawn:
        given = self.store.view.schedule.given
        assert isinstance(given, Drawn)
        return given

    @property
    def steps_of_undo(self) -> list[str]:
        return [name for _, name in self.store.history.past]

    def at(self, index: int) -> QPoint:
        return self.sheet.place_of(index).toPoint()

    def drag(self, index: int, *by: tuple[int, int]) -> None:
        """Take a point, go these ways one after the other, and let go."""
        place = self.at(index)
        QTest.mousePress(self.sheet, LEFT, pos=place)
        for x, y in by:
            place += QPoint(x, y)
            QTest.mouseMove(self.sheet, place)
        QTest.mouseRelease(self.sheet, LEFT, pos=place)

    def key(self, key: Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.sheet, key, modifiers)

    def field(self, name: str) -> NumberField:
        return find(self.panel, NumberField, name)

    def type(self, name: str, text: str) -> None:
        field = self.field(name)
        field.lineEdit().selectAll()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Key.Key_Return)

    @property
    def message(self) -> str:
        label = find(self.panel, QLabel, "drawing_message")
        return label.text()


@pytest.fixture
def editor(qtbot: QtBot) -> Iterator[Editor]:
    editor = Editor(qtbot)
    yield editor
    editor.store.stop()


def test_a_drag_moves_the_point_and_is_one_step_of_undo(editor: Editor) -> None:
    before = editor.store.view
    editor.drag(2, *[(3, -1)] * 20)
    v, log_snr = editor.drawn.points[2]
    width, height = editor.sheet.scale.area.width(), editor.sheet.scale.area.height()
    assert v == pytest.approx(0.5 + 60 / width, abs=2 / width)
    low, high = editor.sheet.scale.low, editor.sheet.scale.high
    assert log_snr == pytest.approx(20 / height * (high - low), abs=2 / height * (high - low))
    assert t_of(v, 1001) == int(t_of(v, 1001))  # a pixel is more than a timestep
    assert editor.steps_of_undo == ["Move point"]
    editor.drag(2, (-5, 5))
    assert len(editor.steps_of_undo) == 2
    editor.store.undo()
    editor.store.undo()
    assert editor.store.view == before


def test_a_point_is_dragged_where_the_mouse_is_and_no_further_than_its_neighbours(editor: Editor) -> None:
    QTest.mousePress(editor.sheet, LEFT, pos=editor.at(2) + QPoint(4, 3))
    QTest.mouseMove(editor.sheet, editor.at(2) + QPoint(4, 3))
    assert editor.store.view.schedule == DRAWN  # taken beside its middle, it does not jump
    QTest.mouseMove(editor.sheet, QPoint(editor.sheet.width() + 500, -500))
    assert editor.drawn.points[2] == (0.75 - 1e-6, 4.0 - 1e-3)
    QTest.mouseMove(editor.sheet, QPoint(-500, 5000))
    assert editor.drawn.points[2] == (0.25 + 1e-6, -4.0 + 1e-3)
    QTest.mouseRelease(editor.sheet, LEFT)
    editor.drag(0, (300, -10))
    assert editor.drawn.points[0][0] == 0
    editor.drag(4, (-300, 5))
    assert editor.drawn.points[4][0] == 1


def test_the_axes_stay_under_a_hand_and_go_on_after_it(editor: Editor) -> None:
    low = editor.sheet.scale.low
    QTest.mousePress(editor.sheet, LEFT, pos=editor.at(4))
    QTest.mouseMove(editor.sheet, QPoint(editor.at(4).x(), 5000))
    assert editor.sheet.scale.low == low
    assert editor.drawn.points[4][1] == low
    QTest.mouseRelease(editor.sheet, LEFT)
    assert editor.sheet.scale.low < low


def test_undo_during_a_drag_takes_the_point_out_of_the_hand(editor: Editor) -> None:
    place = editor.sheet.scale.place_of(900, -7.0).toPoint()
    QTest.mouseDClick(editor.sheet, LEFT, pos=place)
    assert len(editor.drawn.points) == 6
    editor.store.undo()
    QTest.mouseMove(editor.sheet, place + QPoint(0, -40))
    assert editor.drawn.points == POINTS  # no other point jumps to the mouse
    QTest.mouseRelease(editor.sheet, LEFT)
    before = editor.at(2)
    QTest.mousePress(editor.sheet, LEFT, pos=before)
    QTest.mouseMove(editor.sheet, before + QPoint(20, 0))
    editor.store.undo()
    QTest.mouseMove(editor.sheet, before + QPoint(22, 0))
    assert editor.drawn.points == POINTS
    editor.store.redo()
    assert editor.drawn.points != POINTS
    QTest.mouseRelease(editor.sheet, LEFT)


@pytest.mark.parametrize("key", [Key.Key_Delete, Key.Key_PageDown, Key.Key_A, Key.Key_Left, Key.Key_Escape])
def test_no_key_during_a_drag_lets_another_point_jump_to_the_mouse(editor: Editor, key: Key) -> None:
    place = editor.at(2)
    QTest.mousePress(editor.sheet, LEFT, pos=place)
    QTest.mouseMove(editor.sheet, place + QPoint(10, 0))
    editor.key(key)
    editor.panel.show_open(True)
    after = editor.drawn
    QTest.mouseMove(editor.sheet, place + QPoint(12, 30))
    assert editor.drawn == after
    assert not editor.sheet.held
    QTest.mouseRelease(editor.sheet, LEFT)


def test_double_click_adds_a_point_that_the_hand_has_and_right_click_deletes_it(editor: Editor) -> None:
    place = editor.sheet.scale.place_of(376, 2.0).toPoint()
    QTest.mouseDClick(editor.sheet, LEFT, pos=place)
    assert len(editor.drawn.points) == 6
    assert editor.sheet.index == 2
    v, log_snr = editor.drawn.points[2]
    assert t_of(v, 1001) == pytest.approx(376, abs=2)
    assert log_snr == pytest.approx(2.0, abs=0.2)
    QTest.mouseMove(editor.sheet, place + QPoint(0, 4))
    QTest.mouseRelease(editor.sheet, LEFT)
    assert editor.drawn.points[2][1] < log_snr
    assert editor.steps_of_undo == ["Add point"]
    QTest.mousePress(editor.sheet, RIGHT, pos=editor.at(2))
    assert editor.drawn.points == POINTS
    QTest.mousePress(editor.sheet, RIGHT, pos=editor.at(0))
    assert editor.drawn.points == POINTS
    assert "first and the last point stay" in editor.message
    editor.drag(2, (1, 1))
    assert "stay" not in editor.message  # it was about something else


def test_shift_snaps_to_the_grid(editor: Editor) -> None:
    QTest.mousePress(editor.sheet, LEFT, Qt.KeyboardModifier.ShiftModifier, editor.at(2))
    scale = editor.sheet.scale
    target = editor.sheet.place_of(2) + QPointF(33, -17)
    wanted = scale.snapped(*scale.at(target))
    shift = Qt.KeyboardModifier.ShiftModifier  # which QTest.mouseMove has not
    there = editor.sheet.mapToGlobal(target)
    editor.sheet.mouseMoveEvent(QMouseEvent(QEvent.Type.MouseMove, target, there, LEFT, LEFT, shift))
    v, log_snr = editor.drawn.points[2]
    assert (t_of(v, 1001), log_snr) == (wanted[0], round(wanted[1], 4))
    assert wanted[0] % scale.grid[0] == 0
    QTest.mouseRelease(editor.sheet, LEFT)


def test_all_can_be_done_by_keys(editor: Editor) -> None:
    assert editor.sheet.hasFocus()
    editor.key(Key.Key_PageDown)
    editor.key(Key.Key_PageDown)
    assert editor.sheet.index == 2
    editor.key(Key.Key_Right)
    editor.key(Key.Key_Up)
    assert editor.drawn.points[2] == (505 / 1000, 0.1)
    assert editor.steps_of_undo == ["Move point"]
    editor.key(Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert editor.drawn.points[2][1] % editor.sheet.scale.grid[1] == 0
    editor.key(Key.Key_Insert)
    assert (len(editor.drawn.points), editor.sheet.index) == (6, 3)
    editor.key(Key.Key_Delete)
    assert len(editor.drawn.points) == 5
    editor.key(Key.Key_A)
    editor.key(Key.Key_Backspace)  # keyboards without the others
    assert len(editor.drawn.points) == 5
    editor.key(Key.Key_End)
    assert editor.sheet.index == 4
    editor.key(Key.Key_Right)
    assert editor.drawn.points[4][0] == 1
    editor.key(Key.Key_Home)
    assert editor.sheet.index == 0
    editor.key(Key.Key_Escape)
    assert editor.panel.isHidden()


def test_numbers_that_are_typed_are_taken_exactly_or_refused_with_a_sentence(editor: Editor) -> None:
    editor.sheet.select(2)
    assert (editor.field("drawn_t").value(), editor.field("drawn_log_snr").value()) == (501, 0)
    editor.type("drawn_t", "333.5")
    editor.type("drawn_log_snr", "1.23456789")
    assert editor.drawn.points[2] == (332.5 / 1000, 1.23456789)
    before = editor.store.view
    editor.type("drawn_t", "900")
    assert editor.store.view == before
    assert "t = 900 is not between the neighbours of this point, at t = 251 and 751" in editor.message
    assert editor.field("drawn_t").value() == 333.5
    editor.type("drawn_log_snr", "5")
    assert editor.store.view == before
    assert "it must fall from point to point" in editor.message
    editor.sheet.select(0)
    assert not editor.field("drawn_t").isEnabled()  # an end has its t


def test_zero_terminal_snr_is_a_choice(editor: Editor) -> None:
    box = find(editor.panel, QCheckBox, "drawn_zero")
    box.click()
    assert editor.drawn.zero_terminal
    assert editor.store.view.schedule.make().signal[-1] == 0
    editor.store.undo()
    assert not box.isChecked()


def test_a_drawing_begins_where_the_schedule_is_and_says_how_far_it_is_off(qtbot: QtBot) -> None:
    cosine = ScheduleChoice("cosine", 1000, transforms=(Applied("snr_shift", (("factor", 2.0),)),))
    editor = Editor(qtbot, cosine)
    assert editor.store.view.schedule == cosine  # nothing is taken yet
    assert "17 points on the log SNR of Cosine" in editor.message
    editor.drag(3, (0, 2))
    taken = editor.store.view.schedule
    assert (taken.transforms, taken.steps) == ((), 1000)
    away = np.abs(taken.make().log_snr[1:] - cosine.make().log_snr[1:])
    assert away.max() < 1
    assert "Drag a point" in editor.message
    editor.store.undo()
    assert editor.store.view.schedule == cosine
    assert "17 points on the log SNR of Cosine" in editor.message
    editor.store.stop()


def test_transforms_after_a_drawing_stay_and_are_said(qtbot: QtBot) -> None:
    applied = (Applied("respace", (("count", 50.0),)),)
    editor = Editor(qtbot, ScheduleChoice("linear", 1001, (), applied, Drawn(POINTS)))
    assert editor.message.startswith("The transforms of the schedule come after the drawing")
    editor.drag(2, (9, 2))
    assert editor.store.view.schedule.transforms == applied
    assert editor.sheet.steps == 1001
    editor.store.stop()


def test_a_schedule_of_one_step_says_that_there_is_nothing_to_draw(qtbot: QtBot) -> None:
    editor = Editor(qtbot, ScheduleChoice("cosine", 1))
    assert "choose T of 2 or more" in editor.message
    assert not editor.sheet.isEnabled()
    editor.store.stop()


@pytest.mark.parametrize("steps", [2, 3, 10, 10_000, 100_000])
def test_wild_drags_leave_a_schedule_at_any_length(qtbot: QtBot, steps: int) -> None:
    editor = Editor(qtbot, ScheduleChoice("cosine", steps))
    chance = np.random.default_rng(steps)
    refused: list[Refused] = []
    editor.store.refused.connect(refused.append)
    for _ in range(30):
        count = len(editor.sheet.drawn.points) if editor.sheet.drawn else 0
        ways = [(int(x), int(y)) for x, y in chance.integers(-300, 300, (3, 2))]
        editor.drag(int(chance.integers(count)), *ways)
        if chance.random() < 0.3:
            editor.key(Key.Key_Insert)
        log_snr = editor.store.view.schedule.make().log_snr[1:]
        assert np.all(np.diff(log_snr) <= 0)
        assert np.all(np.isfinite(log_snr))
    assert all("no room" in str(each) for each in refused)
    editor.store.stop()


def test_buttons_do_the_same(editor: Editor) -> None:
    add, delete, close = (
        editor.panel.findChild(QToolButton, name) for name in ("add_point", "delete_point", "close_drawing")
    )
    assert add is not None
    assert delete is not None
    assert close is not None
    assert not delete.isEnabled()  # the first point is the selected one, and stays
    editor.sheet.select(1)
    add.click()
    assert (len(editor.drawn.points), editor.sheet.index) == (6, 2)
    delete.click()
    assert editor.drawn.points == POINTS
    close.click()
    assert editor.panel.isHidden()


@pytest.mark.parametrize("width", [600, 760])
def test_no_field_covers_another_in_a_narrow_window(editor: Editor, width: int) -> None:
    editor.panel.resize(width, 260)
    QApplication.processEvents()
    assert editor.panel.minimumSizeHint().width() <= width
    line = [
        part.geometry()
        for part in editor.panel.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        if part.isVisible() and part is not editor.sheet and part.objectName() != "drawing_message"
    ]
    assert len(line) == (8 if width == 600 else 10)
    assert not any(one.intersects(other) for one, other in combinations(line, 2))
