"""Paths of one pixel from noise to picture: the exact ones of the probability flow, and those that a sampler takes.

In one dimension the probability-flow ODE moves quantiles: F_s(X) = sum_i w_i Phi((X - v_i) / s) stays along a path,
so an exact path needs no integrator. As s -> 0 F becomes steps, and the paths end on the levels.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from engine.planning.histogram import Histogram, condensed
from engine.samplers.level import Course, Level
from engine.samplers.noise_path import NoisePath
from engine.samplers.run import SamplerRun
from engine.samplers.walk import evaluations

Array = npt.NDArray[np.float64]
_ENOUGH = ((0.25, 24), (0.1, 64))
"""From which sigma on how many condensed levels give F to 1e-15.

Levels lie within 2, so the error is below (1 / 2 sigma)^2n / sqrt((2n)!).
"""
_COARSE = 8
"""Every so many levels are solved first; the others begin between them."""
SLICE = 16
"""Steps between two pauses; of 255 paths they take some 15 ms."""
_CLOSE = 1e-8
"""A step of Newton's method after which the next would be below 1e-13: the error is squared."""


def exact_paths(prior: Histogram, levels: Sequence[Level], starts: npt.ArrayLike) -> Array:
    """x_t along exact paths, (starts, levels), that are at `starts` (x_t, not X) at the first of the levels.

    Levels go from noise to picture, and the first has noise. Good to about 1e-12 of X = x_t / signal.
    """
    x = np.asarray(starts, dtype=np.float64)
    first = levels[0]
    target = _Target(prior, x, first)
    # In x_t over its size all is of order 1, also where no signal is left.
    sizes = np.array([np.hypot(level.signal, level.noise) for level in levels])
    angle = np.array([np.arctan2(level.noise, level.signal) for level in levels])
    paths = np.empty((len(x), len(levels)))
    coarse = np.unique(np.append(np.arange(0, len(levels), _COARSE), len(levels) - 1))
    guess = target.normal(angle[coarse])
    paths[:, coarse] = target.solved(angle[coarse], guess)
    rest = np.setdiff1d(np.arange(len(levels)), coarse)
    if len(rest):
        between = np.array([np.interp(rest, coarse, row) for row in paths[:, coarse]])
        paths[:, rest] = target.solved(angle[rest], between)
    paths *= sizes
    paths[:, 0] = x
    return paths


class _Target:
    """The quantiles that the paths keep, each measured from its nearer tail so that no digits are lost."""

    def __init__(self, prior: Histogram, x: Array, level: Level) -> None:
        from scipy.special import ndtr, ndtri  # takes 60 ms to import, and few need it

        self._ndtr, self._ndtri, self._prior = ndtr, ndtri, prior
        z = (x[:, None] - level.signal * prior.values) / level.noise
        below = ndtr(z) @ prior.weights
        self._side = np.where(below <= 0.5, 1.0, -1.0)
        self._share = np.where(below <= 0.5, below, ndtr(-z) @ prior.weights)
        self._z = self._side * ndtri(self._share)

    def normal(self, angle: Array) -> Array:
        """The quantiles of the Gaussian with the same mean and variance, (paths, angles)."""
        cos, sin = np.cos(angle), np.sin(angle)
        return np.asarray(
            cos * self._prior.mean + self._z[:, None] * np.sqrt(cos**2 * self._prior.variance + sin**2)
        )

    def solved(self, angle: Array, guess: Array) -> Array:
        """The quantiles at each angle arctan sigma of x_t / hypot(signal, noise), (paths, angles)."""
        result = np.empty(guess.shape)
        sigma, done = np.tan(angle), np.zeros(len(angle), dtype=bool)
        for least, count in (*_ENOUGH, (0.0, len(self._prior.values))):
            here = ~done & (sigma > least)
            done |= here
            if here.any():
                levels = condensed(self._prior, count)
                result[:, here] = self._newton(
                    levels, np.cos(angle[here]), np.sin(angle[here]), guess[:, here]
                )
        if not done.all():  # no noise: a level of the picture
            below = np.where(self._side > 0, self._share, 1 - self._share)
            of = np.searchsorted(np.cumsum(self._prior.weights), below)
            result[:, ~done] = self._prior.values[np.minimum(of, len(self._prior.values) - 1)][:, None]
        return result

    def _newton(self, prior: Histogram, cos: Array, sin: Array, guess: Array) -> Array:
        """Newton's method on the scale of a normal quantile, in which F is nearly straight; else halving."""
        shape = guess.shape
        cos, sin = (np.broadcast_to(each, shape).ravel() for each in (cos, sin))
        side, share, z = (np.repeat(each, shape[1]) for each in (self._side, self._share, self._z))
        low, high = (cos * end + sin * z for end in (self._prior.values[0], self._prior.values[-1]))
        x = np.clip(guess.ravel(), low, high)
        active = np.flatnonzero(high > low)
        for _ in range(80):
            if not len(active):
                break
            c, s, sign = cos[active], sin[active], side[active]
            at = (x[active, None] - c[:, None] * prior.values) / s[:, None]
            below = self._ndtr(sign[:, None] * at) @ prior.weights
            slope = np.exp(-0.5 * at * at) @ prior.weights  # times sqrt(2 pi) s the density
            up = sign * (share[active] - below)
            low[active] = np.where(up >= 0, x[active], low[active])
            high[active] = np.where(up <= 0, x[active], high[active])
            with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
                quantile = self._ndtri(np.clip(below, 1e-300, 1 - 1e-16))
                step = sign * (sign * z[active] - quantile) * s * np.exp(-0.5 * quantile**2) / slope
                moved = x[active] + step
            middle = (low[active] + high[active]) / 2
            fine = (moved >= low[active]) & (moved <= high[active])
            moved = np.where(fine, moved, middle)
            change = np.abs(moved - x[active])
            x[active] = moved
            near = (change < _CLOSE) & fine | (high[active] - low[active] < _CLOSE**2)
            active = active[~near]
        return np.asarray(x.reshape(shape))


def sampling_paths(
    run: SamplerRun, course: Course, prior: Histogram, starts: npt.ArrayLike, seed: int = 0
) -> Generator[None, None, tuple[tuple[Level, ...], Array]]:
    """The states of a sampler's runs with the exact x0_hat: their levels, and x_t, (starts, levels), 0 included."""

    def white(key: str) -> Array:
        number = int.from_bytes(blake2b(f"{seed}/{key}".encode(), digest_size=8).digest(), "big")
        return np.random.default_rng(number).normal(size=len(x))

    x = np.asarray(starts, dtype=np.float64)
    walk = run.walk(x, course, NoisePath(white, "density").between)
    denoise: Callable[[Array, Level], Array] = prior.x0_hat
    steps = evaluations(walk, denoise)
    levels: list[Level] = []
    states: list[Array] = []
    while True:
        try:
            x_t, level, _ = next(steps)
        except StopIteration as end:
            return (*levels, course.levels[-1]), np.stack([*states, end.value], axis=1)
        if not level.trial:
            levels.append(level)
            states.append(x_t)
            if len(levels) % SLICE == 0:
                yield
