"""The fields of the left column, driven by the wheel and by keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.widgets.fields import Choice
from gui.widgets.headed_list import entry_near
from gui.widgets.number_field import NumberField
from gui.widgets.numbers import Numbers


@pytest.mark.parametrize("kind", ["number", "choice"])
def test_the_wheel_scrolls_past_a_field_without_the_focus(qtbot: QtBot, kind: str) -> None:
    number, choice = NumberField("x", Numbers(0, 9), "help"), Choice("x", "help")
    number.show_value(5)
    choice.addItems(["a", "b", "c"])
    fields: dict[str, NumberField | Choice] = {"number": number, "choice": choice}
    field = fields[kind]
    area, inner = QScrollArea(), QWidget()
    layout = QVBoxLayout(inner)
    layout.addWidget(field)
    layout.addSpacing(2000)
    area.setWidget(inner)
    area.setWidgetResizable(True)
    qtbot.addWidget(area)
    area.resize(200, 200)
    area.show()
    area.setFocus()

    def state() -> object:
        return field.currentText() if isinstance(field, Choice) else field.value()

    def turn() -> None:
        place = QPointF(field.mapTo(area, field.rect().center()))
        QTest.wheelEvent(area.windowHandle(), place, QPoint(0, -120))

    before = state()
    turn()
    assert state() == before
    assert area.verticalScrollBar().value() > 0
    area.verticalScrollBar().setValue(0)
    area.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    turn()
    assert state() != before
    assert area.verticalScrollBar().value() == 0


@pytest.mark.parametrize(
    ("wanted", "row", "entry"), [(0, 4, 1), (0, 1, 1), (-9, 6, 1), (3, 6, 2), (3, 1, 4), (9, 1, 6), (5, 1, 5)]
)
def test_a_key_that_ends_at_a_heading_goes_on_to_an_entry(wanted: int, row: int, entry: int) -> None:
    assert entry_near([False, True, True, False, True, True, True], wanted, row) == entry


def test_without_an_entry_the_row_stays() -> None:
    assert entry_near([False, False], 0, 1) == 1


def test_home_and_page_keys_find_the_entries_of_an_open_list(qtbot: QtBot) -> None:
    choice = Choice("x", "help")
    names = [f"entry {n}" for n in range(30)]
    choice.add_choices([(name, name) for name in names], [(names[0], "FIRST"), (names[15], "SECOND")])
    choice.setCurrentIndex(choice.findData(names[-1]))
    choice.setMaxVisibleItems(8)
    qtbot.addWidget(choice)
    choice.show()
    choice.showPopup()

    def at(key: Qt.Key) -> str:
        QTest.keyClick(choice.view(), key)
        return str(choice.view().currentIndex().data())

    assert at(Qt.Key.Key_Home) == names[0]
    assert at(Qt.Key.Key_PageDown) > names[0]
    assert at(Qt.Key.Key_PageUp) == names[0]
    assert at(Qt.Key.Key_End) == names[-1]
    for _ in range(6):
        at(Qt.Key.Key_PageUp)
    assert at(Qt.Key.Key_PageUp) == names[0]
    QTest.keyClick(choice.view(), Qt.Key.Key_Return)
    assert choice.currentData() == names[0]
