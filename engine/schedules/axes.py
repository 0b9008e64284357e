"""What curves of a schedule are drawn over: t, or the noise level itself.

A *place* is where a state stands on an axis. On all of them the noise grows to the right.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.schedules.arrays import Array
from engine.schedules.derived import kept_for_schedules
from engine.schedules.schedule import Schedule

Span = tuple[float, float]
"""From the left end of an axis to its right end, in places; or from the bottom to the top."""


@dataclass(frozen=True, slots=True)
class XAxis:
    """An axis of states; `tex` is its symbol.

    `places` gives those of t = 0..T, which never fall; they are infinite where a state is not on the axis. `place` is
    that of a value of the axis, `value` the way back. `ticks` is a kind of gui/plots/ticks.py.
    """

    name: str
    tex: str
    words: str
    ticks: str
    places: Callable[[Schedule], Array]
    place: Callable[[float], float]
    value: Callable[[float], float]

    def places_of(self, t: Array, log_snr: Array) -> Array:
        """The places of states between timesteps, one for each t; infinite where one is not on the axis."""
        if self.name == "t":
            return t
        return -log_snr if self.name == "log_snr" else log_snr / (-2 * math.log(10))

    def whole(self, schedule: Schedule) -> Span:
        """The places of the first and the last state that are on the axis."""
        places = self.places(schedule)
        there = np.isfinite(places)
        first, last = int(there.argmax()), len(there) - 1 - int(there[::-1].argmax())
        if not there[first]:  # T = 1, and no signal left
            return 0.0, 1.0
        low, high = float(places[first]), float(places[last])
        return (low, high) if high > low else (low - 0.5, low + 0.5)

    def nearest(self, schedule: Schedule, place: float) -> int:
        """The t of the state that is nearest to a place, the cleaner one of two."""
        places = self.places(schedule)
        right = int(np.searchsorted(places, place))
        if right in (0, len(places)):
            t = min(right, len(places) - 1)
        else:
            t = right if places[right] - place < place - places[right - 1] else right - 1
        there = np.flatnonzero(np.isfinite(places))
        return min(max(t, int(there[0])), int(there[-1])) if len(there) else t


@kept_for_schedules
def _timesteps(schedule: Schedule) -> Array:
    return np.arange(schedule.steps + 1, dtype=np.float64)


@kept_for_schedules
def _against_log_snr(schedule: Schedule) -> Array:
    return -schedule.log_snr


@kept_for_schedules
def _log_sigma(schedule: Schedule) -> Array:
    return schedule.log_snr / (-2 * math.log(10))


def _log10(value: float) -> float:
    return math.log10(value) if value > 0 else -math.inf


def _power(place: float) -> float:
    return math.exp(min(place, 300.0) * math.log(10))


X_AXES = {
    axis.name: axis
    for axis in (
        XAxis("t", "t", "t", "whole", _timesteps, float, float),
        XAxis(
            "log_snr",
            r"\log \mathrm{SNR}",
            "log SNR",
            "falling",
            _against_log_snr,
            lambda x: -x,
            lambda x: -x,
        ),
        XAxis("sigma", r"\sigma", "sigma", "log", _log_sigma, _log10, _power),
    )
}
"""What there is to draw over, by name."""
