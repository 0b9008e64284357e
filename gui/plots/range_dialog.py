"""The ranges of the curves, as they are typed."""

from __future__ import annotations

import math
from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from engine.planning.curves import CURVES
from engine.schedules.curve_looks import CurveLooks, Range, X
from gui.plots.curve_menu import capital
from gui.style import GAP, PAD
from gui.widgets.card import label
from gui.widgets.scrolled import hold

_WIDTH = 120  # of a field
_LONGEST = 24  # letters of a number


class RangeDialog(QDialog):
    """Asks from where to where the common axis and each curve are to be seen; an empty field leaves it open."""

    def __init__(self, looks: CurveLooks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Range of the curves")
        self.setObjectName("range_dialog")
        self._looks = looks
        self._words = {X: looks.axis.words}
        self._words |= {name: capital(CURVES[name].words) for name in CURVES if name in looks.names}
        self._fields = {name: (self._field(name, 0), self._field(name, 1)) for name in self._words}
        self._problem = QLabel()
        self._problem.setObjectName("range_problem")
        self._problem.setProperty("role", "error")
        self._problem.setWordWrap(True)
        held = QWidget()
        column = QVBoxLayout(held)
        column.setContentsMargins(2 * PAD, 2 * PAD, 2 * PAD, PAD)
        column.setSpacing(GAP)
        column.addLayout(self._table())
        column.addWidget(label("Empty: all that there is.", "small"))
        column.addWidget(self._problem)
        column.addLayout(self._buttons())
        self._scrolled = hold(self, held)  # there are many curves
        self._take.setDefault(True)  # now that it is in a dialog

    def looks(self) -> CurveLooks:
        """The looks with the ranges that are typed.

        Raises:
            ValueError: with a sentence that names the axis, where what is typed is no range.
        """
        found = (self._range(name) for name in self._fields)
        hidden = (each for each in self._looks.ranges if each[0] not in self._fields)
        return replace(self._looks, ranges=(*hidden, *(each for each in found if each is not None)))

    @Slot()
    def accept(self) -> None:
        """Close, unless something typed is no range: that is said."""
        try:
            self.looks()
        except ValueError as error:
            self._problem.setText(str(error))
            self._scrolled.ensureWidgetVisible(self._problem)
            return
        super().accept()

    def _range(self, name: str) -> Range | None:
        texts = [field.text().strip() for field in self._fields[name]]
        if not any(texts):
            return None
        words = self._words[name]
        try:
            low, high = (float(text.replace(",", ".").replace("−", "-")) for text in texts)
        except ValueError:
            raise ValueError(
                f"{words}: a range needs two numbers, as in 0 and 100; or leave both empty."
            ) from None
        if not (math.isfinite(low) and math.isfinite(high) and low != high):
            raise ValueError(
                f"{words}: from {texts[0]} to {texts[1]} is no range: two different numbers are needed."
            )
        return name, low, high

    def _field(self, name: str, end: int) -> QLineEdit:
        field = QLineEdit()
        field.setObjectName(f"range_{name}_{('from', 'to')[end]}")
        field.setAccessibleName(f"{self._words[name]} {('from', 'to')[end]}")
        field.setMaxLength(_LONGEST)
        field.setFixedWidth(_WIDTH)
        span = self._looks.range_of(name)
        field.setText("" if span is None else f"{span[end]:.12g}")
        return field

    def _table(self) -> QGridLayout:
        table = QGridLayout()
        table.setHorizontalSpacing(PAD)
        table.setVerticalSpacing(GAP)
        for column, words in ((1, "from"), (2, "to")):
            table.addWidget(label(words, "dim"), 0, column)
        for row, (name, fields) in enumerate(self._fields.items(), 1):
            table.addWidget(QLabel(self._words[name]), row, 0)
            for column, field in enumerate(fields, 1):
                table.addWidget(field, row, column)
        return table

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addStretch(1)
        for name, words, run in (("cancel", "Cancel", self.reject), ("take", "Show", self.accept)):
            button = QPushButton(words)
            button.setObjectName(f"range_{name}")
            button.clicked.connect(run)
            button.setAutoDefault(False)  # or Return would press the first of them
            row.addWidget(button)
        self._take = button
        return row
