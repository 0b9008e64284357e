"""The transforms in the schedule card: stacked, changed, moved, switched off and removed, each as a step of undo."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from engine.schedules.case import Facts
from engine.schedules.choice import ScheduleChoice
from engine.schedules.image_shift import image_shift_in_words
from engine.schedules.transforms import TRANSFORMS, Applied
from engine.state.refused import Refused
from engine.state.view import View
from gui.cards.schedule_card import ScheduleCard
from gui.controllers.store import Store
from gui.widgets.number_field import NumberField


class Bench(QObject):
    """A schedule card and its store."""

    def __init__(self, qtbot: QtBot) -> None:
        super().__init__()
        self.store = Store(View(), self)
        self.card = ScheduleCard()
        qtbot.addWidget(self.card)
        self.card.resize(260, 600)
        self.card.show()
        self.card.wanted.connect(self.store.apply)
        self.store.changed.connect(self.show)
        self.store.refused.connect(self.refuse)
        self.store.accepted.connect(self.accept)

    @Slot(object, object)
    def show(self, old: View, new: View) -> None:
        self.card.show_view(new)

    @Slot(object)
    def refuse(self, refused: Refused) -> None:
        self.card.show_error(str(refused), refused.fields)

    @Slot()
    def accept(self) -> None:
        self.card.show_error("")

    @property
    def names(self) -> list[str]:
        return [each.name for each in self.store.view.schedule.transforms]

    def find(self, name: str, kind: type[QWidget] = QWidget) -> Any:
        found = self.card.findChild(kind, name)
        assert found is not None, name
        return found

    def add(self, name: str) -> None:
        menu = self.find("add_transform", QToolButton).menu()
        next(each for each in menu.actions() if each.text() == TRANSFORMS[name].title).trigger()

    def click(self, name: str) -> None:
        QTest.mouseClick(self.find(name, QAbstractButton), Qt.MouseButton.LeftButton)

    def set(self, name: str, value: float) -> None:
        self.find(name, NumberField).setValue(value)

    def error(self) -> str:
        label = self.find("schedule_error", QLabel)
        return str(label.text())


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    bench = Bench(qtbot)
    yield bench
    bench.store.stop()


def test_each_transform_can_be_added_and_undone(bench: Bench) -> None:
    for name in TRANSFORMS:
        bench.add(name)
        assert bench.names == [name]
        bench.store.undo()
        assert bench.names == []
        assert not bench.find("transform_1").isVisible()


def test_the_order_is_what_is_done_and_is_changed_by_buttons_and_keys(bench: Bench) -> None:
    for name in ("zero_terminal", "flow_shift", "cut_beta"):
        bench.add(name)
    assert not bench.find("transform_1_up").isEnabled()
    assert not bench.find("transform_3_down").isEnabled()
    before = bench.store.view.schedule.make()
    bench.click("transform_1_down")
    assert bench.names == ["flow_shift", "zero_terminal", "cut_beta"]
    assert bench.find("transform_1").text() == TRANSFORMS["flow_shift"].title
    assert bench.store.view.schedule.make() != before
    bench.find("transform_3_up").setFocus()
    QTest.keyClick(bench.find("transform_3_up"), Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert bench.names == ["flow_shift", "cut_beta", "zero_terminal"]
    assert bench.find("transform_2_up").hasFocus()
    QTest.keyClick(bench.find("transform_2_up"), Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert bench.names == ["cut_beta", "flow_shift", "zero_terminal"]
    QTest.keyClick(bench.card.focusWidget(), Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert bench.names == ["cut_beta", "flow_shift", "zero_terminal"]
    bench.find("transform_2_shift", NumberField).setFocus()
    QTest.keyClick(
        bench.find("transform_2_shift", NumberField), Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier
    )
    assert bench.names == ["cut_beta", "zero_terminal", "flow_shift"]
    for _ in range(4):
        bench.store.undo()
    assert bench.names == ["zero_terminal", "flow_shift", "cut_beta"]


def test_a_switch_keeps_the_parameters_and_what_is_removed_is_gone(bench: Bench) -> None:
    plain = bench.store.view.schedule.make()
    bench.add("snr_shift")
    bench.set("transform_1_factor", 5.0)
    shifted = bench.store.view.schedule.make()
    assert shifted.log_snr[500] == pytest.approx(plain.log_snr[500] - math.log(5))
    bench.find("transform_1", QAbstractButton).click()
    assert bench.store.view.schedule.transforms == (Applied("snr_shift", (("factor", 5.0),), active=False),)
    assert (bench.store.view.schedule.make().log_snr == plain.log_snr).all()
    assert not bench.find("transform_1_factor", NumberField).isEnabled()
    bench.find("transform_1", QAbstractButton).click()
    assert bench.store.view.schedule.make() == shifted
    bench.add("flow_shift")
    bench.find("transform_2_remove").setFocus()
    bench.click("transform_1_remove")
    assert bench.names == ["flow_shift"]
    bench.find("transform_1_remove").setFocus()
    QTest.keyClick(bench.find("transform_1_remove"), Qt.Key.Key_Delete)
    assert bench.names == []
    assert bench.find("add_transform").hasFocus()
    bench.store.undo()
    assert bench.names == ["flow_shift"]


def test_a_number_that_is_dragged_is_one_step(bench: Bench) -> None:
    bench.add("flow_shift")
    for value in (2.0, 4.0, 6.0):
        bench.set("transform_1_shift", value)
    bench.store.undo()
    assert bench.store.view.schedule.transforms == (Applied("flow_shift"),)
    assert bench.find("transform_1_shift", NumberField).value() == 3.0


def test_the_other_schedule_of_a_blend_has_its_own_parameters(bench: Bench) -> None:
    bench.add("blend")
    box = bench.find("transform_1_other", QComboBox)
    assert box.currentData() == "cosine"
    assert bench.find("transform_1_with_s", NumberField).isVisible()
    bench.set("transform_1_weight", 1.0)
    bench.set("transform_1_with_s", 0.05)
    assert bench.store.view.schedule.make().log_snr[500] == pytest.approx(
        ScheduleChoice("cosine", 1000, (("s", 0.05),)).make().log_snr[500], rel=1e-12
    )
    box.setCurrentIndex(box.findData("quadratic"))
    assert bench.store.view.schedule.transforms == (Applied("blend", (("weight", 1.0),), "quadratic"),)
    bench.set("transform_1_with_beta_end", 0.012)
    assert bench.store.view.schedule.make().log_snr[500] == pytest.approx(
        ScheduleChoice("quadratic", 1000, (("beta_end", 0.012),)).make().log_snr[500], rel=1e-12
    )


def test_what_cannot_be_done_is_marked_and_stays_until_it_is_mended(bench: Bench) -> None:
    bench.add("flow_shift")
    bench.add("respace")
    before = bench.store.view
    bench.set("transform_2_count", 2000)
    assert bench.store.view == before
    assert "needs as many: T is 1000" in bench.error()
    assert bench.find("transform_2").property("invalid") == "true"
    assert bench.find("transform_1").property("invalid") == "false"
    assert bench.find("transform_2_count", NumberField).value() == 2000
    bench.set("transform_2_count", 20)
    assert bench.store.view.schedule.final_steps == 20
    assert bench.error() == ""
    assert bench.find("transform_2").property("invalid") == "false"


def test_the_transforms_stay_when_the_family_changes_and_go_with_reset(bench: Bench) -> None:
    bench.add("zero_terminal")
    family = bench.find("schedule", QComboBox)
    family.setCurrentIndex(family.findData("cosine"))
    assert (bench.store.view.schedule.name, bench.names) == ("cosine", ["zero_terminal"])
    bench.click("reset_schedule")
    assert bench.names == []


def test_the_shift_by_image_size_begins_with_the_picture_and_says_what_it_measured(bench: Bench) -> None:
    facts = Facts("hills", (256, 128), gains=((256, 3.5), (128, 3.0)))
    bench.card.show_facts(facts)
    bench.add("image_shift")
    assert bench.store.view.schedule.transforms[0].parameters == (("image_d", 256.0), ("noise_d", 64.0))
    words = " ".join(label.text() for label in bench.card.findChildren(QLabel))
    measured = -math.log(3.5) - math.log(3.0)
    assert f"2 ln(64 / 256) = −2.77; measured on hills: −{-measured:.2f}." in words
    bench.set("transform_1_noise_d", 100)
    words = " ".join(label.text() for label in bench.card.findChildren(QLabel))
    assert "−1.39 a halving; measured on hills, from 256 px: −1.25, −1.10." in words


def test_without_facts_only_the_formula_is_said() -> None:
    assert image_shift_in_words(64.0, 64.0, Facts()) == "2 ln(64 / 64) = +0.00."
    flat = Facts("grey", gains=((256, math.nan),))
    assert image_shift_in_words(32.0, 64.0, flat) == "2 ln(64 / 32) = +1.39."


def test_what_is_added_goes_with_the_schedule(bench: Bench) -> None:
    bench.find("steps", NumberField).setValue(20)
    bench.add("respace")
    assert bench.store.view.schedule.transforms == (Applied("respace", (("count", 20.0),)),)
    bench.store.undo()
    family = bench.find("schedule", QComboBox)
    family.setCurrentIndex(family.findData("cosine"))
    bench.add("blend")
    assert bench.store.view.schedule.transforms == (Applied("blend", (), "linear"),)
