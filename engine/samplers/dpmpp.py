"""DPM-Solver++ (Lu et al. 2022): exponential integrators in lambda, x0_hat a polynomial in it."""

from __future__ import annotations

import math

from engine.samplers.level import Course, Level
from engine.samplers.walk import Noise, Walk, X, ancestral, carried, length


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


def dpmpp_sde(x: X, course: Course, noise: Noise[X], eta: float = 1.0, s_noise: float = 1.0) -> Walk[X]:
    """D at the middle of lambda; the noise to the middle is a part of the noise of the step (k-diffusion).

    Noise that is independent instead would bias the variance: n = sqrt(p) n_1 + sqrt(1 - p) n_2, where p is the share
    of the step's SNR that is gained up to its middle.
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
                part = 1 / (math.exp(h) + 1)  # (e^h - 1) / (e^2h - 1)
                fresh = math.sqrt(part) * first + math.sqrt(1 - part) * second
                x = x + (s_noise * up) * fresh
        else:
            x = carried(x, x0_hat, now, down)
            if up:
                x = x + (s_noise * up) * noise(now, then)
    return x


def dpmpp_2m_sde(
    x: X, course: Course, noise: Noise[X], eta: float = 1.0, s_noise: float = 1.0, heun: float = 0.0
) -> Walk[X]:
    """The SDE with eta times its noise, two D's, extrapolated to the middle or, with `heun`, by their slope."""
    before: tuple[Level, X] | None = None
    for now, then in course.steps():
        x0_hat = yield x, now
        h, past = length(now, then), before
        x, before = _damped(x, x0_hat, now, then, eta), (now, x0_hat)
        if h and past and math.isfinite(past[0].lam):
            longer = (1 + eta) * h
            weight = 1 + math.expm1(-longer) / longer if heun else -math.expm1(-longer) / 2
            x = x + (then.signal * weight * h / (now.lam - past[0].lam)) * (x0_hat - past[1])
        if up := _fresh(now, then, eta):
            x = x + (s_noise * up) * noise(now, then)
    return x


def dpmpp_3m_sde(
    x: X, course: Course, noise: Noise[X], eta: float = 1.0, s_noise: float = 1.0, curvature: float = 1.0
) -> Walk[X]:
    """The same with three D's, their slope and curvature in lambda (k-diffusion).

    The integral of the quadratic term is -2 phi_3 times the second divided difference. Libraries take -phi_3,
    which is `curvature` = 1 and of second order; 2 is of third order.
    """
    past: list[tuple[Level, X]] = []
    for now, then in course.steps():
        x0_hat = yield x, now
        h = length(now, then)
        x = _damped(x, x0_hat, now, then, eta)
        if h and past:
            longer = (1 + eta) * h
            phi_2 = 1 + math.expm1(-longer) / longer
            slope, curve = _differences(x0_hat, now, past, h)
            x = x + (then.signal * phi_2) * slope
            if curve is not None:
                x = x - (then.signal * curvature * (phi_2 / longer - 0.5)) * curve
        if math.isfinite(now.lam):
            past = [(now, x0_hat), *past[:1]]
        if up := _fresh(now, then, eta):
            x = x + (s_noise * up) * noise(now, then)
    return x


def _differences(x0_hat: X, now: Level, past: list[tuple[Level, X]], h: float) -> tuple[X, X | None]:
    """Slope and curvature of D at `now`, in units of the step h: divided differences of the last D's."""
    (one, x0_one), *older = past
    r_0 = (now.lam - one.lam) / h
    slope: X = (1 / r_0) * (x0_hat - x0_one)
    if not older:
        return slope, None
    ((two, x0_two),) = older
    r_1 = (one.lam - two.lam) / h
    bend = slope - (1 / r_1) * (x0_one - x0_two)
    return slope + (r_0 / (r_0 + r_1)) * bend, (1 / (r_0 + r_1)) * bend


def _damped(x: X, x0_hat: X, now: Level, then: Level, eta: float) -> X:
    """The step of first order of the SDE: X shrinks by e^(-h (1 + eta)), D fills up."""
    fall = now.lam - then.lam
    damping = math.exp(eta * fall) if eta else 1.0
    filled = -math.expm1((1 + eta) * fall)
    result: X = (then.noise / now.noise * damping) * x + (then.signal * filled) * x0_hat
    return result


def _fresh(now: Level, then: Level, eta: float) -> float:
    return then.noise * math.sqrt(-math.expm1(2 * eta * (now.lam - then.lam))) if eta else 0.0
