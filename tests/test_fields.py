"""The fields of the left column, driven by keys and the wheel."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.elided_label import ElidedLabel
from gui.fields import Choice, CountField
from gui.number_field import NumberField
from gui.tooltips import show_tooltip


@pytest.fixture
def number(qtbot: QtBot) -> NumberField:
    field = NumberField()
    field.setRange(1e-12, 1 - 1e-12)
    field.offer(1e-6, 0.999999, 1e-5, 6)
    field.setValue(0.02)
    qtbot.addWidget(field)
    field.show()
    return field


def retype(field: NumberField, text: str) -> None:
    field.selectAll()
    QTest.keyClicks(field, text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0001, "0.0001"),
        (0.02, "0.02"),
        (0.00085, "0.00085"),
        (0.5, "0.5"),
        (1e-6, "0.000001"),
        (0.0000001, "0.0000001"),
        (0.999999, "0.999999"),
    ],
)
def test_a_number_shows_the_decimals_that_it_needs(number: NumberField, value: float, text: str) -> None:
    number.setValue(value)
    assert number.text() == text
    assert number.value() == value


def test_whole_numbers_show_no_point(number: NumberField) -> None:
    number.setRange(-15, 15)
    for value, text in ((0.0, "0"), (10.0, "10"), (-3.0, "-3"), (-0.0, "0")):
        number.setValue(value)
        assert number.text() == text


@pytest.mark.parametrize(
    ("typed", "value"), [("0.3", 0.3), (".3", 0.3), ("0,00085", 0.00085), ("1e-4", 1e-4), ("2.5E-3", 2.5e-3)]
)
def test_a_number_is_typed_in_any_common_way(number: NumberField, typed: str, value: float) -> None:
    retype(number, typed)
    assert number.text() == typed  # not rewritten while it is being typed
    assert number.value() == value
    QTest.keyClick(number, Qt.Key.Key_Return)
    assert number.text() == number.textFromValue(value)


@pytest.mark.parametrize("half_typed", ["", "0", "0.", ".", "0.0", "1e", "1e-", "0e-4", "5", "1e9", "1e999"])
def test_half_typed_and_impossible_numbers_change_nothing(number: NumberField, half_typed: str) -> None:
    said: list[float] = []
    retype(number, "7")  # one that is impossible, so that the field holds no number yet
    number.valueChanged.connect(said.append)
    retype(number, half_typed)
    if not half_typed:
        QTest.keyClick(number, Qt.Key.Key_Backspace)
    assert (number.text(), number.value(), said) == (half_typed, 0.02, [])
    QTest.keyClick(number, Qt.Key.Key_Return)
    assert (number.text(), number.value()) == ("0.02", 0.02)


@pytest.mark.parametrize("wrong", ["x", "nan", "inf", "1_0", "٣", "0.1.2", "--1", "0x1"])
def test_what_is_no_number_is_not_taken(number: NumberField, wrong: str) -> None:
    retype(number, "0.5")
    number.selectAll()
    for key in wrong:
        event = QKeyEvent(
            QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, key
        )  # QTest knows ASCII only
        QApplication.sendEvent(number, event)
    assert set(number.text()) <= set("0123456789.e+-")
    QTest.keyClick(number, Qt.Key.Key_Return)
    assert 1e-12 <= number.value() <= 1


def test_the_arrows_go_through_what_is_offered(number: NumberField) -> None:
    number.setValue(2e-5)
    for key, text in (
        (Qt.Key.Key_Up, "0.00003"),
        (Qt.Key.Key_Down, "0.00002"),
        (Qt.Key.Key_Down, "0.00001"),
        (Qt.Key.Key_Down, "0.000001"),
        (Qt.Key.Key_Down, "0.000001"),
    ):
        QTest.keyClick(number, key)
        assert number.text() == text
    number.setValue(1e-7)  # typed, below what is offered
    QTest.keyClick(number, Qt.Key.Key_Down)
    assert number.value() == 1e-7
    QTest.keyClick(number, Qt.Key.Key_Up)
    assert number.text() == "0.00001"


@pytest.mark.parametrize("kind", ["count", "number", "choice"])
def test_the_wheel_scrolls_past_a_field_without_the_focus(qtbot: QtBot, kind: str) -> None:
    count, number, choice = CountField("x", (0, 9), "help"), NumberField(), Choice("x", "help")
    count.setValue(5)
    number.setValue(0.5)
    choice.addItems(["a", "b", "c"])
    fields: dict[str, CountField | NumberField | Choice] = {
        "count": count,
        "number": number,
        "choice": choice,
    }
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


def test_an_elided_label_keeps_the_whole_text(qtbot: QtBot) -> None:
    shown = ElidedLabel()
    qtbot.addWidget(shown)
    shown.show_text("a long name\nin two lines.png" * 9)
    shown.resize(80, 20)
    shown.show()
    assert shown.text().startswith("a long name in two")
    assert shown.toolTip() == shown.text()
    assert shown.minimumSizeHint().width() == 0
    image = shown.grab().toImage()
    assert {image.pixel(x, 10) for x in range(image.width())} != {image.pixel(0, 0)}


def test_a_tooltip_shows_a_file_name_as_it_is(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    show_tooltip(widget, "<img src='x'>&amp;\ny")
    assert widget.toolTip() == "&lt;img src=&#x27;x&#x27;&gt;&amp;amp;<br>y"
    show_tooltip(widget, "hills.png")
    assert widget.toolTip() == "hills.png"
