"""How the density of one pixel, or of two neighbours, drowns in noise: p_t(x) over t as a map."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.planning.histogram import Histogram, grey
from engine.samplers.level import Level

Array = npt.NDArray[np.float64]
BLOCK = 32
"""Levels that are transformed at once, so that they stay in the processor's cache."""
SMALL = 2**17
"""Multiplications of a matrix product that one thread does."""
NARROW = 2.0
"""Bins in a deviation of the noise from which on a bin may be told by its middle."""
TAILS = 4.5
"""Deviations of the noise beyond the outermost level that a map shows."""
FAINTEST = -12.0
"""Where the scale of log p begins, below the maximum of its column."""


@dataclass(frozen=True, slots=True, eq=False)
class HeatMap:
    """Mean densities in bins of x, (rows, levels); `x` are the middles of the bins, ascending."""

    x: Array
    p: Array


def heat_map(
    prior: Histogram, levels: Sequence[Level], rows: int, extent: float | None = None, exploding: bool = False
) -> HeatMap:
    """p_t(x) for x from -extent to extent, of x_t, or of X = x_t / signal with `exploding`.

    A convolution of the histogram with the noise, both in bins: a level between two bins is shared by them, so a
    state without noise is a comb as fine as the bins are. Without an extent 4.5 deviations of the noise are seen.

    Raises:
        ValueError: when X is infinite, or the levels of the picture do not fit in the extent.
    """
    signal = np.array([1.0 if exploding else level.signal for level in levels])
    noise = np.array([level.sigma if exploding else level.noise for level in levels])
    if not np.all(np.isfinite(noise)):
        raise ValueError(
            "Where no signal is left, xₜ / signal is infinite: show xₜ, or end the axis before T."
        )
    outermost = float(np.abs(prior.values).max())
    if extent is None:
        extent = float((signal * outermost + TAILS * noise).max())
    if extent < outermost * signal.max():
        raise ValueError(
            f"The axis ends at {extent:g} and the picture's levels at {outermost:g}: make it longer."
        )
    count = 2 * rows  # twice as fine as the map
    width = 2 * extent / count
    length = 2 * count  # the rest catches what would come round to the other end
    mass = _convolved(_deposited(prior, signal, width, count, length), _kernel(noise, width, length))
    binned = mass[:, 1 : count + 1 : 2] + mass[:, 2 : count + 2 : 2]
    x = (np.arange(rows, dtype=np.float64) + 0.5) * 2 * width - extent
    return HeatMap(x, np.maximum(binned.T, 0.0) / (2 * width))


def _deposited(prior: Histogram, signal: Array, width: float, count: int, length: int) -> Array:
    """The histogram in bins, (levels, length), each level of it shared by the two bins beside it.

    The bins of the axis begin at 1: half a bin below its end there is one more.
    """
    places = np.outer(signal / width, prior.values) + (
        (count + 1) / 2 + length * np.arange(len(signal))[:, None]
    )
    left = places.astype(np.intp)
    share = (places - left) * prior.weights
    at, size = left.ravel(), len(signal) * length
    mass = np.bincount(at, (prior.weights - share).ravel(), size).astype(np.float64, copy=False)
    mass[1:] += np.bincount(at, share.ravel(), size)[:-1]
    return mass.reshape(len(signal), length)


def _kernel(noise: Array, width: float, length: int) -> Array:
    """The share of the noise in each bin, (levels, length), the bin of no noise first."""
    from scipy.special import ndtr  # takes 60 ms to import, and few need it

    half = np.empty((len(noise), length // 2))
    narrow = noise < NARROW * width
    edges = np.arange(length // 2 + 1) - 0.5
    with np.errstate(divide="ignore"):
        # From the far side, which keeps the digits of the tails.
        tail = ndtr(-edges * width / noise[narrow, None])
    half[narrow] = tail[:, :-1] - tail[:, 1:]
    # Of the same variance as the mean over a bin, which adds that of the bin itself.
    deviation = np.hypot(noise[~narrow], width / 12**0.5) / width
    exponent = np.outer(-0.5 / deviation**2, np.arange(length // 2) ** 2.0)
    half[~narrow] = np.exp(exponent, out=exponent) / (deviation * (2 * np.pi) ** 0.5)[:, None]
    kernel = np.zeros((len(noise), length))
    kernel[:, : length // 2] = half
    kernel[:, length // 2 + 1 :] = half[:, :0:-1]
    return kernel


def _convolved(one: Array, other: Array) -> Array:
    from scipy.fft import irfft, rfft

    result = np.empty_like(one)
    for first in range(0, len(one), BLOCK):
        part = slice(first, first + BLOCK)
        transform = rfft(one[part])
        transform *= rfft(other[part])
        result[part] = irfft(transform, one.shape[1], overwrite_x=True)
    return result


def by_column(p: Array) -> Array:
    """Each column over its maximum, 0 to 1, as in Song et al. 2021 (figure 2)."""
    shown: Array = p / p.max(0)
    return shown


def by_logarithm(p: Array) -> Array:
    """log p against the maximum of its column, from 0 at e^-12 of that to 1."""
    with np.errstate(divide="ignore"):
        shown: Array = 1 - np.maximum(np.log(by_column(p)), FAINTEST) / FAINTEST
    return shown


NORMALISATIONS: dict[str, Callable[[Array], Array]] = {"column": by_column, "log": by_logarithm}


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """The joint histogram of a pixel (rows) and its right neighbour (columns): shares of bins that sum to 1."""

    values: Array
    weights: Array

    def correlation(self, level: Level | None) -> float:
        """Of both pixels of x_t at a level, or of x_0; 0 where one of them has one value alone."""
        signal, noise = (1.0, 0.0) if level is None else (level.signal, level.noise)
        one, other = (
            (share, self.values - share @ self.values) for share in (self.weights.sum(1), self.weights.sum(0))
        )
        product = math.prod(signal**2 * float(share @ away**2) + noise**2 for share, away in (one, other))
        return signal**2 * float(one[1] @ self.weights @ other[1]) / math.sqrt(product) if product else 0.0

    def x0_hat(self, x: float, y: float, level: Level) -> tuple[float, float]:
        """E[x_0 | x_t] of a pixel and its right neighbour at x_t = (x, y), for a level with noise."""
        here, beside = (
            np.exp((low := -(((each - level.signal * self.values) / level.noise) ** 2) / 2) - low.max())
            for each in (x, y)
        )
        joint = here[:, None] * self.weights * beside
        total = float(joint.sum())
        return float(self.values @ joint.sum(1)) / total, float(joint.sum(0) @ self.values) / total


def pair(x0: npt.NDArray[np.floating], channel: int | None = None, bins: int = 64) -> Pair:
    """The pair histogram of a picture (H, W, channels) in [-1, 1], of one channel or its grey.

    Raises:
        ValueError: when the picture is one pixel wide, or has no such channel.
    """
    if x0.ndim != 3 or x0.shape[1] < 2 or (channel is not None and not 0 <= channel < x0.shape[2]):
        raise ValueError(
            f"A picture of shape {x0.shape} has no pixels beside each other in channel {channel}."
        )
    plane = grey(x0) if channel is None else x0[..., channel]
    codes = np.clip(np.floor((plane + 1) * bins / 2), 0, bins - 1).astype(np.intp)
    counts = np.bincount((codes[:, :-1] * bins + codes[:, 1:]).ravel(), minlength=bins * bins)
    values = (np.arange(bins) + 0.5) * 2 / bins - 1
    return Pair(values, counts.reshape(bins, bins) / counts.sum())


@dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """p_t over two pixels, (n, n), and the score there, (n, n, 2): NaN where p_t is below the range of floats."""

    x: Array
    p: Array
    score: Array


def plane(prior: Pair, level: Level, count: int, extent: float) -> Plane:
    """The density and the score of two neighbours at a level with noise, on a grid from -extent to extent.

    The noise of the two is independent, so each axis is smoothed by itself: p = K W K^T.

    Raises:
        ValueError: when the variance of the noise is beyond the range of floats.
    """
    variance = level.noise * level.noise
    if not math.isfinite(variance):
        raise ValueError(
            f"At t = {level.t:g} the noise is {level.noise:.3g}, too much for a density: choose a smaller t or sigma."
        )
    x = (np.arange(count) + 0.5) * 2 * extent / count - extent
    exponent = -(((x[:, None] - level.signal * prior.values) / level.noise) ** 2) / 2
    most = exponent.max(1)  # taken out of each row, or all of it vanishes away from the levels
    kernel = np.exp(exponent - most[:, None])
    weighted = kernel * prior.values
    whole = _product(kernel, prior.weights)
    total = _product(whole, kernel.T)
    with np.errstate(divide="ignore", invalid="ignore"):
        first = _product(_product(weighted, prior.weights), kernel.T)
        along = np.stack([first, _product(whole, weighted.T)], axis=-1)
        x0_hat = along / total[..., None]
        here = np.stack(np.meshgrid(x, x, indexing="ij"), axis=-1)
        score = (level.signal * x0_hat - here) / variance
    scale = np.exp(most[:, None] + most[None, :]) / (2 * np.pi * variance)
    return Plane(x, total * scale, score)


def _product(one: Array, other: Array) -> Array:
    """The matrix product in blocks that are too small to be shared among threads.

    A window waits for it, and on a busy machine threads make it a hundred times as slow.
    """
    rows = max(1, SMALL // other.size)
    return np.concatenate([one[first : first + rows] @ other for first in range(0, len(one), rows)])
