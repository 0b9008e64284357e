"""UniPC (Zhao et al. 2023): a predictor of order p, and a corrector with the D that the next step needs anyway."""

from __future__ import annotations

import math

import numpy as np

from engine.samplers.level import Course, Level
from engine.samplers.walk import Noise, Walk, X, carried, length


def unipc(x: X, course: Course, noise: Noise[X], order: float = 2.0, bh: float = 2.0) -> Walk[X]:
    """Algorithms 1 and 2 with data prediction; `bh` is 1 for B(h) = h, 2 for e^h - 1 (with h negative here).

    A state of the run is what the predictor gives; the corrected one replaces it before the next step. The last steps
    to t = 0 are of orders 2 and 1, as in the authors' code.
    """
    past: list[tuple[Level, X]] = []
    start, begun = x, None
    for left, (now, then) in zip(range(len(course.levels) - 1, 0, -1), course.steps(), strict=True):
        x0_hat = yield x, now
        if begun and length(begun, now):
            x = _combined(start, [*past, (now, x0_hat)], begun, now, bh)
        if math.isfinite(now.lam):
            past = [(now, x0_hat), *past][: int(order if course.levels[-1].noise else min(order, left))]
        start, begun = x, now
        x = _combined(x, past, now, then, bh) if past and length(now, then) else carried(x, x0_hat, now, then)
    return x


def _combined(x: X, known: list[tuple[Level, X]], now: Level, then: Level, bh: float) -> X:
    """x at `then` from the D's of other levels, the first of them that of `now` (eq. 3 and 7)."""
    (_, x0_now), *others = known
    h = then.lam - now.lam
    result = carried(x, x0_now, now, then)
    if not others:
        return result
    places = [(level.lam - now.lam) / h for level, _ in others]
    for weight, place, (_, x0_hat) in zip(_weights(places, h, bh), places, others, strict=True):
        result = result + (then.signal * weight / place) * (x0_hat - x0_now)
    return result


def _weights(places: list[float], h: float, bh: float) -> list[float]:
    """-B(-h) times the solution of R a = b with R_ij = r_j^(i-1), b_i = i! phi_(i+1)(-h) h / B (theorem 3.1).

    A single place takes a = 1/2, as in the paper, which needs no B of its own.
    """
    scale = -h if bh == 1 else math.expm1(-h)
    if len(places) == 1:
        return [-scale / 2]
    phi, factorial, right = math.expm1(-h) / -h - 1, 1.0, []
    for i in range(1, len(places) + 1):
        right.append(phi * factorial / scale)
        factorial *= i + 1
        phi = phi / -h - 1 / factorial
    rows = np.vander(np.array(places), increasing=True).T
    return [float(-scale * value) for value in np.linalg.solve(rows, right)]


UNIPC_LINES = """\
    def moved(x, d, s, t, others):
        h = np.log(s / t)
        result = t / s * x + (1 - t / s) * d
        if not others:
            return result
        r = np.array([np.log(s / other) / h for other, _ in others])
        b = -h if bh == 1 else np.expm1(-h)
        phi, factorial, right = np.expm1(-h) / -h - 1, 1.0, []
        for i in range(len(r)):
            right.append(phi * factorial / b)
            factorial *= i + 2
            phi = phi / -h - 1 / factorial
        a = [0.5] if len(r) == 1 else np.linalg.solve(np.vander(r, increasing=True).T, right)
        return result - b * sum(a_i * (e - d) / r_i for a_i, r_i, (_, e) in zip(a, r, others))

    known, left = [], len(sigmas) - 1
    for s, t in zip(sigmas, sigmas[1:]):
        d = denoise(x, s)
        if known:
            (before, first), *others = known
            x = moved(start, first, before, s, [*others, (s, d)])
        if not t:
            return d
        known = [(s, d), *known][: int(min(order, left))]
        start, left = x, left - 1
        x = moved(x, d, s, t, known[1:])
    return x
"""
