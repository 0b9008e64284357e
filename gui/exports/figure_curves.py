"""Curves of a figure for a page: axes, lines and letters in a size that is chosen for it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from engine.schedules import Schedule
from engine.schedules.quantities import QUANTITIES
from gui import style
from gui.formulas.formula import formula
from gui.plots.axis import round_spacing, tick_text, value_range
from gui.plots.chart import DASHES
from gui.style import GAP, Theme, colour_named, row_colour

HEIGHT = 150  # of a chart with its heading
LEAST_WIDTH = 112
SHAPE = 1.6  # of its width and height, where there is a choice
POINTS = 2000
LINE = 1.5
_LEFT, _RIGHT, _TOP, _BOTTOM = 38, 10, 24, 20
_TICK_TEXT = 11
_TICKS_ACROSS, _TICKS_DOWN = 40, 28  # units between ticks, or more


def curves_height(names: Sequence[str], width: int) -> int:
    """What charts of these quantities need on a page."""
    return HEIGHT * -(-len(names) // columns_of_page(names, width)) if names else 0


def columns_of_page(names: Sequence[str], width: int) -> int:
    """How many charts stand side by side on a page: as many as can be read."""
    return max(1, min(len(names), width // LEAST_WIDTH))


def columns_of_screen(names: Sequence[str], width: float, height: float) -> int:
    """How many charts stand side by side where they fill a room: so that they have a good shape."""

    def misfit(columns: int) -> float:
        rows = -(-len(names) // columns)
        return abs(math.log(width / columns / (height / rows) / SHAPE))

    return min(range(1, len(names) + 1), key=misfit)


def paint_curves(
    painter: QPainter,
    room: QRectF,
    names: Sequence[str],
    schedules: Sequence[Schedule],
    t: int,
    theme: Theme,
    columns: int,
) -> None:
    """Fill a room with charts, with the state t marked; several schedules have the colours of their rows."""
    width = (room.width() - GAP * (columns - 1)) / columns
    height = room.height() / -(-len(names) // columns)
    for number, name in enumerate(names):
        row, column = divmod(number, columns)
        place = QRectF(room.left() + column * (width + GAP), room.top() + row * height, width, height)
        _paint_chart(painter, place, name, schedules, t, theme)


def _paint_chart(
    painter: QPainter, place: QRectF, name: str, schedules: Sequence[Schedule], t: int, theme: Theme
) -> None:
    quantity, steps = QUANTITIES[name], schedules[0].steps
    area = place.adjusted(_LEFT, _TOP, -_RIGHT, -_BOTTOM)
    curves = [quantity.points(schedule, POINTS) for schedule in schedules]
    ranges = [value_range(values) for _, values in curves]
    low, high = min(low for low, _ in ranges), max(high for _, high in ranges)

    def at(x: float, y: float) -> QPointF:
        return QPointF(
            area.left() + x / steps * area.width(), area.bottom() - (y - low) / (high - low) * area.height()
        )

    several = len(schedules) > 1
    heading = formula(rf"{quantity.tex}\;\;\text{{{quantity.words}}}", style.TEXT_SIZE)
    if heading.width > area.width() + _RIGHT:
        heading = formula(quantity.tex, style.TEXT_SIZE)
    colour = theme.text if several else colour_named(theme, name)
    heading.paint(painter, area.left(), place.top() + 15, colour)
    _paint_axes(painter, area, steps, (low, high), theme)
    painter.save()
    painter.setClipRect(area.adjusted(-1, -1, 1, 1))
    for row, (x, y) in enumerate(curves):
        pen = QPen(QColor(row_colour(theme, row) if several else colour), LINE)
        if not several and DASHES.get(name):
            pen.setDashPattern(DASHES[name])
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF([at(*point) for point in zip(x, y, strict=True)]))
    painter.restore()
    painter.setPen(QPen(QColor(theme.text), 0.8, Qt.PenStyle.DashLine))
    painter.drawLine(at(t, low), at(t, high))
    for row, schedule in enumerate(schedules):
        value = quantity.at(schedule, t)
        if value is not None and math.isfinite(value):
            painter.setPen(QPen(QColor(theme.card), 1))
            painter.setBrush(QColor(row_colour(theme, row) if several else colour))
            painter.drawEllipse(at(t, value), 3, 3)


def _paint_axes(
    painter: QPainter, area: QRectF, steps: int, values: tuple[float, float], theme: Theme
) -> None:
    low, high = values
    painter.setFont(style.text_font(_TICK_TEXT))
    spacing = max(1.0, round_spacing(steps * _TICKS_ACROSS / area.width()))
    for number in range(int(steps / spacing) + 1):
        x = area.left() + number * spacing / steps * area.width()
        _line(painter, theme, QPointF(x, area.top()), QPointF(x, area.bottom()))
        room = QRectF(x - 40, area.bottom() + 3, 80, 14)
        painter.drawText(room, Qt.AlignmentFlag.AlignHCenter, tick_text(number * spacing, spacing))
    formula("t", style.TEXT_SIZE).paint(painter, area.right() + 3, area.bottom() + 3, theme.dim)
    spacing = round_spacing((high - low) * _TICKS_DOWN / area.height())
    for number in range(math.ceil(low / spacing), math.floor(high / spacing) + 1):
        y = area.bottom() - (number * spacing - low) / (high - low) * area.height()
        _line(painter, theme, QPointF(area.left(), y), QPointF(area.right(), y))
        room = QRectF(area.left() - 64, y - 8, 60, 16)
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, side, tick_text(number * spacing, spacing))


def _line(painter: QPainter, theme: Theme, start: QPointF, end: QPointF) -> None:
    """A line of the grid; the pen is then that of its label."""
    painter.setPen(QPen(QColor(theme.line), 0.8))
    painter.drawLine(start, end)
    painter.setPen(QColor(theme.dim))
