"""A number that a schedule has at every t: its values, how they are written, and the points of its curve."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.schedules.arrays import Array
from engine.schedules.axes import Span, XAxis
from engine.schedules.number_text import NONE, format_exp, format_number, with_minus
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
    positive: bool = True
    """Whether a logarithmic axis makes sense."""
    says: str = ""
    """What it is, and who has it from whom, in a sentence for a tooltip."""

    def at(self, schedule: Schedule, t: int) -> float | None:
        """The value at t = 0..T, or None where there is none."""
        if t < self.first:
            return None
        return self.function(float(self._array(schedule)[t - self.first]))

    def text(self, schedule: Schedule, t: int, digits: int) -> str:
        """The value at t = 0..T with so many significant digits, at most digits + 6 characters, for people."""
        value = self.at(schedule, t)
        if value is None or math.isnan(value):
            return NONE
        log_value = self._log_beyond_floats(schedule, t, value)
        return with_minus(
            format_number(value, digits) if log_value is None else format_exp(log_value, digits)
        )

    def exact(self, schedule: Schedule, t: int) -> str:
        """The value at t = 0..T with all digits, for other programs to read; empty where there is none."""
        value = self.at(schedule, t)
        if value is None or math.isnan(value):
            return ""
        log_value = self._log_beyond_floats(schedule, t, value)
        return repr(value) if log_value is None else format_exp(log_value, 16)

    def curve(
        self, schedule: Schedule, axis: XAxis, log: bool, most: int, span: Span = (-math.inf, math.inf)
    ) -> tuple[Array, Array]:
        """At most `most` points (place, height) whose curve looks like that of all, infinite ones left out.

        Two float64 arrays of one length, which is 0 where there is no finite value, of the states in a span of places
        and of one more on each side. A height is a value, or with `log` its decimal logarithm.
        """
        values, places = self._array(schedule), axis.places(schedule)[self.first :]
        first = max(int(np.searchsorted(places, span[0])) - 1, 0)
        last = int(np.searchsorted(places, span[1], "right")) + 1
        there = np.isfinite(values[first:last]) & np.isfinite(places[first:last])
        if log and self.log is None:
            there &= values[first:last] > 0
        t = _true(there)
        values_there, places_there = values[first:last][t], places[first:last][t]
        kept = thin(values_there, most) if axis.name == "t" else thin_over(places_there, values_there, most)
        t = first + (t.start + kept if isinstance(t, slice) else t[kept])
        heights = self._heights(schedule, t + self.first, values[t], log)
        finite = np.isfinite(heights)
        return places[t][finite], heights[finite]

    def height(self, schedule: Schedule, t: int, log: bool) -> float:
        """How high the point at t = 0..T is in a chart, see `curve`: infinite or NaN where it has none."""
        value = self.at(schedule, t)
        if value is None:
            return math.nan
        return float(self._heights(schedule, np.array([t]), np.array([value]), log)[0])

    def _heights(self, schedule: Schedule, t: npt.NDArray[np.intp], values: Array, log: bool) -> Array:
        if not log:
            return values
        if self.log is None:
            with np.errstate(divide="ignore"):
                return np.log10(values)
        name, factor = self.log
        logs: Array = getattr(schedule, name)[t] * (factor / math.log(10))
        return logs

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


def _true(there: npt.NDArray[np.bool_]) -> slice | npt.NDArray[np.intp]:
    """Where it is true: most often from one place to another, and then what is there need not be copied."""
    if not there.any():
        return slice(0, 0)
    first, last = int(there.argmax()), len(there) - int(there[::-1].argmax())
    return slice(first, last) if there[first:last].all() else np.flatnonzero(there)


def thin(values: Array, most: int) -> npt.NDArray[np.intp]:
    """The indices of at most `most` values that look like all: both ends, least and greatest of each part."""
    count = len(values)
    if count <= most:
        return np.arange(count)
    size = math.ceil(count / (most // 2 - 1))
    starts = np.arange(0, count - size + 1, size)
    parts, last = values[: size * len(starts)].reshape(-1, size), values[count - size :]
    ends = np.array([0, count - 1, count - size + last.argmin(), count - size + last.argmax()])
    kept: npt.NDArray[np.intp] = np.sort(
        np.concatenate((ends, starts + parts.argmin(1), starts + parts.argmax(1)))
    )
    return kept[np.diff(kept, prepend=-1) > 0]  # np.unique would load masked arrays first, which is slow


def thin_over(places: Array, values: Array, most: int) -> npt.NDArray[np.intp]:
    """The same where places, which never fall, are not evenly spread: as many points again at even distances."""
    if len(values) <= most:
        return np.arange(len(values))
    even = np.searchsorted(places, np.linspace(places[0], places[-1], most // 2))
    kept = np.sort(np.concatenate((thin(values, most - most // 2), even)))
    return kept[np.diff(kept, prepend=-1) > 0]
