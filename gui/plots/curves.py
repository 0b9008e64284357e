"""The live curves of the schedule: a card for each quantity, with a cursor at t that can be dragged."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from engine.schedules.quantities import QUANTITIES
from engine.schedules.quantity import Quantity
from engine.schedules.schedule import Schedule
from gui import style
from gui.formulas.formula_label import FormulaLabel
from gui.plots.plot import Plot
from gui.style import GAP, Theme
from gui.widgets.card import Card

DEFAULT = ("beta", "alpha_bar", "log_snr")
_DIGITS = 4
_HEADING_SIZE = 15
_MOST_POINTS = 800  # two for each pixel that a curve is wide


class Curves(QWidget):
    """A column of curves over t = 0..T; dragging in any of them emits `t_dragged`."""

    t_dragged = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("curves")
        self._schedule: Schedule | None = None
        self._compared: Sequence[tuple[Schedule, int]] = ()
        self._theme: Theme | None = None
        self._t = 0
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP)
        self._cards: dict[str, CurveCard] = {}  # of the curves that have been shown so far
        self.show_quantities(DEFAULT)

    def show_quantities(self, names: Sequence[str]) -> None:
        """Show these curves, in the order of QUANTITIES, and no others.

        Raises:
            ValueError: when a name is not one of QUANTITIES.
        """
        for name in names:
            if name not in QUANTITIES:
                raise ValueError(f"There is no curve {name!r}; there are {', '.join(QUANTITIES)}.")
        for name in QUANTITIES:
            if name in names and name not in self._cards:
                self._add(name)
        for name, card in self._cards.items():
            card.setVisible(name in names)
        self.show_t(self._t)

    def _add(self, name: str) -> None:
        """Make the card of a quantity, at its place in the order of QUANTITIES."""
        card = self._cards[name] = CurveCard(QUANTITIES[name])
        card.plot.t_dragged.connect(self.t_dragged)
        order = list(QUANTITIES)
        place = sum(order.index(other) < order.index(name) for other in self._cards)
        self._column.insertWidget(place, card, 1)
        if self._theme:
            card.show_theme(self._theme)
        self._draw(card)

    def _draw(self, card: CurveCard) -> None:
        if self._schedule:
            card.show_schedule(self._schedule)
        if self._compared:
            card.show_compared(self._compared)

    def show_schedule(self, schedule: Schedule) -> None:
        """Draw the curves of a schedule, unless it is shown; t stays, or becomes T when it is beyond."""
        if schedule is self._schedule:
            return
        self._schedule = schedule
        self.show_compared(())

    def show_compared(self, schedules: Sequence[tuple[Schedule, int]]) -> None:
        """Draw the curves of several schedules, each with the number of its colour; none for the usual curves."""
        self._compared = schedules
        for card in self._cards.values():
            self._draw(card)
        self.show_t(self._t)

    def show_t(self, t: int) -> None:
        """Move the cursors to t, in 0..T, and show the values there."""
        if self._schedule:
            self._t = min(max(t, 0), self._schedule.steps)
            for card in self._cards.values():
                if not card.isHidden():
                    card.show_t(self._t)

    def show_theme(self, theme: Theme) -> None:
        """Use the colours of a theme."""
        self._theme = theme
        for card in self._cards.values():
            card.show_theme(theme)


class CurveCard(Card):
    """The curve of one quantity under its title and its value at t."""

    def __init__(self, quantity: Quantity) -> None:
        super().__init__()
        self.setObjectName(f"curve_{quantity.name}")
        self._quantity = quantity
        self._schedule: Schedule | None = None
        self._heading = FormulaLabel(rf"{quantity.tex}\;\;\text{{{quantity.words}}}", _HEADING_SIZE)
        self._heading.show_colour(quantity.name)
        self._heading.setToolTip(" ".join((self._heading.accessibleName() + ".", quantity.says)).strip())
        self._value = QLabel()
        self._value.setObjectName(f"value_{quantity.name}")
        self._value.setAccessibleName(f"value of {quantity.words} at t")
        self._value.setFont(style.text_font(bold=True))
        self._value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._value.setFixedWidth(self._value.fontMetrics().horizontalAdvance("0.000e-000"))
        self.plot = Plot(quantity)
        top = QHBoxLayout()
        top.addWidget(self._heading, 1)
        top.addWidget(self._value)
        self.body.addLayout(top)
        self.body.addWidget(self.plot, 1)
        self.body.setSpacing(0)

    def show_schedule(self, schedule: Schedule) -> None:
        """Draw the curve of a schedule."""
        self._schedule = schedule
        self.plot.show_curve(*self._quantity.points(schedule, _MOST_POINTS), schedule.steps)

    def show_compared(self, schedules: Sequence[tuple[Schedule, int]]) -> None:
        """Draw the curves of several schedules, each with the number of its colour."""
        curves = [self._quantity.points(schedule, _MOST_POINTS) for schedule, _ in schedules]
        colours = [colour for _, colour in schedules]
        self.plot.show_compared(curves, colours, max(schedule.steps for schedule, _ in schedules))

    def show_t(self, t: int) -> None:
        """Move the cursor to t and show the value there."""
        if self._schedule:
            self._value.setText(self._quantity.text(self._schedule, t, _DIGITS))
            self.plot.show_t(t, self._quantity.at(self._schedule, t))

    def show_theme(self, theme: Theme) -> None:
        """Use the colours of a theme."""
        self._heading.show_theme(theme)
        self.plot.show_theme(theme)
