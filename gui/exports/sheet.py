"""A contact sheet: the scene's image in several views, or two that are compared, under what tells them apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from engine.exports.settings import SheetSettings
from engine.pixels.region import Size
from engine.quoting import tex_text
from engine.requests import Frame, Request
from engine.scenes import SCENES, Grid
from engine.state.differences import names_of
from engine.state.pinning import a_of
from engine.state.shots import Way
from engine.state.view import View
from gui import style
from gui.exports.page import Paper, page_bytes, page_image
from gui.formulas.formula import formula
from gui.images.cell_painter import device_pixels, pixels_of
from gui.images.distances import TITLE_SIZE
from gui.images.frame_painter import TITLE_BASELINE
from gui.images.layout import TITLE
from gui.style import GAP

_SHRINK = 0.5  # a line in a narrow place is painted smaller down to this


class Sheet:
    """One image of a scene in several views of a way, `across` in a row.

    Where views are compared each has the image of A above that of B, a wipe of the two, or their difference.
    """

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
    def _indices(self) -> tuple[int, ...]:
        """The images of each view, one below the other."""
        request = self.request(self.count // 2)
        if self._compares(request.view):
            return (0, 1) if len(request.grid().cells) > 1 else (0,)
        return (shown_in(request.grid()),)

    @cached_property
    def _wiped(self) -> bool:
        """Whether the second image is painted over a part of the first."""
        return self.request(self.count // 2).grid().wipe is not None

    @cached_property
    def _block(self) -> float:
        """The height of what is shown of one view."""
        lines = 3 if self._compares(self._request.view) else 1
        images = 1 if self._wiped else len(self._indices)
        return lines * TITLE + images * self._height

    def _compares(self, view: View) -> bool:
        return view.pin is not None and not SCENES[view.scene].has_charts

    def data(self, frames: Sequence[Frame]) -> bytes:
        """The bytes of the file."""
        height = self._page_height(len(frames))
        return page_bytes(self.paper, height, lambda painter: self._paint(painter, frames), self._text)

    def image(self, frames: Sequence[Frame]) -> QImage:
        """The page as an image."""
        height = self._page_height(len(frames))
        return page_image(self.paper, height, lambda painter: self._paint(painter, frames))

    def _page_height(self, count: int) -> int:
        return round(-(-count // self._across) * (self._block + GAP) + GAP)

    def _paint(self, painter: QPainter, frames: Sequence[Frame]) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for number, frame in enumerate(frames):
            view = frame.request.view
            row, column = divmod(number, self._across)
            painter.save()
            painter.translate(GAP + column * (self._width + GAP), GAP + row * (self._block + GAP))
            title = self._way.label(view) or f"t = {view.t}"
            if self._compares(view):
                self._paint_compared(painter, frame, title)
            else:
                self._paint_line(painter, 0, title)
                self._paint_image(painter, frame, self._indices[0], self._place(TITLE))
            painter.restore()

    def _paint_compared(self, painter: QPainter, frame: Frame, title: str) -> None:
        """A and B, each below its name; where they share a place, the names stand above it."""
        view = frame.request.view
        names = [tex_text(name) for name in names_of(a_of(view, frame.request.pinned), view)]
        two = len(self._indices) == 2 and not self._wiped
        single = len(self._indices) == 1
        self._paint_line(painter, 0, rf"{title},\;\; {frame.grid.cells[0].short}" if single else title)
        tops = (2 * TITLE, 3 * TITLE + self._height) if two else (3 * TITLE, 3 * TITLE)
        self._paint_line(painter, TITLE, names[0], r"\mathrm{A}")
        self._paint_line(painter, tops[1] - TITLE, names[1], r"\mathrm{B}")
        self._paint_image(painter, frame, self._indices[0], self._place(tops[0]))
        if not single:
            self._paint_image(painter, frame, self._indices[1], self._place(tops[1]), frame.grid.wipe or 0)

    def _paint_image(
        self, painter: QPainter, frame: Frame, index: int, place: QRectF, edge: float = 0.0
    ) -> None:
        """An image, from an edge as a part of its width on, or why there is none."""
        problem = frame.cells[index].problem
        if not problem:
            image = image_of(frame, index)
            seen = image.copy(image.rect().adjusted(round(edge * image.width()), 0, 0, 0))
            left = place.width() * (1 - seen.width() / image.width())
            if not seen.isNull():  # nothing is seen of it where the edge is at the end
                painter.drawImage(place.adjusted(left, 0, 0, 0), seen)
            return
        painter.fillRect(place, QColor(self.paper.theme.field))
        painter.setPen(QColor(self.paper.theme.dim))
        painter.setFont(style.text_font())
        painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), problem)

    def _place(self, top: float) -> QRectF:
        return QRectF(0, top, self._width, self._height)

    def _paint_line(self, painter: QPainter, top: float, text: str, short: str = "") -> None:
        """A line in the middle, smaller where it has not the room, and `short` where that is not enough."""
        drawn = formula(text, TITLE_SIZE)
        if short and self._width < _SHRINK * drawn.width:
            drawn = formula(short, TITLE_SIZE)
        scale = min(1.0, self._width / max(drawn.width, 1.0))
        painter.save()
        painter.translate((self._width - drawn.width * scale) / 2, top + TITLE_BASELINE)
        painter.scale(scale, scale)
        drawn.paint(painter, 0, 0, self.paper.theme.dim)
        painter.restore()


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
