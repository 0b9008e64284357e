"""The numbers of the schedule at t."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from engine.schedules.quantities import ALL, numbers_of
from engine.schedules.schedule import Schedule
from gui import style
from gui.plots.number_table import NumberTable
from gui.style import PAD, Theme
from gui.widgets.card import Card, label
from gui.widgets.fields import Choice

DIGITS = (4, 8, 16)
_BORDER = 1  # of the card
_LONGEST_TITLE, _LONGEST_INDEX = "AT t = 000000", "library index 000000"


class Readout(Card):
    """Every number of a schedule at t, with as many digits as the user likes, to read and to copy."""

    digits_changed = Signal(int)
    said = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("readout")
        self._schedule: Schedule | None = None
        self._t = 0
        self._table = NumberTable()
        self._title = label("", "title")
        self._title.setObjectName("readout_title")
        self._index = label("", "small")
        self._index.setObjectName("library_index")
        self._index.setToolTip("Libraries count the noisy states from 0: their index is t − 1.")
        self._box = _digits_box()
        self._box.activated.connect(self._change_digits)
        self._copy = QAction("Copy the values", self)
        self._copy.triggered.connect(self._copy_values)
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
        self._table.make_room(digits)
        self.setMinimumWidth(self._table.width_of(1) + 2 * (PAD + _BORDER))
        self._arrange()
        self._show_values()

    def show_values(self, schedule: Schedule, t: int) -> None:
        """Show the values of a schedule at t = 0..T, unless they are shown."""
        if schedule is not self._schedule or t != self._t:
            self._schedule, self._t = schedule, t
            self._show_values()

    def show_theme(self, theme: Theme) -> None:
        """Use the colours of a theme."""
        self._table.show_theme(theme)
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
        quantities = numbers_of(self._schedule).values()
        rows += [(quantity.name, quantity.exact(self._schedule, self._t)) for quantity in quantities]
        QGuiApplication.clipboard().setText("".join(f"{name}\t{value}\n" for name, value in rows))
        self.said.emit(f"Copied {len(ALL)} values at t = {self._t}, with all their digits.")

    def _show_values(self) -> None:
        if self._schedule is None:
            return
        self._title.setText(f"AT t = {self._t}")
        self._index.setText(f"library index {self._t - 1}" if self._t else "no library index")
        self._table.show_values(self._schedule, self._t, self._digits)

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
        where.addWidget(self._title, 0, Qt.AlignmentFlag.AlignLeft)
        where.addWidget(self._index, 0, Qt.AlignmentFlag.AlignLeft)
        top = QHBoxLayout()
        top.addLayout(where, 1)
        top.addWidget(self._box)
        top.addWidget(copy)
        self.body.addLayout(top)
        self.body.addLayout(self._table)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def _arrange(self) -> None:
        # Of fixed sizes: a label that may grow has the whole column laid out anew with each text.
        for place, longest in ((self._title, _LONGEST_TITLE), (self._index, _LONGEST_INDEX)):
            place.ensurePolished()
            place.setFixedSize(place.fontMetrics().horizontalAdvance(longest), place.fontMetrics().height())
        self._table.arrange(self.contentsRect().width() - 2 * PAD)


def _digits_box() -> Choice:
    box = Choice("digits", "Significant digits")
    box.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    box.setFixedWidth(106)
    for digits in DIGITS:
        box.addItem(f"{digits} digits")
    return box
