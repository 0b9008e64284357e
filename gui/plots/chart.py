"""A curve over t = 0..T with its axes and grid, which pyqtgraph draws once, into a picture."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap, QResizeEvent

# isort: split
# pyqtgraph takes the Qt binding that is loaded already, so PySide6 comes first.
import pyqtgraph as pg

from engine.schedules.arrays import Array
from gui.formulas.formula import formula
from gui.plots.axis import Axis, value_range
from gui.style import THEMES, Theme, colour_named, row_colour

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
_MOST_DOTS = 20  # so few steps are shown one by one
_GAPS = 90  # opacity of what is between dashes, so that a steep curve is never lost there
_AXIS_WIDTH, _AXIS_HEIGHT = 44, 18
_END = 20  # room for the t at the end of the axis
_TOP = 7  # room for half a label above the left axis
_LINE = 2


class Chart(pg.GraphicsView):  # type: ignore[misc]
    """The curve of the quantity `name`, in its colour and dashes."""

    def __init__(self, name: str) -> None:
        self._picture: QPixmap | None = None  # none while the base class resizes itself
        super().__init__()
        self._name = name
        self._steps = 1
        self._low, self._high = 0.0, 1.0
        self._compared: list[pg.PlotCurveItem] = []
        self._colours: Sequence[int] = ()
        self._build()
        self.show_theme(THEMES["dark"])
        self.setMinimumSize(160, 64)

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
        self._remove_compared()
        few = len(t) <= _MOST_DOTS
        self._curve.setData(t, values[: len(t)])
        self._dots.setData(t if few else [], values[: len(t)] if few else [])
        self._steps = steps
        self._low, self._high = value_range(np.append(values, _ALWAYS_IN_RANGE.get(self._name, ())))
        self._view.setRange(xRange=(0, steps), yRange=(self._low, self._high), padding=0)
        self._draw_anew()

    def show_compared(
        self, curves: Sequence[tuple[Array, Array]], colours: Sequence[int], steps: int
    ) -> None:
        """Draw curves (t, values) of several schedules instead, each in the colour of a number."""
        self.show_curve(np.empty(0), np.concatenate([values for _, values in curves]), steps)
        self._colours = colours
        for t, values in curves:
            item = pg.PlotCurveItem(t, values, antialias=True)
            self._compared.append(item)
            self._view.addItem(item, ignoreBounds=True)

    def _remove_compared(self) -> None:
        for item in self._compared:
            self._view.removeItem(item)
        self._compared.clear()
        self._colours = ()

    def show_theme(self, theme: Theme) -> None:
        """Use the colours of a theme."""
        self._theme = theme
        self._dots.setBrush(self.colour)
        self.setBackground(theme.card)
        self._left.show_theme(theme)
        self._bottom.show_theme(theme)
        self._draw_anew()

    @property
    def colour(self) -> QColor:
        """The colour of the curve."""
        return QColor(colour_named(self._theme, self._name))

    @property
    def area(self) -> QRectF:
        """Where the curve is, between the axes."""
        area: QRectF = self._view.sceneBoundingRect()
        return area

    def x_of(self, t: float) -> float:
        """How far from the left t is."""
        area = self.area
        return area.left() + area.width() * t / self._steps

    def y_of(self, value: float) -> float:
        """How far from the top a value of the curve is."""
        area, part = self.area, (value - self._low) / (self._high - self._low)
        return area.bottom() - part * area.height()

    def t_at(self, x: float) -> int:
        """The t that is nearest so far from the left."""
        area = self.area
        t = round((x - area.left()) / max(area.width(), 1) * self._steps)
        return min(max(t, 0), self._steps)

    def sizeHint(self) -> QSize:
        """A size at which the axes are easy to read."""
        return QSize(340, 150)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Draw everything anew at the new size."""
        super().resizeEvent(event)
        self._draw_anew()

    def _draw_anew(self) -> None:
        self._picture = None
        self.viewport().update()

    def picture(self, ratio: float) -> QPixmap:
        """Axes, grid and curve with so many pixels of the device for each logical one, drawn when needed."""
        if self._picture is None or self._picture.devicePixelRatio() != ratio:
            self._picture = self._drawn(ratio)
        return self._picture

    def _drawn(self, ratio: float) -> QPixmap:
        self._choose_pens(ratio)
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        with QPainter(picture) as painter:
            self.render(painter, QRectF(self.rect()), self.rect())
            end = self.area.bottomRight() + QPointF(10, 1)
            formula("t", 16).paint(painter, end.x(), end.y(), self._theme.dim)
        return picture

    def _choose_pens(self, ratio: float) -> None:
        """Set the line's pens: they are cosmetic, so that their width is in pixels of the device."""
        pen = pg.mkPen(self.colour, width=_LINE * ratio)
        if DASHES.get(self._name):
            pen.setDashPattern(DASHES[self._name])
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            between = self.colour
            between.setAlpha(_GAPS)
            self._curve.setShadowPen(pg.mkPen(between, width=_LINE * ratio))
        self._curve.setPen(pen)
        for number, item in zip(self._colours, self._compared, strict=True):
            pen = pg.mkPen(row_colour(self._theme, number), width=_LINE * ratio)
            if DASHES.get(self._name):
                pen.setDashPattern(DASHES[self._name])
            item.setPen(pen)
