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
