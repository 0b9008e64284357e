"""A number that a schedule has at every t: its values, how they are written, and the points of its curve."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.schedules.arrays import Array
from engine.schedules.number_text import NONE, format_exp, format_number
from engine.schedules.schedule import Schedule


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number that a schedule has at every t from `first` on; `tex` is its symbol.

    `array` is the attribute of Schedule that holds it, or makes it from one, up to `function`. `log` names the
    attribute that, times a factor, is its natural logarithm, for when the number itself leaves the range of float64.
    """

    name: str
    tex: str
    words: str
    array: str | Callable[[Schedule], Array]
    first: int = 0
    function: Callable[[float], float] = float
    log: tuple[str, float] | None = None
    says: str = ""
    """What it is, and who has it from whom, in a sentence for a tooltip."""

    def at(self, schedule: Schedule, t: int) -> float | None:
        """The value at t = 0..T, or None where there is none."""
        if t < self.first:
            return None
        return self.function(float(self._array(schedule)[t - self.first]))

    def text(self, schedule: Schedule, t: int, digits: int) -> str:
        """The value at t = 0..T with so many significant digits, at most digits + 6 characters."""
        value = self.at(schedule, t)
        if value is None:
            return NONE
        log_value = self._log_beyond_floats(schedule, t, value)
        return format_number(value, digits) if log_value is None else format_exp(log_value, digits)

    def exact(self, schedule: Schedule, t: int) -> str:
        """The value at t = 0..T with all digits, for other programs to read; empty where there is none."""
        value = self.at(schedule, t)
        if value is None:
            return ""
        log_value = self._log_beyond_floats(schedule, t, value)
        return repr(value) if log_value is None else format_exp(log_value, 16)

    def points(self, schedule: Schedule, most: int) -> tuple[Array, Array]:
        """At most `most` points (t, value) whose curve looks like that of all, infinite values left out.

        Two float64 arrays of one length, which is 0 where there is no finite value.
        """
        values = self._array(schedule)
        finite = np.flatnonzero(np.isfinite(values))
        kept = finite[thin(values[finite], most)]
        return (kept + self.first).astype(np.float64), values[kept]

    def _log_beyond_floats(self, schedule: Schedule, t: int, value: float) -> float | None:
        """The logarithm of a value that float64 holds only as 0, infinity or with few digits; else None."""
        if self.log is None or sys.float_info.min <= value < math.inf:
            return None
        name, factor = self.log
        log_value = factor * float(getattr(schedule, name)[t])
        return log_value if math.isfinite(log_value) else None

    def _array(self, schedule: Schedule) -> Array:
        if callable(self.array):
            return self.array(schedule)
        array: Array = getattr(schedule, self.array)
        return array


def thin(values: Array, most: int) -> npt.NDArray[np.intp]:
    """The indices of at most `most` values that look like all: both ends, least and greatest of each part."""
    count = len(values)
    if count <= most:
        return np.arange(count)
    size = math.ceil(count / (most // 2 - 1))
    starts = np.minimum(np.arange(0, count, size), count - size)
    parts = np.lib.stride_tricks.sliding_window_view(values, size)[starts]
    kept = np.sort(np.concatenate(([0, count - 1], starts + parts.argmin(1), starts + parts.argmax(1))))
    return kept[np.diff(kept, prepend=-1) > 0]  # np.unique would load masked arrays first, which is slow
