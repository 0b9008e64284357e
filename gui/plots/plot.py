"""A chart with a cursor at t that can be dragged, and ranges that the wheel changes."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QContextMenuEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)

from engine.schedules.axes import Span
from engine.schedules.quantity import Quantity
from gui.plots.chart import Chart
from gui.plots.chart_content import ChartContent
from gui.plots.ranges import moved, zoomed
from gui.plots.ticks import WHOLE
from gui.widgets.wheel import stands_in_what_scrolls

_DOT = 4.5
_NOTCH = 120.0  # of the wheel, in the units of Qt
_OLD = 0.3  # of the strength of a curve that is not of what the fields say
_LEAST = 1e-6  # of a whole range, what can be seen of it


class Plot(Chart):
    """A curve with a cursor at t; dragging anywhere in it emits `t_dragged`.

    Moving the cursor draws no chart anew: it only paints over its picture. The wheel changes the range of the common
    axis, or left of it that of the curve; with Shift, or the middle button, it is moved.
    """

    t_dragged = Signal(int)
    x_wanted = Signal(object)
    """A range of places, or None for all of them."""
    y_wanted = Signal(object)
    """A range of heights, or None for that of the curve."""
    menu_wanted = Signal(object)
    """A menu at a place of the screen."""

    def __init__(self, quantity: Quantity) -> None:
        super().__init__(quantity.name)
        self.setObjectName(f"plot_{quantity.name}")
        self.setAccessibleName(f"curve of {quantity.words}; drag to change t")
        self._place, self._height = math.nan, math.nan
        self._nearest: Callable[[float], int] | None = None
        self._dragged: int | None = None
        self._pressed_at = math.nan  # where the cursor was when the mouse was pressed
        self._old = False
        self._grabbed: tuple[bool, QPointF] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab would stop where no key does anything
        self.viewport().setCursor(Qt.CursorShape.SizeHorCursor)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def show_curves(self, content: ChartContent, nearest: Callable[[float], int]) -> None:
        """Draw curves; `nearest` gives the t of a place."""
        self._nearest = nearest
        self.show_content(content)

    def show_cursor(self, place: float, height: float) -> None:
        """Put the cursor at a place, and the dot at a height; what is infinite or NaN is not shown."""
        self.viewport().update(self.covered)
        self._place, self._height = place, height
        self.viewport().update(self.covered)

    @property
    def cursor(self) -> tuple[float, float]:
        """The place of the cursor, and the height of its dot."""
        return self._place, self._height

    @property
    def covered(self) -> QRect:
        """What the cursor and its dot cover."""
        if not _inside(self._place, self.content.x):
            return QRect()
        x = self.x_of(self._place)
        return QRect(math.floor(x - 2 * _DOT), 0, math.ceil(4 * _DOT), self.height())

    def show_old(self, on: bool) -> None:
        """Fade what is shown: it is not of what the fields say."""
        if on != self._old:
            self._old = on
            self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the chart and the cursor on it."""
        with QPainter(self.viewport()) as painter:
            ratio = painter.deviceTransform().m11()  # of the screen, or of the image that this is exported to
            if self._old:
                painter.fillRect(self.viewport().rect(), QColor(self._theme.card))
                painter.setOpacity(_OLD)
            painter.drawPixmap(0, 0, self.picture(ratio))
            if _inside(self._place, self.content.x):
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                self._paint_cursor(painter)

    def _paint_cursor(self, painter: QPainter) -> None:
        area, x = self.area, self.x_of(self._place)
        painter.setPen(QPen(QBrush(self._theme.text), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        if _inside(self._height, self.content.y):
            painter.setPen(QPen(QBrush(self._theme.card), 1.5))
            painter.setBrush(self.colour)
            painter.drawEllipse(QPointF(x, self.y_of(self._height)), _DOT, _DOT)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to drag t, or with the middle button the range."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._dragged, self._pressed_at = None, self._place
            self._drag_to(event.position().x())
        elif event.button() == Qt.MouseButton.MiddleButton:
            self._grabbed = self._left_of_the_area(event.position()), event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._drag_to(event.position().x())
        elif event.buttons() & Qt.MouseButton.MiddleButton and self._grabbed is not None:
            down, before = self._grabbed
            self._grabbed = down, event.position()
            way = event.position() - before
            self._move(way.y() / max(self.area.height(), 1) if down else -way.x() / self.area.width(), down)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Keep the event from the scene, which has nothing to click on."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show all that there is, at the t of before the first of both presses; where all is shown it is a press."""
        if event.button() == Qt.MouseButton.LeftButton and self.content.cut:
            if self._nearest is not None and math.isfinite(self._pressed_at):
                self.t_dragged.emit(self._nearest(self._pressed_at))
            self.x_wanted.emit(None)
            self.y_wanted.emit(None)
        else:
            self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom; where the column scrolls, only with Ctrl: else it is left to that."""
        held = event.modifiers()
        if stands_in_what_scrolls(self) and not held & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        event.accept()
        down, across = event.angleDelta().y() / _NOTCH, event.angleDelta().x() / _NOTCH
        on_left = self._left_of_the_area(event.position())
        if held & Qt.KeyboardModifier.ShiftModifier or abs(across) > abs(down):
            self._move(0.1 * (down if on_left else -(across or down)), on_left)
        else:
            self._zoom(event.position(), down, on_left)

    def _zoom(self, at: QPointF, notches: float, on_left: bool) -> None:
        content, area = self.content, self.area
        if on_left:
            height = content.y[0] + (area.bottom() - at.y()) / max(area.height(), 1) * _size(content.y)
            self.y_wanted.emit(
                zoomed(content.y, content.whole_y, height, notches, _LEAST * _size(content.whole_y))
            )
        else:
            least = 2.0 if content.axis.ticks == WHOLE else _LEAST * _size(content.whole_x)
            self.x_wanted.emit(zoomed(content.x, content.whole_x, self._place_at(at.x()), notches, least))

    def _move(self, part: float, on_left: bool) -> None:
        """Move a range by so much of its size, if it is not the whole."""
        content = self.content
        span, whole = (content.y, content.whole_y) if on_left else (content.x, content.whole_x)
        if _size(span) < _size(whole) * (1 - 1e-9):
            (self.y_wanted if on_left else self.x_wanted).emit(moved(span, whole, part * _size(span)))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu."""
        event.accept()
        self.menu_wanted.emit(event.globalPos())

    def _left_of_the_area(self, at: QPointF) -> bool:
        return at.x() < self.area.left()

    def _place_at(self, x: float) -> float:
        """The place so far from the left, of those that are shown."""
        area, (low, high) = self.area, self.content.x
        return min(max(low + (x - area.left()) / max(area.width(), 1) * (high - low), low), high)

    def _drag_to(self, x: float) -> None:
        if self._nearest is not None and (t := self._nearest(self._place_at(x))) != self._dragged:
            self._dragged = t
            self.t_dragged.emit(t)


def _inside(number: float, span: Span) -> bool:
    return span[0] <= number <= span[1]


def _size(span: Span) -> float:
    return span[1] - span[0]
