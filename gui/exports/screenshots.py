"""Taking a part of the window home, once its images are settled."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from gui.exports.screenshot import ScreenshotDialog, copy_image, draw_widget, save_png
from gui.window.panels import Panels

WhenSettled = Callable[[Callable[[], None]], None]
"""Calls a function once the images answer the last request."""


class Screenshots(QObject):
    """Saves and copies screenshots of a window with these panels."""

    def __init__(self, window: QWidget, panels: Panels, when_settled: WhenSettled) -> None:
        super().__init__(window)
        self._window = window
        self._panels = panels
        self._when_settled = when_settled

    def capture(self, part: str, scale: float, then: Callable[[QImage], None]) -> None:
        """Draw a part (see screenshot.PARTS) with `scale` times the pixels of the screen, and hand it on."""
        widget = {"window": self._window, "images": self._panels.images, "curves": self._panels.curves}[part]
        self._panels.timeline.show_playing(False)

        def draw() -> None:
            image = draw_widget(widget, self._window.devicePixelRatioF() * scale)
            self._panels.images.show_export_scale(1.0)
            then(image)

        self._panels.images.show_export_scale(scale)
        self._when_settled(draw)

    @Slot()
    def ask(self) -> None:
        """Let the user choose what to save or copy."""
        dialog = ScreenshotDialog(self._window)
        dialog.save_requested.connect(self.save)
        dialog.copy_requested.connect(self.copy)
        dialog.exec()
        dialog.deleteLater()

    @Slot(str, float, object)
    def save(self, part: str, scale: float, file: Path) -> None:
        """Save a part as a PNG file; the status line says how it went."""

        def write(image: QImage) -> None:
            try:
                save_png(image, file)
            except ValueError as error:
                self._panels.status.show_message(str(error), error=True)
            else:
                self._panels.status.show_message(f"Saved {file}, {image.width()} × {image.height()} pixels.")

        self.capture(part, scale, write)

    @Slot(str, float)
    def copy(self, part: str, scale: float) -> None:
        """Put a part on the clipboard."""

        def put(image: QImage) -> None:
            copy_image(image)
            self._panels.status.show_message(f"Copied, {image.width()} × {image.height()} pixels.")

        self.capture(part, scale, put)
