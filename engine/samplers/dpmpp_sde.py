"""DPM-Solver++ for the SDE (Lu et al. 2022, appendix): x0_hat a polynomial in lambda through the last ones."""

from __future__ import annotations

import math

from engine.samplers.level import Course, Level
from engine.samplers.walk import Noise, Walk, X, length


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


DPMPP_2M_SDE_LINES = """\
    old = None
    for s, t in zip(sigmas, sigmas[1:]):
        d = denoise(x, s)
        if not t:
            return d
        h = np.log(s / t)
        fill = 1 - np.exp(-(1 + eta) * h)
        x = (1 - fill) * x + fill * d
        if old is not None:
            weight = 1 - fill / ((1 + eta) * h) if heun else fill / 2
            x = x + weight * h / np.log(before / s) * (d - old)
        if eta:
            x = x + s_noise * t * np.sqrt(1 - np.exp(-2 * eta * h)) * normal()
        old, before = d, s
    return x
"""
DPMPP_3M_SDE_LINES = """\
    ds, ss = [], []
    for s, t in zip(sigmas, sigmas[1:]):
        d = denoise(x, s)
        if not t:
            return d
        ds, ss = [d, *ds][:3], [s, *ss][:3]
        h = np.log(s / t)
        e = (1 + eta) * h
        x = np.exp(-e) * x + (1 - np.exp(-e)) * d
        phi_2 = 1 - (1 - np.exp(-e)) / e
        if len(ds) > 1:
            r = [np.log(old / new) / h for new, old in zip(ss, ss[1:])]
            slopes = [(new - old) / r_i for new, old, r_i in zip(ds, ds[1:], r)]
            slope = slopes[0]
            if len(ds) > 2:
                slope = slope + (slopes[0] - slopes[1]) * r[0] / (r[0] + r[1])
                x = x - curvature * (phi_2 / e - 0.5) * (slopes[0] - slopes[1]) / (r[0] + r[1])
            x = x + phi_2 * slope
        if eta:
            x = x + s_noise * t * np.sqrt(1 - np.exp(-2 * eta * h)) * normal()
    return x
"""
