"""One parameter of a schedule: its symbol and its field."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSizePolicy, QWidget

from engine.schedules import Parameter
from gui.formulas.formula_label import FormulaLabel
from gui.style import Theme
from gui.widgets.card import set_role
from gui.widgets.fields import LABEL_WIDTH
from gui.widgets.number_field import FINEST, NumberField
from gui.widgets.tooltips import describe

HEIGHT = 28
LABEL_SIZE = 16
WIDEST = 16_777_215  # Qt's own limit


class ParameterRow(QWidget):
    """A place for any parameter, or for none, always as high. `changed` when the user wants another value.

    The field that is in use, a number or a switch, has the parameter's name as its objectName.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(HEIGHT)
        self._parameter: Parameter | None = None
        self._label = FormulaLabel(size=LABEL_SIZE)
        self._number = NumberField()
        self._switch = QCheckBox()
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
        self._label.setMaximumWidth(WIDEST if self._is_switch else LABEL_WIDTH)
        field = self._switch if self._is_switch else self._number
        field.setObjectName(parameter.name)
        tip = parameter.help if self._is_switch else f"{parameter.help}\n{_limits_in_words(parameter)}"
        self._label.setToolTip(tip)
        describe(field, parameter.name, tip)

    def _show_value(self, parameter: Parameter, value: float) -> None:
        with QSignalBlocker(self._number), QSignalBlocker(self._switch):
            if self._is_switch:
                self._switch.setChecked(bool(value))
                return
            self._number.offer(parameter.minimum, parameter.maximum, parameter.step, parameter.decimals)
            self._number.setRange(*_limits(parameter))
            self._number.setValue(value)


def _limits(parameter: Parameter) -> tuple[float, float]:
    """The least and the greatest value that may be typed."""
    if parameter.inside is None:
        return parameter.minimum, parameter.maximum
    low, high = parameter.inside
    return low + 10**-FINEST, high - 10**-FINEST


def _limits_in_words(parameter: Parameter) -> str:
    if parameter.inside is None:
        return f"From {parameter.minimum:g} to {parameter.maximum:g}."
    low, high = parameter.inside
    return f"Above {low:g} and below {high:g}."
