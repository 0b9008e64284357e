"""Two slopes a step: at both ends (Heun, with or without churn) or at the middle (DPM-Solver-2)."""

from __future__ import annotations

import math

from engine.samplers.level import Course
from engine.samplers.walk import ANCESTRAL_LINES, Noise, Walk, X, ancestral, carried, length


def edm(
    x: X, course: Course, noise: Noise[X], s_churn: float = 40.0, s_tmin: float = 0.0,
    s_tmax: float = math.inf, s_noise: float = 1.0,
) -> Walk[X]:  # fmt: skip
    """Heun's step from s (1 + gamma), up to which noise is added first (Karras et al. 2022, algorithm 2).

    Without churn it is algorithm 1, the mean of the slopes at s and s'. With X' from Euler's step the slopes differ
    by (D - D') / s', which leaves signal' (e^h - 1) / 2 (D' - D).
    """
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


EDM_LINES = """\
    for s, t in zip(sigmas, sigmas[1:]):
        gamma = min(s_churn / (len(sigmas) - 1), 2**0.5 - 1) if s_tmin <= s <= s_tmax else 0.0
        if gamma:
            x = x + s_noise * s * np.sqrt(gamma * (2 + gamma)) * normal()
            s = s * (1 + gamma)
        slope = (x - denoise(x, s)) / s
        y = x + (t - s) * slope
        if t:
            slope = (slope + (y - denoise(y, t)) / t) / 2
        x = x + (t - s) * slope
"""
DPM2_LINES = f"""\
    for s, t in zip(sigmas, sigmas[1:]):
{ANCESTRAL_LINES}        slope = (x - denoise(x, s)) / s
        if down:
            m = np.sqrt(s * down)
            y = x + (m - s) * slope
            slope = (y - denoise(y, m)) / m
        x = x + (down - s) * slope
        if up:
            x = x + s_noise * up * normal()
"""
