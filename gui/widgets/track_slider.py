"""A slider whose handle goes where the mouse points."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractSlider, QSlider, QStyle, QStyleOptionSlider


class TrackSlider(QSlider):
    """A horizontal slider from 0 on.

    A click in the track brings the centre of the handle there at once, and the drag goes on. A press on
    the handle moves nothing by itself: the handle keeps its distance from the mouse.
    """

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._grip = 0.0  # from the centre of the handle to the mouse
        self._painted = QRect()  # what the handle covered when it was painted last

    @property
    def covered(self) -> QRect:
        """What the handle covers, from edge to edge of the slider."""
        handle = self._handle()
        return QRect(handle.left() - 1, 0, handle.width() + 2, self.height())

    def sliderChange(self, change: QAbstractSlider.SliderChange) -> None:
        """Paint another value where the handle was, where it is, and between: the rest is as it was."""
        if change == QAbstractSlider.SliderChange.SliderValueChange:
            self.update(self._painted.united(self.covered))
        else:
            super().sliderChange(change)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it, and keep where the handle was."""
        super().paintEvent(event)
        self._painted = self.covered

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

    def nearest(self, value: int) -> int:
        """The value to be had that is nearest to one: all of them are there, unless a slider says otherwise."""
        return value

    def _follow(self, x: float) -> None:
        """The value whose handle is nearest to the mouse."""
        self.setValue(self.nearest(self._value_at(x - self._grip)))

    def _value_at(self, x: float) -> int:
        """The value whose handle would stand there; it may be beyond the ends."""
        first, room = self._track()
        return round((x - first) / room * self.maximum())

    def _centre_at(self, value: int) -> float:
        """Where the centre of the handle stands for a value."""
        first, room = self._track()
        return first + value / max(1, self.maximum()) * room

    def _track(self) -> tuple[float, int]:
        """Where the centre of the handle stands for 0, and how far it can go."""
        groove, handle = self._part(QStyle.SubControl.SC_SliderGroove), self._handle().width()
        return groove.left() + handle / 2, max(1, groove.width() - handle)

    def _handle(self) -> QRect:
        return self._part(QStyle.SubControl.SC_SliderHandle)

    def _part(self, part: QStyle.SubControl) -> QRect:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        return self.style().subControlRect(QStyle.ComplexControl.CC_Slider, option, part, self)


def _centre(rect: QRect) -> float:
    return rect.left() + rect.width() / 2
