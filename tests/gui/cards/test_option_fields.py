"""Fields of options: a screen reader says of each what stands beside it."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QSlider,
    QWidget,
)
from pytestqt.qtbot import QtBot

from engine.exports.options import EXPORTS
from engine.option import Option
from engine.samplers.run import parse
from engine.scenes import SCENES
from engine.schedules import make_schedule
from gui.cards.option_fields import FIELDS, OptionField
from gui.cards.run_fields import RunFields
from gui.widgets.fields import Choice
from gui.widgets.number_field import NumberField

OPTIONS = {
    (where, option.name): option
    for where, options in (
        *((name, (*scene.options, *scene.strip)) for name, scene in SCENES.items()),
        *((name, export.options) for name, export in EXPORTS.items()),
    )
    for option in options
    if option.label and option.kind in FIELDS
}
CONTROLS = (QAbstractButton, QSlider, QAbstractSpinBox, QComboBox, QLineEdit)


def names(field: QWidget) -> set[str]:
    """Of its controls; what is a part of one, such as the line of a box for numbers, is none."""
    parts = [part for part in field.findChildren(QWidget) if isinstance(part, CONTROLS)]
    return {part.accessibleName() for part in parts if not isinstance(part.parent(), CONTROLS)}


@pytest.mark.parametrize("option", OPTIONS.values(), ids=map(" ".join, OPTIONS))
def test_a_control_is_called_as_the_label_beside_it(option: Option, qtbot: QtBot) -> None:
    field = OptionField(option)
    qtbot.addWidget(field)
    assert names(field)
    assert all(name.startswith(option.label) for name in names(field))
    assert option.label in names(field) or option.kind in ("several", "runs")


def test_the_fields_of_a_run_say_that_they_are_of_a_run(qtbot: QtBot) -> None:
    fields = RunFields()
    qtbot.addWidget(fields)
    fields.show_run(parse("ddim:spacing=karras,steps=10"), make_schedule("linear", 100))
    parts = [*fields.findChildren(Choice), *fields.findChildren(NumberField)]
    said = {part.accessibleName() for part in parts}
    assert {"sampler, selected run", "steps, selected run", "η, selected run", "ρ, selected run"} <= said
    assert all(name.endswith(", selected run") for name in said)
