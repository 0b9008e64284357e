"""A slider with one value per timestep, whose handle goes where the mouse points."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QStyle, QStyleOptionSlider

from engine.scenes.timesteps import nearest
from gui.timeline.states import moved
from gui.widgets.tooltips import describe
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


class TimestepSlider(QSlider):
    """A horizontal slider from 0 to T, over all timesteps or over those that there are, with a tick for each.

    A click in the track brings the centre of the handle there at once, and the drag goes on. A press on
    the handle moves nothing by itself: the handle keeps its distance from the mouse.
    """

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setObjectName("timestep_slider")
        describe(self, "timestep", "Drag the timestep  (Left, Right; hundredths with Shift; Home, End)")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(28)
        self._states: Sequence[int] = range(self.maximum() + 1)
        WheelGuard(self)
        self._grip = 0.0  # from the centre of the handle to the mouse
        self._turned = 0  # of the wheel, less than a notch

    def show_states(self, steps: int, states: Sequence[int]) -> None:
        """Places from 0 to `steps`, of which `states` can be had; a page is a hundredth of these."""
        self.setRange(0, steps)
        self._states = states
        self.setPageStep(max(1, (len(states) - 1) // 100))
        self.update()

    def move_by(self, states: int) -> None:
        """Go so many states on, or back."""
        self.setValue(moved(self._states, self.value(), states))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Jump to the mouse, or take the handle."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        handle = self._handle()
        x = event.position().x()
        on_handle = handle.left() <= x < handle.left() + handle.width()
        self._grip = x - _centre(handle) if on_handle else 0.0
        self.setSliderDown(True)
        self._follow(x)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the mouse."""
        if self.isSliderDown():
            self._follow(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(False)

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
        """The slider, and under it a tick for each state where not all timesteps are one."""
        super().paintEvent(event)
        few = len(self._states) * LEAST_GAP <= self.width()
        if not few or len(self._states) > self.maximum():
            return
        with QPainter(self) as painter:
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            for t in self._states:
                x = round(self._centre_at(t))
                painter.drawLine(x, self.height() - TICK, x, self.height() - 1)

    def _follow(self, x: float) -> None:
        """The state whose handle is nearest to the mouse."""
        wanted = (x - self._grip - self._centre_at(0)) / self._room() * self.maximum()
        self.setValue(self._states[nearest(self._states, round(wanted))])

    def _centre_at(self, t: int) -> float:
        """Where the centre of the handle stands for a timestep."""
        groove = self._part(QStyle.SubControl.SC_SliderGroove)
        return groove.left() + self._handle().width() / 2 + t / max(1, self.maximum()) * self._room()

    def _room(self) -> int:
        groove = self._part(QStyle.SubControl.SC_SliderGroove)
        return max(1, groove.width() - self._handle().width())

    def _handle(self) -> QRect:
        return self._part(QStyle.SubControl.SC_SliderHandle)

    def _part(self, part: QStyle.SubControl) -> QRect:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        return self.style().subControlRect(QStyle.ComplexControl.CC_Slider, option, part, self)


def _centre(rect: QRect) -> float:
    return rect.left() + rect.width() / 2
