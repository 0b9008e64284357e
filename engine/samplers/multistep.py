"""Linear multistep methods on the slope eps_hat = (x_t - signal x0_hat) / noise, dX / dsigma = eps_hat."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from engine.samplers.level import Course, Level, timesteps_of
from engine.samplers.walk import Noise, Walk, X, carried, length

Array = npt.NDArray[np.float64]
_ADAMS_BASHFORTH = {2: (-1 / 2,), 3: (-16 / 12, 5 / 12), 4: (-59 / 24, 37 / 24, -9 / 24)}
"""Weights of the slopes before the last, by how many slopes there are."""
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(24)

Weights = Callable[[Course, tuple[Level, ...], Level, Level], tuple[float, ...]]
"""From the levels of the slopes before the last, and the step: what each of those slopes is multiplied by."""


def lms(x: X, course: Course, noise: Noise[X], order: float = 4.0) -> Walk[X]:
    """The polynomial in sigma through the last slopes, integrated exactly (Adams and Bashforth with any steps)."""
    return (yield from _multistep(x, course, int(order), _in_sigma))


def ipndm(x: X, course: Course, noise: Noise[X], order: float = 4.0) -> Walk[X]:
    """Adams and Bashforth's weights for even steps, whatever the steps are (Liu et al. 2022; Zhang and Chen 2023)."""
    return (yield from _multistep(x, course, int(order), _even))


def deis(x: X, course: Course, noise: Noise[X], order: float = 3.0, in_t: float = 0.0) -> Walk[X]:
    """The polynomial in log sigma, or in t, through the last slopes, integrated over sigma (Zhang and Chen 2023)."""
    return (yield from _multistep(x, course, int(order), _in_t if in_t else _in_lambda))


def _multistep(x: X, course: Course, order: int, weights: Weights) -> Walk[X]:
    """X' = X + integral of the slope over sigma; the slope is the last one plus what the older ones tell.

    The first part is Euler's step. The weights of all slopes together are s' - s, so an older slope adds its
    weight times its difference from the last.
    """
    past: list[tuple[Level, X]] = []
    for now, then in course.steps():
        x0_hat = yield x, now
        slope: X = (1 / now.noise) * x - (now.signal / now.noise) * x0_hat
        x = carried(x, x0_hat, now, then)
        if past and length(now, then):
            of_older = weights(course, tuple(level for level, _ in past), now, then)
            for weight, (_, older) in zip(of_older, past, strict=True):
                x = x + (then.signal * weight) * (older - slope)
        if math.isfinite(now.lam):
            past = [(now, slope), *past][: order - 1]
    return x


def _even(course: Course, past: tuple[Level, ...], now: Level, then: Level) -> tuple[float, ...]:
    step = then.sigma - now.sigma
    return tuple(step * weight for weight in _ADAMS_BASHFORTH[len(past) + 1])


@lru_cache(maxsize=4096)
def _in_sigma(course: Course, past: tuple[Level, ...], now: Level, then: Level) -> tuple[float, ...]:
    places = np.array([now.sigma, *(level.sigma for level in past)])
    at = np.array([now.sigma, (now.sigma + then.sigma) / 2, then.sigma])
    simpson = np.array([1.0, 4.0, 1.0]) * (then.sigma - now.sigma) / 6  # exact up to cubic polynomials
    return tuple((_lagrange(places, at)[1:] @ simpson).tolist())


@lru_cache(maxsize=4096)
def _in_lambda(course: Course, past: tuple[Level, ...], now: Level, then: Level) -> tuple[float, ...]:
    lam = _between(now, then)
    return _integrated(np.array([now.lam, *(level.lam for level in past)]), lam, lam, now, then)


@lru_cache(maxsize=4096)
def _in_t(course: Course, past: tuple[Level, ...], now: Level, then: Level) -> tuple[float, ...]:
    lam = _between(now, then)
    t = timesteps_of(course.schedule, np.exp(-lam))
    return _integrated(np.array([now.t, *(level.t for level in past)]), t, lam, now, then)


def _between(now: Level, then: Level) -> Array:
    return now.lam + (then.lam - now.lam) * (_NODES + 1) / 2


def _integrated(places: Array, at: Array, lam: Array, now: Level, then: Level) -> tuple[float, ...]:
    """Integrals of the Lagrange polynomials of all places but the first over sigma, dsigma = -sigma dlambda."""
    measure = -np.exp(-lam) * _WEIGHTS * (then.lam - now.lam) / 2
    return tuple((_lagrange(places, at)[1:] @ measure).tolist())


def _lagrange(places: Array, at: Array) -> Array:
    """The Lagrange polynomials of the places, (number of places, number of points)."""
    rows = [
        np.prod([(at - other) / (place - other) for other in np.delete(places, k)], axis=0)
        for k, place in enumerate(places)
    ]
    return np.array(rows)


LMS_LINES = """\
    slopes, ss = [], []
    for s, t in zip(sigmas, sigmas[1:]):
        d = denoise(x, s)
        slopes, ss = [(x - d) / s, *slopes][: int(order)], [s, *ss][: int(order)]
        if not t:
            return d
        for j, slope in enumerate(slopes):
            others = [each for k, each in enumerate(ss) if k != j]
            lagrange = np.poly1d(others, r=True) / np.prod([ss[j] - each for each in others])
            whole = lagrange.integ()
            x = x + (whole(t) - whole(s)) * slope
    return x
"""
IPNDM_LINES = """\
    weights = {1: [1], 2: [3 / 2, -1 / 2], 3: [23 / 12, -16 / 12, 5 / 12], 4: [55 / 24, -59 / 24, 37 / 24, -9 / 24]}
    slopes = []
    for s, t in zip(sigmas, sigmas[1:]):
        d = denoise(x, s)
        slopes = [(x - d) / s, *slopes][: int(order)]
        if not t:
            return d
        x = x + (t - s) * sum(w * slope for w, slope in zip(weights[len(slopes)], slopes))
    return x
"""
DEIS_LINES = """\
    nodes, shares = np.polynomial.legendre.leggauss(32)
    slopes, places = [], []
    for s, t in zip(sigmas, sigmas[1:]):
        d = denoise(x, s)
        slopes, places = [(x - d) / s, *slopes][: int(order)], [np.log(s), *places][: int(order)]
        if not t:
            return d
        at = np.exp(np.log(s) + (nodes + 1) / 2 * np.log(t / s))
        for j, slope in enumerate(slopes):
            lagrange = np.ones(len(nodes))
            for k, place in enumerate(places):
                if k != j:
                    lagrange = lagrange * (np.log(at) - place) / (places[j] - place)
            x = x + np.sum(lagrange * at * shares) * np.log(t / s) / 2 * slope
    return x
"""
