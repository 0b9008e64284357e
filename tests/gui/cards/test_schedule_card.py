"""The schedule card, driven by mouse and keys."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QWidget,
)
from pytestqt.qtbot import QtBot

from engine.schedules import MAX_STEPS, SCHEDULES
from engine.schedules.choice import ScheduleChoice
from gui.cards.schedule_card import ScheduleCard
from gui.formulas.formula_label import FormulaLabel
from gui.formulas.formula_note import FormulaNote
from gui.style import THEMES
from gui.widgets.number_field import NumberField
from tests.gui.find import find

LEFT = Qt.MouseButton.LeftButton


class Shown:
    """A card on the screen, its parts, and what it said."""

    def __init__(self, qtbot: QtBot) -> None:
        self.card = ScheduleCard()
        self.said: list[ScheduleChoice] = []
        self.card.wanted.connect(lambda _: self.said.append(self.card.choice))
        qtbot.addWidget(self.card)
        self.card.resize(240, self.card.sizeHint().height())
        self.card.show()
        self.family = find(self.card, QComboBox, "schedule")
        self.steps = find(self.card, NumberField, "steps")
        self.error = find(self.card, QLabel, "schedule_error")

    def number(self, name: str) -> NumberField:
        field = find(self.card, NumberField, name)
        assert field.isVisible()
        return field

    def symbol(self, name: str) -> FormulaLabel:
        row = find(self.card, QWidget, name).parentWidget()
        assert row is not None
        return find(row, FormulaLabel)

    def choose(self, name: str) -> None:
        self.family.setCurrentIndex(self.family.findData(name))

    def type(self, field: QWidget, text: str) -> None:
        field.setFocus()
        field.selectAll()  # type: ignore[attr-defined]
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)

    def marked(self) -> set[str]:
        """Names of the visible fields that are marked as invalid."""
        fields = [f for kind in (NumberField, QCheckBox) for f in self.card.findChildren(kind)]
        return {f.objectName() for f in fields if f.isVisible() and f.property("invalid") == "true"}


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    return Shown(qtbot)


def test_it_begins_with_the_default_choice_complete(shown: Shown) -> None:
    parameters = (("beta_start", 1e-4), ("beta_end", 0.02), ("rescale", 0.0))
    assert shown.card.choice == ScheduleChoice("linear", 1000, parameters)
    assert shown.number("beta_start").text() == "0.0001"
    assert shown.number("beta_end").text() == "0.02"
    assert not find(shown.card, QCheckBox, "rescale").isChecked()


@pytest.mark.parametrize("name", SCHEDULES)
def test_every_family_is_offered_with_its_parameters_in_order(shown: Shown, name: str) -> None:
    shown.choose(name)
    family = SCHEDULES[name]
    assert shown.family.currentText() == family.title
    assert shown.card.choice.parameters == tuple((p.name, p.default) for p in family.parameters)
    assert shown.card.choice.make().parameters == shown.card.choice.parameters
    for parameter in family.parameters:
        kind = QCheckBox if parameter.kind == "switch" else NumberField
        fields = shown.card.findChildren(kind, parameter.name)
        assert [field.isVisible() for field in fields] == [True]
        assert fields[0].toolTip().startswith(parameter.help)
    labels = [label for label in shown.card.findChildren(FormulaLabel) if label.isVisible()]
    assert len(labels) == 1 + len(family.parameters)


def test_no_family_and_no_error_moves_anything(shown: Shown) -> None:
    def places() -> list[object]:
        return [shown.card.sizeHint(), shown.steps.geometry(), find(shown.card, FormulaNote).geometry()]

    before = places()
    for name in SCHEDULES:
        shown.choose(name)
        shown.card.show_error("A sentence that is much longer than the place that there is for it. " * 9)
        QApplication.processEvents()
        assert places() == before
    assert before[0].width() <= 240  # type: ignore[attr-defined]


def test_a_typed_parameter_is_taken_and_half_of_one_changes_nothing(shown: Shown) -> None:
    field = shown.number("beta_end")
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "0.03")
    assert shown.said == []
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert [dict(choice.parameters)["beta_end"] for choice in shown.said] == [0.03]
    shown.type(field, "1e-5")
    assert shown.said[-1].parameters[1] == ("beta_end", 1e-5)
    assert shown.said[-1].make().betas[-1] == 1e-5


def test_a_beta_may_be_finer_than_what_the_arrows_offer(shown: Shown) -> None:
    shown.type(shown.number("beta_start"), "0.0000001")
    assert shown.said[-1].make().betas[0] == 1e-7
    for impossible in ("0", "1", "2"):
        shown.type(shown.number("beta_start"), impossible)
    assert dict(shown.card.choice.parameters)["beta_start"] == 1e-7


def test_steps_are_taken_when_typed_to_the_end_and_refused_beyond_the_range(shown: Shown) -> None:
    shown.type(shown.steps, "1e4")
    assert [choice.steps for choice in shown.said] == [10_000]
    shown.type(shown.steps, str(MAX_STEPS * 10))
    assert [choice.steps for choice in shown.said] == [10_000]
    shown.type(shown.steps, str(MAX_STEPS))
    QTest.keyClick(shown.steps, Qt.Key.Key_Up)
    assert shown.card.choice.steps == MAX_STEPS


def test_a_switch_is_turned_by_its_box_and_by_its_symbol(shown: Shown) -> None:
    switch = find(shown.card, QCheckBox, "rescale")
    QTest.mouseClick(switch, LEFT, pos=QPoint(8, switch.height() // 2))
    assert shown.said[-1].parameters[-1] == ("rescale", 1.0)
    symbol = shown.symbol("rescale")
    QTest.mouseClick(symbol, LEFT)
    assert shown.said[-1].parameters[-1] == ("rescale", 0.0)
    QTest.mouseClick(symbol, Qt.MouseButton.RightButton)
    assert len(shown.said) == 2


def test_the_symbol_of_a_number_is_no_switch(shown: Shown) -> None:
    QTest.mouseClick(shown.symbol("beta_end"), LEFT)
    assert shown.said == []


def test_each_family_keeps_its_parameters_and_t_is_common(shown: Shown) -> None:
    shown.type(shown.number("beta_end"), "0.03")
    shown.choose("cosine")
    shown.type(shown.number("s"), "0.01")
    shown.steps.setValue(77)
    shown.choose("quadratic")
    assert dict(shown.card.choice.parameters)["beta_end"] == 0.02
    shown.choose("linear")
    assert dict(shown.card.choice.parameters)["beta_end"] == 0.03
    assert shown.number("beta_end").text() == "0.03"
    shown.choose("cosine")
    assert dict(shown.card.choice.parameters)["s"] == 0.01
    assert {choice.steps for choice in shown.said[-3:]} == {77}


def test_choosing_a_family_says_so_once(shown: Shown) -> None:
    shown.choose("cosine")
    assert [choice.name for choice in shown.said] == ["cosine"]


def test_reset_brings_back_the_usual_values_of_this_family_only(shown: Shown) -> None:
    shown.type(shown.number("beta_end"), "0.03")
    shown.choose("cosine")
    usual = shown.card.choice
    shown.type(shown.number("s"), "0.02")
    shown.steps.setValue(50)
    shown.said.clear()
    button = find(shown.card, QAbstractButton, "reset_schedule")
    QTest.mouseClick(button, LEFT)
    assert shown.said == [usual]
    QTest.mouseClick(button, LEFT)
    assert shown.said == [usual]  # nothing to reset
    shown.choose("linear")
    assert dict(shown.card.choice.parameters)["beta_end"] == 0.03


def test_a_choice_is_shown_and_said_to_nobody(shown: Shown) -> None:
    given = ScheduleChoice("sigmoid", 123, (("rescale", 1.0), ("beta_end", 0.012)))
    shown.card.show_choice(given)
    assert shown.card.choice == ScheduleChoice(
        "sigmoid", 123, (("beta_start", 1e-4), ("beta_end", 0.012), ("rescale", 1.0))
    )
    assert (shown.family.currentText(), shown.steps.text()) == (SCHEDULES["sigmoid"].title, "123")
    assert shown.number("beta_end").text() == "0.012"
    assert find(shown.card, QCheckBox, "rescale").isChecked()
    shown.card.show_choice(ScheduleChoice("linear", int(np.int64(9)), (("beta_end", np.float64(0.5)),)))
    assert dict(shown.card.choice.parameters)["beta_end"] == 0.5
    shown.card.show_theme(THEMES["light"])
    assert shown.said == []


def test_a_choice_finer_than_the_field_is_kept_exactly(shown: Shown) -> None:
    given = (("beta_start", 1.23456789012345e-4), ("beta_end", 1e-14), ("rescale", 0.0))
    shown.card.show_choice(ScheduleChoice("linear", 1000, given))
    assert shown.card.choice.parameters == given


@pytest.mark.parametrize(
    "wrong",
    [
        ScheduleChoice("none"),
        ScheduleChoice("linear", 0),
        ScheduleChoice("linear", MAX_STEPS + 1),
        ScheduleChoice("linear", 10, (("s", 0.1),)),
        ScheduleChoice("linear", 10, (("beta_end", 1.0),)),
        ScheduleChoice("linear", 10, (("beta_end", float("nan")),)),
        ScheduleChoice("cosine", 10, (("max_beta", 0.1), ("min_beta", 0.2))),
        ScheduleChoice("linear", 10, (("rescale", 1.0),)),
    ],
)
def test_an_impossible_choice_is_refused_in_the_words_of_the_engine(
    shown: Shown, wrong: ScheduleChoice
) -> None:
    before = shown.card.choice
    with pytest.raises(ValueError, match=r"\.$") as refused:
        shown.card.show_choice(wrong)
    with pytest.raises(ValueError, match=r"\.$") as sentence:
        wrong.make()
    assert str(refused.value) == str(sentence.value)
    assert shown.card.choice == before
    assert shown.family.currentData() == before.name


def test_an_error_is_shown_and_marks_the_fields_that_it_names(shown: Shown) -> None:
    shown.choose("cosine")
    shown.type(shown.number("min_beta"), "0.9995")
    with pytest.raises(ValueError, match="min_beta") as error:
        shown.card.choice.make()
    shown.card.show_error(str(error.value), ("min_beta", "max_beta"))
    assert shown.error.isVisible()
    assert shown.error.text() == str(error.value)
    assert shown.marked() == {"min_beta", "max_beta"}
    shown.card.show_error("")
    assert not shown.error.isVisible()
    assert shown.marked() == set()


def test_an_error_goes_with_the_family_that_it_was_about(shown: Shown) -> None:
    shown.card.show_error("With rescale, beta is too large.", ("rescale",))
    assert shown.marked() == {"rescale"}
    shown.choose("cosine")
    assert (shown.error.isVisible(), shown.marked()) == (False, set())
    shown.card.show_error("steps (T) is 0; s is 2.", ("steps", "s"))
    assert shown.marked() == {"steps", "s"}


@pytest.mark.parametrize("name", SCHEDULES)
def test_the_formula_is_painted_within_its_place(shown: Shown, name: str) -> None:
    shown.choose(name)
    lines = find(shown.card, FormulaNote).currentWidget()
    assert lines is not None
    assert set("βαλσx") & set(lines.accessibleName())
    assert SCHEDULES[name].source in lines.toolTip()
    image = lines.grab().toImage()
    corner = image.pixel(image.width() - 1, image.height() - 1)
    inked = [
        (x, y) for x in range(image.width()) for y in range(image.height()) if image.pixel(x, y) != corner
    ]
    assert len(inked) > 100
    assert max(x for x, _ in inked) < image.width() - 1
    assert max(y for _, y in inked) < image.height() - 1
