"""A slider with one value per timestep, whose handle goes where the mouse points."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QStyle, QStyleOptionSlider

from gui.widgets.tooltips import describe

NOTCH = 120  # what Qt reports for one notch of a wheel
ARROWS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: 1,
}


class TimestepSlider(QSlider):
    """A horizontal slider from 0 to T.

    A click in the track brings the centre of the handle there at once, and the drag goes on. A press on
    the handle moves nothing by itself: the handle keeps its distance from the mouse.
    """

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setObjectName("timestep_slider")
        describe(self, "timestep", "Drag the timestep  (Left, Right; hundredths with Shift; Home, End)")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(28)
        self._grip = 0.0  # from the centre of the handle to the mouse
        self._turned = 0  # of the wheel, less than a notch

    def show_steps(self, steps: int) -> None:
        """One value for each t = 0..steps; a page is a hundredth of them."""
        self.setRange(0, steps)
        self.setPageStep(max(1, steps // 100))

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
        self.setValue(self.value() + notches * (self.pageStep() if coarse else 1))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """One timestep for an arrow, with Shift a page."""
        direction = ARROWS.get(Qt.Key(event.key()), 0)
        if direction and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.setValue(self.value() + direction * self.pageStep())
        else:
            super().keyPressEvent(event)

    def _follow(self, x: float) -> None:
        """The value whose handle is nearest to the mouse."""
        handle, groove = self._handle(), self._part(QStyle.SubControl.SC_SliderGroove)
        room = max(1, groove.width() - handle.width())
        first = groove.left() + handle.width() / 2  # centre of the handle at 0
        self.setValue(round((x - self._grip - first) / room * self.maximum()))

    def _handle(self) -> QRect:
        return self._part(QStyle.SubControl.SC_SliderHandle)

    def _part(self, part: QStyle.SubControl) -> QRect:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        return self.style().subControlRect(QStyle.ComplexControl.CC_Slider, option, part, self)


def _centre(rect: QRect) -> float:
    return rect.left() + rect.width() / 2
