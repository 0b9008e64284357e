"""Taking a part of the window home, once its images are settled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from engine.quoting import one_line
from gui.exports.screenshot import ScreenshotDialog, copy_image, draw_widget, save_png
from gui.images.image_grid import ImageGrid

GiveUp = Callable[[str], None]
WhenSettled = Callable[[Callable[[], None], GiveUp], None]
"""Calls the first function once the images answer the last request, or the second with why they never will."""


class Screenshots(QObject):
    """Saves and copies parts of a window: `parts` has a widget for each of screenshot.PARTS."""

    said = Signal(str, bool)
    """How it went, and whether that is an error."""
    about_to_draw = Signal()
    """Now nothing should move any more."""

    def __init__(
        self,
        window: QWidget,
        parts: Mapping[str, QWidget],
        images: ImageGrid,
        when_settled: WhenSettled,
        name: Callable[[], str],
        view: Callable[[], str],
    ) -> None:
        """`name` says what a file of the present view should be called, without its ending; `view` is its text."""
        super().__init__(window)
        self._view = view
        self._window, self._parts, self._images = window, parts, images
        self._when_settled, self._name = when_settled, name

    def capture(self, part: str, scale: float, then: Callable[[QImage], None], give_up: GiveUp) -> None:
        """Draw a part with `scale` times the pixels of the screen, and hand it on."""
        self.about_to_draw.emit()

        def draw() -> None:
            image = draw_widget(self._parts[part], self._window.devicePixelRatioF() * scale)
            self._images.show_export_scale(1.0)
            then(image)

        def fail(sentence: str) -> None:
            self._images.show_export_scale(1.0)
            give_up(sentence)

        self._images.show_export_scale(scale)
        self._when_settled(draw, fail)

    @Slot()
    def ask(self) -> None:
        """Let the user choose what to save or copy."""
        shown = [part for part, widget in self._parts.items() if widget.isVisible()]
        dialog = ScreenshotDialog(self._name(), shown, self._window)
        dialog.save_requested.connect(self.save)
        dialog.copy_requested.connect(self.copy)
        dialog.exec()
        dialog.deleteLater()

    @Slot(str, float, object)
    def save(self, part: str, scale: float, file: Path) -> None:
        """Save a part as a PNG file; `said` says how it went."""

        def write(image: QImage) -> None:
            try:
                save_png(image, file, self._view())
            except ValueError as error:
                self.said.emit(str(error), True)
            else:
                self.said.emit(f"Saved {one_line(file)}, {image.width()} × {image.height()} pixels.", False)

        self.capture(part, scale, write, self._fail)

    @Slot(str, float)
    def copy(self, part: str, scale: float) -> None:
        """Put a part on the clipboard."""

        def put(image: QImage) -> None:
            copy_image(image)
            self.said.emit(f"Copied, {image.width()} × {image.height()} pixels.", False)

        self.capture(part, scale, put, self._fail)

    def copy_window(self) -> None:
        """Put the window on the clipboard, as it is on the screen."""
        self.copy("window", 1.0)

    def _fail(self, sentence: str) -> None:
        self.said.emit(f"There is nothing to save: {sentence}", True)
