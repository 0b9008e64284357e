"""The field for numbers, driven by keys, in a window that has a view."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QAction, QFocusEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.widgets.number_field import NumberField
from gui.widgets.numbers import Numbers


class Shown:
    """A window with a field, another field, and a view that gets the keys."""

    def __init__(self, qtbot: QtBot) -> None:
        self.window = QWidget()
        self.field = NumberField("t", Numbers(0, 500), "Timestep")
        self.other = NumberField("beta", Numbers(1e-6, 0.99, 1e-5, 6, inside=(0, 1)), "Beta")
        self.view = QWidget()
        column = QVBoxLayout(self.window)
        for widget in (self.field, self.other, self.view):
            column.addWidget(widget)
        self.window.setFocusProxy(self.view)
        self.field.show_value(320)
        self.said: list[object] = []
        self.finished: list[bool] = []
        self.field.valueChanged.connect(self.said.append)
        self.field.finished.connect(lambda: self.finished.append(True))
        qtbot.addWidget(self.window)
        self.window.resize(300, 160)
        self.window.show()
        self.window.activateWindow()
        self.field.setFocus()
        qtbot.waitUntil(self.field.hasFocus)

    def type(self, text: str, *keys: Qt.Key) -> None:
        self.field.selectAll()
        QTest.keyClicks(self.field, text)
        for key in keys:
            QTest.keyClick(self.field, key)

    @property
    def note(self) -> str:
        """The sentence at the field, "" where there is none."""
        notes = [label for label in self.window.findChildren(QLabel, "field_note") if label.isVisible()]
        return notes[0].text() if notes else ""

    @property
    def marked(self) -> bool:
        return bool(self.field.property("refused") == "true")


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    return Shown(qtbot)


def test_typing_means_nothing_until_enter_which_gives_the_keys_to_the_view(shown: Shown) -> None:
    shown.type("45")
    assert (shown.field.text(), shown.field.value(), shown.said) == ("45", 320, [])
    QTest.keyClick(shown.field, Qt.Key.Key_Return)
    assert (shown.field.text(), shown.field.value(), shown.said) == ("45", 45, [45])
    assert shown.view.hasFocus()
    assert shown.finished == [True]


def test_enter_on_an_untouched_number_says_nothing_and_gives_the_keys_back(shown: Shown) -> None:
    QTest.keyClick(shown.field, Qt.Key.Key_Enter)
    assert (shown.said, shown.view.hasFocus()) == ([], True)


@pytest.mark.parametrize("text", ["5000", "12.7", "-1", "4294967296", "abc", ""])
def test_what_is_refused_stays_typed_and_the_range_is_said_at_the_field(shown: Shown, text: str) -> None:
    shown.type(text or "1", *([] if text else [Qt.Key.Key_Backspace]), Qt.Key.Key_Return)
    assert (shown.field.text(), shown.field.value(), shown.said, shown.finished) == (text, 320, [], [])
    assert "from 0 to 500" in shown.note
    assert shown.marked
    assert shown.field.hasFocus()
    QTest.keyClicks(shown.field, "1")
    assert (shown.note, shown.marked) == ("", False)


def test_escape_restores_the_number_and_gives_the_keys_back(shown: Shown) -> None:
    shown.type("5000", Qt.Key.Key_Return, Qt.Key.Key_Escape)
    assert (shown.field.text(), shown.field.value(), shown.said) == ("320", 320, [])
    assert (shown.note, shown.marked) == ("", False)
    assert shown.view.hasFocus()
    assert shown.finished == [True]


def test_leaving_the_field_takes_the_number_or_restores_it_and_says_why(shown: Shown) -> None:
    shown.type("1e2", Qt.Key.Key_Tab)
    assert (shown.field.text(), shown.said) == ("100", [100])
    assert not shown.view.hasFocus()  # Tab goes on to the next field
    shown.field.setFocus()
    shown.type("5000")
    shown.other.setFocus(Qt.FocusReason.MouseFocusReason)
    assert (shown.field.text(), shown.field.value(), shown.said) == ("100", 100, [100])
    assert "5000 is out of range" in shown.note
    assert not shown.marked


def test_another_window_in_between_takes_nothing(shown: Shown) -> None:
    shown.type("4")
    away = QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.ActiveWindowFocusReason)
    QApplication.sendEvent(shown.field, away)
    assert (shown.field.text(), shown.said) == ("4", [])


def test_the_note_stands_inside_the_window_beside_its_field(shown: Shown) -> None:
    layout = shown.window.layout()
    assert layout is not None
    layout.removeWidget(shown.field)
    for y in (0, shown.window.height() - shown.field.height()):
        shown.field.move(shown.window.width() - 40, y)
        shown.field.setFocus()
        shown.type("5000", Qt.Key.Key_Return)
        (note,) = [one for one in shown.window.findChildren(QLabel, "field_note") if one.isVisible()]
        assert shown.window.rect().contains(note.geometry())
        field = QRect(shown.field.mapTo(shown.window, QPoint(0, 0)), shown.field.size())
        assert not note.geometry().intersects(field)
        QTest.keyClick(shown.field, Qt.Key.Key_Escape)


def test_what_is_shown_is_said_to_nobody_and_leaves_what_is_being_typed(shown: Shown) -> None:
    shown.type("4")
    shown.field.show_value(77)
    assert (shown.field.text(), shown.field.value()) == ("4", 77)
    QTest.keyClick(shown.field, Qt.Key.Key_Escape)
    assert shown.field.text() == "77"
    shown.field.show_value(10**9)
    assert (shown.field.text(), shown.field.value()) == ("500", 500)
    shown.field.show_numbers(Numbers(0, 100))
    assert (shown.field.text(), shown.field.value()) == ("100", 100)
    assert shown.said == []


def test_a_number_that_is_set_is_said_once_and_only_when_it_is_another(shown: Shown) -> None:
    shown.field.setValue(7)
    shown.field.setValue(7)
    shown.field.setValue(10**9)
    assert shown.said == [7, 500]


def test_arrows_and_pages_step_from_the_number_or_from_what_is_typed(shown: Shown) -> None:
    for key, value in (
        (Qt.Key.Key_Up, 321),
        (Qt.Key.Key_Down, 320),
        (Qt.Key.Key_PageUp, 330),
        (Qt.Key.Key_PageDown, 320),
    ):
        QTest.keyClick(shown.field, key)
        assert (shown.field.text(), shown.field.value()) == (str(value), value)
    shown.type("40", Qt.Key.Key_Up)
    assert (shown.field.text(), shown.said[-2:]) == ("41", [40, 41])
    shown.type("5000", Qt.Key.Key_Up)
    assert (shown.field.text(), shown.field.value()) == ("5000", 41)
    assert "out of range" in shown.note


def test_decimals_and_large_whole_numbers(shown: Shown, qtbot: QtBot) -> None:
    said: list[object] = []
    shown.other.valueChanged.connect(said.append)
    shown.other.setFocus()
    shown.other.selectAll()
    QTest.keyClicks(shown.other, "5e-324")
    QTest.keyClick(shown.other, Qt.Key.Key_Return)
    assert (shown.other.text(), said) == ("5e-324", [5e-324])
    seed = NumberField("seed", Numbers(0, 2**63), "Seed")
    qtbot.addWidget(seed)
    seed.valueChanged.connect(said.append)
    seed.setValue(2**40 + 1)
    assert said[-1] == 2**40 + 1


def test_undo_is_the_fields_while_something_is_typed_and_else_the_windows(shown: Shown) -> None:
    undone: list[bool] = []
    action = QAction(shown.window)
    action.setShortcut(QKeySequence.StandardKey.Undo)
    action.triggered.connect(lambda: undone.append(True))
    shown.window.addAction(action)

    def undo() -> None:
        QTest.keyClick(shown.window.windowHandle(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)

    QTest.keyClick(shown.field, Qt.Key.Key_Up)
    assert shown.said == [321]
    undo()
    assert len(undone) == 1
    QTest.keyClicks(shown.field, "7")
    undo()
    assert len(undone) == 1
    assert shown.field.typed is None
    assert shown.field.text() == "321"
