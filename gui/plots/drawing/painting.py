"""The chart of a drawing, painted: axes and grid once, the curve and its points for every change."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen, QPixmap

from engine.schedules.arrays import Array
from engine.schedules.drawn import Drawn, t_of
from gui import style
from gui.formulas.formula import formula
from gui.plots.drawing.scale import Scale
from gui.plots.ticks import tick_text
from gui.style import Theme

DOT = 5.0  # radius of a point, in logical pixels
_STEP_DOT = 2.0  # of a timestep, where there are few
_MOST_STEP_DOTS = 40
_TICK = 11  # size of the text
_PIXELS = 2  # of the curve between two places at which it is counted


def paint_ground(scale: Scale, theme: Theme, ratio: float) -> QPixmap:
    """Card, grid and ticks, with so many pixels of the device for each logical one."""
    picture = QPixmap(QSize(int(scale.width), int(scale.height)) * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(QColor(theme.card))
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        font = style.text_font(_TICK)
        painter.setFont(font)
        metrics, area = QFontMetricsF(font), scale.area
        for value, text in _ticks(0, scale.steps, scale.t_ticks):
            x = scale.place_of(value, scale.low).x()
            _line(painter, theme, QPointF(x, area.top()), QPointF(x, area.bottom()))
            painter.drawText(QPointF(x - metrics.horizontalAdvance(text) / 2, area.bottom() + 14), text)
        for value, text in _ticks(scale.low, scale.high, scale.log_snr_ticks):
            y = scale.place_of(0, value).y()
            _line(painter, theme, QPointF(area.left(), y), QPointF(area.right(), y))
            painter.drawText(QPointF(area.left() - 14 - metrics.horizontalAdvance(text), y + 4), text)
        formula("t", 16).paint(painter, area.right() + 12, area.bottom() + 1, theme.dim)
    return picture


def _ticks(low: float, high: float, spacing: float) -> list[tuple[float, str]]:
    first, last = math.ceil(low / spacing - 1e-9), math.floor(high / spacing + 1e-9)
    return [(number * spacing, tick_text(number * spacing, spacing)) for number in range(first, last + 1)]


def _line(painter: QPainter, theme: Theme, start: QPointF, end: QPointF) -> None:
    painter.setPen(QPen(QColor(theme.line), 1))
    painter.drawLine(start, end)
    painter.setPen(QColor(theme.dim))


def paint_reference(painter: QPainter, scale: Scale, theme: Theme, log_snr: Array) -> None:
    """The log SNR of t = 1..T that a drawing begins with, dashed."""
    t = np.unique(np.rint(np.linspace(1, scale.steps, min(scale.steps, _places(scale)))).astype(int))
    pen = QPen(QColor(theme.dim), 1.2)
    pen.setDashPattern([4, 3])
    painter.setPen(pen)
    values = np.clip(log_snr[t - 1], scale.low - 1e3, scale.high + 1e3)
    painter.drawPolyline(_points(scale, t.astype(float), values))


def paint_curve(painter: QPainter, scale: Scale, theme: Theme, drawn: Drawn) -> None:
    """The spline, with a dot at each timestep where there are few; a dashed line down where nothing is left."""
    places = np.union1d(np.linspace(0, 1, _places(scale)), [v for v, _ in drawn.points])
    colour = QColor(theme.log_snr)
    painter.setPen(QPen(colour, 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(_points(scale, 1 + places * (scale.steps - 1), drawn.log_snr_at(places)))
    if scale.steps <= _MOST_STEP_DOTS:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        t = np.arange(1.0, scale.steps + 1 - drawn.zero_terminal)
        for place in _points(scale, t, drawn.log_snr_at((t - 1) / (scale.steps - 1))):
            painter.drawEllipse(place, _STEP_DOT, _STEP_DOT)
    if drawn.zero_terminal:
        end = scale.place_of(scale.steps, drawn.points[-1][1])
        pen = QPen(colour, 2)
        pen.setDashPattern([2, 2])
        painter.setPen(pen)
        painter.drawLine(end, QPointF(end.x(), scale.area.bottom()))


def paint_points(
    painter: QPainter, scale: Scale, theme: Theme, drawn: Drawn, selected: int, focus: bool
) -> None:
    """The control points; the selected one is filled with the accent, and ringed where it has the keys."""
    for index, (v, log_snr) in enumerate(drawn.points):
        place = scale.place_of(t_of(v, scale.steps), log_snr)
        chosen = index == selected
        painter.setPen(QPen(QColor(theme.accent if chosen else theme.log_snr), 2))
        painter.setBrush(QColor(theme.accent if chosen else theme.card))
        painter.drawEllipse(place, DOT, DOT)
        if chosen and focus:
            painter.setPen(QPen(QColor(theme.accent), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(place, DOT + 4, DOT + 4)


def paint_cursor(painter: QPainter, scale: Scale, theme: Theme, t: int) -> None:
    """The present timestep, as in all curves."""
    x = scale.place_of(t, scale.low).x()
    painter.setPen(QPen(QBrush(QColor(theme.text)), 1, Qt.PenStyle.DashLine))
    painter.drawLine(QPointF(x, scale.area.top()), QPointF(x, scale.area.bottom()))


def _places(scale: Scale) -> int:
    return max(int(scale.area.width()) // _PIXELS, 2)


def _points(scale: Scale, t: Array, log_snr: Array) -> list[QPointF]:
    x, y = scale.places_of(t, log_snr)
    return [QPointF(*place) for place in zip(x.tolist(), y.tolist(), strict=True)]
