"""A slider by the mouse: a click in its track brings the handle there."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSlider
from pytestqt.qtbot import QtBot

from engine.option import Option
from gui.cards.option_fields import OptionField

OPTION = Option("error", "error", "number", "help", minimum=0.0, maximum=2.0, step=0.01)


def test_a_click_in_the_track_of_a_number_goes_there_and_the_drag_goes_on(qtbot: QtBot) -> None:
    field = OptionField(OPTION)
    qtbot.addWidget(field)
    field.resize(320, 30)
    field.show_value(0.1)
    field.show()
    slider = field.findChild(QSlider)
    assert slider is not None
    wanted: list[float] = []
    field.wanted.connect(wanted.append)

    def at(part: float) -> QPoint:
        return QPoint(round(slider.width() * part), slider.height() // 2)

    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=at(0.5))
    assert wanted == [1.0]
    QTest.mouseMove(slider, at(0.75))
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=at(0.75))
    assert 1.4 < wanted[-1] < 1.6
    taken = slider.value()
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=at(0.75) + QPoint(3, 0))  # on the handle
    assert slider.value() == taken
    QTest.mouseClick(slider, Qt.MouseButton.RightButton, pos=at(0.1))
    assert slider.value() == taken
