"""A cursor like the dot of a laser pointer."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QCursor, QPainter, QPixmap, QRadialGradient

SIZE = 28  # pixels, with its glow


def laser_cursor(ratio: float) -> QCursor:
    """A red dot that glows, for a screen with `ratio` physical pixels for each logical one."""
    pixmap = QPixmap(round(SIZE * ratio), round(SIZE * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    middle = QPointF(SIZE / 2, SIZE / 2)
    glow = QRadialGradient(middle, SIZE / 2)
    for place, colour in ((0.0, "#ffffd8d8"), (0.2, "#ffff2020"), (0.4, "#e0ff0000"), (1.0, "#00ff0000")):
        glow.setColorAt(place, QColor(colour))
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(glow)
        painter.drawEllipse(middle, SIZE / 2, SIZE / 2)
    return QCursor(pixmap, SIZE // 2, SIZE // 2)
