"""The schedule card with a schedule that is data, and with transforms."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from engine.schedules.choice import ScheduleChoice
from engine.schedules.given import Given
from engine.schedules.transforms import Applied
from engine.state.change import Change
from engine.state.view import View
from gui.cards.schedule_card import ScheduleCard
from gui.widgets.number_field import NumberField
from tests.gui.find import find

DATA = ScheduleChoice("cosine", 3, given=Given.of("betas", [0.1, 0.2, 0.3], "mine.csv"), config='{"mine":1}')


def test_data_are_named_and_another_family_takes_their_place(qtbot: QtBot) -> None:
    card = ScheduleCard()
    qtbot.addWidget(card)
    card.show_view(View(schedule=DATA, t=1))
    family = find(card, QComboBox, "schedule")
    assert (family.currentText(), card.choice) == ("mine.csv", DATA)
    changes: list[Change] = []
    card.wanted.connect(changes.append)
    family.setCurrentIndex(family.findData("linear"))
    chosen = changes[-1].run(View(schedule=DATA, t=1)).schedule
    assert (chosen.name, chosen.steps, chosen.given, chosen.config) == ("linear", 3, None, '{"mine":1}')
    card.show_view(View(schedule=chosen, t=1))
    assert family.itemText(0) == "Linear"
    card.show_view(View(schedule=DATA, t=1))
    card.reset()
    assert card.choice.given is None


def test_a_parameter_that_is_changed_leaves_the_transforms(qtbot: QtBot) -> None:
    card = ScheduleCard()
    qtbot.addWidget(card)
    choice = ScheduleChoice("linear", 1000, (), (Applied("respace", (("count", 40.0),)),))
    card.show_view(View(schedule=choice, t=1))
    steps = find(card, NumberField, "steps")
    assert steps.count() == 1000
    changes: list[Change] = []
    card.wanted.connect(changes.append)
    steps.setValue(500)
    view = changes[-1].run(View(schedule=choice, t=20))
    assert (view.schedule.steps, view.schedule.transforms, view.t) == (500, choice.transforms, 20)
