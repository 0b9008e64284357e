"""What a sampler leaves of fine detail, where the prior is Gaussian."""

from __future__ import annotations

from functools import lru_cache

from engine.process import reverse_steps
from engine.schedules import Schedule

DETAIL = 10 * 2 / 255
"""The deviation of ten of the 256 grey levels of a picture in [-1, 1]: that of fine detail in a photograph."""


@lru_cache(maxsize=64)  # it stays while t moves
def kept_power(
    schedule: Schedule,
    timesteps: tuple[int, ...],
    eta: float,
    deviation: float = DETAIL,
    *,
    large_variance: bool = False,
) -> float:
    """The variance at the end of a run from noise alone, over that of the prior N(0, deviation^2); 1 is right.

    With the posterior mean x0_hat = signal c x_t / (signal^2 c + noise^2), c = deviation^2, each step (see
    `reverse_steps`) multiplies x_t by a number and adds noise, so that the variance is a recursion of numbers. It
    holds for each frequency and colour of a Gaussian field by itself.
    """
    c0, ct, added = reverse_steps(schedule, timesteps, eta, large_variance=large_variance)
    c, variance = deviation**2, 1.0
    for t, of_x0, of_x_t, noise in zip(timesteps[:-1], c0, ct, added, strict=True):
        signal = schedule.signal[t]
        shrunk = signal * c / (signal**2 * c + schedule.noise[t] ** 2)
        variance = (of_x0 * shrunk + of_x_t) ** 2 * variance + noise
    return float(variance / c)
