"""The small curve of a schedule beside its row: alpha_bar, and dashed beta, with a key above the first of them.

All rows have the same two axes, so that schedules can be compared: alpha_bar from 0 to 1, and beta on the logarithmic
one of `beta_decades`, since some schedules end at fifty times the beta of others.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from engine.scenes import Grid
from engine.scenes.row_axes import beta_decades
from engine.schedules import Schedule
from gui.images.layout import TITLE
from gui.images.marks import SMALL_TEXT, font_of
from gui.style import Theme

NAME = {1: 18, 2: 30}  # the height of a name above its curve, by how many lines it has
LEAST = 16  # a curve that would be lower is left out
INSET = 8  # left of it
POINTS = 40
LINE = 1.2
KEY = (("ᾱ", Qt.PenStyle.SolidLine), ("log β", Qt.PenStyle.DashLine))
KEY_LINE, KEY_GAP = 13.0, 3.0


class RowCurves:
    """Paints the curves of a grid's rows, where there is room, and their key once."""

    def __init__(
        self, painter: QPainter, theme: Theme, grid: Grid, is_wanted: Callable[[QRect], bool]
    ) -> None:
        self._painter, self._theme, self._is_wanted = painter, theme, is_wanted
        self._decades = beta_decades(tuple(schedule for schedule, _ in grid.schedules))
        self._keyed = False

    def paint(self, schedule: Schedule, label: QRect, colour: str, lines: int = 1) -> QRect:
        """Paint the curve of a row into the room of its label, below its name; returns the place of that."""
        room, name = room_of_curve(label, lines), NAME[lines]
        if room is None:
            return label
        if self._is_wanted(label):
            paint_curve(self._painter, schedule, room, colour, self._decades)
        if not self._keyed:  # the first row has titles, and the key stands in their line
            self._keyed = True
            if self._is_wanted(key := place_of_key(label)):
                paint_key(self._painter, self._theme, key)
        return QRect(label.left(), round(room.top()) - name, label.width(), name)


def room_of_curve(label: QRect, lines: int = 1) -> QRectF | None:
    """Where the curve stands in a label's room, below a name of so many lines; None where there is too little."""
    name = NAME[lines]
    height = min(label.height() - name, label.width() * 2 // 3)
    if height < LEAST:
        return None
    top = label.top() + (label.height() - height - name) // 2 + name
    return QRectF(label.left() + INSET, top, label.width() - INSET, height)


def paint_curve(
    painter: QPainter, schedule: Schedule, room: QRectF, colour: str, decades: tuple[int, int]
) -> None:
    """Paint alpha_bar and beta over t; beta from one power of ten to another."""
    states = np.unique(np.linspace(0, schedule.steps, POINTS).astype(int))
    low, high = decades
    with np.errstate(divide="ignore"):
        logs = np.log10(schedule.betas[np.maximum(states, 1) - 1])
    betas = np.clip((logs - low) / (high - low), 0, 1)
    for values, dash in ((schedule.alpha_bar[states], Qt.PenStyle.SolidLine), (betas, Qt.PenStyle.DashLine)):
        x = room.left() + states / schedule.steps * room.width()
        y = room.bottom() - values * room.height()
        painter.setPen(QPen(QColor(colour), LINE, dash))
        painter.drawPolyline([QPointF(*point) for point in zip(x, y, strict=True)])


def place_of_key(label: QRect) -> QRect:
    """Where the key stands: in the line of titles above the first row with a curve."""
    return QRect(label.left(), label.top() - TITLE, label.width(), TITLE)


def paint_key(painter: QPainter, theme: Theme, place: QRect) -> None:
    """Say which line is which, at the right of its place."""
    font = font_of(SMALL_TEXT)
    metrics = QFontMetricsF(font)
    wide = sum(KEY_LINE + KEY_GAP + metrics.horizontalAdvance(words) for words, _ in KEY) + 2 * KEY_GAP
    scale = min(1.0, place.width() / wide)
    painter.save()
    painter.translate(place.right() + 1 - scale * wide, place.center().y())
    painter.scale(scale, scale)
    painter.setFont(font)
    x = 0.0
    for words, dash in KEY:
        painter.setPen(QPen(QColor(theme.dim), LINE, dash))
        painter.drawLine(QLineF(x, 0, x + KEY_LINE, 0))
        x += KEY_LINE + KEY_GAP
        painter.drawText(QPointF(x, metrics.ascent() / 2 - 1), words)
        x += metrics.horizontalAdvance(words) + 2 * KEY_GAP
    painter.restore()
