"""A slider by the mouse: a click in its track brings the handle there."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSlider
from pytestqt.qtbot import QtBot

from engine.option import Option
from gui.cards.option_fields import OptionField
from gui.style import THEMES, stylesheet
from gui.timeline.timestep_slider import TimestepSlider
from tests.gui.find import find

OPTION = Option("error", "error", "number", "help", minimum=0.0, maximum=2.0, step=0.01)


def test_a_click_in_the_track_of_a_number_goes_there_and_the_drag_goes_on(qtbot: QtBot) -> None:
    field = OptionField(OPTION)
    qtbot.addWidget(field)
    field.resize(320, 30)
    field.show_value(0.1)
    field.show()
    slider = find(field, QSlider)
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


class Painted(QObject):
    """Keeps what is painted of a widget in the loop of events."""

    def __init__(self) -> None:
        super().__init__()
        self.region = QRegion()

    def eventFilter(self, _: QObject, event: QEvent) -> bool:  # noqa: N802
        if isinstance(event, QPaintEvent):
            self.region += event.region()
        return False


@pytest.mark.parametrize("theme", THEMES)
def test_another_value_is_painted_where_it_looks_different_and_nowhere_else(qtbot: QtBot, theme: str) -> None:
    slider = TimestepSlider()
    qtbot.addWidget(slider)
    slider.setStyleSheet(stylesheet(THEMES[theme]))
    slider.show_states(1000, range(1001))
    slider.show_bounds((100, 900))
    slider.resize(600, 28)
    slider.show()
    qtbot.waitUntil(slider.isVisible)
    QApplication.processEvents()
    widths: list[int] = []
    for values in ((300,), (320, 700), (690,), (1000, 0)):
        before, painted = slider.grab().toImage(), Painted()
        slider.installEventFilter(painted)
        for value in values:
            slider.setValue(value)
        QApplication.processEvents()
        slider.removeEventFilter(painted)
        after = slider.grab().toImage()
        assert after != before
        with QPainter(before) as painter:
            painter.setClipRegion(painted.region)
            painter.drawImage(0, 0, after)
        assert after == before
        widths.append(painted.region.boundingRect().width())
    assert widths[2] < 40
