"""The chart of a drawn schedule: it shows a drawing, and takes no hand."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.schedules.arrays import Array
from engine.schedules.drawn import Drawn, t_of
from gui.plots.drawing import painting
from gui.plots.drawing.scale import Scale, limits
from gui.style import THEMES, Theme


class DrawingChart(QWidget):
    """Control points on a curve of log SNR over t, one of which is the selected one."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 72)
        self.index = 0
        """The selected point."""
        self.held = False
        """Whether a hand drags a point: then the axes stay."""
        self.drawn: Drawn | None = None
        self.steps, self._t = 2, 0
        self._theme = THEMES["dark"]
        self._reference: Array | None = None
        self._limits = -1.0, 1.0
        self._ground: tuple[Scale, float, QPixmap] | None = None

    def show_drawing(self, drawn: Drawn | None, steps: int, reference: Array | None) -> None:
        """Show a drawing, None for nothing; `reference` is the log SNR of t = 1..T that it is to be like."""
        self.drawn, self.steps, self._reference = drawn, steps, reference
        if drawn is not None:
            self.index = min(self.index, len(drawn.points) - 1)
            if not self.held:
                self._limits = limits(drawn)
        self.update()

    def show_t(self, t: int) -> None:
        """Put the cursor at t."""
        if t != self._t:
            self._t = t
            self.update()

    def show_theme(self, theme: Theme) -> None:
        """Use the colours of a theme."""
        self._theme, self._ground = theme, None
        self.update()

    @property
    def scale(self) -> Scale:
        """Where the chart has t and log SNR."""
        return Scale(self.width(), self.height(), self.steps, *self._limits)

    def place_of(self, index: int) -> QPointF:
        """The pixel of a point."""
        assert self.drawn is not None
        v, log_snr = self.drawn.points[index]
        return self.scale.place_of(t_of(v, self.steps), log_snr)

    def fit_axes(self) -> None:
        """Let the axes go beyond all points again, after a drag."""
        self.show_drawing(self.drawn, self.steps, self._reference)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Copy axes and grid, and paint the curve, its points and the cursor."""
        with QPainter(self) as painter:
            scale, ratio = self.scale, painter.deviceTransform().m11()
            if self._ground is None or self._ground[:2] != (scale, ratio):
                self._ground = scale, ratio, painting.paint_ground(scale, self._theme, ratio)
            painter.drawPixmap(0, 0, self._ground[2])
            if self.drawn is None:
                return
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.save()
            painter.setClipRect(scale.area.adjusted(-1, -2, 2, 2))
            painting.paint_cursor(painter, scale, self._theme, self._t)
            if self._reference is not None:
                painting.paint_reference(painter, scale, self._theme, self._reference)
            painting.paint_curve(painter, scale, self._theme, self.drawn)
            painter.restore()
            painting.paint_points(painter, scale, self._theme, self.drawn, self.index, focus=self.hasFocus())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw the axes anew at the new size."""
        self._ground = None

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show which point has the keys."""
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that no point has the keys."""
        self.update()

    def sizeHint(self) -> QSize:
        """A size at which a point is easy to take."""
        return QSize(600, 220)
