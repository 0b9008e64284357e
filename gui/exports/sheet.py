"""A contact sheet: the scene's image in several views, each under what tells them apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from engine.exports.settings import SheetSettings
from engine.pixels.region import Size
from engine.requests import Frame, Request
from engine.scenes import Grid
from engine.state.shots import Way
from gui.exports.page import Paper, page_bytes, page_image
from gui.formulas.formula import formula
from gui.images.cell_painter import device_pixels, pixels_of
from gui.images.frame_painter import TITLE_BASELINE, TITLE_SIZE
from gui.images.layout import TITLE
from gui.style import GAP


class Sheet:
    """One image of a scene in several views of a way, `across` in a row."""

    def __init__(self, request: Request, way: Way, picture: Size, settings: SheetSettings, text: str) -> None:
        """`text` is the view that the file carries."""
        self.paper = Paper.of(settings)
        self._request, self._text, self._way = request, text, way
        self._values = list(dict.fromkeys(way.values(settings.shots)))
        self._across = min(settings.across, len(self._values))
        self._width = (self.paper.units - GAP * (self._across + 1)) / self._across
        self._height = self._width * picture[1] / picture[0]

    @property
    def count(self) -> int:
        """How many images it has, at most."""
        return len(self._values)

    def request(self, number: int) -> Request:
        """What one of them shows. Raises ValueError where there is no such view."""
        size = device_pixels(self._width, self.paper.ratio), device_pixels(self._height, self.paper.ratio)
        return replace(self._request, view=self._way.at(self._values[number]), large=size, small=size)

    @cached_property
    def _index(self) -> int:
        return shown_in(self.request(self.count // 2).grid())

    def data(self, frames: Sequence[Frame]) -> bytes:
        """The bytes of the file."""
        height = self._page_height(len(frames))
        return page_bytes(self.paper, height, lambda painter: self._paint(painter, frames), self._text)

    def image(self, frames: Sequence[Frame]) -> QImage:
        """The page as an image."""
        height = self._page_height(len(frames))
        return page_image(self.paper, height, lambda painter: self._paint(painter, frames))

    def _page_height(self, count: int) -> int:
        return round(-(-count // self._across) * (self._height + TITLE + GAP) + GAP)

    def _paint(self, painter: QPainter, frames: Sequence[Frame]) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for number, frame in enumerate(frames):
            view = frame.request.view
            row, column = divmod(number, self._across)
            left = GAP + column * (self._width + GAP)
            top = GAP + row * (self._height + TITLE + GAP)
            title = formula(self._way.label(view) or f"t = {view.t}", TITLE_SIZE)
            middle = left + (self._width - title.width) / 2
            title.paint(painter, middle, top + TITLE_BASELINE, self.paper.theme.dim)
            place = QRectF(left, top + TITLE, self._width, self._height)
            painter.drawImage(place, image_of(frame, self._index))


def image_of(frame: Frame, index: int) -> QImage:
    """One image of a frame, with pixels of its own."""
    cell = frame.cells[index]
    return pixels_of(frame).copy(cell.x, cell.y, cell.width, cell.height)


def shown_in(grid: Grid) -> int:
    """The first image of a large row that has more in it than the picture, else the first that can be drawn."""
    places = [(row.large, cell) for row in grid.rows for cell in row.cells]
    merits = [
        (not cell.note, large, any(layer.kind != "picture" for layer in cell.mix.weights))
        for large, cell in places
    ]
    return merits.index(max(merits))
