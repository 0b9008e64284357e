"""The axes of a chart, with ticks at round numbers."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QLineF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

# isort: split
# pyqtgraph takes the Qt binding that is loaded already, so PySide6 comes first.
import pyqtgraph as pg

from gui import style
from gui.plots.ticks import LINEAR, ticks
from gui.style import THEMES, Theme

MOST_UP = 8  # numbers one above the other, however high the chart is
_SIZE = 11  # of the numbers, in pixels
_APART = 5  # between a number and the area of the curve
_BEYOND = 30, 8  # across and down: so far a number may stand beyond an end, as half of it does
_CENTRED, _RIGHT = Qt.AlignmentFlag.AlignCenter, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_UNDER = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop


class Axis(pg.AxisItem):  # type: ignore[misc]
    """An axis with ticks at round numbers, `room` pixels apart or more, and quiet grid lines.

    It paints them itself: what pyqtgraph does to lay them out takes longer than all else in a chart.
    """

    def __init__(self, side: str, room: float) -> None:
        super().__init__(side)
        self._room, self._kind = room, LINEAR
        self._theme = THEMES["dark"]
        self._text_scale = 1.0
        self._beyond = _BEYOND[0]
        self.enableAutoSIPrefix(False)

    def show_theme(self, theme: Theme) -> None:
        """Use the colours of a theme."""
        self._theme = theme

    def show_text_scale(self, scale: float) -> None:
        """Have numbers so many times as large, and as far apart."""
        self._text_scale = scale

    def show_beyond(self, room: int) -> None:
        """Have so many pixels right of the end: a long number there stands a little further left."""
        self._beyond = room

    def _updateLabel(self) -> None:
        """Do nothing: there is no label, whose text pyqtgraph would lay out."""

    def show_kind(self, kind: str) -> None:
        """Have ticks of another kind, see ticks.py."""
        self._kind = kind

    def boundingRect(self) -> QRectF:
        """The area of the grid and of the numbers."""
        across, down = (self._text_scale * length for length in _BEYOND)
        return self._bounds.united(self._area).adjusted(-across, -down, across, down)

    @property
    def _size(self) -> int:
        return round(self._text_scale * _SIZE)

    @property
    def _bounds(self) -> QRectF:
        """Where the numbers are."""
        return QRectF(0, 0, self.size().width(), self.size().height())

    @property
    def _area(self) -> QRectF:
        """Where the curve is."""
        view = self.linkedView()
        return QRectF() if view is None else view.geometry().translated(-self.pos())

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem | None, widget: QWidget | None = None
    ) -> None:
        """Paint the lines of the grid and the numbers."""
        numbers = self._left() if self.orientation == "left" else self._bottom()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(QColor(self._theme.line), 0))  # one pixel of the device
        painter.drawLines([line for line, _, _ in numbers])
        painter.setFont(style.text_font(self._size))
        painter.setPen(QColor(self._theme.dim))
        room = self.boundingRect()
        flags = (_RIGHT if self.orientation == "left" else _UNDER) | Qt.TextFlag.TextDontClip
        for _, rect, text in numbers:
            if room.contains(rect):
                painter.drawText(rect, flags, text)

    def _left(self) -> list[tuple[QLineF, QRectF, str]]:
        """For each tick its line of the grid, and the place of its number."""
        bounds, start, numbers = self._bounds, self._area.right() + 0.5, []
        (low, _), size = self.range, bounds.height()
        for value, text in self._ticks(min(size, MOST_UP * self._room * self._text_scale)):
            y = size - (value - low) * self._scale(size)
            need = _size_of(text, self._size)
            rect = QRectF(
                bounds.right() - _APART - need.width(), y - need.height() / 2, need.width(), need.height()
            )
            numbers.append((QLineF(start, y, bounds.right(), y), rect, text))
        return numbers

    def _bottom(self) -> list[tuple[QLineF, QRectF, str]]:
        start, numbers = self._area.top(), []
        (low, _), size = self.range, self._bounds.width()
        for value, text in self._ticks(size):
            x = (value - low) * self._scale(size)
            need = _size_of(text, self._size)
            left = min(x - need.width() / 2, size + self._beyond - need.width())
            rect = QRectF(left, _APART, need.width(), need.height())
            numbers.append((QLineF(x, start, x, 0), rect, text))
        return numbers

    def _ticks(self, size: float) -> list[tuple[float, str]]:
        low, high = self.range
        found = ticks(self._kind, low, high, max(size + 2, 1.0) / (self._room * self._text_scale))
        return [(value, text) for value, text in found if low <= value <= high]

    def _scale(self, size: float) -> float:
        """Pixels for each unit."""
        low, high = self.range
        return float(size / (high - low))


@lru_cache(maxsize=1024)
def _size_of(text: str, size: int) -> QSizeF:
    """The room of a number: Qt's is higher than its figures."""
    rect = QFontMetricsF(style.text_font(size)).boundingRect(QRectF(0, 0, 100, 100), _CENTRED, text)
    return QSizeF(rect.width(), 0.8 * rect.height())
