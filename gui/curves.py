"""The live curves of the schedule: a card for each quantity, with a cursor at t that can be dragged."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QContextMenuEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

# isort: split
# pyqtgraph takes the Qt binding that is loaded already, so PySide6 comes first.
import pyqtgraph as pg

from engine.schedule import Array, Schedule
from gui import style
from gui.card import Card
from gui.formula import formula
from gui.formula_label import FormulaLabel
from gui.quantities import QUANTITIES, Quantity
from gui.style import GAP, THEMES, Theme

DEFAULT = ("beta", "alpha_bar", "log_snr")
DASHES: dict[str, tuple[float, ...]] = {  # in widths of the line; () is a solid line
    "beta": (9, 3),
    "alpha_bar": (),
    "sqrt_alpha_bar": (4, 2.5),
    "sqrt_one_minus_alpha_bar": (1, 2.5),
    "log_snr": (9, 3, 1, 3),
}
_ALWAYS_IN_RANGE: dict[str, tuple[float, ...]] = {
    "beta": (0.0,),
    "alpha_bar": (0.0, 1.0),
    "sqrt_alpha_bar": (0.0, 1.0),
    "sqrt_one_minus_alpha_bar": (0.0, 1.0),
    "log_snr": (),
}
_DIGITS = 4
_HEADING_SIZE = 15
_MOST_POINTS = 800  # two for each pixel that a curve is wide
_MOST_DOTS = 20  # so few steps are shown one by one
_GAPS = 90  # opacity of what is between dashes, so that a steep curve is never lost there
_AXIS_WIDTH, _AXIS_HEIGHT = 44, 18
_END = 20  # room for the t at the end of the axis
_TOP = 7  # room for half a label above the left axis
_LINE = 2
_DOT = 4.5


class Curves(QWidget):
    """A column of curves over t = 0..T; dragging in any of them emits `t_dragged`."""

    t_dragged = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("curves")
        self._cards: dict[str, CurveCard] = {}
        self._schedule: Schedule | None = None
        self._t = 0
        self._theme = THEMES["dark"]
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP)
        self.show_quantities(DEFAULT)

    def show_quantities(self, names: Sequence[str]) -> None:
        """Show these curves, in the order of QUANTITIES, and no others.

        Raises:
            ValueError: when a name is not one of QUANTITIES.
        """
        for name in names:
            if name not in QUANTITIES:
                raise ValueError(f"There is no curve {name!r}; there are {', '.join(QUANTITIES)}.")
        for place, name in enumerate(QUANTITIES):
            if name in names and name not in self._cards:
                self._add(name, sum(other in self._cards for other in list(QUANTITIES)[:place]))
            if name in self._cards:
                self._cards[name].setVisible(name in names)
        self.show_theme(self._theme)
        if self._schedule:
            self.show_schedule(self._schedule)

    def show_schedule(self, schedule: Schedule) -> None:
        """Draw the curves of a schedule; t stays, or becomes T when it is beyond."""
        self._schedule = schedule
        for card in self._visible():
            card.show_schedule(schedule)
        self.show_t(self._t)

    def show_t(self, t: int) -> None:
        """Move the cursors to t, in 0..T, and show the values there."""
        if self._schedule:
            self._t = min(max(t, 0), self._schedule.steps)
            for card in self._visible():
                card.show_t(self._t)

    def show_theme(self, theme: Theme) -> None:
        """Use the colours of a theme."""
        self._theme = theme
        for card in self._visible():
            card.show_theme(theme)

    def _add(self, name: str, place: int) -> None:
        card = self._cards[name] = CurveCard(QUANTITIES[name])
        card.plot.t_dragged.connect(self.t_dragged)
        self._column.insertWidget(place, card, 1)

    def _visible(self) -> list[CurveCard]:
        return [card for card in self._cards.values() if not card.isHidden()]


class CurveCard(Card):
    """The curve of one quantity under its title and its value at t."""

    def __init__(self, quantity: Quantity) -> None:
        super().__init__()
        self.setObjectName(f"curve_{quantity.name}")
        self._quantity = quantity
        self._schedule: Schedule | None = None
        self._heading = FormulaLabel(rf"{quantity.tex}\;\;\text{{{quantity.words}}}", _HEADING_SIZE)
        self._heading.show_colour(quantity.name)
        self._heading.setToolTip(self._heading.accessibleName())
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

    def show_t(self, t: int) -> None:
        """Move the cursor to t and show the value there."""
        if self._schedule:
            self._value.setText(self._quantity.text(self._schedule, t, _DIGITS))
            self.plot.show_t(t, self._quantity.at(self._schedule, t))

    def show_theme(self, theme: Theme) -> None:
        """Use the colours of a theme."""
        self._heading.show_theme(theme)
        self.plot.show_theme(theme)


class Plot(pg.GraphicsView):  # type: ignore[misc]
    """A curve over t = 0..T with a cursor at t; dragging anywhere in it emits `t_dragged`.

    pyqtgraph draws axes, grid and curve once, into a picture; moving the cursor only paints over it.
    """

    t_dragged = Signal(int)

    def __init__(self, quantity: Quantity) -> None:
        self._picture: QPixmap | None = None  # none while the base class resizes itself
        super().__init__()
        self.setObjectName(f"plot_{quantity.name}")
        self.setAccessibleName(f"curve of {quantity.words}; drag to change t")
        self._name = quantity.name
        self._steps = 1
        self._low, self._high = 0.0, 1.0
        self._t = 0
        self._value: float | None = None
        self._dragged: int | None = None
        self._pen, self._ring, self._dot = QPen(), QPen(), QBrush()
        self._build()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumSize(160, 64)
        self.viewport().setCursor(Qt.CursorShape.SizeHorCursor)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def _build(self) -> None:
        self._view = pg.ViewBox(enableMouse=False, enableMenu=False)
        # Without clipping, the line and the dots are whole at both ends.
        self._view.setFlag(self._view.GraphicsItemFlag.ItemClipsChildrenToShape, False)
        self._curve = pg.PlotCurveItem(antialias=True)
        self._dots = pg.ScatterPlotItem(size=6, pen=None, antialias=True)
        for item in (self._curve, self._dots):
            self._view.addItem(item, ignoreBounds=True)
        self._left, self._bottom = Axis("left", 22), Axis("bottom", 48)
        self._left.setWidth(_AXIS_WIDTH)
        self._bottom.setHeight(_AXIS_HEIGHT)
        layout = pg.GraphicsLayout()
        layout.setContentsMargins(0, _TOP, _END, 0)
        layout.setSpacing(0)
        for item, row, column in ((self._left, 0, 0), (self._view, 0, 1), (self._bottom, 1, 1)):
            layout.addItem(item, row, column)
        for axis in (self._left, self._bottom):
            axis.linkToView(self._view)
            axis.setZValue(-1000)  # the grid lies behind the curve
        self.setCentralItem(layout)

    def show_curve(self, t: Array, values: Array, steps: int) -> None:
        """Draw values over t, two float64 arrays of one length, on an axis from 0 to `steps`."""
        few = len(t) <= _MOST_DOTS
        self._curve.setData(t, values)
        self._dots.setData(t if few else [], values if few else [])
        self._steps = steps
        self._low, self._high = value_range(np.append(values, _ALWAYS_IN_RANGE[self._name]))
        self._view.setRange(xRange=(0, steps), yRange=(self._low, self._high), padding=0)
        self._redraw()

    def show_t(self, t: int, value: float | None) -> None:
        """Put the cursor at t, and the dot on the curve unless the value is None or infinite."""
        self.viewport().update(self._strip())
        self._t, self._value = t, value
        self.viewport().update(self._strip())

    def show_theme(self, theme: Theme) -> None:
        """Use the colours of a theme."""
        colour = getattr(theme, self._name)
        self._pen = QPen(QBrush(theme.text), 1, Qt.PenStyle.DashLine)
        self._ring, self._dot = QPen(QBrush(theme.card), 1.5), QBrush(colour)
        self._dots.setBrush(colour)
        self.setBackground(theme.card)
        self._left.show_theme(theme)
        self._bottom.show_theme(theme)
        self._redraw()

    def sizeHint(self) -> QSize:
        """A size at which the axes are easy to read."""
        return QSize(340, 150)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture and the cursor on it."""
        with QPainter(self.viewport()) as painter:
            ratio = painter.deviceTransform().m11()  # of the screen, or of the image that this is exported to
            if self._picture is None or self._picture.devicePixelRatio() != ratio:
                self._picture = self._drawn(ratio)
            painter.drawPixmap(0, 0, self._picture)
            self._paint_cursor(painter)

    def _paint_cursor(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area, x = self._area(), self._x()
        painter.setPen(self._pen)
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        if self._value is not None and math.isfinite(self._value):
            part = (self._value - self._low) / (self._high - self._low)
            painter.setPen(self._ring)
            painter.setBrush(self._dot)
            painter.drawEllipse(QPointF(x, area.bottom() - part * area.height()), _DOT, _DOT)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Draw everything anew at the new size."""
        super().resizeEvent(event)
        self._redraw()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._dragged = None
            self._drag_to(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._drag_to(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Keep the event from the scene, which has nothing to click on."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Take the second press of a double click as a press."""
        self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to what the plot stands in."""
        event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Have no menu."""
        event.ignore()

    def _drag_to(self, x: float) -> None:
        area = self._area()
        t = round((x - area.left()) / max(area.width(), 1) * self._steps)
        t = min(max(t, 0), self._steps)
        if t != self._dragged:
            self._dragged = t
            self.t_dragged.emit(t)

    def _redraw(self) -> None:
        self._picture = None
        self.viewport().update()

    def _drawn(self, ratio: float) -> QPixmap:
        self._draw_line(ratio)
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        with QPainter(picture) as painter:
            self.render(painter, QRectF(self.rect()), self.rect())
            end = self._area().bottomRight() + QPointF(10, 1)
            formula("t", 16).paint(painter, end.x(), end.y(), self._bottom.textPen().color())
        return picture

    def _draw_line(self, ratio: float) -> None:
        """Set the line's pens: they are cosmetic, so that their width is in pixels of the device."""
        colour = self._dot.color()
        pen = pg.mkPen(colour, width=_LINE * ratio)
        if DASHES[self._name]:
            pen.setDashPattern(DASHES[self._name])
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            colour.setAlpha(_GAPS)
            self._curve.setShadowPen(pg.mkPen(colour, width=_LINE * ratio))
        self._curve.setPen(pen)

    def _area(self) -> QRectF:
        area: QRectF = self._view.sceneBoundingRect()
        return area

    def _x(self) -> float:
        area = self._area()
        return area.left() + area.width() * self._t / self._steps

    def _strip(self) -> QRect:
        """What the cursor and its dot cover."""
        return QRect(math.floor(self._x() - 2 * _DOT), 0, math.ceil(4 * _DOT), self.height())


class Axis(pg.AxisItem):  # type: ignore[misc]
    """An axis with ticks at round numbers, `room` pixels apart or more, and quiet grid lines."""

    def __init__(self, side: str, room: float) -> None:
        super().__init__(side, maxTickLength=0)
        self._room = room
        self.setStyle(tickFont=style.text_font(11), tickAlpha=255, tickTextOffset=5)
        self.setGrid(255)
        self.setPen(None)
        self.enableAutoSIPrefix(False)

    def show_theme(self, theme: Theme) -> None:
        """Use the colours of a theme."""
        self.setTickPen(theme.line)
        self.setTextPen(theme.dim)

    def boundingRect(self) -> QRectF:
        """The area with room for half a label beyond both ends, else these labels are left out."""
        bounds: QRectF = super().boundingRect()
        return bounds.adjusted(-30, -8, 30, 8)

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:
        """One level of ticks."""
        spacing = round_spacing((high - low) * self._room / size)
        return [(max(spacing, 1.0) if self.orientation == "bottom" else spacing, 0.0)]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """The labels."""
        return [tick_text(value, spacing) for value in values]


def value_range(values: Array) -> tuple[float, float]:
    """From a little below the least value to a little above the greatest; wider where they hardly differ."""
    low, high = float(values.min()), float(values.max())
    size = max(abs(low), abs(high))
    if size < 1e-12:  # too small for the arithmetic of the plot
        return -0.06, 1.06
    margin = max(0.06 * (high - low), 0.1 * size - (high - low))
    return low - margin, high + margin


def round_spacing(least: float) -> float:
    """The least of 1, 2 and 5 times a power of ten that is not below `least`."""
    power = 10.0 ** math.floor(math.log10(least))
    return next((power * factor for factor in (1, 2, 5) if power * factor >= least), power * 10)


def tick_text(value: float, spacing: float) -> str:
    """A label with the decimals that the spacing needs."""
    if abs(value) < spacing / 2:
        return "0"
    if not 1e-3 <= spacing < 1e5:
        mantissa, _, exponent = f"{value:.1e}".partition("e")
        return f"{mantissa.removesuffix('.0')}e{int(exponent)}"
    return f"{value:.{max(0, -math.floor(math.log10(spacing)))}f}"
