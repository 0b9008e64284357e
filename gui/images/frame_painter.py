"""Paints a frame of the engine: its pictures, titles and labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QRegion

from engine.pixels.region import Size, Zoom, region_of
from engine.scenes import Cell
from engine.schedules.number_text import percent
from gui import style
from gui.formulas.formula import formula
from gui.images.cell_painter import CellPainter
from gui.images.distances import APART, TITLE_SIZE, longest_form, numbers, title_end
from gui.images.label_painter import paint_labels
from gui.images.layout import GAP, Layout, Rect
from gui.images.marks import SMALL_TEXT, font_of, part_of
from gui.style import Theme

if TYPE_CHECKING:
    from engine.pixels.values import Distance
    from engine.requests import Frame

TITLE_BASELINE = 14  # from the upper edge of a line of titles
TITLE_SHRINK = 0.65  # a title in a narrow cell is painted smaller down to this, then left to the tooltip
_CENTRED = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)


def paint_message(painter: QPainter, room: QRect, text: str, theme: Theme) -> None:
    """Paint a sentence under a picture frame, in the middle of the room."""
    ratio = painter.deviceTransform().m11()
    painter.setFont(style.text_font())
    painter.setPen(QColor(theme.dim))
    inside = room.adjusted(style.PAD, 0, -style.PAD, 0)
    lines = painter.boundingRect(inside, _CENTRED, text)
    above = QPoint(room.center().x() - 24, lines.top() - 52)  # of 48 pixels, however many lines there are
    painter.drawPixmap(above, style.pixmap("picture", theme.muted, 48, ratio))
    painter.drawText(inside, _CENTRED, text)


class FramePainter:
    """Paints the parts of a frame where its layout has them; with a `region`, those that touch it."""

    def __init__(
        self, painter: QPainter, theme: Theme, frame: Frame, layout: Layout, region: QRegion | None = None
    ) -> None:
        self._painter = painter
        self._theme = theme
        self._frame = frame
        self._layout = layout
        self._cells = frame.grid.cells
        self._region = self._bare = region
        self._grounded = False
        self._ratio = painter.deviceTransform().m11()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def paint(self, pixels: QImage, zoom: Zoom | None, picture: Size) -> None:
        """Paint everything but the marks; `pixels` are the frame's. `zoom` is the part of the picture to show."""
        if not self._grounded:
            self._paint_band()
        paint_labels(self._painter, self._theme, self._frame.grid, self._layout, self._is_bare)
        self._paint_titles()
        CellPainter(self._painter, self._theme, self._frame, self._layout, self._is_wanted).paint(
            pixels, zoom, picture
        )
        wipe = self._frame.grid.wipe
        for index, cell in enumerate(self._frame.cells):
            if cell.problem:
                self._paint_problem(QRect(*self._layout.seen_part(index, wipe)), cell.problem)
            elif self._cells[index].marks:
                self._paint_marks(index, zoom, picture)
        if wipe is not None:
            self._paint_edge(QRectF(*self._layout.seen_part(1, wipe)))

    def paint_ground(self, region: QRegion, colour: str, zoom: Zoom | None) -> None:
        """Paint a colour and the band behind everything in a region, but not where an image will hide them."""
        self._grounded, self._bare = True, region - self._covered(zoom)
        if not self._bare.isEmpty():
            self._painter.setClipRegion(self._bare)
            self._painter.fillRect(region.boundingRect(), QColor(colour))
            self._paint_band()
            self._painter.setClipping(False)

    def _covered(self, zoom: Zoom | None) -> QRegion:
        """Where images hide all that is behind them, without a part of a pixel at their edges."""
        covered = QRegion()
        if self._ratio != int(self._ratio):
            return covered
        moved = zoom != self._frame.request.view.zoom  # then what the frame does not show is filled
        for rect, cell in zip(self._layout.cells, self._frame.cells, strict=True):
            whole = rect.width * self._ratio == cell.width and rect.height * self._ratio == cell.height
            if (whole or moved) and not cell.problem and self._is_wanted(QRect(*rect)):
                covered += QRect(*rect)
        return covered

    def _is_wanted(self, place: QRect) -> bool:
        return self._region is None or self._region.intersects(place)

    def _is_bare(self, place: QRect) -> bool:
        """Whether there is something to paint that images do not hide."""
        return self._bare is None or self._bare.intersects(place)

    def _paint_edge(self, right: QRectF) -> None:
        """A line between two images at one place, with a grip that says that it can be dragged."""
        painter, x, middle = self._painter, right.left(), right.center().y()
        for colour, width in (("#000000", 4.0), ("#ffffff", 2.0)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawLine(QPointF(x, right.top()), QPointF(x, right.bottom()))
        painter.setPen(QPen(QColor("#000000"), 1))
        painter.setBrush(QColor("#ffffff"))
        painter.drawRoundedRect(QRectF(x - 4, middle - 14, 8, 28), 4, 4)

    def paint_distances(self, distances: Mapping[int, Distance]) -> None:
        """Say at the right of the titles how far images are from their references."""
        compared = self.compared
        cells = self._cells
        texts = {
            index: numbers(distance, reference.name)
            for index, distance in distances.items()
            if index in compared and (reference := cells[index].reference) is not None
        }
        self._paint_beside_titles(texts)

    def paint_measuring(self, part: float) -> None:
        """Say there how far the search for these distances is, 0 to 1."""
        self._paint_beside_titles({index: [rf"\text{{{percent(part)}}}"] for index in self.compared})

    @cached_property
    def compared(self) -> list[int]:
        """The cells whose distances are said; none where no title is painted beside which they are."""
        compared = list(self._frame.grid.compared)
        titles = (rect for index, rect in self._layout.titles if index in compared)
        return compared if any(self._is_bare(_about(rect)) for rect in titles) else []

    def _paint_beside_titles(self, texts: Mapping[int, Sequence[str]]) -> None:
        """The same of the texts of all cells: the first for which there is room in each."""
        cells = self._cells
        places = [
            (texts[index], rect, rect.width - title_end(cells[index], rect.width) - APART)
            for index, rect in self._layout.titles
            if index in texts
        ]
        which = longest_form([(each, room) for each, _, room in places])
        for each, rect, room in places:
            text = formula(each[which], SMALL_TEXT)
            if text.width <= room:
                left = rect.x + rect.width - text.width
                text.paint(self._painter, left, rect.y + TITLE_BASELINE, self._theme.dim)

    def _paint_marks(self, index: int, zoom: Zoom | None, picture: Size) -> None:
        """Frame the parts of the picture that a cell marks."""
        rect, cell, painter = QRect(*self._layout.cells[index]), self._frame.cells[index], self._painter
        region = region_of(zoom, picture, (cell.width, cell.height))
        painter.save()
        painter.setClipRect(rect)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for mark in self._cells[index].marks:
            part = QRectF(
                mark.x * picture[0], mark.y * picture[1], mark.width * picture[0], mark.height * picture[1]
            )
            for colour, width in (("#000000", 3.6), ("#ffffff", 1.6)):
                painter.setPen(QPen(QColor(colour), width))
                painter.drawRect(part_of(part, region, rect))
        painter.restore()

    def _paint_band(self) -> None:
        if self._layout.band is not None:
            self._fill_round(QRectF(*self._layout.band), style.RADIUS, self._theme.band)

    def _fill_round(self, rect: QRectF, radius: float, colour: str) -> None:
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(QColor(colour))
        self._painter.drawRoundedRect(rect, radius, radius)

    def _paint_titles(self) -> None:
        painter, cells = self._painter, self._cells
        for index, rect in self._layout.titles:
            if not self._is_bare(_about(rect)):
                continue
            title = formula(cells[index].title, TITLE_SIZE)
            if cells[index].short and rect.width < TITLE_SHRINK * title.width:
                title = formula(cells[index].short, TITLE_SIZE)
            scale = min(1.0, rect.width / max(title.width, 1.0))
            if scale >= TITLE_SHRINK:
                left = (rect.width - title.width * scale) / 2
                if self._large[index]:
                    left = min(left, title_end(cells[index], rect.width) - title.width)
                painter.save()
                painter.translate(rect.x + max(left, 0.0), rect.y + TITLE_BASELINE)
                painter.scale(scale, scale)
                title.paint(painter, 0.0, 0.0, self._title_colour(cells[index]))
                painter.restore()

    @cached_property
    def _large(self) -> list[bool]:
        """Of each cell, whether it is in a large row: beside its title a distance may be said."""
        return [row.large for row in self._frame.grid.rows for _ in row.cells]

    def _title_colour(self, cell: Cell) -> str:
        return self._theme.dim if cell.colour is None else style.row_colour(self._theme, cell.colour)

    def _paint_problem(self, field: QRect, sentence: str) -> None:
        """Say the sentence as large as it fits; where it does not, a sign says that there is one."""
        painter, colour = self._painter, self._theme.dim
        painter.fillRect(field, QColor(self._theme.field))
        painter.setPen(QColor(colour))
        room = field.adjusted(4, 2, -4, -2)
        for size in (style.TEXT_SIZE, SMALL_TEXT):
            painter.setFont(font_of(size))
            if room.contains(painter.boundingRect(room, _CENTRED, sentence)):
                painter.drawText(room, _CENTRED, sentence)
                return
        size = min(16, field.width(), field.height())
        sign = style.pixmap("warning", colour, size, self._ratio)
        painter.drawPixmap(field.center() - QPoint(size, size) / 2, sign)


def _about(title: Rect) -> QRect:
    """Where a title is painted: it may reach a little beyond its place."""
    return QRect(*title).adjusted(-GAP, -GAP, GAP, GAP)
