"""Where a chart has t and log SNR, and which of them its grid has. No widget is needed here."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from engine.schedules.arrays import Array
from engine.schedules.drawn import Drawn, v_of
from gui.plots.ticks import round_spacing

_LEFT, _TOP, _RIGHT, _BOTTOM = 48, 8, 22, 20  # around the area of the curve, in logical pixels
_MARGIN = 2.0  # of log SNR, at least, beyond the first and the last point
_ROUND = 5.0  # the limits are multiples of it, so that they seldom change


@dataclass(frozen=True, slots=True)
class Scale:
    """t from 0 to `steps` and log SNR from `low` to `high`, on a widget of a size in logical pixels."""

    width: float
    height: float
    steps: int
    low: float
    high: float

    @property
    def area(self) -> QRectF:
        """Where the curve is, between the axes."""
        return QRectF(_LEFT, _TOP, max(self.width - _LEFT - _RIGHT, 1), max(self.height - _TOP - _BOTTOM, 1))

    def place_of(self, t: float, log_snr: float) -> QPointF:
        """The pixel of a t and a log SNR."""
        area = self.area
        part = (log_snr - self.low) / (self.high - self.low)
        return QPointF(area.left() + area.width() * t / self.steps, area.bottom() - part * area.height())

    def places_of(self, t: Array, log_snr: Array) -> tuple[Array, Array]:
        """The x and y of the pixels of many."""
        area = self.area
        part = (log_snr - self.low) / (self.high - self.low)
        return area.left() + t * (area.width() / self.steps), area.bottom() - part * area.height()

    def at(self, place: QPointF) -> tuple[float, float]:
        """The t and the log SNR of a pixel; beyond the axes those of their ends, and t is at least 1."""
        area = self.area
        t = (place.x() - area.left()) / area.width() * self.steps
        log_snr = self.low + (area.bottom() - place.y()) / area.height() * (self.high - self.low)
        return min(max(t, 1.0), float(self.steps)), min(max(log_snr, self.low), self.high)

    @property
    def t_ticks(self) -> float:
        """How far apart the ticks of t are: a whole number."""
        return max(round_spacing(self.steps * 56 / self.area.width()), 1.0)

    @property
    def log_snr_ticks(self) -> float:
        """How far apart those of log SNR are."""
        return round_spacing((self.high - self.low) * 26 / self.area.height())

    @property
    def grid(self) -> tuple[float, float]:
        """The steps of t and log SNR that a point snaps to: fifths of the ticks, and whole t."""
        return max(self.t_ticks / 5, 1.0), self.log_snr_ticks / 5

    def snapped(self, t: float, log_snr: float) -> tuple[float, float]:
        """The nearest place on the grid."""
        across, up = self.grid
        return round(t / across) * across, round(log_snr / up) * up

    @property
    def key_steps(self) -> tuple[float, float]:
        """How far an arrow key goes: a two-hundredth of T, whole if T is large, and a tenth of log SNR."""
        return (float(max(self.steps // 200, 1)) if self.steps >= 100 else self.steps / 100), 0.1

    def v_at(self, t: float) -> float:
        """The part of the way from t = 1 to t = T; t is rounded to digits that a pixel has, whole if T is large."""
        decimals = max(0, math.ceil(math.log10(self.area.width() / self.steps)))
        return v_of(round(t, decimals), self.steps)


def limits(drawn: Drawn) -> tuple[float, float]:
    """The log SNRs that a chart of a drawing goes to: beyond its points, by round numbers."""
    first, last = drawn.points[0][1], drawn.points[-1][1]
    return math.floor((last - _MARGIN) / _ROUND) * _ROUND, math.ceil((first + _MARGIN) / _ROUND) * _ROUND
