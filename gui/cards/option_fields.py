"""Fields for the settings of scenes: one kind a function, chosen by the kind of the option.

A field shows a value without a word, and says `wanted` when the user wants another.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from engine.option import Option
from gui.cards.text_list import TextList
from gui.style import GAP
from gui.widgets.fields import Choice, Switch
from gui.widgets.file_dialogs import FileDialogs
from gui.widgets.flow import FlowLayout
from gui.widgets.number_field import NumberField
from gui.widgets.numbers import Numbers
from gui.widgets.text_field import TextField
from gui.widgets.tooltips import describe, spoken
from gui.widgets.track_slider import TrackSlider
from gui.widgets.wheel import WheelGuard

NUMBER_WIDTH = 84
FOLDER_WIDTH = 130  # of its name, in pixels


class OptionField(QWidget):
    """A place for the value of one option; `show_value` shows it."""

    wanted = Signal(object)

    def __init__(self, option: Option) -> None:
        super().__init__()
        self.option = option
        self.show_value: Callable[[Any], None] = FIELDS[option.kind](self, option)
        for part in self.findChildren(QWidget):  # what is said of a field is what stands beside it
            name, own = part.accessibleName(), spoken(option.name)
            if option.label and name != option.label and name.startswith(own):
                part.setAccessibleName(option.label + name.removeprefix(own))


def _line(field: OptionField, *widgets: QWidget) -> None:
    line = QHBoxLayout(field)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(GAP)
    for number, widget in enumerate(widgets):
        line.addWidget(widget, int(number == 0))


def _choice(field: OptionField, option: Option) -> Callable[[Any], None]:
    box = Choice(option.name, option.help)
    box.add_choices(option.choices, option.headings)
    _line(field, box)

    def choose(index: int) -> None:
        if box.itemData(index) is not None:  # else it is a heading
            field.wanted.emit(box.itemData(index))

    box.currentIndexChanged.connect(choose)

    def show(value: str) -> None:
        with QSignalBlocker(box):
            box.setCurrentIndex(box.findData(value))

    return show


def _several(field: OptionField, option: Option) -> Callable[[Any], None]:
    """A button for each choice. The last one that is on cannot be switched off."""
    flow = FlowLayout()
    field.setLayout(flow)
    buttons: dict[str, QToolButton] = {}

    def toggle() -> None:
        field.wanted.emit(tuple(key for key, button in buttons.items() if button.isChecked()))

    for key, words in option.choices:
        button = buttons[key] = QToolButton()
        button.setText(words.split(" (")[0])
        button.setCheckable(True)
        describe(button, f"{option.name}_{key}", f"{words}: {option.help}")
        button.setObjectName(f"{option.name}_{key}")
        button.clicked.connect(toggle)
        flow.addWidget(button)

    def show(value: tuple[str, ...]) -> None:
        for key, button in buttons.items():
            button.setChecked(key in value)
            button.setEnabled(value != (key,))

    return show


def _switch(field: OptionField, option: Option) -> Callable[[Any], None]:
    box = Switch(option.name, option.label, option.help)
    _line(field, box)
    box.toggled.connect(lambda on: field.wanted.emit(on))

    def show(value: bool) -> None:
        with QSignalBlocker(box):
            box.setChecked(value)

    return show


def _whole(field: OptionField, option: Option) -> Callable[[Any], None]:
    numbers = Numbers(int(option.minimum), int(option.maximum), word=option.none)
    box = NumberField(option.name, numbers, option.help)
    _line(field, box, *_presets(field, option))
    box.valueChanged.connect(lambda value: field.wanted.emit(int(value)))
    return box.show_value


def _number(field: OptionField, option: Option) -> Callable[[Any], None]:
    """A slider, and a field for what the slider cannot hit."""
    numbers = Numbers(option.minimum, option.maximum, option.step, decimals=3)
    box = NumberField(option.name, numbers, option.help)
    box.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    box.setFixedWidth(NUMBER_WIDTH)
    slider = TrackSlider()
    slider.setMaximum(round((option.maximum - option.minimum) / option.step))
    slider.setObjectName(f"{option.name}_slider")
    describe(slider, f"{option.name}_slider", option.help)
    WheelGuard(slider)
    _line(field, slider, box, *_presets(field, option))
    box.valueChanged.connect(lambda value: field.wanted.emit(value))
    slider.valueChanged.connect(lambda step: field.wanted.emit(option.minimum + step * option.step))

    def show(value: float) -> None:
        box.show_value(value)
        with QSignalBlocker(slider):
            slider.setValue(round((value - option.minimum) / option.step))

    return show


def _presets(field: OptionField, option: Option) -> list[QToolButton]:
    """A button for each usual number."""
    buttons = []
    for number in option.presets:
        button = QToolButton()
        button.setText(f"{number:g}")
        words = f"{option.help}: {number:g} {option.unit}".rstrip()
        describe(button, f"{option.name}_{number:g}", words)
        button.setObjectName(f"{option.name}_{number:g}")
        button.clicked.connect(partial(field.wanted.emit, number))
        buttons.append(button)
    return buttons


def _value(field: OptionField, option: Option) -> Callable[[Any], None]:
    """A field alone: its range may be far wider than what is sensible."""
    decimals = max(1, 1 - math.floor(math.log10(option.step)))
    box = NumberField(
        option.name, Numbers(option.minimum, option.maximum, option.step, decimals), option.help
    )
    _line(field, box)
    box.valueChanged.connect(lambda value: field.wanted.emit(value))
    return box.show_value


def _folder(field: OptionField, option: Option) -> Callable[[Any], None]:
    """A button that lets the user choose one, and says which it is."""
    button = QToolButton()
    describe(button, option.name, option.help)
    button.setObjectName(option.name)
    button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    _line(field, button)
    shown = [""]

    def choose() -> None:
        start = Path(shown[0]) if shown[0] else None
        folder = FileDialogs.of(button).folder_to_use(option.none, start)
        if folder is not None:
            field.wanted.emit(str(folder))

    def show(value: str) -> None:
        shown[0] = value
        name = Path(value).name or value or option.none
        button.setText(button.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, FOLDER_WIDTH))
        button.setToolTip(value or option.help)

    button.clicked.connect(choose)
    return show


def _texts(field: OptionField, option: Option) -> Callable[[Any], None]:
    texts = TextList(option)
    _line(field, texts)
    texts.wanted.connect(lambda value: field.wanted.emit(value))
    return texts.show_texts


def _text(field: OptionField, option: Option) -> Callable[[Any], None]:
    line = TextField(option.name, option.read, option.help)
    _line(field, line)
    line.wanted.connect(lambda text: field.wanted.emit(text))
    return line.show_text


FIELDS: dict[str, Callable[[OptionField, Option], Callable[[Any], None]]] = {
    "choice": _choice,
    "several": _several,
    "switch": _switch,
    "whole": _whole,
    "number": _number,
    "value": _value,
    "folder": _folder,
    "runs": _texts,
    "text": _text,
}
