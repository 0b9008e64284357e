"""A window for a large room: the image of x_t, or two that are compared, one equation, one curve, nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QObject, QSize, Qt, Slot
from PySide6.QtWidgets import QApplication, QWidget

from gui.images.arrangement import arrange
from gui.widgets.screens import NO_LIMIT
from gui.window.columns import LEAST_CURVE, LEAST_RIGHT, RIGHT, WIDE

if TYPE_CHECKING:
    from gui.window.main_window import MainWindow

LEAST_ROOM = 800, 500  # where texts are as large as usual
MOST_SCALE = 2.0  # of the texts of images and curve, as the equation has it
BELOW = 0.32  # of the height, for a curve below the images
EQUATION = 80  # pixels high


class Presenting(QObject):
    """Hides what a large room does not need, and gives it back; keys, mouse and playback do what they did."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._hidden: list[QWidget] = []
        self.on = False
        self._full = False  # the window was before
        self._folded = False  # the right column was
        self.points = False  # with a laser
        self._shares = QByteArray()  # of the columns, before
        window.frames.shown.connect(self._follow_images)

    def toggle(self) -> None:
        """Begin to present, or end it."""
        if self.on:
            self.end()
        else:
            self.begin()

    @property
    def was_full_screen(self) -> bool:
        """Whether the window had the whole screen before it was presented."""
        return self._full

    def hides(self, panel: QWidget) -> bool:
        """Whether a panel comes back when this ends."""
        return self.on and panel in self._hidden

    def begin(self) -> None:
        """Show one image on the whole screen, with one equation and one curve."""
        window, columns = self._window, self._window.columns
        self.on, self._full = True, window.isFullScreen()
        window.installEventFilter(self)
        self._folded = columns.right.isHidden()
        self._shares = columns.splitter.saveState()
        columns.show_narrow(True)
        columns.images.setFocus()  # a field that is hidden has no use for keys
        others = (
            window.menuBar(), window.statusBar(), columns.inspector, columns.tabs, columns.help_button, columns.zoom,
            columns.camera, columns.readout, columns.statistics, columns.timeline, columns.drawing,
        )  # fmt: skip
        self._hidden = [each for each in others if not each.isHidden()]
        for each in self._hidden:
            each.hide()
        curves = window.looks.curves
        one = ("alpha_bar",) if "alpha_bar" in curves.names else curves.names[:1]
        columns.curves.show_looks(curves.showing(one))
        columns.equation.show_large(True)
        columns.pins.stay_away(True)
        self._fit()
        window.frames.show_alone(True)
        window.looks.presents = True
        window.looks.adapt(window.store.view.scene)
        window.showFullScreen()

    def end(self) -> None:
        """Show all that there was."""
        window, columns = self._window, self._window.columns
        self.on = False
        window.removeEventFilter(self)
        if not self._full:
            window.showNormal()
        for each in self._hidden:
            each.show()
        columns.curves.show_looks(window.looks.curves)
        columns.equation.show_large(False)
        columns.pins.stay_away(False)
        self._show_text_scale(1.0)
        window.frames.show_alone(False)
        window.looks.presents = False
        columns.right.setHidden(self._folded)
        self._show_below(0)
        columns.show_narrow(False)
        columns.splitter.restoreState(self._shares)
        window.looks.adapt(window.store.view.scene)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the window: the screen's comes a moment later."""
        if event.type() == QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """Share a window of this size: as much text and curve as leaves the images the most of it."""
        size, columns = self._window.size(), self._window.columns
        self._show_text_scale(_scale_for(size))
        low = self._height_below(size)
        self._show_below(low)
        room, curve = (size.height(), low) if low else (size.width(), _width_beside(size))
        columns.splitter.setSizes([0, room - curve, curve])

    @Slot()
    def _follow_images(self) -> None:
        """Other images may have more room with the curve elsewhere."""
        columns = self._window.columns
        below = columns.splitter.orientation() == Qt.Orientation.Vertical
        if self.on and below != bool(self._height_below(self._window.size())):
            self._fit()

    def _height_below(self, size: QSize) -> int:
        """The height of a curve below the images, where they are larger so, as wide ones in 4 : 3; else 0."""
        frame, scale = self._window.frames.frame, _scale_for(size)
        if frame is None:
            return 0
        height = size.height() - EQUATION
        low = int(BELOW * height)
        beside, below = (
            arrange(
                frame.grid, self._window.columns.images.picture_size, (int(w / scale), int(h / scale))
            ).large
            for w, h in ((size.width() - _width_beside(size), height), (size.width(), height - low))
        )
        return low if below > beside else 0

    def _show_below(self, height: int) -> None:
        """Have the curve below the images, so many pixels high, or on the right of them for 0."""
        columns = self._window.columns
        columns.splitter.setOrientation(Qt.Orientation.Vertical if height else Qt.Orientation.Horizontal)
        columns.right.setMinimumHeight(height)
        columns.right.setMaximumHeight(height or NO_LIMIT)
        columns.right.setMaximumWidth(NO_LIMIT if height or columns.width() >= WIDE else LEAST_RIGHT)

    def _show_text_scale(self, scale: float) -> None:
        columns = self._window.columns
        for panel in (columns.images, columns.charts, columns.curves):
            panel.show_text_scale(scale)

    def toggle_laser(self) -> None:
        """Point with a red dot, or with the usual cursor."""
        self.points = not self.points
        if self.points:
            from gui.widgets.laser import laser_cursor  # no start waits for it

            QApplication.setOverrideCursor(laser_cursor(self._window.devicePixelRatio()))
        else:
            QApplication.restoreOverrideCursor()

    def stop(self) -> None:
        """Leave nothing behind."""
        if self.on:
            self.end()
        if self.points:
            self.toggle_laser()


def _width_beside(window: QSize) -> int:
    """What a curve takes of the width of a window where it is beside the images."""
    most = RIGHT if window.width() >= WIDE else LEAST_RIGHT
    return max(LEAST_CURVE, min(most, window.width() // 3))


def _scale_for(window: QSize) -> float:
    """How many times as large as usual texts are in a window of this size: quarters, 1 to MOST_SCALE."""
    room = min(window.width() / LEAST_ROOM[0], window.height() / LEAST_ROOM[1])
    return max(1.0, min(MOST_SCALE, int(4 * room) / 4))
