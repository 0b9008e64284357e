"""The axes of a chart: their range, and ticks at round numbers."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF

# isort: split
# pyqtgraph takes the Qt binding that is loaded already, so PySide6 comes first.
import pyqtgraph as pg

from engine.schedules.arrays import Array
from gui import style
from gui.style import Theme

_MOST = 1e300  # a range around what is larger would have no finite end


class Axis(pg.AxisItem):  # type: ignore[misc]
    """An axis with ticks at round numbers, `room` pixels apart or more, and quiet grid lines."""

    def __init__(self, side: str, room: float) -> None:
        super().__init__(side, maxTickLength=0)
        self._room = room
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

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:
        """One level of ticks."""
        spacing = round_spacing((high - low) * self._room / size)
        return [(max(spacing, 1.0) if self.orientation == "bottom" else spacing, 0.0)]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """The labels."""
        return [tick_text(value, spacing) for value in values]


def value_range(values: Array) -> tuple[float, float]:
    """From a little below the least value to a little above the greatest; wider where they hardly differ."""
    if not len(values):
        return 0.0, 1.0
    low, high = max(float(values.min()), -_MOST), min(float(values.max()), _MOST)
    size = max(abs(low), abs(high))
    if size < 1e-12:  # too small for the arithmetic of the plot
        return -0.06, 1.06
    margin = max(0.06 * (high - low), 0.1 * size - (high - low))
    return low - margin, high + margin


def round_spacing(least: float) -> float:
    """The least of 1, 2 and 5 times a power of ten that is not below `least`."""
    power = 10.0 ** math.floor(math.log10(least))
    return next((power * factor for factor in (1, 2, 5) if power * factor >= least), power * 10)


def tick_text(value: float, spacing: float) -> str:
    """A label with the decimals that the spacing needs."""
    if abs(value) < spacing / 2:
        return "0"
    if not 1e-3 <= spacing < 1e5:
        mantissa, _, exponent = f"{value:.1e}".partition("e")
        return f"{mantissa.removesuffix('.0')}e{int(exponent)}"
    return f"{value:.{max(0, -math.floor(math.log10(spacing)))}f}"
