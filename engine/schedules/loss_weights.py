"""What a training loss makes of the noise levels: its weight of |eps - eps_hat|^2 at t, with t drawn evenly.

A loss on x0 or v is one on eps with another weight, as |x0 - x0_hat|^2 = |eps - eps_hat|^2 / SNR (Salimans and
Ho 2022, section 4), so that all of these can be compared. Where a paper weighs -d log SNR / dt, t runs from 0 to 1.
"""

from __future__ import annotations

import numpy as np

from engine.schedules.arrays import Array
from engine.schedules.derived import kept_for_schedules, log_snr_fall
from engine.schedules.schedule import Schedule

MIN_SNR_GAMMA = 5.0
"""The cut of the SNR that Hang et al. 2023 (min-SNR weighting) recommend."""
EDM_DATA = 0.5
"""sigma_data of Karras et al. 2022: the deviation of pictures in [-1, 1]."""
SIGMOID_BIAS = 2.0
"""The log SNR at which the sigmoid weighting is half of its most."""


@kept_for_schedules
def min_snr(schedule: Schedule) -> Array:
    """min(SNR, 5) / SNR (Hang et al. 2023), t = 1..T."""
    return np.minimum(1.0, MIN_SNR_GAMMA / schedule.snr[1:])


@kept_for_schedules
def min_snr_of_x0(schedule: Schedule) -> Array:
    """min(SNR, 5): the same as a weight of |x0 - x0_hat|^2, t = 1..T."""
    return np.minimum(schedule.snr[1:], MIN_SNR_GAMMA)


@kept_for_schedules
def min_snr_of_v(schedule: Schedule) -> Array:
    """min(SNR, 5) / (SNR + 1): the same as a weight of |v - v_hat|^2 where variance is preserved, t = 1..T."""
    return min_snr(schedule) * (1.0 - _share_of_noise(schedule))


@kept_for_schedules
def p2(schedule: Schedule) -> Array:
    """1 / (1 + SNR): Choi et al. 2022, k = 1 and gamma = 1, t = 1..T."""
    return _share_of_noise(schedule)


@kept_for_schedules
def edm(schedule: Schedule) -> Array:
    """1 + (sigma / 0.5)^2, t = 1..T.

    Karras et al. 2022 (table 1) weigh |x0 - x0_hat|^2 by (sigma^2 + sigma_data^2) / (sigma sigma_data)^2, which is
    this over sigma^2. They also draw log sigma from N(-1.2, 1.2^2); here the schedule says how often one is drawn.
    """
    return 1.0 + (schedule.sigma[1:] / EDM_DATA) ** 2


@kept_for_schedules
def sigmoid(schedule: Schedule) -> Array:
    """sigmoid(2 - log SNR) (-d log SNR / dt) / 2 (Kingma and Gao 2023, sigmoid weighting), t = 2..T."""
    log_snr = schedule.log_snr[2:]
    return np.exp(-np.logaddexp(0.0, log_snr - SIGMOID_BIAS)) * log_snr_fall(schedule) * (schedule.steps / 2)


@kept_for_schedules
def elbo(schedule: Schedule) -> Array:
    """T (SNR_{t-1} / SNR_t - 1) / 2, t = 2..T: the mean of the weighted loss over t is the ELBO's in nats.

    Kingma et al. 2021 (VDM), the loss of T steps. The first step, from an infinite SNR, has no such weight.
    """
    return np.expm1(log_snr_fall(schedule)) * (schedule.steps / 2)


def _share_of_noise(schedule: Schedule) -> Array:
    """1 / (1 + SNR) of t = 1..T, with its digits where the SNR is large."""
    return np.exp(-np.logaddexp(0.0, schedule.log_snr[1:]))
