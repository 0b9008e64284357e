"""Where the frames of a film are painted: a view of its own, which is never shown on the screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QWidget

from engine.pixels.region import Size
from engine.requests import Frame, Request
from engine.state.view import View
from gui.formulas.formula import formula
from gui.images.frame_view import FrameView
from gui.style import PAD, TEXT_SIZE, Theme

LINE = 30  # of what is said over the images, in units of which a text has TEXT_SIZE
LABEL_SIZE = 18


class Stage(Protocol):
    """What a film shows."""

    @property
    def changed(self) -> Sequence[QRect] | None:
        """All that the last picture shows in another way than the one before; None where that may be everything."""

    def sized(self, request: Request) -> Request:
        """The request with the sizes that its cells have here. Raises ValueError where it cannot be shown."""

    def draw(self, frame: Frame) -> QImage:
        """A picture of the film."""

    def close(self) -> None:
        """Give back what it needs."""


class ImagesStage:
    """The images with their titles and labels, `size` pixels; above them what `label` says of a view, if anything."""

    changed = None

    def __init__(
        self, size: Size, theme: Theme, picture: Size, label: Callable[[View], str], text: float = TEXT_SIZE
    ) -> None:
        """`text` is the size of letters, in pixels."""
        self._view, self._theme, self._size, self._label = FrameView(), theme, size, label
        self._scale = text / TEXT_SIZE
        self._line = round(LINE * self._scale)
        self._view.resize(*size)
        self._view.show_theme(theme)
        self._view.show_picture_size(picture)
        self._view.show_export_scale(1 / self._view.devicePixelRatioF())
        self._view.show_text_scale(self._scale)

    def sized(self, request: Request) -> Request:
        """The request with the sizes that its cells have here."""
        width, height = self._size
        self._view.resize(width, height - self._line if self._label(request.view) else height)
        self._view.show_grid(request.grid())
        large, small = self._view.cell_sizes
        return replace(request, large=large, small=small)

    def draw(self, frame: Frame) -> QImage:
        """The images with their titles and labels."""
        self._view.show_frame(frame)
        label = self._label(frame.request.view)
        if not label:
            return drawn(self._view)
        image = QImage(*self._size, QImage.Format.Format_RGB32)
        image.fill(QColor(self._theme.card))
        self._view.render(image, QPoint(0, self._line))
        with QPainter(image) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.scale(self._scale, self._scale)
            formula(label, LABEL_SIZE).paint(painter, PAD, LINE - PAD / 2, self._theme.text)
        return image

    def close(self) -> None:
        """Give the view back."""
        self._view.deleteLater()


def drawn(widget: QWidget) -> QImage:
    """A widget that paints all of itself, a pixel for each of its own."""
    image = QImage(widget.size(), QImage.Format.Format_RGB32)
    image.fill(widget.palette().window().color())
    widget.render(image)
    return image
