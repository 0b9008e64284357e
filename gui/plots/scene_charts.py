"""The charts of a scene, drawn once into a picture, over which only the marks at t move."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from gui.style import GAP, THEMES, Theme

if TYPE_CHECKING:
    from engine.scenes.chart import Chart, Mark, Spots
    from gui.plots.chart_layout import ChartLayout


class SceneCharts(QWidget):
    """Shows the charts of a grid, one under the other, or side by side where there is little height."""

    cursor_dragged = Signal(float)
    """The hand wants the cursor at this x of its chart."""
    clicked = Signal(int, float, float)
    """A place of a chart: its number, and x and y there."""
    hovered = Signal(int, float, float)
    """The mouse is at this place of a chart: `show_words` shows what is there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("scene_charts")
        self.setAccessibleName("Charts")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._theme = THEMES["dark"]
        self._charts: Sequence[Chart] = ()
        self._cursors: Sequence[Mark | Spots | None] = ()
        self._pressed: QPointF | None = None
        self._mouse = QPointF()
        self._words = ""
        self.setMouseTracking(True)
        self._text_scale = 1.0
        self._laid_out: tuple[Sequence[Chart], QSizeF, list[ChartLayout]] = (), QSizeF(), []
        self._picture: QPixmap | None = None
        self._drawn_for: object = None
        self._in_picture: list[ChartLayout] = []

    @property
    def charts(self) -> Sequence[Chart]:
        """The charts that are shown."""
        return self._charts

    @property
    def words(self) -> str:
        """What is said at the mouse."""
        return self._words

    @property
    def layouts(self) -> list[ChartLayout]:
        """Where everything stands now, in pixels of which each is `_scale` of the panel's."""
        from gui.plots.chart_layout import lay_out  # most scenes have no charts
        from gui.plots.chart_rooms import rooms_for

        charts, size = self._charts, self.size().toSizeF() / self._scale
        if charts is not self._laid_out[0] or size != self._laid_out[1]:  # t moves the marks alone
            room = QRectF(QPointF(), size).adjusted(GAP, GAP, 0, -GAP)
            self._laid_out = charts, size, lay_out(charts, rooms_for(charts, room), self._laid_out[2])
        return self._laid_out[2]

    @property
    def _scale(self) -> float:
        """Pixels for each of the layouts: fewer than texts should have where there is too little room."""
        from gui.plots.chart_rooms import fit_of  # most scenes have no charts

        wanted = self._text_scale
        return wanted * fit_of(len(self._charts), self.width() / wanted, self.height() / wanted)

    def show_charts(self, charts: Sequence[Chart], cursors: Sequence[Mark | Spots | None]) -> None:
        """Show charts with a mark at t in each, or None; equal ones are not drawn anew."""
        if charts is self._charts and cursors == self._cursors:
            return
        if charts is not self._charts:
            self.setAccessibleDescription(" ".join(chart.question for chart in charts))
        self._charts, self._cursors = charts, cursors
        self.update()

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def show_text_scale(self, scale: float) -> None:
        """Have texts and lines so many times as large, as for a large room."""
        self._text_scale = scale
        self.update()

    def show_words(self, words: str) -> None:
        """Show beside the mouse what is there, nothing for no words."""
        if words or self._words:
            self._words = words
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click, or a drag of the cursor where a chart has one across."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the cursor, or say what is at the mouse."""
        self._mouse = event.position()
        if not event.buttons() & Qt.MouseButton.LeftButton:
            place = self._place(event.position())
            if place is None:
                self.show_words("")
            else:
                self.hovered.emit(*place)
        elif self._pressed is not None and self._far(event.position()):
            self._drag(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag, or a click."""
        pressed, self._pressed = self._pressed, None
        place = self._place(event.position())
        if pressed is not None and place is not None and not self._far(event.position(), pressed):
            self.clicked.emit(*place)

    def leaveEvent(self, event: QEvent) -> None:
        """There is nothing at the mouse any more."""
        self.show_words("")

    def _far(self, position: QPointF, pressed: QPointF | None = None) -> bool:
        """Whether the hand has moved since it pressed, which makes no click."""
        start = pressed or self._pressed
        far = QApplication.startDragDistance()
        return start is not None and (position - start).manhattanLength() >= far

    def _place(self, position: QPointF) -> tuple[int, float, float] | None:
        """The chart at a position, and x and y there."""
        position = position / self._scale
        for number, layout in enumerate(self.layouts):
            area, chart = layout.area, layout.chart
            if area.contains(position):
                across = (position.x() - area.left()) / area.width()
                up = (area.bottom() - position.y()) / area.height()
                return number, chart.x.value(across), chart.y.value(up)
        return None

    def _drag(self, position: QPointF) -> None:
        from engine.scenes.chart import Mark  # most scenes have no charts

        position = position / self._scale
        for mark, layout in zip(self._cursors, self.layouts, strict=False):
            area = layout.area
            if isinstance(mark, Mark) and mark.axis == "x" and area.top() <= position.y() <= area.bottom():
                part = (position.x() - area.left()) / area.width()
                self.cursor_dragged.emit(layout.chart.x.value(min(max(part, 0.0), 1.0)))

    def sizeHint(self) -> QSize:
        """A size at which two charts are easy to read."""
        return QSize(600, 760)

    def minimumSizeHint(self) -> QSize:
        """The least room in which a chart can be read."""
        return QSize(240, 200)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the charts and the marks on them."""
        from gui.plots.chart_painter import ChartPainter, paint_words  # most scenes have no charts

        with QPainter(self) as painter:
            painter.drawPixmap(0, 0, self._drawn(painter.deviceTransform().m11()))
            painter.scale(self._scale, self._scale)
            for mark, layout in zip(self._cursors, self.layouts, strict=False):
                if mark is not None:
                    ChartPainter(painter, self._theme, layout).paint_cursor(mark)
            if self._words:
                room = QRectF(QPointF(), self.size().toSizeF() / self._scale).toRect()
                paint_words(painter, self._theme, self._words, self._mouse / self._scale, room)

    def _drawn(self, ratio: float) -> QPixmap:
        """The charts with so many pixels of the device for each logical one; those that are as they were stay."""
        from gui.plots.chart_painter import ChartPainter  # most scenes have no charts

        layouts = self.layouts
        wanted = self._theme, self.size(), ratio, self._scale, [layout.room for layout in layouts]
        if self._picture is None or wanted != self._drawn_for:
            self._drawn_for, self._in_picture = wanted, []
            self._picture = QPixmap(self.size() * ratio)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(QColor(self._theme.card))
        others = [layout for layout in layouts if all(layout is not each for each in self._in_picture)]
        if others:
            with QPainter(self._picture) as painter:
                painter.scale(self._scale, self._scale)
                for layout in others:
                    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
                    painter.fillRect(layout.room, QColor(self._theme.card))
                    ChartPainter(painter, self._theme, layout).paint()
        self._in_picture = layouts
        return self._picture
