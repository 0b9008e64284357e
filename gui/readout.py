"""The numbers of the schedule at t."""

from __future__ import annotations

import math

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from engine.schedule import Schedule
from gui import style
from gui.card import Card, label
from gui.fields import Choice
from gui.formula import FormulaLabel
from gui.quantities import ALL
from gui.style import PAD, Theme

DIGITS = (4, 8, 16)
_SYMBOL_SIZE = 14
_GAP = 7
_ROW = 21
_BORDER = 1  # of the card
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Readout(Card):
    """Every number of a schedule at t, with as many digits as the user likes, to read and to copy.

    Each number has a place in which its longest text fits, so nothing moves while t does. The places are
    in two columns where the card is wide enough for two, else in one.
    """

    digits_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("readout")
        self._schedule: Schedule | None = None
        self._t = 0
        self._columns = 0
        self._grid = QGridLayout()
        self._title = label("", "title")
        self._title.setObjectName("readout_title")
        self._index = label("", "small")
        self._index.setObjectName("library_index")
        self._index.setToolTip("Libraries count the noisy states from 0: their index is t − 1.")
        self._box = _digits_box()
        self._box.activated.connect(self._change_digits)
        self._copy = QAction("Copy the values", self)
        self._copy.triggered.connect(self._copy_values)
        self._symbols = {name: _symbol_label(quantity.tex) for name, quantity in ALL.items()}
        self._values = {name: _value_label(name, quantity.words) for name, quantity in ALL.items()}
        self._build()
        self.show_digits(DIGITS[0])

    @property
    def digits(self) -> int:
        """The number of significant digits shown."""
        return self._digits

    def show_digits(self, digits: int) -> None:
        """Show the values with 4, 8 or 16 significant digits.

        Raises:
            ValueError: for any other number.
        """
        if digits not in DIGITS:
            raise ValueError(f"{digits!r} digits cannot be shown: choose 4, 8 or 16.")
        self._digits = digits
        with QSignalBlocker(self._box):
            self._box.setCurrentIndex(DIGITS.index(digits))
        for value in self._values.values():
            value.setFixedSize(value.fontMetrics().horizontalAdvance("0" * (digits + 6)), _ROW)
        self.setMinimumWidth(self._width_of(1) + 2 * (PAD + _BORDER))
        self._arrange()
        self._show_values()

    def show_values(self, schedule: Schedule, t: int) -> None:
        """Show the values of a schedule at t = 0..T."""
        self._schedule, self._t = schedule, t
        self._show_values()

    def show_theme(self, theme: Theme) -> None:
        """Use the colours of a theme."""
        for symbol in self._symbols.values():
            symbol.show_theme(theme)
        self._copy.setIcon(style.icon("copy", theme.dim))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the columns that the width has room for."""
        super().resizeEvent(event)
        self._arrange()

    @Slot(int)
    def _change_digits(self, index: int) -> None:
        if DIGITS[index] != self._digits:
            self.show_digits(DIGITS[index])
            self.digits_changed.emit(self._digits)

    @Slot()
    def _copy_values(self) -> None:
        if self._schedule is None:
            return
        rows = [("t", str(self._t)), ("library index", str(self._t - 1) if self._t else "")]
        rows += [(name, quantity.exact(self._schedule, self._t)) for name, quantity in ALL.items()]
        QGuiApplication.clipboard().setText("".join(f"{name}\t{value}\n" for name, value in rows))

    def _show_values(self) -> None:
        if self._schedule is None:
            return
        _set_text(self._title, f"AT t = {self._t}")
        _set_text(self._index, f"library index {self._t - 1}" if self._t else "no library index")
        for name, quantity in ALL.items():
            _set_text(self._values[name], quantity.text(self._schedule, self._t, self._digits))

    def _build(self) -> None:
        self.addAction(self._copy)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        copy = QToolButton()
        copy.setObjectName("copy_values")
        copy.setProperty("flat", True)
        copy.setDefaultAction(self._copy)
        copy.setAccessibleName(self._copy.text())
        where = QVBoxLayout()
        where.setSpacing(2)
        where.addWidget(self._title)
        where.addWidget(self._index)
        top = QHBoxLayout()
        top.addLayout(where, 1)
        top.addWidget(self._box)
        top.addWidget(copy)
        self.body.addLayout(top)
        self.body.addLayout(self._grid)
        self._grid.setHorizontalSpacing(_GAP)
        self._grid.setVerticalSpacing(0)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def _arrange(self) -> None:
        room = self.contentsRect().width() - 2 * PAD
        columns = 2 if self._width_of(2) <= room else 1
        if columns == self._columns:
            return
        self._columns = columns
        rows = math.ceil(len(ALL) / columns)
        for place, name in enumerate(ALL):
            row, column = place % rows, 3 * (place // rows)
            for widget, offset in ((self._symbols[name], 0), (self._values[name], 1)):
                self._grid.removeWidget(widget)
                self._grid.addWidget(widget, row, column + offset, _RIGHT if offset else _LEFT)
        for column in (1, 2, 4):
            self._grid.setColumnStretch(column, int(columns == 2 or column == 1))

    def _width_of(self, columns: int) -> int:
        """What so many columns need."""
        rows = math.ceil(len(ALL) / columns)
        widths = [symbol.width() for symbol in self._symbols.values()]
        symbols = sum(max(widths[start : start + rows]) for start in range(0, len(widths), rows))
        return symbols + columns * self._values["beta"].width() + (3 * columns - 2) * _GAP


def _digits_box() -> Choice:
    box = Choice("digits", "Significant digits")
    box.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    box.setFixedWidth(106)
    for digits in DIGITS:
        box.addItem(f"{digits} digits")
    return box


def _symbol_label(tex: str) -> FormulaLabel:
    symbol = FormulaLabel(tex, _SYMBOL_SIZE)
    symbol.show_colour("dim")
    symbol.setFixedSize(symbol.sizeHint().width(), _ROW)
    return symbol


def _value_label(name: str, words: str) -> QLabel:
    value = QLabel()
    value.setObjectName(f"readout_{name}")
    value.setAccessibleName(words)
    value.setToolTip(words.capitalize())
    value.setFont(style.number_font())
    value.setAlignment(_RIGHT)
    return value


def _set_text(where: QLabel, text: str) -> None:
    if where.text() != text:
        where.setText(text)
