"""The two marks over the timeline between which playback goes."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

HALF = 5  # of the width of a mark, in pixels
HEIGHT = 6
REACH = 3  # pixels around a mark at which it can be taken


def paint_marks(painter: QPainter, places: tuple[float, float], colour: QColor, *, joined: bool) -> None:
    """Two triangles that point down at places along the upper edge, `joined` by a line."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    for x in places:
        painter.drawPolygon(QPolygonF([QPointF(x - HALF, 0), QPointF(x + HALF, 0), QPointF(x, HEIGHT)]))
    if joined:
        painter.fillRect(int(places[0]), 0, int(places[1]) - int(places[0]), 1, colour)


def mark_at(position: QPointF, places: tuple[float, float]) -> int | None:
    """Which mark is at a position, 0 or 1; None for none. Where both are at one place, the one that has room."""
    if position.y() > HEIGHT + REACH:
        return None
    distances = [abs(position.x() - x) for x in places]
    if min(distances) > HALF + REACH:
        return None
    if distances[0] == distances[1]:
        return int(position.x() >= places[0])
    return distances.index(min(distances))
