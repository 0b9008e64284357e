"""The least loss that any network can reach at each t, under the Gaussian law of the data (arXiv 2506.13763).

It is the variance of x_0 that x_t leaves open, E|x_0 - E[x_0|x_t]|^2; eps and v are linear in x_0 once x_t is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from engine.planning.spectrum import Spectrum
    from engine.schedules import Schedule

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class LossFloor:
    """Mean squared error per pixel and channel at t = 1..T, (T,) each, for a network that predicts eps, x0 or v."""

    eps: Array
    x0: Array
    v: Array


def loss_floor(schedule: Schedule, spectrum: Spectrum) -> LossFloor:
    """The floors for the schedule's own path x_t = signal x_0 + noise eps.

    With x_t known, an error e of x_0 is an error -e signal / noise of eps, and -e (signal^2 + noise^2) / noise of
    v = signal eps - noise x_0. That of eps is near 1 at small t: no one can tell such weak noise from the picture.
    """
    signal, noise = schedule.signal[1:, None], schedule.noise[1:, None]
    c = spectrum.c
    open_variance = (c * noise**2 / (signal**2 * c + noise**2)) @ spectrum.share
    signal, noise = signal[:, 0], noise[:, 0]
    eps = (c * signal[:, None] ** 2 / (signal[:, None] ** 2 * c + noise[:, None] ** 2)) @ spectrum.share
    v = open_variance * ((signal**2 + noise**2) / noise) ** 2
    return LossFloor(eps, open_variance, v)
