"""The fields of the left column, driven by the wheel."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.widgets.fields import Choice
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
