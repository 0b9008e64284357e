"""The forward and reverse equations, each written once, for mixes and for tensors alike.

`X` is whatever the equations are evaluated on: a `Mix` (then the result is a weighted sum that is drawn
later) or a `torch.Tensor` (then it is computed at once). Timesteps are as in schedules.py: t = 0..T.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import numpy as np

from engine.schedules import Schedule


class Vector(Protocol):
    """What the equations need of an operand: the operations of a vector space."""

    def __add__(self, other: Any, /) -> Any: ...
    def __rmul__(self, factor: float, /) -> Any: ...


X = TypeVar("X", bound=Vector)


def jump_mean(schedule: Schedule, t: int, x0: X) -> X:
    """Mean of q(x_t | x_0): sqrt(alpha_bar_t) x0 (Ho et al. 2020, eq. 4)."""
    mean: X = float(schedule.sqrt_alpha_bar[t]) * x0
    return mean


def jump(schedule: Schedule, t: int, x0: X, eps: X) -> X:
    """Sample x_t of q(x_t | x_0), with eps standard normal (Ho et al. 2020, eq. 4)."""
    x_t: X = jump_mean(schedule, t, x0) + float(schedule.sqrt_one_minus_alpha_bar[t]) * eps
    return x_t


def step_mean(schedule: Schedule, t: int, x_prev: X) -> X:
    """Mean of q(x_t | x_{t-1}): sqrt(alpha_t) x_{t-1} (Ho et al. 2020, eq. 2).

    Raises:
        ValueError: at t = 0, to which no step leads.
    """
    mean: X = schedule.alpha(t) ** 0.5 * x_prev
    return mean


def step(schedule: Schedule, t: int, x_prev: X, eps: X) -> X:
    """Sample x_t of q(x_t | x_{t-1}), with eps standard normal (Ho et al. 2020, eq. 2).

    Raises:
        ValueError: at t = 0, to which no step leads.
    """
    x_t: X = step_mean(schedule, t, x_prev) + schedule.beta(t) ** 0.5 * eps
    return x_t


@dataclass(frozen=True, slots=True)
class ReverseStep:
    """x_s = c0 x0 + ct x_t + sqrt(variance) z, for s < t: a step back when x0 is known or predicted."""

    c0: float
    ct: float
    variance: float

    def mean(self, x0: X, x_t: X) -> X:
        """The mean of x_s: the posterior mean of Ho et al. 2020, eq. 7, for eta = 1."""
        mean: X = self.c0 * x0 + self.ct * x_t
        return mean


def reverse_step(
    schedule: Schedule, t: int, s: int, eta: float = 1.0, *, large_variance: bool = False
) -> ReverseStep:
    """The step from t back to s < t of DDIM (Song et al. 2021, eq. 12 and 16) with sigma^2 = eta^2 beta~.

    eta = 1 is DDPM with the posterior variance beta~; `large_variance` takes beta instead, with the same mean
    (Ho et al. 2020, section 3.2). beta is that of the step that was kept, 1 - alpha_bar_t / alpha_bar_s. The
    step to s = 0 adds no noise.

    Raises:
        ValueError: unless 0 <= s < t <= T.
    """
    if not 0 <= s < t <= schedule.steps:
        raise ValueError(
            f"There is no step back from t = {t} to {s}: 0 <= s < t <= {schedule.steps} is needed."
        )
    log_ratio = float(schedule.log_alpha_bar[t] - schedule.log_alpha_bar[s])
    beta = -math.expm1(log_ratio)
    kept = abs(float(np.expm1(schedule.log_alpha_bar[s]) / np.expm1(schedule.log_alpha_bar[t])))
    # kept is (1-ab_s) / (1-ab_t); ct^2 is (1-ab_s - sigma^2) / (1-ab_t), written without the difference.
    ct = math.sqrt(kept * ((1 - eta**2) + eta**2 * math.exp(log_ratio) * kept))
    c0 = float(schedule.sqrt_alpha_bar[s]) * (1 - math.exp(log_ratio / 2) * ct)
    variance = 0.0 if s == 0 else beta if large_variance else eta**2 * kept * beta
    return ReverseStep(c0, ct, variance)
