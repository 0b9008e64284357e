"""Spacings over sigma: each gives N sigmas, descending, from the ends that the schedule or the options name."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Ends = tuple[float, float]

# The eleventh is the least sigma of the network, which ends the last interval when the table is interpolated.
_SD15 = (14.615, 6.475, 3.861, 2.697, 1.886, 1.396, 0.963, 0.652, 0.399, 0.152, 0.029)
_SDXL = (14.615, 6.315, 3.771, 2.181, 1.342, 0.862, 0.555, 0.380, 0.234, 0.113, 0.029)


def _ends(ends: Ends, kept: int, sigma_min: float | None, sigma_max: float | None) -> Ends:
    """The least sigma and the largest; they may be one where one sigma is kept, as of a schedule with T = 1."""
    low, high = ends[0] if sigma_min is None else sigma_min, ends[1] if sigma_max is None else sigma_max
    if low > high or (low == high and kept > 1):
        raise ValueError(
            f"sigma_min is {low:g} and sigma_max is {high:g}: sigma_min must be below sigma_max."
        )
    return low, high


def _ramp(kept: int) -> Array:
    return np.linspace(0.0, 1.0, kept)


def karras(
    ends: Ends, kept: int, rho: float, sigma_min: float | None = None, sigma_max: float | None = None
) -> Array:
    """Uniform in sigma to the power of 1/rho (Karras et al. 2022, eq. 5)."""
    low, high = _ends(ends, kept, sigma_min, sigma_max)
    sigma: Array = (high ** (1 / rho) + _ramp(kept) * (low ** (1 / rho) - high ** (1 / rho))) ** rho
    return np.maximum(sigma, low)  # beside a sigma_max of 1e200, sigma_min is lost in rounding


def exponential(
    ends: Ends, kept: int, sigma_min: float | None = None, sigma_max: float | None = None
) -> Array:
    """Uniform in log sigma."""
    return polyexponential(ends, kept, 1.0, sigma_min, sigma_max)


def polyexponential(
    ends: Ends, kept: int, rho: float, sigma_min: float | None = None, sigma_max: float | None = None
) -> Array:
    """A power of the ramp in log sigma."""
    low, high = _ends(ends, kept, sigma_min, sigma_max)
    sigma: Array = np.exp((1 - _ramp(kept)) ** rho * math.log(high / low) + math.log(low))
    return sigma


def log_snr(ends: Ends, kept: int, log_snr_min: float | None, log_snr_max: float | None) -> Array:
    """Uniform in log SNR, which is -2 log sigma."""
    low = None if log_snr_max is None else math.exp(-log_snr_max / 2)
    high = None if log_snr_min is None else math.exp(-log_snr_min / 2)
    return exponential(ends, kept, low, high)


def kl_optimal(
    ends: Ends, kept: int, sigma_min: float | None = None, sigma_max: float | None = None
) -> Array:
    """Uniform in the angle arctan sigma (Sabour et al. 2024, for a Gaussian)."""
    low, high = _ends(ends, kept, sigma_min, sigma_max)
    sigma: Array = np.tan(_ramp(kept) * math.atan(low) + (1 - _ramp(kept)) * math.atan(high))
    return sigma


def beta(
    ends: Ends, kept: int, alpha: float, beta: float, sigma_min: float | None, sigma_max: float | None
) -> Array:
    """Quantiles of a beta distribution over sigma."""
    from scipy.special import betaincinv  # takes 60 ms to import, and few need it

    low, high = _ends(ends, kept, sigma_min, sigma_max)
    sigma: Array = low + (high - low) * betaincinv(alpha, beta, 1 - _ramp(kept))
    return sigma


def linear_quadratic(ends: Ends, kept: int, threshold: float, sigma_max: float | None = None) -> Array:
    """1 - g, where g rises linearly to `threshold` in half of the steps and quadratically to 1 in the rest."""
    half = kept // 2
    linear = threshold * np.arange(half) / max(half, 1)
    rest = kept - half
    slope = threshold * rest / half if half else 0.0  # of the linear half, per rest: the two join smoothly
    u = np.arange(rest) / rest
    quadratic = threshold * (half > 0) + slope * u + (1 - threshold * (half > 0) - slope) * u**2
    return (ends[1] if sigma_max is None else sigma_max) * (1 - np.concatenate((linear, quadratic)))


def _of_table(table: tuple[float, ...], kept: int) -> Array:
    places = np.linspace(0, len(table) - 1, kept + 1)
    sigma: Array = np.exp(np.interp(places, np.arange(len(table)), np.log(table)))
    return sigma[:-1]


def ays_sd15(ends: Ends, kept: int) -> Array:
    """The table of Sabour et al. 2024 for Stable Diffusion 1.5."""
    return _of_table(_SD15, kept)


def ays_sdxl(ends: Ends, kept: int) -> Array:
    """The table of Sabour et al. 2024 for SDXL."""
    return _of_table(_SDXL, kept)
