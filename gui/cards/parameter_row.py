"""One parameter of a schedule: its symbol and its field."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from engine.schedules import Parameter
from gui.formulas.formula_label import FormulaLabel
from gui.style import Theme
from gui.widgets.card import set_role
from gui.widgets.fields import LABEL_WIDTH, Switch
from gui.widgets.number_field import NumberField
from gui.widgets.numbers import Numbers
from gui.widgets.screens import NO_LIMIT
from gui.widgets.tooltips import describe

HEIGHT = 28
LABEL_SIZE = 16


class ParameterRow(QWidget):
    """A place for any parameter, or for none, always as high. `changed` when the user wants another value.

    The field that is in use, a number or a switch, has `prefix` and the parameter's name as its objectName.
    """

    changed = Signal()

    def __init__(self, prefix: str = "") -> None:
        super().__init__()
        self._prefix = prefix
        self.setFixedHeight(HEIGHT)
        self._parameter: Parameter | None = None
        self._label = FormulaLabel(size=LABEL_SIZE)
        self._number = NumberField("", Numbers(0, 1, decimals=1), "")
        self._number.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._switch = Switch("", "", "")
        self._switch.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for widget in (self._switch, self._label, self._number):
            row.addWidget(widget)
        row.setStretchFactor(self._number, 1)
        self._number.valueChanged.connect(self.changed)
        self._switch.toggled.connect(self.changed)
        self.show_parameter(None)

    @property
    def parameter(self) -> Parameter | None:
        """The parameter that is shown."""
        return self._parameter

    @property
    def value(self) -> float:
        """The value that is shown; a switch is 0 or 1."""
        return float(self._switch.isChecked()) if self._is_switch else self._number.value()

    def show_parameter(self, parameter: Parameter | None, value: float = 0.0) -> None:
        """Show a parameter and its value, or nothing."""
        if parameter is not None and parameter is self._parameter:  # which is dragged, then
            self.show_invalid(False)
            self._show_value(parameter, value)
            return
        self._parameter = parameter
        self._switch.setVisible(self._is_switch)
        self._number.setVisible(parameter is not None and not self._is_switch)
        self._label.setVisible(parameter is not None)
        self._switch.setObjectName("")
        self._number.setObjectName("")
        self.show_invalid(False)
        if parameter is not None:
            self._show_words(parameter)
            self._show_value(parameter, value)

    def show_invalid(self, invalid: bool) -> None:
        """Mark the field, or take the mark away."""
        for field in (self._number, self._switch):
            set_role(field, "invalid", "true" if invalid else "false")

    def show_theme(self, theme: Theme) -> None:
        """Show the symbol in the colours of a theme."""
        self._label.show_theme(theme)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the symbol of a switch turns the switch."""
        inside = self.rect().contains(event.position().toPoint())
        if self._is_switch and inside and event.button() == Qt.MouseButton.LeftButton:
            self._switch.toggle()

    @property
    def _is_switch(self) -> bool:
        return self._parameter is not None and self._parameter.kind == "switch"

    def _show_words(self, parameter: Parameter) -> None:
        self._label.show_formula(parameter.label)
        self._label.setMinimumWidth(0 if self._is_switch else LABEL_WIDTH)
        self._label.setMaximumWidth(NO_LIMIT if self._is_switch else LABEL_WIDTH)
        field = self._switch if self._is_switch else self._number
        field.setObjectName(f"{self._prefix}{parameter.name}")
        limits = _numbers(parameter).range_in_words
        tip = parameter.help if self._is_switch else f"{parameter.help}\n{limits[0].upper()}{limits[1:]}."
        self._label.setToolTip(tip)
        describe(field, parameter.name, tip)

    def _show_value(self, parameter: Parameter, value: float) -> None:
        if self._is_switch:
            with QSignalBlocker(self._switch):
                self._switch.setChecked(bool(value))
        else:
            self._number.show_numbers(_numbers(parameter))
            self._number.show_value(value)


def _numbers(parameter: Parameter) -> Numbers:
    """What its field takes."""
    low, high = parameter.minimum, parameter.maximum
    return Numbers(low, high, parameter.step, parameter.decimals, parameter.inside)
