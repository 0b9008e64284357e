"""The noise schedules, by name.

Conventions, which hold everywhere:
- The timestep t = 0..T counts noise steps, as in Ho et al. 2020: t = 0 is the clean picture, t = T the
  noisiest state. Libraries number the same states after a step 0..T-1: their index is t-1.
- A schedule is a Gaussian path x_t = signal_t x_0 + noise_t eps, with signal_0 = 1 and noise_0 = 0.
  snr = signal^2 / noise^2, log_snr is its natural logarithm, sigma = noise / signal. At t = 0, snr and
  log_snr are infinite and sigma is 0; where no signal is left, at t = T at most, it is the other way round.
- Step t leads from t-1 to t: x_t = r_t x_{t-1} + sqrt(q_t) eps, with gain r_t = signal_t / signal_{t-1} and
  variance q_t = noise_t^2 - r_t^2 noise_{t-1}^2 >= 0. No step leads to t = 0: `step_to(0)` is an error.
- Where variance is preserved (signal^2 + noise^2 = 1) beta_t = q_t, alpha_t = 1 - beta_t = r_t^2, and
  alpha_bar_t, the product of alpha_1..alpha_t, is signal_t^2. On any other path alpha_bar means
  signal^2 / (signal^2 + noise^2), and beta and alpha belong to it: the SNR is the same.
- The logarithm of alpha_bar is primary, and all else follows from it by expm1 and exp: alpha_bar itself
  may underflow to 0 for large T, and 1 - alpha_bar would lose its digits at small t.
- Everything is float64. Pictures are in [-1, 1], so that x_t keeps its variance when x_0 has variance 1.
"""

from __future__ import annotations

import math
import reprlib
from collections.abc import Callable

import numpy as np

from engine.schedules.cache import ScheduleCache
from engine.schedules.checks import is_whole_number
from engine.schedules.family import Family, Parameter
from engine.schedules.schedule import Array, Parameters, Schedule

__all__ = ["MAX_STEPS", "SCHEDULES", "Family", "Parameter", "Schedule", "make_schedule"]

MAX_STEPS = 100_000
REFERENCE_STEPS = 1000
"""The T that the usual beta_start and beta_end are meant for."""


def make_schedule(name: str, steps: int = 1000, **parameters: float) -> Schedule:
    """The schedule of the family `name` with T = `steps`; parameters that are not given take their defaults.

    Raises:
        ValueError: when the name or a parameter is unknown, or a value is not possible.
    """
    family = SCHEDULES.get(name) if isinstance(name, str) else None
    if family is None:
        raise ValueError(f"There is no schedule {reprlib.repr(name)}; there are {', '.join(SCHEDULES)}.")
    if not is_whole_number(steps) or not 1 <= steps <= MAX_STEPS:
        wrong = reprlib.repr(steps)
        raise ValueError(f"steps (T) is {wrong}; it must be a whole number from 1 to {MAX_STEPS}.")
    known = {parameter.name: parameter for parameter in family.parameters}
    for unknown in parameters.keys() - known.keys():
        raise ValueError(f"The schedule {name!r} has no parameter {unknown!r}; it has {', '.join(known)}.")
    complete = tuple((key, known[key].check(parameters.get(key, known[key].default))) for key in known)
    key = (name, int(steps), complete)
    return _MADE.get(key, lambda: _make(*key))


_MADE = ScheduleCache(2**28)  # some 29 at MAX_STEPS, thousands of T = 1000


def _make(name: str, steps: int, parameters: Parameters) -> Schedule:
    betas = SCHEDULES[name].betas(steps, **dict(parameters))
    return Schedule.from_betas(name, parameters, betas)


def _linear(steps: int, beta_start: float, beta_end: float, rescale: float) -> Array:
    def shape(steps: int) -> Array:
        return np.linspace(beta_start, beta_end, steps)

    return _rescaled(shape, steps, rescale)


def _quadratic(steps: int, beta_start: float, beta_end: float, rescale: float) -> Array:
    def shape(steps: int) -> Array:
        roots: Array = np.linspace(math.sqrt(beta_start), math.sqrt(beta_end), steps)
        return roots**2

    return _rescaled(shape, steps, rescale)


def _sigmoid(steps: int, beta_start: float, beta_end: float, rescale: float) -> Array:
    def shape(steps: int) -> Array:
        logistic: Array = 1 / (1 + np.exp(-np.linspace(-6, 6, steps)))
        return beta_start + (beta_end - beta_start) * logistic

    return _rescaled(shape, steps, rescale)


def _rescaled(shape: Callable[[int], Array], steps: int, rescale: float) -> Array:
    """The betas of `shape`, multiplied by 1000/T if `rescale`: then the end is as noisy at any T."""
    betas = shape(steps)
    if not rescale:
        return betas
    peak = betas.max() * REFERENCE_STEPS / steps
    if peak >= 1:
        enough = math.floor(shape(2).max() * REFERENCE_STEPS) + 1  # two steps are the two ends
        raise ValueError(
            f"With rescale, beta reaches {peak:.6g} at T = {steps}, and it must stay below 1: "
            f"T >= {enough} is needed, or smaller betas, or no rescale."
        )
    return betas * (REFERENCE_STEPS / steps)


def _cosine(steps: int, s: float, max_beta: float, min_beta: float) -> Array:
    if min_beta > max_beta:
        raise ValueError(f"min_beta is {min_beta!r}; it must be at most max_beta, which is {max_beta!r}.")
    # 1 - f(t) / f(t-1) loses digits where beta is small. With a and b the angles at t-1 and t it is
    # sin(b - a) sin(a + b) / cos(a)^2, and the angles are counted from pi/2, which t = T reaches.
    h = math.pi / 2 / (1 + s) / steps
    left = np.arange(steps, 0, -1)  # steps from t-1 to T
    betas = math.sin(h) * np.sin(h * (2 * left - 1)) / np.sin(h * left) ** 2
    cut: Array = np.clip(betas, min_beta, max_beta)
    return cut


def _beta(name: str, label: str, default: float, step: float, help: str) -> Parameter:
    label = rf"\beta_{{\mathrm{{{label}}}}}"
    return Parameter(name, label, default, 1e-6, 0.999999, step, 6, help, inside=(0.0, 1.0))


_RAMP = (
    _beta("beta_start", "start", 1e-4, 1e-5, "Variance of the noise that the first step adds."),
    _beta("beta_end", "end", 0.02, 1e-3, "Variance of the noise that the last step adds."),
    Parameter(
        name="rescale",
        label=r"\beta_t × 1000 / T",
        default=0.0,
        minimum=0.0,
        maximum=1.0,
        step=1.0,
        decimals=0,
        help="Multiply every beta by 1000/T, so that the end is as noisy at any T.",
        kind="switch",
    ),
)

_CUT = (
    Parameter(
        name="s",
        label="s",
        default=0.008,
        minimum=0.0,
        maximum=1.0,
        step=0.001,
        decimals=4,
        help="Offset that keeps the first betas from being too small.",
    ),
    _beta("max_beta", "max", 0.999, 1e-3, "Larger betas are cut to this; the last one would be 1."),
    Parameter(
        name="min_beta",
        label=r"\beta_{\mathrm{min}}",
        default=0.0,
        minimum=0.0,
        maximum=0.999999,
        step=1e-4,
        decimals=6,
        help="Smaller betas are raised to this; the paper has no such floor.",
    ),
)

_START, _END = r"\beta_{\mathrm{start}}", r"\beta_{\mathrm{end}}"
_U = r", u = (t - 1) / (T - 1)"

_FAMILIES = (
    Family(
        name="linear",
        title="Linear",
        formula=rf"\beta_t = {_START} + u ({_END} - {_START}){_U}",
        source="Ho et al. 2020, section 4",
        parameters=_RAMP,
        betas=_linear,
    ),
    Family(
        name="quadratic",
        title="Quadratic (scaled linear)",
        formula=rf"\beta_t = (\sqrt{{{_START}}} + u (\sqrt{{{_END}}} - \sqrt{{{_START}}}))^{{2}}{_U}",
        source="Rombach et al. 2022, code of the authors (scaled linear)",
        parameters=_RAMP,
        betas=_quadratic,
    ),
    Family(
        name="sigmoid",
        title="Sigmoid (GeoDiff)",
        formula=rf"\beta_t = {_START} + ({_END} - {_START}) / (1 + e^{{6 - 12 u}}){_U}",
        source="Xu et al. 2022 (GeoDiff), code of the authors",
        parameters=_RAMP,
        betas=_sigmoid,
    ),
    Family(
        name="cosine",
        title="Cosine",
        formula=r"\bar{\alpha}_t = f(t) / f(0), f(t) = \cos^{2}((t / T + s) / (1 + s) \pi / 2)",
        source="Nichol and Dhariwal 2021, eq. 17",
        parameters=_CUT,
        betas=_cosine,
    ),
)

SCHEDULES: dict[str, Family] = {family.name: family for family in _FAMILIES}
