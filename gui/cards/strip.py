"""The strip of a scene: a field for each of its settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSizePolicy, QSlider, QToolButton, QWidget

from engine.scenes import Option, Scene
from gui import style
from gui.style import GAP
from gui.widgets.card import label
from gui.widgets.fields import Choice, Switch
from gui.widgets.flow import FlowLayout
from gui.widgets.number_field import NumberField
from gui.widgets.numbers import Numbers
from gui.widgets.tooltips import describe
from gui.widgets.wheel import WheelGuard

ARROW = 52  # pixels of a box besides its text
FOLDER = 160  # pixels of a folder's name
MOST_LINES, LINE = (
    4,
    32,
)  # where there would be more lines, and so little room for images, sliders are left out


class Strip(QWidget):
    """The settings of one scene; each field has the name of its option. `changed(settings)` when the user does."""

    changed = Signal(object)

    def __init__(self, scene: Scene, settings: Any) -> None:
        super().__init__()
        self._settings = settings
        self._flow = FlowLayout()
        self.setLayout(self._flow)
        self._holders = [(option, self._labelled(option)) for option in scene.options]
        for _, holder in self._holders:
            self._flow.addWidget(holder)
        self._sliders = self.findChildren(QSlider)
        self._show_what_applies()

    def show_number(self, name: str, number: int) -> None:
        """Give a field for a whole number another one, as if the user had."""
        field = self.findChild(NumberField, name)
        assert field is not None
        field.setValue(number)

    def _show_what_applies(self) -> None:
        """Leave out the options that do nothing with the other ones as they are."""
        for option, holder in self._holders:
            holder.setVisible(option.applies(self._settings))
        self._fit(self.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out sliders where there is little room."""
        if event.size().width() != event.oldSize().width():
            self._fit(event.size().width())

    def showEvent(self, event: QShowEvent) -> None:
        """All fields have the size now that their style gives them."""
        self._fit(self.width())

    def _fit(self, width: int) -> None:
        for slider in self._sliders:
            slider.show()
        self._flow.invalidate()
        if self._flow.heightForWidth(width) > MOST_LINES * LINE:
            for slider in self._sliders:
                slider.hide()
        self._flow.invalidate()

    def _labelled(self, option: Option) -> QWidget:
        """A field with its label before it."""
        holder = QWidget()
        holder.setMinimumHeight(LINE - GAP // 2)
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP)
        if option.label and option.kind != "switch":
            name = label(option.label, "dim")
            name.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            name.setToolTip(option.help)
            line.addWidget(name)
        for field in FIELDS[option.kind](option, getattr(self._settings, option.name), self._setter(option)):
            line.addWidget(field)
        return holder

    def _setter(self, option: Option) -> Callable[[Any], None]:
        def change(value: Any) -> None:
            if value != getattr(self._settings, option.name):
                self._settings = replace(self._settings, **{option.name: value})
                self._show_what_applies()
                self.changed.emit(self._settings)

        return change


def _choice(option: Option, value: str, change: Callable[[Any], None]) -> list[QWidget]:
    box = Choice(option.name, option.help)
    for key, words in option.choices:
        box.addItem(words, key)
    metrics = QFontMetrics(style.text_font())
    widest = max(metrics.horizontalAdvance(words) for _, words in option.choices)
    box.setFixedWidth(widest + ARROW)
    box.setCurrentIndex(box.findData(value))
    box.currentIndexChanged.connect(lambda index: change(box.itemData(index)))
    return [box]


def _several(option: Option, value: tuple[str, ...], change: Callable[[Any], None]) -> list[QWidget]:
    """A button for each choice. The last one that is on cannot be switched off."""
    buttons: dict[str, QToolButton] = {}

    def toggle() -> None:
        on = tuple(key for key, button in buttons.items() if button.isChecked())
        for key, button in buttons.items():
            button.setEnabled(on != (key,))
        change(on)

    for key, words in option.choices:
        button = buttons[key] = QToolButton()
        button.setText(words.split(" (")[0])
        button.setCheckable(True)
        button.setChecked(key in value)
        button.setObjectName(f"{option.name}_{key}")
        describe(button, f"{option.name}_{key}", f"{words}: {option.help}")
    for button in buttons.values():
        button.toggled.connect(toggle)
    return list(buttons.values())


def _switch(option: Option, value: bool, change: Callable[[Any], None]) -> list[QWidget]:
    box = Switch(option.name, option.label, option.help)
    box.setChecked(value)
    box.toggled.connect(change)
    return [box]


def _whole(option: Option, value: int, change: Callable[[Any], None]) -> list[QWidget]:
    numbers = Numbers(int(option.minimum), int(option.maximum), word=option.none)
    field = NumberField(option.name, numbers, option.help)
    field.show_value(value)
    field.setFixedWidth(76)
    field.valueChanged.connect(change)
    return [field]


def _number(option: Option, value: float, change: Callable[[Any], None]) -> list[QWidget]:
    """A slider, and a field for what the slider cannot hit."""
    numbers = Numbers(option.minimum, option.maximum, option.step, decimals=3)
    field = NumberField(option.name, numbers, option.help)
    field.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    field.setFixedWidth(66)
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setMaximum(round((option.maximum - option.minimum) / option.step))
    slider.setObjectName(f"{option.name}_slider")
    describe(slider, f"{option.name}_slider", option.help)
    slider.setFixedWidth(90)
    WheelGuard(slider)

    def follow(number: float) -> None:
        slider.blockSignals(True)
        slider.setValue(round((number - option.minimum) / option.step))
        slider.blockSignals(False)
        change(number)

    field.show_value(value)
    follow(value)
    field.valueChanged.connect(follow)
    slider.valueChanged.connect(lambda step: field.setValue(option.minimum + step * option.step))
    return [slider, field]


def _folder(option: Option, value: str, change: Callable[[Any], None]) -> list[QWidget]:
    """A button that lets the user choose one, and says which it is."""
    button = QToolButton()
    button.setObjectName(option.name)
    describe(button, option.name, option.help)

    def show(folder: str) -> None:
        name = Path(folder).name or folder or option.none
        metrics = QFontMetrics(style.text_font())
        button.setText(metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, FOLDER))
        button.setToolTip(folder or option.help)

    def choose() -> None:
        folder = QFileDialog.getExistingDirectory(button.window(), option.none, value)
        if folder:
            show(folder)
            change(folder)

    show(value)
    button.clicked.connect(choose)
    return [button]


FIELDS: dict[str, Callable[[Option, Any, Callable[[Any], None]], list[QWidget]]] = {
    "choice": _choice,
    "several": _several,
    "switch": _switch,
    "whole": _whole,
    "number": _number,
    "folder": _folder,
}
