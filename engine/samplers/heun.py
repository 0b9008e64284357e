"""Two slopes a step: at both ends (Heun, with or without churn) or at the middle (DPM-Solver-2)."""

from __future__ import annotations

import math

from engine.samplers.level import Course
from engine.samplers.walk import Noise, Walk, X, ancestral, carried, length


def heun(x: X, course: Course, noise: Noise[X]) -> Walk[X]:
    """The mean of the slopes at s and s' (Karras et al. 2022, algorithm 1).

    With X' from Euler's step the slopes differ by (D - D') / s', which leaves signal' (e^h - 1) / 2 (D' - D).
    """
    return (yield from edm(x, course, noise, s_churn=0.0))


def edm(
    x: X, course: Course, noise: Noise[X], s_churn: float = 40.0, s_tmin: float = 0.0,
    s_tmax: float = math.inf, s_noise: float = 1.0,
) -> Walk[X]:  # fmt: skip
    """Heun's step from s (1 + gamma), up to which noise is added first (Karras et al. 2022, algorithm 2)."""
    most = math.sqrt(2) - 1
    for now, then in course.steps():
        gamma = min(s_churn / course.count, most) if s_tmin <= now.sigma <= s_tmax else 0.0
        if gamma and math.isfinite(now.lam):
            fresh, sigma = noise(now, then), now.sigma
            now, signal = course.at(now.lam - math.log1p(gamma))._replace(trial=False), now.signal
            rise = now.signal * sigma * math.sqrt(gamma * (2 + gamma))
            x = (now.signal / signal) * x + (rise * s_noise) * fresh
        x0_hat = yield x, now
        x = carried(x, x0_hat, now, then)
        if h := length(now, then):
            ahead = yield x, then.tried()
            x = x + (then.signal * math.expm1(h) / 2) * (ahead - x0_hat)
    return x


def dpm2(x: X, course: Course, noise: Noise[X], eta: float = 1.0, s_noise: float = 1.0) -> Walk[X]:
    """The slope at the geometric mean s_m of s and s_down (Lu et al. 2022; Karras et al. 2022, fig. 13).

    The slopes at s and s_m differ by (D - D_m) / s_m, which leaves signal' 2 sinh(h / 2) (D_m - D).
    """
    for now, then in course.steps():
        x0_hat = yield x, now
        down, up = ancestral(now, then, eta)
        ahead = carried(x, x0_hat, now, down)
        if h := length(now, down):
            middle = course.at(now.lam + h / 2)
            x0_middle = yield carried(x, x0_hat, now, middle), middle
            ahead = ahead + (down.signal * 2 * math.sinh(h / 2)) * (x0_middle - x0_hat)
        x = ahead + (s_noise * up) * noise(now, then) if up else ahead
    return x
