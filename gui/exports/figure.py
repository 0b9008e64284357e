"""A figure for a page: the scene's equation, its images and the curves, laid out for its width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter

from engine.exports.settings import FigureSettings
from engine.pixels.region import Size
from engine.planning.spectrum import Spectrum
from engine.requests import Frame, Request
from engine.schedules.curve_looks import CurveLooks
from gui import style
from gui.exports.figure_curves import curves_height, paint_curves, places_in, rows_of_page
from gui.exports.legend import legend_height, paint_legend
from gui.exports.page import Paper, page_bytes, page_image
from gui.formulas.formula import formula
from gui.images.arrangement import arrange
from gui.images.cell_painter import device_pixels, pixels_of
from gui.images.frame_painter import FramePainter
from gui.images.layout import Layout
from gui.plots.chart_layout import lay_out
from gui.plots.chart_painter import ChartPainter
from gui.style import GAP

_SHAPES = [n / 50 for n in range(10, 66)]
"""Heights of the images that are tried, as parts of the width."""
LEAST_CHART = 330  # width of a chart of the scene, in units
CHART_SHAPE = 0.7  # its height, as a part of its width
ENOUGH = 0.8
"""Of the best filling."""
MORE, NEARLY_ALL = 1.15, 0.95
"""A page may be so much higher where its images then have nearly all that they can have there."""
_WRAP = Qt.TextFlag.TextWordWrap


class Figure:
    """One view on a page; `caption` is what stands below if that is wanted."""

    count = 1

    def __init__(
        self,
        request: Request,
        picture: Size,
        curves: CurveLooks,
        settings: FigureSettings,
        caption: str,
        text: str,
        spectrum: Spectrum | None = None,
    ) -> None:
        """`text` is the view that the file carries, `spectrum` that of the picture, which the least losses need."""
        self._spectrum = spectrum
        self.paper = Paper.of(settings)
        self._request, self._picture, self._text = request, picture, text
        self._grid = request.grid()
        self._equation = settings.part == "all"
        self._images = settings.part != "curves"
        self._charts = self._grid.charts if settings.part == "all" else ()
        self._curves = curves.showing(()) if settings.part == "images" else curves
        self._caption = caption if settings.caption else ""

    def request(self, number: int = 0) -> Request:
        """What is to be rendered for it."""
        if not self._images or not self._grid.cells:
            return replace(self._request, large=(1, 1), small=(1, 1))
        ratio = self.paper.ratio
        large, small = (
            (device_pixels(width, ratio), device_pixels(height, ratio))
            for width, height in (self._layout.large, self._layout.small)
        )
        return replace(self._request, large=large, small=small)

    def data(self, frames: Sequence[Frame]) -> bytes:
        """The bytes of the file."""
        return page_bytes(
            self.paper, self._height, lambda painter: self._paint(painter, frames[0]), self._text
        )

    def image(self, frames: Sequence[Frame]) -> QImage:
        """The page as an image."""
        return page_image(self.paper, self._height, lambda painter: self._paint(painter, frames[0]))

    @property
    def _height(self) -> int:
        return sum(height for _, height in self._parts) + 2 * GAP

    @cached_property
    def _width(self) -> int:
        return self.paper.units - 2 * GAP

    @cached_property
    def _layout(self) -> Layout:
        """The lowest one in which the images nearly fill their room as well as they can; the ground is the page's."""

        def filled(height: int) -> float:
            cells = arrange(self._grid, self._picture, (self._width, height)).cells
            inside = all(
                each.y + each.height <= height and each.x + each.width <= self._width for each in cells
            )
            return sum(each.width * each.height for each in cells) / height if inside else 0.0

        merits = {height: filled(height) for height in (int(self._width * shape) for shape in _SHAPES)}
        lowest = _first(merits, ENOUGH)
        near = {height: merit for height, merit in merits.items() if lowest <= height <= MORE * lowest}
        layout = arrange(self._grid, self._picture, (self._width, _first(near, NEARLY_ALL)))
        return replace(layout, band=None)

    @cached_property
    def _parts(self) -> list[tuple[str, int]]:
        """What stands below what, with the height of each."""
        parts = []
        if self._equation:
            drawn = formula(self._grid.equation)
            parts.append(("equation", int((drawn.ascent + drawn.descent) * self._shrunk) + 2 * GAP))
        if self._images and self._grid.cells:
            places = [*self._layout.cells, *self._layout.labels]
            parts.append(("images", max(each.y + each.height for each in places) + GAP))
        if self._charts:
            parts.append(("charts", int(self._chart_rooms[-1].bottom()) + 2 * GAP))
        if self._curves.names and not self._images:
            parts.append(("legend", legend_height(self._grid.schedules, self._width)))
        if self._curves.names:
            parts.append(("curves", curves_height(self._curves.names, self._width)))
        if self._caption:
            parts.append(("caption", int(self._caption_room.height()) + 2 * GAP))
        return parts

    @cached_property
    def _chart_rooms(self) -> list[QRectF]:
        """Places of the scene's charts, side by side where the page is wide enough."""
        columns = max(1, min(len(self._charts), self._width // LEAST_CHART))
        rows = -(-len(self._charts) // columns)
        height = CHART_SHAPE * (self._width - GAP * (columns - 1)) / columns + GAP
        places = places_in(QRectF(0, 0, self._width, rows * height), len(self._charts), rows)
        return [place.adjusted(0, 0, 0, -GAP) for place in places]

    @property
    def _shrunk(self) -> float:
        return min(1.0, self._width / formula(self._grid.equation).width)

    @property
    def _caption_room(self) -> QRectF:
        metrics = QFontMetricsF(style.text_font(), self.paper_device)
        return metrics.boundingRect(QRectF(0, 0, self._width, 10_000), int(_WRAP), self._caption)

    @cached_property
    def paper_device(self) -> QImage:
        """What texts are measured for."""
        return QImage(1, 1, QImage.Format.Format_RGB32)

    def _paint(self, painter: QPainter, frame: Frame) -> None:
        top = GAP
        for name, height in self._parts:
            painter.save()
            painter.translate(GAP, top)
            getattr(self, f"_paint_{name}")(painter, frame)
            painter.restore()
            top += height

    def _paint_equation(self, painter: QPainter, frame: Frame) -> None:
        drawn = formula(frame.grid.equation)
        painter.scale(self._shrunk, self._shrunk)
        drawn.paint(painter, 0, drawn.ascent + GAP / 2, self.paper.theme.text)

    def _paint_images(self, painter: QPainter, frame: Frame) -> None:
        parts = FramePainter(painter, self.paper.theme, frame, self._layout)
        parts.paint(pixels_of(frame), frame.request.view.zoom, self._picture)

    def _paint_charts(self, painter: QPainter, frame: Frame) -> None:
        grid = frame.grid
        layouts = lay_out(grid.charts, self._chart_rooms)
        for mark, layout in zip(grid.cursors, layouts, strict=True):
            drawn = ChartPainter(painter, self.paper.theme, layout)
            drawn.paint()
            if mark is not None:
                drawn.paint_cursor(mark)

    def _paint_legend(self, painter: QPainter, frame: Frame) -> None:
        if frame.grid.schedules:
            paint_legend(painter, frame.grid.schedules, self._width, self.paper.theme)

    def _paint_curves(self, painter: QPainter, frame: Frame) -> None:
        view = frame.request.view
        names = self._curves.names
        room = QRectF(0, 0, self._width, curves_height(names, self._width))
        schedules = frame.grid.schedules or ((view.schedule.make(), 0),)
        rows = rows_of_page(names, self._width)
        paint_curves(painter, room, self._curves, schedules, view.t, self.paper.theme, rows, self._spectrum)

    def _paint_caption(self, painter: QPainter, frame: Frame) -> None:
        painter.setFont(style.text_font())
        painter.setPen(QColor(self.paper.theme.text))
        painter.drawText(
            QRectF(0, 0, self._width, self._caption_room.height() + 1), int(_WRAP), self._caption
        )


def _first(merits: dict[int, float], enough: float) -> int:
    """The lowest of the heights that has enough of the best merit."""
    return next(height for height, merit in merits.items() if merit >= enough * max(merits.values()))
