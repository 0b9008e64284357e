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

import reprlib

from engine.schedules import by_alpha_bar, by_alpha_bar_uncut, by_beta, by_log_snr, by_sigma, flow
from engine.schedules.cache import ScheduleCache
from engine.schedules.checks import is_whole_number
from engine.schedules.family import Family, Parameter
from engine.schedules.schedule import Schedule

__all__ = ["MAX_STEPS", "SCHEDULES", "Family", "Parameter", "Schedule", "family_named", "make_schedule"]

MAX_STEPS = 100_000

SCHEDULES: dict[str, Family] = {
    family.name: family
    for kind in (by_beta, by_alpha_bar, by_alpha_bar_uncut, by_log_snr, by_sigma, flow)
    for family in kind.FAMILIES
}
"""All families in the order in which they are shown, those of a group together."""

_ALIASES = {alias: family for family in SCHEDULES.values() for alias in family.aliases}
_MADE = ScheduleCache(2**28)  # some 29 at MAX_STEPS, thousands of T = 1000


def family_named(text: str) -> Family:
    """The family of a name as people type it: its own, or that of another library; case and - or _ do not matter.

    Raises:
        ValueError: when there is none, with the names that are near.
    """
    name = text.strip().lower().replace("-", "_").replace(" ", "_")
    family = SCHEDULES.get(name) or _ALIASES.get(name)
    if family is None:
        raise ValueError(_unknown(text))
    return family


def make_schedule(name: str, steps: int = 1000, **parameters: float) -> Schedule:
    """The schedule of the family `name` with T = `steps`; parameters that are not given take their defaults.

    Raises:
        ValueError: when the name or a parameter is unknown, or a value is not possible.
    """
    family = SCHEDULES.get(name) if isinstance(name, str) else None
    if family is None:
        raise ValueError(_unknown(name))
    if not is_whole_number(steps) or not 1 <= steps <= MAX_STEPS:
        wrong = reprlib.repr(steps)
        raise ValueError(f"T (steps) is {wrong}; it must be a whole number from 1 to {MAX_STEPS}.")
    complete = family.check(parameters)
    return _MADE.get((name, int(steps), complete), lambda: family.schedule(int(steps), complete))


def _unknown(name: object) -> str:
    from difflib import get_close_matches  # no start waits for it

    near = get_close_matches(str(name).lower(), [*SCHEDULES, *_ALIASES], n=4, cutoff=0.5)
    names = ", ".join(near or list(SCHEDULES)[:3])
    return (
        f"There is no schedule {reprlib.repr(name)}; there are {names}, and others: {len(SCHEDULES)} in all."
    )
