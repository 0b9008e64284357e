"""Curves that follow from a schedule's arrays: how a step goes, and how the noise levels are spread over t."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from engine.schedules.arrays import Array
from engine.schedules.schedule import Schedule


def kept_for_schedules(function: Callable[[Schedule], Array]) -> Callable[[Schedule], Array]:
    """The same, computed once for each of the schedules in use."""

    @lru_cache(maxsize=16)
    def cached(schedule: Schedule) -> Array:
        with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
            return function(schedule)

    return cached


@kept_for_schedules
def snr_db(schedule: Schedule) -> Array:
    """The SNR in decibels, of t = 0..T."""
    decibel: Array = schedule.log_snr * (10 / np.log(10))
    return decibel


@kept_for_schedules
def log_snr_fall(schedule: Schedule) -> Array:
    """How far log SNR falls in step t, t = 2..T: where it is small, many timesteps share a noise level.

    The first step comes from infinity.
    """
    return -np.diff(schedule.log_snr[1:])


@kept_for_schedules
def log_snr_density(schedule: Schedule) -> Array:
    """How often training meets a noise level, per unit of log SNR, t = 2..T (Kingma and Gao 2023, eq. 7).

    With t drawn evenly from 1..T it is 1 / (T fall): its area is the share of the steps that do not come from t = 0.
    """
    return 1.0 / (schedule.steps * log_snr_fall(schedule))


@kept_for_schedules
def posterior_weight_of_picture(schedule: Schedule) -> Array:
    """The weight of x_0 in the mean of the step back (Ho et al. 2020, eq. 7), t = 1..T."""
    return schedule.signal[:-1] * schedule.step_variance / schedule.noise[1:] ** 2


@kept_for_schedules
def posterior_weight_of_state(schedule: Schedule) -> Array:
    """The weight of x_t in the mean of the step back (Ho et al. 2020, eq. 7), t = 1..T."""
    return schedule.gain * (schedule.noise[:-1] / schedule.noise[1:]) ** 2
