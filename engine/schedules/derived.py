"""Curves that follow from a schedule's arrays: how a step goes, and what training makes of the noise levels."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from engine.schedules.arrays import Array
from engine.schedules.schedule import Schedule

MIN_SNR_GAMMA = 5.0
"""The cut of the SNR that Hang et al. 2023 (min-SNR weighting) recommend."""


def _kept(function: Callable[[Schedule], Array]) -> Callable[[Schedule], Array]:
    """The same, computed once for each of the schedules in use."""

    @lru_cache(maxsize=16)
    def cached(schedule: Schedule) -> Array:
        with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
            return function(schedule)

    return cached


@_kept
def snr_db(schedule: Schedule) -> Array:
    """The SNR in decibel, of t = 0..T."""
    decibel: Array = schedule.log_snr * (10 / np.log(10))
    return decibel


@_kept
def log_snr_fall(schedule: Schedule) -> Array:
    """How far log SNR falls in step t, t = 2..T: where it is small, many timesteps share a noise level.

    With t drawn evenly, its inverse is the density over log SNR at which a network is trained (Kingma and Gao 2023,
    eq. 7). The first step comes from infinity.
    """
    return -np.diff(schedule.log_snr[1:])


@_kept
def min_snr_weight(schedule: Schedule) -> Array:
    """The weight of the eps loss by min-SNR (Hang et al. 2023, eq. 8): min(SNR, 5) / SNR, t = 1..T."""
    return np.minimum(1.0, MIN_SNR_GAMMA / schedule.snr[1:])


@_kept
def posterior_weight_of_picture(schedule: Schedule) -> Array:
    """The weight of x_0 in the mean of the step back (Ho et al. 2020, eq. 7), t = 1..T."""
    return schedule.signal[:-1] * schedule.step_variance / schedule.noise[1:] ** 2


@_kept
def posterior_weight_of_state(schedule: Schedule) -> Array:
    """The weight of x_t in the mean of the step back (Ho et al. 2020, eq. 7), t = 1..T."""
    return schedule.gain * (schedule.noise[:-1] / schedule.noise[1:]) ** 2
