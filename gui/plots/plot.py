"""A chart with a cursor at t that can be dragged."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRect, Qt, Signal
from PySide6.QtGui import QBrush, QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent

from engine.schedules.quantity import Quantity
from gui.plots.chart import Chart

_DOT = 4.5


class Plot(Chart):
    """A curve over t = 0..T with a cursor at t; dragging anywhere in it emits `t_dragged`.

    Moving the cursor draws no chart anew: it only paints over its picture.
    """

    t_dragged = Signal(int)

    def __init__(self, quantity: Quantity) -> None:
        super().__init__(quantity.name)
        self.setObjectName(f"plot_{quantity.name}")
        self.setAccessibleName(f"curve of {quantity.words}; drag to change t")
        self._t = 0
        self._value: float | None = None
        self._dragged: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab would stop where no key does anything
        self.viewport().setCursor(Qt.CursorShape.SizeHorCursor)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def show_t(self, t: int, value: float | None) -> None:
        """Put the cursor at t, and the dot on the curve unless the value is None or infinite."""
        self.viewport().update(self._strip())
        self._t, self._value = t, value
        self.viewport().update(self._strip())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the chart and the cursor on it."""
        with QPainter(self.viewport()) as painter:
            ratio = painter.deviceTransform().m11()  # of the screen, or of the image that this is exported to
            painter.drawPixmap(0, 0, self.picture(ratio))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_cursor(painter)

    def _paint_cursor(self, painter: QPainter) -> None:
        area, x = self.area, self.x_of(self._t)
        painter.setPen(QPen(QBrush(self._theme.text), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        if self._value is not None and math.isfinite(self._value):
            painter.setPen(QPen(QBrush(self._theme.card), 1.5))
            painter.setBrush(self.colour)
            painter.drawEllipse(QPointF(x, self.y_of(self._value)), _DOT, _DOT)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._dragged = None
            self._drag_to(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._drag_to(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Keep the event from the scene, which has nothing to click on."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Take the second press of a double click as a press."""
        self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to what the plot stands in."""
        event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Have no menu."""
        event.ignore()

    def _drag_to(self, x: float) -> None:
        t = self.t_at(x)
        if t != self._dragged:
            self._dragged = t
            self.t_dragged.emit(t)

    def _strip(self) -> QRect:
        """What the cursor and its dot cover."""
        x = self.x_of(self._t)
        return QRect(math.floor(x - 2 * _DOT), 0, math.ceil(4 * _DOT), self.height())
