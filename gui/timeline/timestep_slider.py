"""A slider with one value per timestep."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import QSizePolicy

from engine.scenes.scene import nearest
from gui.timeline.range_marks import mark_at, paint_marks
from gui.timeline.states import moved
from gui.widgets.tooltips import describe
from gui.widgets.track_slider import TrackSlider
from gui.widgets.wheel import WheelGuard

TICK = 4  # pixels of its height
NOTCH = 120  # what Qt reports for one notch of a wheel
LEAST_GAP = 4  # pixels between ticks; where they would be closer, there are none
ARROWS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: 1,
}
PAGES = {Qt.Key.Key_PageDown: -1, Qt.Key.Key_PageUp: 1}


class TimestepSlider(TrackSlider):
    """A horizontal slider from 0 to T, over all timesteps or over those that there are, with a tick for each.

    Over it two marks say between which timesteps playback goes; they can be dragged.
    """

    bounds_dragged = Signal(int, int)
    """The user wants playback to go between these timesteps."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("timestep_slider")
        describe(
            self,
            "timestep",
            "Drag the timestep  (Left, Right; hundredths with Shift; Home, End).\n"
            "Playback goes between the two marks above: drag them  (I, O).",
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(28)
        self._states: Sequence[int] = range(self.maximum() + 1)
        self._bounds: tuple[int, int] | None = None
        self._mark: int | None = None
        """The mark that is held: 0 for the lower, 1 for the upper."""
        self.setMouseTracking(True)  # the cursor says where a mark can be taken
        WheelGuard(self)
        self._turned = 0  # of the wheel, less than a notch

    def show_states(self, steps: int, states: Sequence[int]) -> None:
        """Places from 0 to `steps`, of which `states` can be had; a page is a hundredth of these."""
        self.setRange(0, steps)
        self._states = states
        self.setPageStep(max(1, (len(states) - 1) // 100))
        self.update()

    def show_bounds(self, bounds: tuple[int, int] | None) -> None:
        """Show between which timesteps playback goes; None for all."""
        if bounds != self._bounds:
            self._bounds = bounds
            self.update()

    def move_by(self, states: int) -> None:
        """Go so many states on, or back."""
        self.setValue(moved(self._states, self.value(), states))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the mark that is there, or else the timestep."""
        left = event.button() == Qt.MouseButton.LeftButton
        self._mark = mark_at(event.position(), self._mark_places()) if left else None
        if self._mark is None:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the mark that is held, not past the other one, or the timestep."""
        if self._mark is not None:
            bounds = list(self._bounds or (0, self.maximum()))
            other = bounds[1 - self._mark]
            wanted = min(max(self._value_at(event.position().x()), 0), self.maximum())
            bounds[self._mark] = max(wanted, other + 1) if self._mark else min(wanted, other - 1)
            self.bounds_dragged.emit(*bounds)
            return
        near = not self.isSliderDown() and mark_at(event.position(), self._mark_places()) is not None
        shape = Qt.CursorShape.SizeHorCursor if near else Qt.CursorShape.ArrowCursor
        if shape != self.cursor().shape():
            self.setCursor(shape)
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._mark = None
        super().mouseReleaseEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """One timestep a notch, with Shift a page."""
        coarse = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        turned = event.angleDelta()
        sideways = turned.x() if coarse else -turned.x()  # with Shift, macOS reports up as sideways
        self._turned += turned.y() or sideways
        notches = int(self._turned / NOTCH)
        self._turned -= notches * NOTCH
        self.move_by(notches * (self.pageStep() if coarse else 1))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """One state for an arrow, with Shift a page; Home and End."""
        key = Qt.Key(event.key())
        coarse = event.modifiers() & Qt.KeyboardModifier.ShiftModifier or key in PAGES
        direction = ARROWS.get(key, 0) or PAGES.get(key, 0)
        if direction:
            self.move_by(direction * (self.pageStep() if coarse else 1))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.setValue(self._states[0 if key == Qt.Key.Key_Home else -1])
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The slider, over it the marks, and under it a tick for each state where not all timesteps are one."""
        super().paintEvent(event)
        few = len(self._states) * LEAST_GAP <= self.width() and len(self._states) <= self.maximum()
        roles = QPalette.ColorRole
        with QPainter(self) as painter:
            painter.setPen(self.palette().color(roles.PlaceholderText))
            for t in self._states if few else ():
                x = round(self._centre_at(t))
                painter.drawLine(x, self.height() - TICK, x, self.height() - 1)
            colour = self.palette().color(roles.PlaceholderText if self._bounds is None else roles.Highlight)
            paint_marks(painter, self._mark_places(), colour, joined=self._bounds is not None)

    def _mark_places(self) -> tuple[float, float]:
        low, high = self._bounds or (0, self.maximum())
        return self._centre_at(low), self._centre_at(high)

    def nearest(self, value: int) -> int:
        """The state that is nearest."""
        return self._states[nearest(self._states, value)]
