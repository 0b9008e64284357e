"""The forward and reverse equations, each written once, for mixes and for tensors alike.

`X` is whatever the equations are evaluated on: a `Mix` (then the result is a weighted sum that is drawn
later) or a `torch.Tensor` (then it is computed at once). Timesteps are as in schedules.py: t = 0..T.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from engine.schedules import Schedule
from engine.schedules.arrays import Array

Timesteps = npt.NDArray[np.int64]
BLOCK = 4096
"""Steps at once: what lies between stays in the cache of a processor, which makes it twice as fast."""


class Vector(Protocol):
    """What the equations need of an operand: the operations of a vector space."""

    def __add__(self, other: Any, /) -> Any: ...
    def __rmul__(self, factor: float, /) -> Any: ...


X = TypeVar("X", bound=Vector)


def jump_mean(schedule: Schedule, t: int, x0: X) -> X:
    """Mean of q(x_t | x_0): signal_t x0 (Ho et al. 2020, eq. 4, where signal_t is sqrt(alpha_bar_t))."""
    mean: X = float(schedule.signal[t]) * x0
    return mean


def jump(schedule: Schedule, t: int, x0: X, eps: X) -> X:
    """Sample x_t = signal_t x0 + noise_t eps of q(x_t | x_0), with eps standard normal."""
    x_t: X = jump_mean(schedule, t, x0) + float(schedule.noise[t]) * eps
    return x_t


def step_mean(schedule: Schedule, t: int, x_prev: X) -> X:
    """Mean of q(x_t | x_{t-1}): r_t x_{t-1} (Ho et al. 2020, eq. 2, where r_t is sqrt(alpha_t)).

    Raises:
        ValueError: at t = 0, to which no step leads.
    """
    mean: X = schedule.step_to(t)[0] * x_prev
    return mean


def step(schedule: Schedule, t: int, x_prev: X, eps: X) -> X:
    """Sample x_t = r_t x_{t-1} + sqrt(q_t) eps of q(x_t | x_{t-1}), with eps standard normal.

    Raises:
        ValueError: at t = 0, to which no step leads.
    """
    x_t: X = step_mean(schedule, t, x_prev) + schedule.step_to(t)[1] ** 0.5 * eps
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
    """The step from t back to s < t; what `reverse_steps` says of one step."""
    c0, ct, variance = reverse_steps(schedule, (t, s), eta, large_variance=large_variance)
    return ReverseStep(float(c0[0]), float(ct[0]), float(variance[0]))


def reverse_steps(
    schedule: Schedule, kept: npt.ArrayLike, eta: float = 1.0, *, large_variance: bool = False
) -> tuple[Array, Array, Array]:
    """c0, ct and variance of the steps back through the timesteps `kept`, t_1 > ... > t_N; shape (N-1,) each.

    DDIM (Song et al. 2021, eq. 12 and 16) on any Gaussian path. With s < t two neighbours of `kept`,

        x_s = signal_s x0 + sqrt(noise_s^2 - v) eps + sqrt(v) z,  eps = (x_t - signal_t x0) / noise_t,
        v = eta^2 noise_s^2 (1 - rho),  rho = snr_t / snr_s,

    is a sample of q(x_s | x_0) whatever v is. Putting eps in gives

        ct = sqrt(noise_s^2 - v) / noise_t = noise_s / noise_t sqrt(k),  k = (1 - eta^2) + eta^2 rho,
        c0 = signal_s - ct signal_t = signal_s (1 - sqrt(rho k))
           = signal_s (1 - rho) (1 + eta^2 rho) / (1 + sqrt(rho k)),

    without a difference of like numbers but 1 - rho, and without a division by signal_t, which may be 0.

    eta = 1 is DDPM with the posterior variance; `large_variance` takes the variance of the forward step from
    s to t instead, noise_t^2 (1 - rho), with the same mean (Ho et al. 2020, section 3.2: beta instead of
    beta~). The step to s = 0 adds no noise.

    Raises:
        ValueError: unless T >= t_1 > ... > t_N >= 0.
    """
    states = np.asarray(kept)
    t, s = states[:-1], states[1:]
    wrong = np.flatnonzero(~((s >= 0) & (s < t) & (t <= schedule.steps)))
    if wrong.size:
        raise ValueError(
            f"There is no step back from t = {t[wrong[0]]} to {s[wrong[0]]}: "
            f"0 <= s < t <= {schedule.steps} is needed."
        )
    back = np.empty((3, len(t)))
    for begin in range(0, len(t), BLOCK):
        block = states[begin : begin + BLOCK + 1]
        back[:, begin : begin + BLOCK] = _steps_between(schedule, block, eta, large_variance=large_variance)
    return back[0], back[1], back[2]


def _steps_between(
    schedule: Schedule, states: Timesteps, eta: float, *, large_variance: bool
) -> tuple[Array, Array, Array]:
    # 1 - rho is the share of the noise of x_t that is younger than s: (1 - ab_t / ab_s) / (1 - ab_t). The
    # difference of two logarithms loses digits over a single step, whose beta is known.
    t, s = states[:-1], states[1:]
    log = schedule.log_alpha_bar[states]
    falls, less = log[:-1] - log[1:], np.expm1(log)
    noise = schedule.noise[states]
    noise_t, noise_s = noise[:-1], noise[1:]
    beta, long = schedule.betas[t - 1], t - s > 1
    beta[long] = -np.expm1(falls[long])
    new_share = beta / -less[:-1]
    rho = np.exp(falls) * less[1:] / less[:-1]
    k = (1 - eta**2) + eta**2 * rho
    ct = noise_s / noise_t * np.sqrt(k)
    c0 = schedule.signal[s] * new_share * (1 + eta**2 * rho) / (1 + np.sqrt(rho * k))
    variance = (noise_t**2 if large_variance else eta**2 * noise_s**2) * new_share
    return c0, ct, np.where(s == 0, 0.0, variance)
