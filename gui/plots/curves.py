"""The live curves of the schedule: a card for each quantity, with a cursor at t that can be dragged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.planning.curves import CURVES, curves_of
from engine.schedules.curve_looks import CurveLooks
from engine.schedules.quantity import Quantity
from engine.state.visited import NOWHERE, Visited
from gui.plots.chart_content import Compared
from gui.plots.curve_card import CurveCard
from gui.plots.curve_menu import CurveMenu
from gui.style import GAP, Theme

if TYPE_CHECKING:
    from engine.planning.spectrum import Spectrum
    from engine.schedules import Schedule
    from engine.schedules.axes import Span


class Curves(QWidget):
    """A column of curves over t, or over the noise level; dragging in any of them emits `t_dragged`."""

    t_dragged = Signal(int)
    looks_wanted = Signal(object)
    """The user wants other CurveLooks."""
    copy_wanted = Signal(object)
    """The user wants this data: a WriteCurves."""
    image_wanted = Signal()
    figure_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("curves")
        self._schedule: Schedule | None = None
        self._compared: Compared = ()
        self._visited = NOWHERE
        self._old = False
        self._theme: Theme | None = None
        self._quantities = CURVES
        self._t = 0
        self.looks = CurveLooks(names=())
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP)
        self._cards: dict[str, CurveCard] = {}  # of the curves that have been shown so far
        self.show_looks(CurveLooks())

    def show_looks(self, looks: CurveLooks) -> None:
        """Show the curves that are named, in the order of CURVES, and no others, as the looks say.

        Raises:
            ValueError: when a name is not one of CURVES.
        """
        for name in looks.names:
            if name not in CURVES:
                raise ValueError(f"There is no curve {name!r}; there are {', '.join(CURVES)}.")
        self.looks = looks
        for name in CURVES:
            if name in looks.names and name not in self._cards:
                self._add(name)
        for name, card in self._cards.items():
            card.setVisible(name in looks.names)
        self._draw()

    def show_text_scale(self, scale: float) -> None:
        """Have the texts of the curves that are shown so many times as large."""
        for card in self._cards.values():
            card.show_text_scale(scale)

    def _add(self, name: str) -> None:
        """Make the card of a quantity, at its place in the order of CURVES."""
        card = self._cards[name] = CurveCard(self._quantities[name])
        card.t_dragged.connect(self.t_dragged)
        card.range_wanted.connect(self._want_range)
        card.menu_wanted.connect(self._show_menu)
        order = list(CURVES)
        place = sum(order.index(other) < order.index(name) for other in self._cards)
        self._column.insertWidget(place, card, 1)
        card.show_old(self._old)
        if self._theme:
            card.show_theme(self._theme)

    def _draw(self) -> None:
        """Draw the curves that are shown; the others are drawn when they are."""
        if self._schedule:
            self._t = min(self._t, self._schedule.steps)
            for name in self.looks.names:
                self._cards[name].show_schedule(self._schedule, self._compared, self.looks, self._visited)
                self._cards[name].show_t(self._t)

    def show_schedule(self, schedule: Schedule, visited: Visited = NOWHERE) -> None:
        """Draw the curves of a schedule, and ticks at the levels that a run visits, unless both are shown.

        t stays, or becomes T when it is beyond.
        """
        if schedule is not self._schedule:
            self._schedule, self._visited = schedule, visited
            # The grid of this view may have been here first, and then those that are compared are its own.
            if any(each.steps != schedule.steps for each, _ in self._compared):
                self._compared = ()
            self._draw()
        elif not visited.is_like(self._visited):
            self._visited = visited
            self._draw()

    def show_compared(self, schedules: Compared) -> None:
        """Draw the curves of several schedules, each with the number of its colour; none for the usual curves."""
        if tuple(schedules) != self._compared:  # to draw them takes far longer than to move their cursors
            self._compared = tuple(schedules)
            self._draw()

    def show_spectrum(self, spectrum: Spectrum | None) -> None:
        """Show the least losses for a picture with this spectrum; None while it is not known."""
        quantities = curves_of(spectrum)
        if quantities == self._quantities:
            return
        self._quantities = quantities
        for name, card in self._cards.items():
            card.show_quantity(quantities[name])
        self._draw()

    def show_t(self, t: int) -> None:
        """Move the cursors to t, in 0..T, and show the values there."""
        if self._schedule and t != self._t:
            self._t = min(max(t, 0), self._schedule.steps)
            for name in self.looks.names:
                self._cards[name].show_t(self._t)

    def show_old(self, on: bool) -> None:
        """Fade the curves: a field of the schedule has what makes none, and they are those of before."""
        if on != self._old:
            self._old = on
            for card in self._cards.values():
                card.show_old(on)

    def show_theme(self, theme: Theme) -> None:
        """Use the colours of a theme."""
        self._theme = theme
        for card in self._cards.values():
            card.show_theme(theme)

    def ask_for_ranges(self) -> None:
        """Let the user type what is to be seen of the curves."""
        from gui.plots.range_dialog import RangeDialog  # no start waits for it

        dialog = RangeDialog(self.looks, self)
        if dialog.exec():
            self.looks_wanted.emit(dialog.looks())

    def copy(self, names: Sequence[str] = ()) -> None:
        """Ask for the data of these curves; of all that are shown where none is named."""
        shown = [name for name in CURVES if name in (names or self.looks.names)]
        self._want_data(tuple(self._quantities[name] for name in shown))

    def copy_table(self) -> None:
        """Ask for all numbers of the schedules that are shown."""
        self._want_data(())

    def _want_data(self, quantities: tuple[Quantity, ...]) -> None:
        from engine.jobs import WriteCurves  # read when first wanted: no start waits for the jobs

        if self._schedule is not None:
            schedules = tuple(each for each, _ in self._compared) or (self._schedule,)
            self.copy_wanted.emit(WriteCurves(schedules, quantities, self.looks))

    @Slot(str, object)
    def _want_range(self, name: str, span: Span | None) -> None:
        looks = self.looks.with_range(name, span)
        if looks != self.looks:
            self.looks_wanted.emit(looks)

    @Slot(str, object)
    def _show_menu(self, name: str, place: QPoint) -> None:
        menu = CurveMenu(self._quantities[name], self.looks, self, apart=self._cards[name].apart)
        menu.wanted.connect(self.looks_wanted)
        menu.ranges_wanted.connect(self.ask_for_ranges)
        menu.copy_wanted.connect(lambda: self.copy((name,)))
        menu.table_wanted.connect(self.copy_table)
        menu.image_wanted.connect(self.image_wanted)
        menu.figure_wanted.connect(self.figure_wanted)
        menu.popup(place)
