"""The curve of one quantity under its title and its value at t."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QLabel

from engine.schedules.curve_looks import CurveLooks, X, curve_of
from gui import style
from gui.formulas.formula_label import FormulaLabel
from gui.plots.chart_content import FAR_APART, Compared, content_of, heading_of, in_values, is_log
from gui.plots.plot import Plot
from gui.style import Theme
from gui.widgets.card import Card, set_role

if TYPE_CHECKING:
    from engine.schedules import Schedule
    from engine.schedules.axes import Span
    from engine.schedules.quantity import Quantity
    from engine.state.visited import Visited

_DIGITS = 4
_HEADING_SIZE = 15
_MOST_POINTS = 800  # two for each pixel that a curve is wide


class CurveCard(Card):
    """A quantity of a schedule, or of several that are compared, over an axis that is said in the looks."""

    t_dragged = Signal(int)
    range_wanted = Signal(str, object)
    """The name of a range of CurveLooks, and its values; None for all that there is."""
    menu_wanted = Signal(str, object)
    """The menu of the quantity with this name, at a place of the screen."""

    def __init__(self, quantity: Quantity) -> None:
        super().__init__()
        self.setObjectName(f"curve_{quantity.name}")
        self._schedule: Schedule | None = None
        self._looks = CurveLooks()
        self._log = self._apart = False
        self._dotted = True
        self._quantity = self._shown = quantity
        self._heading = FormulaLabel(heading_of(quantity), _HEADING_SIZE)
        self._heading.show_colour(quantity.name)
        self._value = QLabel()
        self._value.setObjectName(f"value_{quantity.name}")
        self._value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.plot = Plot(quantity)
        self.show_text_scale(1.0)
        self.plot.t_dragged.connect(self.t_dragged)
        self.plot.x_wanted.connect(self._want_x)
        self.plot.y_wanted.connect(self._want_y)
        self.plot.menu_wanted.connect(lambda place: self.menu_wanted.emit(quantity.name, place))
        self._say()
        top = QHBoxLayout()
        top.addWidget(self._heading, 1)
        top.addWidget(self._value)
        self.body.addLayout(top)
        self.body.addWidget(self.plot, 1)
        self.body.setSpacing(0)

    @property
    def apart(self) -> bool:
        """Whether the axis is logarithmic since the schedules are far apart."""
        return self._apart

    def show_text_scale(self, scale: float) -> None:
        """Have all texts so many times as large, as for a large room."""
        self._heading.show_size(round(scale * _HEADING_SIZE))
        font = style.text_font(round(scale * style.TEXT_SIZE), bold=True)
        self._value.setFont(font)
        # This counts before the size in the window's sheet.
        self._value.setStyleSheet("" if scale == 1 else f"font-size: {font.pixelSize()}px")
        metrics = QFontMetrics(font)  # of a fixed size it asks for no new layout with each t
        self._value.setFixedSize(metrics.horizontalAdvance("0.000e-000"), metrics.height())
        self.plot.show_text_scale(scale)

    def show_schedule(
        self, schedule: Schedule, compared: Compared, looks: CurveLooks, visited: Visited
    ) -> None:
        """Draw the curve of a schedule, or those of several that are compared, and what a run visits."""
        self._schedule, self._looks = schedule, looks
        self._dotted = not compared or any(each == schedule for each, _ in compared)  # else it has no curve
        content = content_of(self._quantity, schedule, compared, looks, _MOST_POINTS, visited)
        words = "Ticks on the axis: the states that the run visits" if len(visited) else ""
        if words != self.plot.toolTip():
            self.plot.setToolTip(words)
        self._log, quantity = content.log, self._quantity
        apart = content.log and not is_log(quantity, looks)
        shown = curve_of(quantity, [each for each, _ in compared] or [schedule])
        if (shown, apart) != (self._shown, self._apart):
            self._shown, self._apart = shown, apart
            self._say()
        self.plot.show_curves(content, partial(looks.axis.nearest, schedule))

    def show_quantity(self, quantity: Quantity) -> None:
        """Take other values of the same quantity, which are drawn when a schedule is shown."""
        self._quantity = self._shown = quantity
        self._say()

    def _say(self) -> None:
        """Say what is shown."""
        self._heading.show_formula(heading_of(self._shown, self._apart))
        why = FAR_APART if self._apart else ""
        words = (f"{self._heading.accessibleName()}.", self._shown.says, why)
        self._heading.setToolTip(" ".join(filter(None, words)))
        self._value.setAccessibleName(f"value of {self._shown.words} at t")

    def show_t(self, t: int) -> None:
        """Move the cursor to t and show the value there."""
        if self._schedule:
            self._value.setText(self._shown.text(self._schedule, t, _DIGITS))
            place = float(self._looks.axis.places(self._schedule)[t])
            height = self._shown.height(self._schedule, t, self._log) if self._dotted else math.nan
            self.plot.show_cursor(place, height)

    def show_old(self, on: bool) -> None:
        """Fade the curve and its value: they are not of what the fields say."""
        self.plot.show_old(on)
        set_role(self._value, "role", "dim" if on else "")

    def show_theme(self, theme: Theme) -> None:
        """Use the colours of a theme."""
        self._heading.show_theme(theme)
        self.plot.show_theme(theme)

    @Slot(object)
    def _want_x(self, span: Span | None) -> None:
        value = self._looks.axis.value
        self.range_wanted.emit(X, None if span is None else (value(span[0]), value(span[1])))

    @Slot(object)
    def _want_y(self, span: Span | None) -> None:
        self.range_wanted.emit(self._quantity.name, in_values(span, self._log))
