"""The line of a curve, as an item of pyqtgraph that paints no more points than can be seen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

# isort: split
# pyqtgraph takes the Qt binding that is loaded already, so PySide6 comes first.
import pyqtgraph as pg
from pyqtgraph.functions import arrayToQPolygonF

from engine.schedules.arrays import Array

ASTRAY = 0.03
"""How far from the curve its line may be, in pixels of the device: no pixel changes by more than that share."""
_LONGEST = 64
_DOT = 3


class CurveLine(pg.PlotCurveItem):  # type: ignore[misc]
    """A curve as a line of straight runs, one for each pen, the first at the bottom.

    A wide, dashed line takes Qt as long as it has points, and 800 of them far longer than all else in a chart.
    """

    def __init__(self) -> None:
        super().__init__()
        self._room = QRectF()
        self._pens: Sequence[QPen] = ()
        self._dots = False

    def show_curve(self, x: Array, y: Array, room: QRectF, *, dots: bool) -> None:
        """Take the points of a curve, which may have dots, and what is seen of the chart, in its values."""
        self._dots = dots
        if room != self._room:
            self.prepareGeometryChange()
            self._room = room
        self.xData, self.yData = x, y

    def show_pens(self, *pens: QPen) -> None:
        """Take pens, whose widths are in logical pixels."""
        self._pens = pens

    def boundingRect(self) -> QRectF:
        """All that is seen, whose points need not be looked at."""
        return self._room

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem | None, widget: QWidget | None = None
    ) -> None:
        """Paint the line."""
        if not len(self.xData):
            return
        way = painter.worldTransform()
        x, y = way.m11() * self.xData + way.dx(), way.m22() * self.yData + way.dy()
        if not self._dots:
            kept = corners(x, y, ASTRAY / painter.device().devicePixelRatio())
            x, y = x[kept], y[kept]
        line = arrayToQPolygonF(x, y)
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in self._pens:
            painter.setPen(pen)
            painter.drawPolyline(line)
        if self._dots:
            painter.setBrush(self._pens[-1].color())
            painter.setPen(Qt.PenStyle.NoPen)
            for place in line:
                painter.drawEllipse(place, _DOT, _DOT)
        painter.restore()


def corners(x: Array, y: Array, astray: float) -> npt.NDArray[np.intp]:
    """The points of a line that are enough: the others are no further above or below it than `astray`.

    x never falls. Runs of 64, 32, ... 2 steps that are as good as straight are found for all of the line at once.
    """
    count = len(x)
    kept = np.zeros(count, dtype=np.bool_)
    kept[-1] = True
    open_ = np.arange(0, count - 1, _LONGEST)  # where runs of this length begin that may not be straight
    length = _LONGEST
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        while length > 1 and len(open_):
            ends = np.minimum(open_ + length, count - 1)
            x0, y0 = x[open_], y[open_]
            slope = (y[ends] - y0) / (x[ends] - x0)
            inside = np.minimum(open_[:, None] + np.arange(1, length), ends[:, None])
            away = np.abs(y[inside] - (y0[:, None] + slope[:, None] * (x[inside] - x0[:, None])))
            straight = (away <= astray).all(axis=1)  # NaN, of two points at one place, is none
            kept[open_[straight]] = True
            length //= 2
            halves = open_[~straight]
            open_ = np.concatenate((halves, halves + length))
            open_ = open_[open_ < count - 1]
    kept[open_] = True
    return np.flatnonzero(kept)
