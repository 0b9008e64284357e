"""How much of x_0 a noise level leaves open under the law that a denoiser assumes: the least loss of any network."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LeftOpen:
    """E|x_0 - E[x_0 | x_t]|^2 per pixel and channel where noise / signal is `sigma`, by Monte Carlo.

    `error` is the standard error of `variance`, the mean over `samples` independent draws of (x_0, x_t).
    """

    sigma: float
    variance: float
    error: float
    samples: int

    @classmethod
    def of(cls, sigma: float, draws: Array) -> LeftOpen:
        """The mean of the variances of x_0 given each x_t that was drawn, (samples,).

        They have the mean of the squared errors, and scatter less: the answer x_0 itself is averaged away.
        """
        count = len(draws)
        error = float(np.std(draws, ddof=1)) / math.sqrt(count) if count > 1 else math.inf
        return cls(sigma, float(np.mean(draws)), error, count)
