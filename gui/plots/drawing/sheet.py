"""The chart that a schedule is drawn in, with the mouse or the keys. It shows a drawing, and says what is wanted."""

from __future__ import annotations

import math
from itertools import count

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QHideEvent, QKeyEvent, QMouseEvent

from engine.schedules.arrays import Array
from engine.schedules.drawn import Drawn, t_of
from engine.state.drawing import add_point, delete_point, move_point
from gui.plots.drawing.chart import DrawingChart
from gui.widgets.tooltips import describe

Key = Qt.Key
_REACH = 11.0  # logical pixels from a point at which the mouse takes it
_HELP = (
    "Drag a point; double click adds one, right click deletes it, Shift snaps. Keys: arrows move it, Page Up "
    "and Page Down choose one, Insert or A adds, Delete deletes, Escape closes"
)


class DrawingSheet(DrawingChart):
    """The chart under a hand. `wanted` is a change of the view."""

    wanted = Signal(object)
    selected = Signal()
    """Another point is the selected one."""
    left = Signal()
    """Escape: the drawing is done."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("drawing_sheet")
        describe(self, "drawing", _HELP)
        self.setToolTip("")  # the line below says it, and it would cover the chart
        self.setMouseTracking(True)
        self._grip = QPointF()  # from the mouse to the point that is dragged
        self._drags = count()
        self._merge = ""
        self._moving = False

    def show_drawing(self, drawn: Drawn | None, steps: int, reference: Array | None) -> None:
        """Show a drawing. One that the hand has not made, as after undo, is out of its hold: nothing jumps to it."""
        if not self._moving and drawn != self.drawn:
            self.held = False
        super().show_drawing(drawn, steps, reference)

    def select(self, index: int) -> None:
        """Make a point the selected one."""
        if self.drawn is not None and index != self.index and 0 <= index < len(self.drawn.points):
            self.index = index
            self.selected.emit()
            self.update()

    def add_beside(self) -> None:
        """Add a point on the curve, half the way to the next one, or to the one before the last."""
        if self.drawn is None:
            return
        points = self.drawn.points
        first = min(self.index, len(points) - 2)
        v = (points[first][0] + points[first + 1][0]) / 2
        t = t_of(v, self.steps)
        self._add(t, float(self.drawn.log_snr_at(np.array([v]))[0]), "")

    def delete(self) -> None:
        """Delete the selected point."""
        if self.drawn is not None:
            self.wanted.emit(delete_point(self.index))
            self.selected.emit()

    def _add(self, t: float, log_snr: float, merge: str) -> None:
        assert self.drawn is not None
        v, before = self.scale.v_at(t), self.drawn
        self.wanted.emit(add_point(v, round(log_snr, 4), merge))
        if self.drawn is not before and len(self.drawn.points) > len(before.points):
            self.index = before.with_point(v, log_snr)[1]
            self.selected.emit()
            self.update()

    def _found(self, place: QPointF) -> int | None:
        """The point under the mouse; of several the selected one, else the nearest."""
        if self.drawn is None:
            return None
        away = {index: _length(self.place_of(index) - place) for index in range(len(self.drawn.points))}
        if away.get(self.index, math.inf) <= _REACH / 2:
            return self.index
        nearest = min(away, key=away.__getitem__)
        return nearest if away[nearest] <= _REACH else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take a point, or with the right button delete it."""
        found = self._found(event.position())
        if found is None or self.held:
            return
        self.select(found)
        if event.button() == Qt.MouseButton.RightButton:
            self.delete()
        elif event.button() == Qt.MouseButton.LeftButton:
            self._take(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Add a point, which the hand then has."""
        if event.button() != Qt.MouseButton.LeftButton or self.drawn is None:
            return
        if self._found(event.position()) is not None:
            self.mousePressEvent(event)
            return
        before = len(self.drawn.points)
        merge = f"drawn {next(self._drags)}"
        self._add(*self.scale.at(event.position()), merge)
        if len(self.drawn.points) > before:
            self._take(event.position(), merge)

    def _take(self, place: QPointF, merge: str = "") -> None:
        self.held, self._grip = True, self.place_of(self.index) - place
        self._merge = merge or f"drawn {next(self._drags)}"

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the point that was taken."""
        if not event.buttons() & Qt.MouseButton.LeftButton:
            self._let_go()  # where the release went elsewhere
        if not self.held:
            shape = Qt.CursorShape.ArrowCursor if self._found(event.position()) is None else None
            self.setCursor(shape or Qt.CursorShape.PointingHandCursor)
            return
        scale = self.scale
        t, log_snr = scale.at(event.position() + self._grip)
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            t, log_snr = scale.snapped(t, log_snr)
        self._moving = True
        try:
            self.wanted.emit(move_point(self.index, scale.v_at(t), round(log_snr, 4), self._merge))
        finally:
            self._moving = False

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._let_go()

    def _let_go(self) -> None:
        if self.held:
            self.held = False
            self.fit_axes()

    def hideEvent(self, event: QHideEvent) -> None:
        """Hold nothing that is not there."""
        self._let_go()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Have no menu: the right button deletes."""
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Keep the keys that mean something here from the shortcuts."""
        if event.type() == QEvent.Type.ShortcutOverride:
            assert isinstance(event, QKeyEvent)
            if _plain(event) and event.key() in (*_ARROWS, *_CHOOSING, *_ADDING, *_DELETING, Key.Key_Escape):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, choose, add or delete a point."""
        if self.drawn is None or not _plain(event):
            super().keyPressEvent(event)
            return
        key, last = Key(event.key()), len(self.drawn.points) - 1
        if key in (*_ARROWS, *_CHOOSING, *_ADDING, *_DELETING):
            self._let_go()  # or what the key does to another point would be dragged on
        if key in _ARROWS:
            self._move_by(*_ARROWS[key], snap=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif key in _CHOOSING:
            self.select({-2: 0, 2: last}.get(_CHOOSING[key], self.index + _CHOOSING[key]))
        elif key in _ADDING:
            self.add_beside()
        elif key in _DELETING:
            self.delete()
        elif key == Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _move_by(self, across: int, up: int, *, snap: bool) -> None:
        assert self.drawn is not None
        scale, (v, log_snr) = self.scale, self.drawn.points[self.index]
        t, steps = t_of(v, self.steps), scale.grid if snap else scale.key_steps
        if snap:  # from beside the grid to the next line
            t = _next_line(t, steps[0], across)
            log_snr = _next_line(log_snr, steps[1], up)
        else:
            t, log_snr = t + across * steps[0], log_snr + up * steps[1]
        place = scale.v_at(t) if across else v
        self.wanted.emit(move_point(self.index, place, round(log_snr, 4), f"drawn key {self.index}"))


_ARROWS = {Key.Key_Left: (-1, 0), Key.Key_Right: (1, 0), Key.Key_Up: (0, 1), Key.Key_Down: (0, -1)}
_CHOOSING = {Key.Key_PageUp: -1, Key.Key_PageDown: 1, Key.Key_Home: -2, Key.Key_End: 2}
_ADDING = (Key.Key_Insert, Key.Key_A)
_DELETING = (Key.Key_Delete, Key.Key_Backspace)


def _plain(event: QKeyEvent) -> bool:
    beside = Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier
    return not event.modifiers() & ~beside


def _next_line(value: float, spacing: float, way: int) -> float:
    """The next multiple of a spacing; the value itself where nothing moves."""
    if not way:
        return value
    line = value / spacing
    return (math.floor(line + 1e-6) + 1 if way > 0 else math.ceil(line - 1e-6) - 1) * spacing


def _length(vector: QPointF) -> float:
    return math.hypot(vector.x(), vector.y())
