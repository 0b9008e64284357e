"""The axes of a chart, with ticks at round numbers."""

from __future__ import annotations

from PySide6.QtCore import QRectF

# isort: split
# pyqtgraph takes the Qt binding that is loaded already, so PySide6 comes first.
import pyqtgraph as pg

from gui import style
from gui.plots.ticks import LINEAR, ticks
from gui.style import Theme


class Axis(pg.AxisItem):  # type: ignore[misc]
    """An axis with ticks at round numbers, `room` pixels apart or more, and quiet grid lines."""

    def __init__(self, side: str, room: float) -> None:
        super().__init__(side, maxTickLength=0)
        self._room, self._kind = room, LINEAR
        self._texts: dict[float, str] = {}
        self.setStyle(tickFont=style.text_font(11), tickAlpha=255, tickTextOffset=5)
        self.setGrid(255)
        self.setPen(None)
        self.enableAutoSIPrefix(False)

    def show_theme(self, theme: Theme) -> None:
        """Use the colours of a theme."""
        self.setTickPen(theme.line)
        self.setTextPen(theme.dim)

    def _updateLabel(self) -> None:
        """Do nothing: there is no label, whose text pyqtgraph would lay out anew with each change of a colour."""

    def boundingRect(self) -> QRectF:
        """The area with room for half a label beyond both ends, else these labels are left out."""
        bounds: QRectF = super().boundingRect()
        return bounds.adjusted(-30, -8, 30, 8)

    def show_kind(self, kind: str) -> None:
        """Have ticks of another kind, see ticks.py."""
        if kind != self._kind:  # else what is drawn holds: another range or size makes it anew by itself
            self._kind = kind
            self.picture = None

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        """One level of ticks."""
        self._texts = dict(ticks(self._kind, low, high, max(size, 1.0) / self._room))
        return [(1.0, list(self._texts))]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """The labels."""
        return [self._texts[value] for value in values]
