"""The field for numbers, driven by keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.widgets.number_field import NumberField


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
