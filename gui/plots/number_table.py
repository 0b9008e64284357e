"""The numbers of a schedule at t as a table."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel

from engine.schedules.quantities import ALL, numbers_of
from engine.schedules.quantity import Quantity
from engine.schedules.schedule import Schedule
from gui import style
from gui.formulas.formula_label import FormulaLabel
from gui.style import Theme

_SYMBOL_SIZE = 14
_GAP = 7
_ROW = 21
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class NumberTable(QGridLayout):
    """Symbols and values, in two columns where there is room for two, else in one.

    Each number has a place in which its longest text fits, so nothing moves while t does.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setHorizontalSpacing(_GAP)
        self.setVerticalSpacing(0)
        self._columns = self._room = 0
        self._shown: Mapping[str, Quantity] = ALL
        self._symbols = {name: _symbol_label(name) for name in ALL}
        self._values = {name: _value_label(name) for name in ALL}
        self._name_values()

    def show_values(self, schedule: Schedule, t: int, digits: int) -> None:
        """Show the values at t = 0..T with so many significant digits."""
        quantities = numbers_of(schedule)
        if quantities is not self._shown:
            self._shown = quantities
            self._name_values()
            self.arrange(self._room)
        for name, quantity in quantities.items():
            self._values[name].setText(quantity.text(schedule, t, digits))

    def show_theme(self, theme: Theme) -> None:
        """Use the colours of a theme."""
        for symbol in self._symbols.values():
            symbol.show_theme(theme)

    def make_room(self, digits: int) -> None:
        """Make each place as wide as so many digits may need."""
        for value in self._values.values():
            value.setFixedSize(value.fontMetrics().horizontalAdvance("0" * (digits + 6)), _ROW)

    def arrange(self, room: int) -> None:
        """Use the columns that a width has room for."""
        self._room = room
        columns = 2 if self.width_of(2) <= room else 1
        if columns == self._columns:
            return
        self._columns = columns
        rows = ceil(len(ALL) / columns)
        for place, name in enumerate(ALL):
            row, column = place % rows, 3 * (place // rows)
            for widget, offset in ((self._symbols[name], 0), (self._values[name], 1)):
                self.removeWidget(widget)
                self.addWidget(widget, row, column + offset, _RIGHT if offset else _LEFT)
        for column in (1, 2, 4):
            self.setColumnStretch(column, int(columns == 2 or column == 1))

    def _name_values(self) -> None:
        for name, quantity in self._shown.items():
            self._symbols[name].show_formula(quantity.tex)
            self._symbols[name].setFixedSize(self._symbols[name].sizeHint().width(), _ROW)
            self._values[name].setAccessibleName(quantity.words)
            words = quantity.words[:1].upper() + quantity.words[1:]
            self._values[name].setToolTip(f"{words}. {quantity.says}".rstrip())

    def width_of(self, columns: int) -> int:
        """The width that so many columns need."""
        rows = ceil(len(ALL) / columns)
        widths = [symbol.width() for symbol in self._symbols.values()]
        symbols = sum(max(widths[start : start + rows]) for start in range(0, len(widths), rows))
        return symbols + columns * self._values["beta"].width() + (3 * columns - 2) * _GAP


def _symbol_label(name: str) -> FormulaLabel:
    symbol = FormulaLabel(ALL[name].tex, _SYMBOL_SIZE)
    symbol.show_colour("dim")
    return symbol


def _value_label(name: str) -> QLabel:
    value = QLabel()
    value.setObjectName(f"readout_{name}")
    value.setFont(style.number_font())
    value.setAlignment(_RIGHT)
    return value
