"""Steps of first order: Euler, DDIM and DDPM, which are one sampler with more or less fresh noise."""

from __future__ import annotations

import math

from engine.samplers.level import Course
from engine.samplers.walk import Noise, Walk, X, ancestral, carried


def euler(x: X, course: Course, noise: Noise[X], eta: float = 0.0) -> Walk[X]:
    """Euler's step in sigma to s_down, then noise s_up: DDIM(eta), Euler ancestral (Song et al. 2021, eq. 12).

    eta = 0 is Euler's method, also DPM-Solver++ of order 1 and flow matching's Euler at the same SNRs.
    """
    for now, then in course.steps():
        x0_hat = yield x, now
        down, up = ancestral(now, then, eta)
        x = carried(x, x0_hat, now, down)
        if up:
            x = x + up * noise(now, then)
    return x


def ddpm(x: X, course: Course, noise: Noise[X], large_variance: float = 0.0) -> Walk[X]:
    """The posterior mean and variance of Ho et al. 2020, eq. 7; `large_variance` takes that of the forward step."""
    for now, then in course.steps():
        x0_hat = yield x, now
        down, up = ancestral(now, then, 1.0)
        x = carried(x, x0_hat, now, down)
        if up and large_variance:
            up = now.noise * math.sqrt(-math.expm1(2 * (now.lam - then.lam)))
        if up:
            x = x + up * noise(now, then)
    return x


def lcm(x: X, course: Course, noise: Noise[X]) -> Walk[X]:
    """x0_hat with all noise new (Luo et al. 2023, as if the posterior mean were a consistency model)."""
    for now, then in course.steps():
        x0_hat = yield x, now
        x = then.signal * x0_hat
        if then.noise:
            x = x + then.noise * noise(now, then)
    return x


EULER_LINES = """\
    for s, t in zip(sigmas, sigmas[1:]):
        d = denoise(x, s)
        up = eta * t * np.sqrt(1 - (t / s) ** 2)
        down = np.sqrt(t**2 - up**2)
        x = down / s * x + (1 - down / s) * d
        if up:
            x = x + up * normal()
"""
DDPM_LINES = """\
    for s, t, a, b in zip(sigmas, sigmas[1:], signals, signals[1:]):
        d = denoise(x, s)
        x = (t / s) ** 2 * x + (1 - (t / s) ** 2) * d
        if t:
            beta = 1 - (t / s) ** 2
            x = x + (s * a / b if large_variance else t) * np.sqrt(beta) * normal()
"""
LCM_LINES = """\
    for s, t in zip(sigmas, sigmas[1:]):
        x = denoise(x, s)
        if t:
            x = x + t * normal()
"""
