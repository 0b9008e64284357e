"""Curves of a figure for a page: axes, lines and letters in a size that is chosen for it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TypeVar

from pyqtgraph.functions import arrayToQPolygonF
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from engine.planning.curves import curves_of
from engine.planning.spectrum import Spectrum
from engine.schedules.arrays import Array
from engine.schedules.axes import Span
from engine.schedules.curve_looks import CurveLooks, curve_of
from engine.schedules.quantity import Quantity
from gui import style
from gui.formulas.formula import formula
from gui.plots.chart import DASHES
from gui.plots.chart_content import ChartContent, Compared, content_of, heading_of, in_values, is_log
from gui.plots.ticks import LINEAR, LOG, ticks
from gui.style import GAP, Theme, colour_named, row_pen

Value = TypeVar("Value", float, Array)
HEIGHT = 150  # of a chart with its heading
LEAST_WIDTH = 112
SHAPE = 1.6  # of its width and height, where there is a choice
POINTS = 2000
COARSE = 200  # where only the range is wanted
LINE = 1.5
_LEFT, _RIGHT, _TOP, _BOTTOM = 38, 10, 24, 20
_TICK_TEXT = 11
_SYMBOL_ROW = 16
_TICKS_ACROSS, _TICKS_DOWN = 40, 28  # units between ticks, or more


def curves_height(names: Sequence[str], width: int) -> int:
    """What charts of these quantities need on a page."""
    return HEIGHT * rows_of_page(names, width)


def rows_of_page(names: Sequence[str], width: int) -> int:
    """In how many rows charts stand on a page: as few as can be read."""
    return -(-len(names) // max(1, width // LEAST_WIDTH))


def rows_of_screen(names: Sequence[str], width: float, height: float) -> int:
    """In how many rows charts stand where they fill a room: so that each of them has a good shape."""

    def misfit(rows: int) -> float:
        return max(
            abs(math.log(width / count / (height / rows) / SHAPE)) for count in shared(len(names), rows)
        )

    return min(range(1, len(names) + 1), key=misfit)


def shared(count: int, rows: int) -> list[int]:
    """How many of so many stand in each row: as evenly as can be, those with more first."""
    least, more = divmod(count, rows)
    return [least + (row < more) for row in range(rows)]


def places_in(room: QRectF, count: int, rows: int) -> list[QRectF]:
    """The places of charts in rows that are all as wide as the room: no place in them is empty."""
    height = room.height() / rows
    return [
        QRectF(
            room.left() + column * (room.width() + GAP) / across,
            room.top() + row * height,
            (room.width() - GAP * (across - 1)) / across,
            height,
        )
        for row, across in enumerate(shared(count, rows))
        for column in range(across)
    ]


def with_common_ranges(looks: CurveLooks, many: Iterable[Compared], spectrum: Spectrum | None) -> CurveLooks:
    """Looks in which each curve has one range for all of these schedules, unless it has one already."""
    quantities, many = curves_of(spectrum), list(many)
    for name in looks.names:  # one axis for all of them
        if any(is_log(quantities[name], looks, several) for several in many):
            looks = looks.with_log(name, True)
    free = [quantities[name] for name in looks.names if looks.range_of(name) is None]
    spans: dict[str, list[Span]] = {quantity.name: [] for quantity in free}
    for schedules in many:
        several = schedules if len(schedules) > 1 else ()
        for quantity in free:
            spans[quantity.name].append(content_of(quantity, schedules[0][0], several, looks, COARSE).whole_y)
    for quantity in free:
        low, high = (
            of(pair) for of, pair in zip((min, max), zip(*spans[quantity.name], strict=True), strict=True)
        )
        looks = looks.with_range(quantity.name, in_values((low, high), is_log(quantity, looks)))
    return looks


def paint_curves(
    painter: QPainter,
    room: QRectF,
    looks: CurveLooks,
    schedules: Compared,
    t: int,
    theme: Theme,
    rows: int,
    spectrum: Spectrum | None = None,
) -> None:
    """Fill a room with rows of charts, with the state t marked; several schedules have the colours of their numbers.

    `spectrum` is that of the picture, without which there are no least losses.
    """
    quantities = curves_of(spectrum)
    for name, place in zip(looks.names, places_in(room, len(looks.names), rows), strict=True):
        _paint_chart(painter, place, quantities[name], looks, schedules, t, theme)


def _paint_chart(
    painter: QPainter,
    place: QRectF,
    quantity: Quantity,
    looks: CurveLooks,
    schedules: Compared,
    t: int,
    theme: Theme,
) -> None:
    below = 0 if looks.axis.name == "t" else _SYMBOL_ROW
    area = place.adjusted(_LEFT, _TOP, -_RIGHT, -_BOTTOM - below)
    several = len(schedules) > 1
    content = content_of(quantity, schedules[0][0], schedules if several else (), looks, POINTS)
    shown = curve_of(quantity, [each for each, _ in schedules])
    heading = formula(heading_of(shown, content.log and not is_log(quantity, looks)), style.TEXT_SIZE)
    if heading.width > area.width() + _RIGHT:
        heading = formula(shown.tex, style.TEXT_SIZE)
    own = QColor(theme.text if several else colour_named(theme, quantity.name))
    heading.paint(painter, area.left(), place.top() + 15, own)
    _paint_axes(painter, area, content, theme)
    pens = [row_pen(theme, row, LINE) for row in content.colours] or [QPen(own, LINE)]
    if not several and DASHES.get(quantity.name):
        pens[0].setDashPattern(DASHES[quantity.name])
        pens[0].setCapStyle(Qt.PenCapStyle.FlatCap)
    _paint_lines(painter, area, content, pens)
    for (schedule, _), pen in zip(schedules, pens, strict=True):
        across, up = float(content.axis.places(schedule)[t]), shown.height(schedule, t, content.log)
        _paint_cursor(painter, area, content, across, up, pen.color(), theme)


def _paint_lines(painter: QPainter, area: QRectF, content: ChartContent, pens: Sequence[QPen]) -> None:
    painter.save()
    painter.setClipRect(area.adjusted(-1, -1, 1, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for (x, y), pen in zip(content.curves, pens, strict=True):
        painter.setPen(pen)
        painter.drawPolyline(arrayToQPolygonF(*_places(area, content, x, y)))
    painter.restore()


def _paint_cursor(
    painter: QPainter, area: QRectF, content: ChartContent, x: float, y: float, colour: QColor, theme: Theme
) -> None:
    """A line at x, and on it a dot at y; neither outside of the axes."""
    (left, right), (low, high) = content.x, content.y
    if not left <= x <= right:
        return
    painter.setPen(QPen(QColor(theme.text), 0.8, Qt.PenStyle.DashLine))
    bottom, top = (QPointF(*_places(area, content, x, end)) for end in (low, high))
    painter.drawLine(bottom, top)
    if low <= y <= high:
        painter.setPen(QPen(QColor(theme.card), 1))
        painter.setBrush(colour)
        painter.drawEllipse(QPointF(*_places(area, content, x, y)), 3, 3)


def _places(area: QRectF, content: ChartContent, x: Value, y: Value) -> tuple[Value, Value]:
    """Where values are on a page, numbers or arrays of them."""
    (left, right), (low, high) = content.x, content.y
    across = area.left() + (x - left) / (right - left) * area.width()
    return across, area.bottom() - (y - low) / (high - low) * area.height()


def _paint_axes(painter: QPainter, area: QRectF, content: ChartContent, theme: Theme) -> None:
    painter.setFont(style.text_font(_TICK_TEXT))
    (left, right), (low, high) = content.x, content.y
    for place, text in ticks(content.axis.ticks, left, right, area.width() / _TICKS_ACROSS):
        x = area.left() + (place - left) / (right - left) * area.width()
        _line(painter, theme, QPointF(x, area.top()), QPointF(x, area.bottom()))
        room = QRectF(x - 40, area.bottom() + 3, 80, 14)
        painter.drawText(room, Qt.AlignmentFlag.AlignHCenter, text)
    symbol = formula(content.axis.tex, style.TEXT_SIZE)
    if content.axis.name == "t":
        symbol.paint(painter, area.right() + 3, area.bottom() + 3, theme.dim)
    else:  # it has no room beside the axis
        symbol.paint(painter, area.right() - symbol.width, area.bottom() + _BOTTOM + 11, theme.dim)
    for height, text in ticks(LOG if content.log else LINEAR, low, high, area.height() / _TICKS_DOWN):
        y = area.bottom() - (height - low) / (high - low) * area.height()
        _line(painter, theme, QPointF(area.left(), y), QPointF(area.right(), y))
        room = QRectF(area.left() - 64, y - 8, 60, 16)
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, side, text)


def _line(painter: QPainter, theme: Theme, start: QPointF, end: QPointF) -> None:
    """A line of the grid; the pen is then that of its label."""
    painter.setPen(QPen(QColor(theme.line), 0.8))
    painter.drawLine(start, end)
    painter.setPen(QColor(theme.dim))
