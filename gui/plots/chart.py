"""Curves of a schedule with their axes and grid, which pyqtgraph draws once, into a picture."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QResizeEvent

# isort: split
# pyqtgraph takes the Qt binding that is loaded already, so PySide6 comes first.
import pyqtgraph as pg

from gui.formulas.formula import Formula, formula
from gui.plots.axis import Axis
from gui.plots.chart_content import ChartContent
from gui.plots.curve_line import CurveLine
from gui.plots.ticks import LINEAR, LOG
from gui.style import THEMES, Theme, colour_named, row_pen

DASHES: dict[str, tuple[float, ...]] = {  # in widths of the line; () is a solid line
    "beta": (9, 3),
    "alpha_bar": (),
    "sqrt_alpha_bar": (4, 2.5),
    "sqrt_one_minus_alpha_bar": (1, 2.5),
    "log_snr": (9, 3, 1, 3),
}
_MOST_DOTS = 20  # so few steps are shown one by one
_GAPS = 90  # opacity of what is between dashes, so that a steep curve is never lost there
_AXIS_WIDTH, _AXIS_HEIGHT = 44, 18
_END = 10  # room beyond the end of the axis, beside that for its symbol
_SYMBOL = 16  # pixels
_TOP = 7  # room for half a label above the left axis
_LINE = 2
_VISITED, _VISITED_ROOM = 5, 3  # the length of a tick, and the pixels that one needs


class Chart(pg.GraphicsView):  # type: ignore[misc]
    """The curves of the quantity `name`, one in its colour and dashes, or several in those of schedules."""

    def __init__(self, name: str) -> None:
        self._picture: QPixmap | None = None  # none while the base class resizes itself
        self._area: QRectF | None = None
        super().__init__()
        self._name = name
        self.content = ChartContent()
        self._lines: list[CurveLine] = []
        self._text_scale = 1.0
        self._room = 0  # right of the curve
        self._drawn_ground: QPixmap | None = None
        self._ground_for: object = None
        self._build()
        self.show_theme(THEMES["dark"])
        self.setMinimumSize(160, 58)

    def _build(self) -> None:
        self._view = pg.ViewBox(enableMouse=False, enableMenu=False)
        self._left, self._bottom = Axis("left", 22), Axis("bottom", 48)
        self._layout = pg.GraphicsLayout()
        self._layout.setSpacing(0)
        for item, row, column in ((self._left, 0, 0), (self._view, 0, 1), (self._bottom, 1, 1)):
            self._layout.addItem(item, row, column)
        for axis in (self._left, self._bottom):
            axis.linkToView(self._view)
        self.setCentralItem(self._layout)
        self.show_text_scale(1.0)

    def show_text_scale(self, scale: float) -> None:
        """Have the numbers of the axes so many times as large, as for a large room."""
        self._text_scale = scale
        self._left.setWidth(scale * _AXIS_WIDTH)
        self._bottom.setHeight(scale * _AXIS_HEIGHT)
        for axis in (self._left, self._bottom):
            axis.show_text_scale(scale)
        self._room = 0
        self._make_room()
        self._draw_anew()

    def _make_room(self) -> None:
        """The symbol of the axis stands right of its end."""
        room = round(self._text_scale * _END) + round(self._symbol.width) + 3
        if room != self._room:  # else all of it would be laid out anew
            self._room = room
            self._bottom.show_beyond(room)
            self._layout.setContentsMargins(0, self._text_scale * _TOP, room, 0)

    @property
    def _symbol(self) -> Formula:
        """That of the axis across."""
        return formula(self.content.axis.tex, round(self._text_scale * _SYMBOL))

    def show_content(self, content: ChartContent) -> None:
        """Draw other curves."""
        self.content = content
        self._make_room()
        while len(self._lines) < len(content.curves):
            self._lines.append(CurveLine())
            self._view.addItem(self._lines[-1], ignoreBounds=True)
        while len(self._lines) > len(content.curves):
            self._view.removeItem(self._lines.pop())
        (left, right), (low, high) = content.x, content.y
        for line, (x, y) in zip(self._lines, content.curves, strict=True):
            few = len(x) <= _MOST_DOTS and not content.colours
            line.show_curve(x, y, QRectF(left, low, right - left, high - low), dots=few)
        self._bottom.show_kind(content.axis.ticks)
        self._left.show_kind(LOG if content.log else LINEAR)
        if [[*content.x], [*content.y]] != self._view.viewRange():  # else all axes hear of it
            self._view.setRange(xRange=content.x, yRange=content.y, padding=0)
        self._draw_anew()

    def show_theme(self, theme: Theme) -> None:
        """Use the colours of a theme."""
        self._theme = theme
        self.setBackground(theme.card)
        self._left.show_theme(theme)
        self._bottom.show_theme(theme)
        self._draw_anew()

    @property
    def colour(self) -> QColor:
        """The colour of the curve."""
        return QColor(colour_named(self._theme, self._name))

    @property
    def area(self) -> QRectF:
        """Where the curve is, between the axes."""
        if self._area is None:
            area: QRectF = self._view.sceneBoundingRect()
            if self._picture is None:  # what it is drawn for may still be laid out
                return area
            self._area = area
        return self._area

    def x_of(self, place: float) -> float:
        """How far from the left a place of the axis is."""
        area, (low, high) = self.area, self.content.x
        return area.left() + area.width() * (place - low) / (high - low)

    def y_of(self, height: float) -> float:
        """How far from the top a height of the curve is."""
        area, (low, high) = self.area, self.content.y
        return area.bottom() - area.height() * (height - low) / (high - low)

    def sizeHint(self) -> QSize:
        """A size at which the axes are easy to read."""
        return QSize(340, 150)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Draw everything anew at the new size."""
        super().resizeEvent(event)
        self._draw_anew()

    def _draw_anew(self) -> None:
        self._picture = self._area = None
        self.viewport().update()

    def picture(self, ratio: float) -> QPixmap:
        """Axes, grid and curve with so many pixels of the device for each logical one, drawn when needed."""
        if self._picture is None or self._picture.devicePixelRatio() != ratio:
            self._picture = self._drawn(ratio)
        return self._picture

    def _drawn(self, ratio: float) -> QPixmap:
        self._layout.layout.activate()
        self.scene().prepareForPaint()
        self._choose_pens()
        picture = QPixmap(self._ground(ratio))
        with QPainter(picture) as painter:
            painter.save()
            if self.content.cut:  # else the line and the dots are whole at both ends
                painter.setClipRect(self._view.mapRectToScene(self._view.rect()))
            _paint(painter, self._lines)
            painter.restore()
            self._paint_visited(painter)
        return picture

    def _ground(self, ratio: float) -> QPixmap:
        """Axes and grid, which stay while only the curve is another."""
        content = self.content
        wanted = (
            *(ratio, self.size(), self._theme, self._text_scale),
            *(content.axis.name, content.log, content.x, content.y),
        )
        if self._drawn_ground is None or wanted != self._ground_for:
            self._ground_for = wanted
            self._drawn_ground = QPixmap(self.size() * ratio)
            self._drawn_ground.setDevicePixelRatio(ratio)
            self._drawn_ground.fill(self._theme.card)
            with QPainter(self._drawn_ground) as painter:
                _paint(painter, (self._left, self._bottom))
                end = self.area.bottomRight() + QPointF(self._text_scale * _END, 1)
                self._symbol.paint(painter, end.x(), end.y(), self._theme.dim)
        return self._drawn_ground

    def _paint_visited(self, painter: QPainter) -> None:
        """Ticks on the axis, unless they are so close together that they would tell nothing."""
        low, high = self.content.x
        places = self.content.visited
        places = places[(low <= places) & (places <= high)]
        if len(places) <= self.area.width() / _VISITED_ROOM:
            painter.setPen(QPen(QColor(self._theme.text), 1))
            bottom = self.area.bottom()
            for place in places.tolist():
                x = self.x_of(place)
                painter.drawLine(QLineF(x, bottom - _VISITED, x, bottom))

    def _choose_pens(self) -> None:
        """Set the pens of the lines; dashes have a paler line below them."""
        dash, own = DASHES.get(self._name), QPen(self.colour, _LINE)
        if dash:
            own.setDashPattern(dash)
            own.setCapStyle(Qt.PenCapStyle.FlatCap)
        pens = [row_pen(self._theme, number, _LINE) for number in self.content.colours]
        for line, pen in zip(self._lines, pens or [own] * len(self._lines), strict=True):
            paler = QColor(pen.color())
            paler.setAlpha(_GAPS)
            line.show_pens(*[QPen(paler, _LINE)] * bool(pen.dashPattern()), pen)


def _paint(painter: QPainter, items: Sequence[pg.GraphicsItem]) -> None:
    """Paint items of the scene: to have it find them takes longer than that."""
    for item in items:
        painter.setTransform(item.sceneTransform())
        item.paint(painter, None)
    painter.resetTransform()
