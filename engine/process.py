"""The forward equations, each written once, for mixes and for tensors alike.

`X` is whatever the equations are evaluated on: a `Mix` (then the result is a weighted sum that is drawn
later) or a `torch.Tensor` (then it is computed at once). Timesteps are as in schedules.py: t = 0..T.
"""

from __future__ import annotations

from typing import Any, Protocol, TypeVar

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
