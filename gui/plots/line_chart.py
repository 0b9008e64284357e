"""A small chart of lines, bands and marks. Its lines are drawn once into a picture, the marks over that."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pyqtgraph.functions import arrayToQPolygonF
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui import style
from gui.plots.ticks import LINEAR, ticks
from gui.style import THEMES, Theme

Array = npt.NDArray[np.float64]
Ticks = tuple[tuple[float, str], ...]
_LEFT, _BOTTOM, _TOP, _RIGHT = 44, 18, 7, 20  # around the area of the lines, in logical pixels
_TICK = 11  # size of the text
_BAND = 46  # opacity of what is filled
HEIGHT = 112


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """Values over x; with `base` all between is filled. `colour` is the name of one of the theme, or "#rrggbb"."""

    x: Array
    y: Array
    colour: str
    width: float = 1.5
    dashed: bool = False
    base: Array | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A dashed line across at x, or with a `y` a dot there."""

    x: float
    y: float | None = None
    colour: str = "text"


@dataclass(frozen=True, slots=True, eq=False)
class Diagram:
    """What a chart shows: lines, the first at the bottom, between two limits of x and of y."""

    x: tuple[float, float]
    y: tuple[float, float]
    lines: tuple[Line, ...] = ()
    marks: tuple[Mark, ...] = ()
    x_ticks: Ticks | None = None
    y_ticks: Ticks | None = None


class LineChart(QWidget):
    """Shows a diagram, or nothing."""

    def __init__(self, name: str, words: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.setFixedHeight(HEIGHT)
        self.setMinimumWidth(160)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._theme = THEMES["dark"]
        self._picture: QPixmap | None = None
        self._ground: QPixmap | None = None
        self._ground_for: object = None
        self.diagram: Diagram | None = None

    def show_diagram(self, diagram: Diagram | None) -> None:
        """Show a diagram; None for an empty place of the same size."""
        if diagram is self.diagram:
            return
        before, self.diagram = self.diagram, diagram
        if before is not None and diagram is not None and _same_lines(before, diagram):
            self.update()
        else:
            self._draw_anew()

    def show_theme(self, theme: Theme) -> None:
        """Use the colours of a theme."""
        self._theme = theme
        self._draw_anew()

    def sizeHint(self) -> QSize:
        """A size at which the ticks are easy to read."""
        return QSize(320, HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw everything anew at the new size."""
        self._draw_anew()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Copy the picture of the lines, and draw the marks."""
        with QPainter(self) as painter:
            ratio = painter.deviceTransform().m11()  # of the screen, or of the image that this is exported to
            if self._picture is None or self._picture.devicePixelRatio() != ratio:
                self._picture = self._drawn(ratio)
            painter.drawPixmap(0, 0, self._picture)
            if self.diagram is not None and self.diagram.marks:
                self._drawing(painter, self.diagram).draw_marks()

    def _draw_anew(self) -> None:
        self._picture = None
        # Nothing is painted behind it, unless it may cover a pixel of the screen in part at an edge.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, self.devicePixelRatioF().is_integer())
        self.update()

    def _drawn(self, ratio: float) -> QPixmap:
        picture = QPixmap(self._grid(ratio))
        if self.diagram is not None:
            with QPainter(picture) as painter:
                self._drawing(painter, self.diagram).draw_lines()
        return picture

    def _grid(self, ratio: float) -> QPixmap:
        """The ticks and their lines, which stay while only the values are others."""
        diagram = self.diagram
        axes = diagram and (diagram.x, diagram.y, diagram.x_ticks, diagram.y_ticks)
        wanted = ratio, self.size(), self._theme, axes
        if self._ground is None or wanted != self._ground_for:
            self._ground_for, self._ground = wanted, QPixmap(self.size() * ratio)
            self._ground.setDevicePixelRatio(ratio)
            self._ground.fill(QColor(self._theme.card))
            if diagram is not None:
                with QPainter(self._ground) as painter:
                    self._drawing(painter, diagram).draw_ticks()
        return self._ground

    def _drawing(self, painter: QPainter, diagram: Diagram) -> _Drawing:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(_LEFT, _TOP, self.width() - _LEFT - _RIGHT, self.height() - _TOP - _BOTTOM)
        return _Drawing(painter, self._theme, diagram, area)


def _same_lines(one: Diagram, other: Diagram) -> bool:
    """Whether two diagrams differ in their marks at most."""
    ticks_ = (one.x_ticks, one.y_ticks) == (other.x_ticks, other.y_ticks)
    return one.lines is other.lines and ticks_ and (one.x, one.y) == (other.x, other.y)


class _Drawing:
    """Draws a diagram into an area, with its ticks left of it and below."""

    def __init__(self, painter: QPainter, theme: Theme, diagram: Diagram, area: QRectF) -> None:
        self._painter, self._theme, self._diagram, self._area = painter, theme, diagram, area

    def draw_ticks(self) -> None:
        """Draw the ticks, and a line across for each."""
        painter, area, diagram = self._painter, self._area, self._diagram
        font = style.text_font(_TICK)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        for value, text in diagram.x_ticks or ticks(LINEAR, *diagram.x, area.width() / 56):
            x = self._x(value)
            self._draw_grid(QPointF(x, area.top()), QPointF(x, area.bottom()))
            width = metrics.horizontalAdvance(text)
            painter.drawText(QPointF(x - width / 2, area.bottom() + 14), text)
        for value, text in diagram.y_ticks or ticks(LINEAR, *diagram.y, area.height() / 22):
            y = self._y(value)
            self._draw_grid(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.drawText(QPointF(area.left() - 5 - metrics.horizontalAdvance(text), y + 4), text)

    def draw_lines(self) -> None:
        """Draw the lines."""
        self._painter.setClipRect(self._area.adjusted(-1, -1, 1, 1))
        for line in self._diagram.lines:
            self._draw_line(line)

    def draw_marks(self) -> None:
        """Draw the marks."""
        for mark in self._diagram.marks:
            self._draw_mark(mark)

    def _draw_grid(self, start: QPointF, end: QPointF) -> None:
        self._painter.setPen(QPen(QColor(self._theme.line), 1))
        self._painter.drawLine(start, end)
        self._painter.setPen(QColor(self._theme.dim))

    def _draw_line(self, line: Line) -> None:
        painter, colour = self._painter, self._colour(line.colour)
        if line.base is not None:
            colour.setAlpha(_BAND)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawPolygon(
                self._points(
                    np.concatenate([line.x, line.x[::-1]]), np.concatenate([line.y, line.base[::-1]])
                )
            )
            return
        pen = QPen(colour, line.width)
        if line.dashed:
            pen.setDashPattern([4, 3])
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(self._points(line.x, line.y))

    def _draw_mark(self, mark: Mark) -> None:
        painter, area, colour = self._painter, self._area, self._colour(mark.colour)
        if mark.y is None:
            painter.setPen(QPen(colour, 1, Qt.PenStyle.DashLine))
            x = self._x(mark.x)
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        else:
            painter.setPen(QPen(QColor(self._theme.card), 1.5))
            painter.setBrush(colour)
            painter.drawEllipse(QPointF(self._x(mark.x), self._y(mark.y)), 4.0, 4.0)

    def _colour(self, name: str) -> QColor:
        return QColor(name if name.startswith("#") else getattr(self._theme, name))

    def _points(self, x: Array, y: Array) -> QPolygonF:
        """Places of the area, set in memory at once: one after the other takes as long as to draw them."""
        (left, right), (low, high) = self._diagram.x, self._diagram.y
        across = self._area.left() + (x - left) / (right - left) * self._area.width()
        down = self._area.bottom() - (y - low) / (high - low) * self._area.height()
        points: QPolygonF = arrayToQPolygonF(across, down)
        return points

    def _x(self, value: float) -> float:
        low, high = self._diagram.x
        return self._area.left() + (value - low) / (high - low) * self._area.width()

    def _y(self, value: float) -> float:
        low, high = self._diagram.y
        return self._area.bottom() - (value - low) / (high - low) * self._area.height()
