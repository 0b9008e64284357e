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
    """Mean squared error per pixel and channel, one array each, for a network that predicts eps, x0 or v."""

    eps: Array
    x0: Array
    v: Array


def losses(open_variance: Array, signal: Array, noise: Array) -> LossFloor:
    """The losses of eps, x0 and v where x_t = signal x_0 + noise eps leaves this variance of x_0 open.

    With x_t known, an error e of x_0 is an error -e signal / noise of eps, and -e (signal^2 + noise^2) / noise of
    v = signal eps - noise x_0.
    """
    eps = open_variance * (signal / noise) ** 2
    v = open_variance * ((signal**2 + noise**2) / noise) ** 2
    return LossFloor(eps, open_variance, v)


def loss_floor(schedule: Schedule, spectrum: Spectrum) -> LossFloor:
    """The floors for the schedule's own path under the Gaussian law with this spectrum.

    That of eps is near 1 at small t: no one can tell such weak noise from the picture.
    """
    signal, noise, c = schedule.signal[1:], schedule.noise[1:], spectrum.c
    shares = c * noise[:, None] ** 2 / (signal[:, None] ** 2 * c + noise[:, None] ** 2)
    return losses(shares @ spectrum.share, signal, noise)
