"""Paints the labels at the left of rows, with the curve of a schedule where a row has one."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from engine.scenes import Grid
from engine.scenes.grid import Row
from engine.schedules import Schedule
from gui import style
from gui.formulas.tex import parse
from gui.formulas.tex_text import plain
from gui.images.layout import Layout
from gui.images.marks import SMALL_TEXT, font_of
from gui.style import Theme

LABEL_LINE = 18
LEAST_CURVE = 16  # a curve that would be lower is left out
CURVE_POINTS = 40
LEAST_LINE = 28  # so that its dashes are seen


def paint_labels(
    painter: QPainter, theme: Theme, grid: Grid, layout: Layout, is_wanted: Callable[[QRect], bool]
) -> None:
    """Paint the labels of a grid's rows whose place is wanted."""
    for row, rect in zip(grid.rows, layout.labels, strict=True):
        if is_wanted(QRect(*rect)):
            _paint_label(painter, theme, row, layout, QRect(*rect))


def _paint_label(painter: QPainter, theme: Theme, row: Row, layout: Layout, where: QRect) -> None:
    headed = row.large and layout.headed
    room = where.width() - layout.corner.width if headed else where.width()
    text, size = fitted(_words(row.label), room, row.large, broken=row.large and not headed)
    side = Qt.AlignmentFlag.AlignLeft if headed else Qt.AlignmentFlag.AlignRight
    colour = theme.accent if row.large else theme.dim
    if row.curve is not None:
        colour = style.row_colour(theme, row.colour)
        where = _paint_curve(painter, row.curve, where, colour)
    painter.setPen(QColor(colour))
    painter.setFont(font_of(size, row.large))
    painter.drawText(where, side | Qt.AlignmentFlag.AlignVCenter, text)
    if row.curve is not None:  # the line that it has in the curves
        said = painter.boundingRect(where, side | Qt.AlignmentFlag.AlignVCenter, text)
        painter.setPen(style.row_pen(theme, row.colour, 2))
        left = min(said.left(), said.right() - LEAST_LINE)
        painter.drawLine(left, said.bottom() + 2, said.right(), said.bottom() + 2)


def _paint_curve(painter: QPainter, schedule: Schedule, room: QRect, colour: str) -> QRect:
    """Paint alpha_bar, and beta dashed, into the lower part of a label's room; returns what is left of it."""
    height = min(room.height() - LABEL_LINE, room.width() * 2 // 3)
    if height < LEAST_CURVE:
        return room
    top = room.top() + (room.height() - height - LABEL_LINE) // 2 + LABEL_LINE
    chart = QRectF(room.left() + 8, top, room.width() - 8, height)
    states = np.unique(np.linspace(0, schedule.steps, CURVE_POINTS).astype(int))
    betas = schedule.betas[np.maximum(states, 1) - 1]
    for values, dash in (
        (schedule.alpha_bar[states], Qt.PenStyle.SolidLine),
        (betas / betas.max(), Qt.PenStyle.DashLine),
    ):
        x = chart.left() + states / schedule.steps * chart.width()
        y = chart.bottom() - values * chart.height()
        painter.setPen(QPen(QColor(colour), 1.2, dash))
        painter.drawPolyline([QPointF(*point) for point in zip(x, y, strict=True)])
    return QRect(room.left(), top - LABEL_LINE, room.width(), LABEL_LINE)


@lru_cache(maxsize=256)
def _words(label: str) -> str:
    """A label is painted as text: its formula need not be set."""
    return plain(parse(label))


@lru_cache(maxsize=256)
def fitted(text: str, width: int, bold: bool, broken: bool = False) -> tuple[str, int]:
    """A label and its size in pixels: smaller and closer where it is too wide, and cut if that is not enough.

    It may be `broken` into lines where there is room below one another: no number is cut.
    """
    close = text.replace(" = ", "=")
    sizes = [(text, style.TEXT_SIZE), (text, SMALL_TEXT), (close, SMALL_TEXT)]
    if broken:
        lines = text.replace(" ", "\n", 1).replace(" × ", " ×\n")
        sizes[1:1] = [(lines, style.TEXT_SIZE), (lines, SMALL_TEXT)]
    for said, size in sizes:
        metrics = QFontMetricsF(font_of(size, bold))
        if max(map(metrics.horizontalAdvance, said.split("\n"))) <= width:
            return said, size
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width), SMALL_TEXT
