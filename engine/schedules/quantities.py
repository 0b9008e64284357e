"""The numbers of a schedule that the curves and the readout show, and how a number is written."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from dataclasses import dataclass
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal

import numpy as np
import numpy.typing as npt

from engine.schedules import derived
from engine.schedules.arrays import Array
from engine.schedules.schedule import Schedule

NONE = "—"  # no step leads to t = 0


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


def format_number(value: float, digits: int) -> str:
    """`value` with so many significant digits, as 2.4288e-09 only below 1e-4 and from 1e6 on."""
    if value == 0:
        return "0"
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    text = f"{value:.{digits - 1}e}"
    exponent = int(text.partition("e")[2])
    if -4 <= exponent < 6:
        return f"{value:.{max(0, digits - 1 - exponent)}f}"
    return text


def format_exp(log_value: float, digits: int) -> str:
    """e to the power of `log_value`, written as 1.2345e-437 and so also where float64 has no such number.

    It has at most `digits` significant digits and digits + 6 characters: fewer digits where the exponent is
    long, and no more than float64 keeps of a logarithm of that size.
    """
    known = 15 - max(0, math.ceil(math.log10(abs(log_value) + 1)))
    value = Decimal(log_value).exp(Context(prec=digits + 4, Emin=MIN_EMIN, Emax=MAX_EMAX))
    room = digits + 4 - len(f"{value.adjusted():+}")  # beside the point and the e
    return f"{value:.{max(1, min(digits, known, room)) - 1}e}"


_TABLE = (
    Quantity("beta", r"\beta_t", "noise of a step", "betas", first=1),
    Quantity("alpha", r"\alpha_t", "signal kept by a step", "alphas", first=1),
    Quantity("sqrt_alpha", r"\sqrt{\alpha_t}", "weight of the previous state", "sqrt_alphas", first=1),
    Quantity(
        "posterior_variance",
        r"\tilde{\beta}_t",
        "variance of the step back, given the picture",
        "posterior_variance",
        first=1,
    ),
    Quantity("alpha_bar", r"\bar{\alpha}_t", "signal left", "alpha_bar", log=("log_alpha_bar", 1.0)),
    Quantity(
        "sqrt_alpha_bar",
        r"\sqrt{\bar{\alpha}_t}",
        "weight of the picture",
        "sqrt_alpha_bar",
        log=("log_alpha_bar", 0.5),
    ),
    Quantity(
        "one_minus_alpha_bar",
        r"1 - \bar{\alpha}_t",
        "variance of the noise",
        "log_alpha_bar",
        function=lambda log_alpha_bar: -math.expm1(log_alpha_bar),
    ),
    Quantity(
        "sqrt_one_minus_alpha_bar",
        r"\sqrt{1 - \bar{\alpha}_t}",
        "weight of the noise",
        "sqrt_one_minus_alpha_bar",
    ),
    Quantity("snr", r"\mathrm{SNR}", "signal-to-noise ratio", "snr", log=("log_snr", 1.0)),
    Quantity("log_snr", r"\log \mathrm{SNR}", "signal against noise", "log_snr"),
    Quantity("sigma", r"\sigma_t", "noise per signal", "sigma", log=("log_snr", -0.5)),
)

ALL = {quantity.name: quantity for quantity in _TABLE}
"""What the readout shows, by name."""

_CURVES_ALONE = (
    Quantity("snr_db", r"\mathrm{SNR}", "in decibel", derived.snr_db),
    Quantity("gain", r"r_t", "factor of a step", "gain", first=1),
    Quantity("step_variance", r"q_t", "variance that a step adds", "step_variance", first=1),
    Quantity("posterior_x0", r"c_0", "weight of the picture in the step back",
             derived.posterior_weight_of_picture, first=1),
    Quantity("posterior_xt", r"c_t", "weight of the state in the step back",
             derived.posterior_weight_of_state, first=1),
    Quantity("log_snr_fall", r"-\Delta \log \mathrm{SNR}", "fall in a step", derived.log_snr_fall, first=2),
    Quantity("min_snr_weight", r"w_t", "min-SNR weight of the noise loss", derived.min_snr_weight, first=1),
)  # fmt: skip

QUANTITIES = {
    **{
        name: ALL[name]
        for name in ("beta", "alpha_bar", "sqrt_alpha_bar", "sqrt_one_minus_alpha_bar", "log_snr")
    },
    **{name: ALL[name] for name in ("sigma", "posterior_variance")},
    **{quantity.name: quantity for quantity in _CURVES_ALONE},
}
"""What there are curves of, by name."""
