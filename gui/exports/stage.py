"""Where the frames of a film are painted: a view of its own, which is never shown on the screen."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from engine.pixels.region import Size
from engine.requests import Frame, Request
from gui.images.frame_view import FrameView
from gui.style import Theme


class Stage(Protocol):
    """What a film shows."""

    def sized(self, request: Request) -> Request:
        """The request with the sizes that its cells have here."""

    def draw(self, frame: Frame) -> QImage:
        """A picture of the film."""

    def close(self) -> None:
        """Give back what it needs."""


class ImagesStage:
    """The images alone, `width` x `height` pixels."""

    def __init__(self, width: int, height: int, theme: Theme, picture: Size) -> None:
        self._view = FrameView()
        self._view.resize(width, height)
        self._view.show_theme(theme)
        self._view.show_picture_size(picture)
        self._view.show_export_scale(1 / self._view.devicePixelRatioF())

    def sized(self, request: Request) -> Request:
        """The request with the sizes that its cells have here."""
        self._view.show_grid(request.grid())
        large, small = self._view.cell_sizes
        return replace(request, large=large, small=small)

    def draw(self, frame: Frame) -> QImage:
        """The images with their titles and labels."""
        self._view.show_frame(frame)
        return drawn(self._view)

    def close(self) -> None:
        """Give the view back."""
        self._view.deleteLater()


def drawn(widget: QWidget) -> QImage:
    """A widget that paints all of itself, a pixel for each of its own."""
    image = QImage(widget.size(), QImage.Format.Format_RGB32)
    image.fill(widget.palette().window().color())
    widget.render(image)
    return image
