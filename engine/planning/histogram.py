"""A prior in one dimension, exactly: the grey levels of a picture with their shares, and what follows at any noise.

x_0 is one of the levels v_i with probability w_i, so x_t is a mixture of Gaussians N(signal v_i, noise^2). That is
the marginal of one pixel, which knows nothing of its neighbours: no denoiser of pictures sees so little.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from engine.samplers.level import Level

Array = npt.NDArray[np.float64]
LEVELS = 256


@dataclass(frozen=True, slots=True, eq=False)
class Histogram:
    """Levels v_i in [-1, 1], ascending, and their shares w_i > 0, which sum to 1."""

    values: Array
    weights: Array

    @property
    def mean(self) -> float:
        """E x_0."""
        return float(self.weights @ self.values)

    @property
    def variance(self) -> float:
        """Var x_0."""
        return float(self.weights @ (self.values - self.mean) ** 2)

    def x0_hat(self, x_t: npt.ArrayLike, level: Level) -> Array:
        """E[x_0 | x_t], the shape of x_t; without noise it is the nearest level."""
        x_t = np.asarray(x_t, dtype=np.float64)
        if not level.noise:
            return np.asarray(self.values[_nearest(self.values, x_t / level.signal)])
        logs = np.log(self.weights) - ((x_t[..., None] - level.signal * self.values) / level.noise) ** 2 / 2
        weights = np.exp(logs - logs.max(-1, keepdims=True))
        result: Array = weights @ self.values / weights.sum(-1)
        return result

    def score(self, x_t: npt.ArrayLike, level: Level) -> Array:
        """d log p_t / dx_t = (signal x0_hat - x_t) / noise^2, for a level with noise (Efron 2011, Tweedie)."""
        x_t = np.asarray(x_t, dtype=np.float64)
        return np.asarray((level.signal * self.x0_hat(x_t, level) - x_t) / level.noise**2)


def histogram(x0: npt.NDArray[np.floating], channel: int | None = None) -> Histogram:
    """The 256 levels of a picture (H, W, channels) in [-1, 1]: of one channel, or of its grey, the mean of all.

    Raises:
        ValueError: when there is no such channel, or the picture has no pixel.
    """
    if x0.ndim != 3 or not x0.size or (channel is not None and not 0 <= channel < x0.shape[2]):
        raise ValueError(f"A picture of shape {x0.shape} has no channel {channel}.")
    plane = grey(x0) if channel is None else x0[..., channel]
    codes = np.clip(np.rint((plane + 1) * 127.5), 0, LEVELS - 1).astype(np.intp)
    counts = np.bincount(codes.ravel(), minlength=LEVELS)
    (present,) = np.nonzero(counts)
    return Histogram(present / 127.5 - 1, counts[present] / counts.sum())


def grey(x0: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    """The mean of the channels, (H, W); plane by plane, which is five times as fast as a mean over the last axis."""
    total: npt.NDArray[np.floating] = x0[..., 0].copy()
    for channel in range(1, x0.shape[2]):
        total += x0[..., channel]
    total /= x0.shape[2]
    return total


@lru_cache(maxsize=32)
def condensed(prior: Histogram, count: int) -> Histogram:
    """Fewer levels with the same moments up to 2 count - 1: Gauss's quadrature (Golub and Welsch 1969).

    The sum over them of what is smooth over the levels, as everything is at enough noise, is as good as exact.
    """
    if len(prior.values) <= count:
        return prior
    from scipy.linalg import eigh_tridiagonal

    basis = np.zeros((count, len(prior.values)))
    basis[0] = np.sqrt(prior.weights)
    diagonal, beside = np.zeros(count), np.zeros(count - 1)
    for k in range(count):  # Lanczos, with all vectors kept orthogonal
        vector = prior.values * basis[k]
        diagonal[k] = vector @ basis[k]
        for _ in range(2):
            vector = vector - (basis[: k + 1] @ vector) @ basis[: k + 1]
        if k + 1 < count:
            beside[k] = np.linalg.norm(vector)
            basis[k + 1] = vector / beside[k]
    values, vectors = eigh_tridiagonal(diagonal, beside)
    return Histogram(values, vectors[0] ** 2)


@lru_cache(maxsize=8)
def shrunk(prior: Histogram, stretch: float) -> Histogram:
    """The prior of x_0 / stretch: noise of `stretch` times the deviation is to x_0 what white noise is to that."""
    return prior if stretch == 1 else Histogram(prior.values / stretch, prior.weights)


def _nearest(values: Array, x: Array) -> npt.NDArray[np.intp]:
    return np.searchsorted((values[1:] + values[:-1]) / 2, x)
