"""DPM-Solver++ (Lu et al. 2022): exponential integrators in lambda, x0_hat a polynomial in it."""

from __future__ import annotations

import math

from engine.samplers.level import Course, Level
from engine.samplers.walk import ANCESTRAL_LINES, Noise, Walk, X, ancestral, carried, length


def dpmpp_2s(x: X, course: Course, noise: Noise[X], eta: float = 1.0, s_noise: float = 1.0) -> Walk[X]:
    """Single steps of second order, D at the middle of lambda (algorithm 1, r = 1/2), to s_down."""
    for now, then in course.steps():
        x0_hat = yield x, now
        down, up = ancestral(now, then, eta)
        if h := length(now, down):
            middle = course.at(now.lam + h / 2)
            x0_hat = yield carried(x, x0_hat, now, middle), middle
        x = carried(x, x0_hat, now, down)
        if up:
            x = x + (s_noise * up) * noise(now, then)
    return x


def dpmpp_2m(x: X, course: Course, noise: Noise[X]) -> Walk[X]:
    """Two D's, the last and the one before it, extrapolated to the middle of the step (algorithm 2)."""
    before: tuple[Level, X] | None = None
    for now, then in course.steps():
        x0_hat = yield x, now
        guess, h = x0_hat, length(now, then)
        if h and before and math.isfinite(before[0].lam):
            guess = x0_hat + (h / (now.lam - before[0].lam) / 2) * (x0_hat - before[1])
        x, before = carried(x, guess, now, then), (now, x0_hat)
    return x


def dpmpp_sde(
    x: X, course: Course, noise: Noise[X], eta: float = 1.0, s_noise: float = 1.0, over_sigma: float = 0.0
) -> Walk[X]:
    """D at the middle of lambda; the noise to the middle is a part of the noise of the step (k-diffusion).

    Noise that is independent instead would bias the variance: n = sqrt(p) n_1 + sqrt(1 - p) n_2, where p is the share
    of the step's SNR that is gained up to its middle, as the SDE has it. `over_sigma` takes the share of its sigma
    that is lost, as libraries do, whose Brownian path runs over sigma.
    """
    for now, then in course.steps():
        x0_hat = yield x, now
        down, up = ancestral(now, then, eta)
        if h := length(now, then):
            middle = course.at(now.lam + h / 2)
            low, rise = ancestral(now, middle, eta)
            ahead = carried(x, x0_hat, now, low)
            if up:
                first, second = noise(now, middle), noise(middle, then)
                ahead = ahead + (s_noise * rise) * first
            x0_hat = yield ahead, middle
            x = carried(x, x0_hat, now, down)
            if up:
                # (e^h - 1) / (e^2h - 1), and (1 - e^(-h/2)) / (1 - e^-h)
                part = 1 / (1 + (math.exp(-h / 2) if over_sigma else math.exp(h)))
                fresh = math.sqrt(part) * first + math.sqrt(1 - part) * second
                x = x + (s_noise * up) * fresh
        else:
            x = carried(x, x0_hat, now, down)
            if up:
                x = x + (s_noise * up) * noise(now, then)
    return x


DPMPP_2S_LINES = f"""\
    for s, t in zip(sigmas, sigmas[1:]):
{ANCESTRAL_LINES}        d = denoise(x, s)
        if down:
            m = np.sqrt(s * down)
            d = denoise(m / s * x + (1 - m / s) * d, m)
        x = down / s * x + (1 - down / s) * d
        if up:
            x = x + s_noise * up * normal()
"""
DPMPP_2M_LINES = """\
    old = None
    for s, t in zip(sigmas, sigmas[1:]):
        d = denoise(x, s)
        e = d
        if t and old is not None:
            e = d + (np.log(s / t) / np.log(before / s)) / 2 * (d - old)
        x = t / s * x + (1 - t / s) * e
        old, before = d, s
"""
DPMPP_SDE_LINES = f"""\
    for s, t in zip(sigmas, sigmas[1:]):
{ANCESTRAL_LINES}        d = denoise(x, s)
        n = 0.0
        if t:
            m = np.sqrt(s * t)
            rise = eta * m * np.sqrt(1 - (m / s) ** 2)
            low = np.sqrt(m**2 - rise**2)
            y = low / s * x + (1 - low / s) * d
            if eta:
                one, two = normal(), normal()
                y = y + s_noise * rise * one
                part = (s - m) / (s - t) if over_sigma else (m**-2 - s**-2) / (t**-2 - s**-2)
                n = np.sqrt(part) * one + np.sqrt(1 - part) * two
            d = denoise(y, m)
        x = down / s * x + (1 - down / s) * d + s_noise * up * n
"""
