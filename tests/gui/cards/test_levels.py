"""Lists of levels in the cards, typed, pasted and refused in a sentence; headings that nobody can choose."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from engine.samplers.run import SamplerRun, parse, read_levels
from engine.samplers.timesteps import SPACINGS
from engine.scenes.runs import course_of
from engine.scenes.sampler_options import SAMPLER
from engine.schedules import make_schedule
from gui.cards.option_fields import OptionField
from gui.cards.run_fields import RunFields
from gui.widgets.fields import Choice
from gui.widgets.number_field import NumberField
from gui.widgets.text_field import TextField
from tests.gui.find import find

LINEAR = make_schedule("linear")


def shown(qtbot: QtBot, make: Callable[[], QWidget]) -> QWidget:
    widget = make()
    qtbot.addWidget(widget)
    widget.show()
    return widget


def test_a_text_is_wanted_in_its_canonical_form_once_and_escape_restores(qtbot: QtBot) -> None:
    field = shown(qtbot, lambda: TextField("levels", read_levels, "Falling"))
    assert isinstance(field, TextField)
    wanted: list[str] = []
    field.wanted.connect(wanted.append)
    field.show_text("3/2/1")
    field.selectAll()
    qtbot.keyClicks(field, "14.6, 7, 0.1")
    field.show_text("5/4")  # what is typed stays
    assert field.text() == "14.6, 7, 0.1"
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert wanted == ["14.6/7/0.1"]
    assert field.text() == "5/4"  # until it is shown
    qtbot.keyClicks(field, "x")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.property("refused") == "true"
    assert field.text() == "x5/4"
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert (field.text(), field.property("refused")) == ("5/4", "false")
    assert wanted == ["14.6/7/0.1"]


def test_headings_cannot_be_chosen_and_the_keys_pass_over_them(qtbot: QtBot) -> None:
    field = shown(qtbot, lambda: OptionField(SAMPLER))
    assert isinstance(field, OptionField)
    box = find(field, Choice)
    wanted: list[str] = []
    field.wanted.connect(wanted.append)
    first, second = SAMPLER.headings[0][0], SAMPLER.headings[1][0]
    keys = [key for key, _ in SAMPLER.choices]
    field.show_value(keys[keys.index(second) - 1])
    qtbot.keyClick(box, Qt.Key.Key_Down)
    assert wanted == [second]
    field.show_value(first)
    qtbot.keyClick(box, Qt.Key.Key_Up)
    assert wanted == [second]  # there is only the heading above
    box.setCurrentIndex(0)
    assert wanted == [second]
    field.show_value(first)
    assert box.currentData() == first
    assert box.count() == len(SAMPLER.choices) + len(SAMPLER.headings)


@pytest.mark.parametrize("spacing", ["sigmas", "timesteps"])
def test_a_list_of_a_run_begins_as_its_present_levels_and_is_edited(qtbot: QtBot, spacing: str) -> None:
    fields = shown(qtbot, RunFields)
    assert isinstance(fields, RunFields)
    wanted: list[SamplerRun] = []
    fields.wanted.connect(wanted.append)
    run = parse("heun:spacing=karras,steps=3")
    fields.show_run(run, LINEAR)
    line = find(fields, TextField)
    assert not line.isVisible()
    box = find(fields, Choice, "run_spacing")
    box.setCurrentIndex(box.findData(spacing))
    (listed,) = wanted
    places = [level.sigma if spacing == "sigmas" else level.t for level in run.course(LINEAR).levels[:-1]]
    assert listed.listed == pytest.approx(places)
    assert listed.sampler == "heun"
    fields.show_run(listed, LINEAR)
    assert line.isVisible()
    line.selectAll()
    qtbot.keyClicks(line, "12 3 0.4")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert wanted[-1] == parse(f"heun:{spacing}=12/3/0.4")
    box.setCurrentIndex(box.findData("karras"))
    assert wanted[-1].spacing == "karras"
    assert not wanted[-1].listed


def test_where_no_signal_is_left_the_list_begins_below(qtbot: QtBot) -> None:
    fields = shown(qtbot, RunFields)
    assert isinstance(fields, RunFields)
    wanted: list[SamplerRun] = []
    fields.wanted.connect(wanted.append)
    fields.show_run(parse("ddim:steps=4"), make_schedule("flow", 50))
    box = find(fields, Choice, "run_spacing")
    box.setCurrentIndex(box.findData("sigmas"))
    assert len(wanted[0].listed) == 3
    assert "sigmas" not in SPACINGS


@pytest.mark.parametrize(
    "text", ["heun:spacing=karras,steps=3,sigma_min=300", "heun:schedule=vp_discrete,steps=3"]
)
def test_of_a_run_that_is_not_possible_the_list_begins_as_the_usual_levels(qtbot: QtBot, text: str) -> None:
    fields = shown(qtbot, RunFields)
    assert isinstance(fields, RunFields)
    wanted: list[SamplerRun] = []
    fields.wanted.connect(wanted.append)
    schedule = make_schedule("linear", 10)
    with pytest.raises(ValueError, match="does not go with this schedule"):
        course_of(text, schedule)
    fields.show_run(parse(text), schedule)
    box = find(fields, Choice, "run_spacing")
    box.setCurrentIndex(box.findData("timesteps"))
    usual = parse("heun:steps=3").course(schedule)
    assert wanted[0].listed == pytest.approx([level.t for level in usual.levels[:-1]])


def test_a_field_of_a_run_takes_what_its_sampler_does(qtbot: QtBot) -> None:
    """One field serves all samplers that have an option of the name, each with its range."""
    fields = shown(qtbot, RunFields)
    assert isinstance(fields, RunFields)
    wanted: list[SamplerRun] = []
    fields.wanted.connect(wanted.append)
    for name, most in (("unipc", 3), ("ipndm", 4), ("unipc", 3)):
        fields.show_run(parse(f"{name}:order=2,steps=5"), LINEAR)
        field = find(fields, NumberField, "run_order")
        assert field.numbers.maximum == most
        for typed in ("2.5", f"{most + 1}", f"{most}"):
            field.selectAll()
            qtbot.keyClicks(field, typed)
            qtbot.keyClick(field, Qt.Key.Key_Return)
        assert wanted == [parse(f"{name}:order={most},steps=5")]
        wanted.clear()
    fields.show_run(parse("ipndm:order=4,steps=5"), LINEAR)
    box = find(fields, Choice, "run_sampler")
    box.setCurrentIndex(box.findData("unipc"))
    assert wanted == [parse("unipc:steps=5")]  # with its own order
