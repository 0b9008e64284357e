"""Paints a chart of a scene. QPainter does all of it: one pass, and no items to keep."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from pyqtgraph.functions import arrayToQPolygonF
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen

from engine.scenes.chart import Arrows, Curve, HeatMap, Mark, Spots
from gui import style
from gui.plots.chart_layout import APART, SMALL, ChartLayout, Text, points
from gui.plots.curve_line import ASTRAY, corners
from gui.style import Theme, row_colour

LINE, FINE, THIN, DOT, SPOT = 2.0, 1.4, 1.0, 3.0, 6.0
HOTTEST = 0.7  # of the way to the strong colour of a map
SHORT, HEAD = 1.5, 4.0  # pixels of an arrow that is not drawn, and of the head of one
APART_ENOUGH, PALEST = 4.0, 0.15  # pixels between marks of full strength; and the least strength of many
LEAST_LETTERS = 0.75  # of small ones, those of a question in a narrow chart
_DASHES = (5.0, 4.0)


class ChartPainter:
    """Paints one chart where its layout has it, in the colours of a theme."""

    def __init__(self, painter: QPainter, theme: Theme, layout: ChartLayout) -> None:
        self._painter, self._theme, self.chart, self._layout = painter, theme, layout.chart, layout
        self._fonts: dict[int, tuple[QFont, QFontMetricsF]] = {}
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def paint(self) -> None:
        """Paint all but the cursor."""
        area = self._layout.area
        if self.chart.heat is not None:
            self._paint_heat(self.chart.heat)
        if self.chart.heat is None or not self.chart.heat.cells:
            self._paint_grid()
        self._painter.save()
        self._painter.setClipRect(area.adjusted(-DOT - 1, -1, DOT + 1, 1))
        strength = min(1.0, max(PALEST, area.height() / (APART_ENOUGH * max(len(self.chart.marks), 1))))
        for mark in self.chart.marks:
            self._paint_mark(mark, strength)
        if self.chart.arrows is not None:
            self._paint_arrows(self.chart.arrows)
        for curve in sorted(self.chart.curves, key=lambda curve: not curve.quiet):
            self._paint_curve(curve)
        self._painter.restore()
        for text in self._layout.texts:
            self._paint_text(text)

    def _paint_grid(self) -> None:
        area = self._layout.area
        self._painter.setPen(QPen(QColor(self._theme.line), THIN))
        for x in self._layout.across:
            self._painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        for y in self._layout.down:
            self._painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))

    def paint_cursor(self, mark: Mark | Spots) -> None:
        """Paint the mark at t, with its name, or the places at t."""
        if isinstance(mark, Spots):
            self._paint_spots(mark)
            return
        self._paint_mark(mark)
        area = self._layout.area
        width = QFontMetricsF(style.text_font(SMALL)).horizontalAdvance(mark.label) + 2
        if mark.axis == "y":
            y = area.bottom() - area.height() * float(self.chart.y.part(mark.at))
            place = QPointF(area.left() + 4, y - APART - 1)
        else:
            x = area.left() + area.width() * float(self.chart.x.part(mark.at))
            place = QPointF(min(x + 4, area.right() - width), area.top() + 2)
        if area.adjusted(0, -APART, 0, 0).contains(place):
            self._paint_text(Text(mark.label, QRectF(place.x(), place.y(), width, APART)))

    def _paint_spots(self, spots: Spots) -> None:
        """Rings, each filled with its colour."""
        area, chart = self._layout.area, self.chart
        self._painter.setPen(QPen(QColor(self._theme.text), FINE))
        for x, y, colour in spots.places:
            across, up = float(chart.x.part(x)), float(chart.y.part(y))
            self._painter.setBrush(self._colour(colour))
            place = QPointF(area.left() + across * area.width(), area.bottom() - up * area.height())
            self._painter.drawEllipse(place, SPOT, SPOT)

    def _paint_heat(self, heat: HeatMap) -> None:
        """Values from the colour of the card to a strong one, over which curves can still be seen."""
        low, high = (np.array(_rgb(each)) for each in (self._theme.card, self._theme.beta))
        scale = np.linspace(0, 1 if heat.cells else HOTTEST, 256)[:, None]
        colours = np.full((256, 4), 255, np.uint8)
        colours[:, 2::-1] = np.rint(low + scale * (high - low))
        codes = np.rint(heat.values[::-1] * 255).astype(np.uint8)
        pixels = np.ascontiguousarray(colours[codes])
        rows, columns = codes.shape
        image = QImage(pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32)
        self._painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not heat.cells)
        self._painter.drawImage(self._layout.area, image)

    def _colour(self, run: int | None) -> QColor:
        return QColor(self._theme.text if run is None else row_colour(self._theme, run))

    def _pen(self, colour: QColor, width: float, dashed: bool) -> QPen:
        pen = QPen(colour, width)
        if dashed:
            pen.setDashPattern([length / width for length in _DASHES])
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        return pen

    def _paint_curve(self, curve: Curve) -> None:
        colour = QColor(self._theme.muted) if curve.quiet else self._colour(curve.colour)
        self._painter.setPen(
            self._pen(colour, THIN if curve.quiet else FINE if curve.dashed else LINE, curve.dashed)
        )
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        x, y = points(self.chart, curve, self._layout.area)
        if len(x) and not curve.dots and (np.diff(x) >= 0).all():
            kept = corners(x, y, ASTRAY / self._painter.deviceTransform().m11())
            x, y = x[kept], y[kept]
        places = arrayToQPolygonF(x, y)
        self._painter.drawPolyline(places)
        if curve.dots:
            self._painter.setPen(QPen(colour, 2 * DOT, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            self._painter.drawPoints(places)  # round ones

    def _paint_arrows(self, arrows: Arrows) -> None:
        """Lines with two short ones at their heads; what is shorter than a dot is none."""
        area, x, y = self._layout.area, self.chart.x, self.chart.y
        ends = [
            (x.part(arrows.x + times * arrows.dx), y.part(arrows.y + times * arrows.dy)) for times in (0, 1)
        ]
        (x0, y0), (x1, y1) = (
            (area.left() + across * area.width(), area.bottom() - up * area.height()) for across, up in ends
        )
        length = np.hypot(x1 - x0, y1 - y0)
        self._painter.setPen(QPen(QColor(self._theme.text), THIN))
        for n in np.flatnonzero(length > SHORT).tolist():
            tip = QPointF(x1[n], y1[n])
            back = min(HEAD, length[n]) / length[n] * np.array([x0[n] - x1[n], y0[n] - y1[n]])
            self._painter.drawLine(QPointF(x0[n], y0[n]), tip)
            for side in (0.5, -0.5):
                self._painter.drawLine(tip, tip + QPointF(back[0] - side * back[1], back[1] + side * back[0]))

    def _paint_mark(self, mark: Mark, strength: float = 1.0) -> None:
        """Paint a line across, paler where so many stand that they would hide each other and all else."""
        area, colour = self._layout.area, self._colour(mark.colour)
        colour.setAlphaF(strength)
        part = float((self.chart.x if mark.axis == "x" else self.chart.y).part(mark.at))
        if not 0 <= part <= 1:
            return
        self._painter.setPen(self._pen(colour, THIN, mark.dashed))
        if mark.axis == "x":
            x = area.left() + part * area.width()
            self._painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        else:
            y = area.bottom() - part * area.height()
            self._painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))

    def _paint_question(self, text: Text) -> None:
        """In smaller letters where it would be too wide, down to LEAST_LETTERS of small ones, and only then cut."""
        width, painter = text.rect.width(), self._painter
        if self._metrics(style.TEXT_SIZE).horizontalAdvance(text.words) <= width:
            self._paint_words(text, style.TEXT_SIZE)
            return
        scale = min(1.0, max(LEAST_LETTERS, width / (self._metrics(SMALL).horizontalAdvance(text.words) + 1)))
        painter.save()
        painter.translate(text.rect.left(), text.rect.center().y())
        painter.scale(scale, scale)
        height = text.rect.height()
        self._paint_words(replace(text, rect=QRectF(0, -height / 2, width / scale, height)), SMALL)
        painter.restore()

    def _paint_text(self, text: Text) -> None:
        if text.words == self.chart.question:
            self._paint_question(text)
        else:
            self._paint_words(text, SMALL)

    def _paint_words(self, text: Text, size: int) -> None:
        metrics = self._metrics(size)
        self._painter.setPen(QColor(self._theme.dim) if text.dim else self._colour(text.colour))
        side = Qt.AlignmentFlag.AlignRight if text.right else Qt.AlignmentFlag.AlignLeft
        side = Qt.AlignmentFlag.AlignHCenter if text.centred else side
        named = text.colour is not None  # a run, whose steps are at its end
        cut = Qt.TextElideMode.ElideMiddle if named else Qt.TextElideMode.ElideRight
        words = metrics.elidedText(text.words, cut, text.rect.width() + 1)
        self._painter.drawText(text.rect, side | Qt.AlignmentFlag.AlignVCenter, words)

    def _metrics(self, size: int) -> QFontMetricsF:
        """Write in a size from now on; what its letters take."""
        if size not in self._fonts:
            font = style.text_font(size)
            self._fonts[size] = font, QFontMetricsF(font)
        font, metrics = self._fonts[size]
        self._painter.setFont(font)
        return metrics


def paint_words(painter: QPainter, theme: Theme, words: str, mouse: QPointF, room: QRect) -> None:
    """A line of text beside the mouse, on a ground of its own, within the room."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font = style.text_font(SMALL)
    width = QFontMetricsF(font).horizontalAdvance(words) + 12
    left = min(max(mouse.x() + 12, 0.0), max(0.0, room.width() - width))
    top = mouse.y() - 28 if mouse.y() > 34 else mouse.y() + 18
    box = QRectF(left, top, width, 20)
    painter.setPen(QPen(QColor(theme.line), THIN))
    painter.setBrush(QColor(theme.field))
    painter.drawRoundedRect(box, 4, 4)
    painter.setFont(font)
    painter.setPen(QColor(theme.text))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)


def _rgb(name: str) -> tuple[int, int, int]:
    colour = QColor(name)
    return colour.red(), colour.green(), colour.blue()
