"""A sampler as a generator: it yields x_t with its level, is sent x0_hat, and returns x_0.

A step goes from the level `now` to the next one, `then`; h = lambda_then - lambda_now > 0. In the coordinates
X = x_t / signal_t and sigma = noise_t / signal_t that most papers use, D = x0_hat and the probability-flow ODE is
dX / dsigma = (X - D) / sigma = eps_hat. Here the same steps are written for x_t itself, so that nothing is
infinite where no signal is left (sigma = infinity) or no noise (sigma = 0). There h is infinite, and the formulas of
higher order have no limit: every sampler takes a step of first order to and from such an end.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from engine.samplers.level import Level


class Vector(Protocol):
    """What a sampler needs of x_t: the operations of a vector space. Mixes, tensors, arrays and floats have them."""

    def __add__(self, other: Any, /) -> Any: ...
    def __sub__(self, other: Any, /) -> Any: ...
    def __rmul__(self, factor: float, /) -> Any: ...


X = TypeVar("X", bound=Vector)
LONGEST = 350.0
"""A step in lambda beyond which e^2h leaves the range of float64."""
Walk = Generator[tuple[X, Level], X, X]
Noise = Callable[[Level, Level], X]
"""White noise of variance 1 for the step between two levels; independent of that of steps that do not overlap."""


class Evaluation(NamedTuple, Generic[X]):
    """One evaluation of the denoiser: x_t, its level, and the answer; a state of the run unless `level.trial`."""

    x_t: X
    level: Level
    x0_hat: X


def evaluations(walk: Walk[X], denoise: Callable[[X, Level], X]) -> Generator[Evaluation[X], None, X]:
    """The evaluations of a walk one by one, with `denoise(x_t, level)` for x0_hat; returns x_0."""
    x_t, level = next(walk)
    while True:
        x0_hat = denoise(x_t, level)
        yield Evaluation(x_t, level, x0_hat)
        try:
            x_t, level = walk.send(x0_hat)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]


def finished(walk: Walk[X], denoise: Callable[[X, Level], X]) -> tuple[X, int]:
    """x_0 at the end of a walk, and how often the denoiser was asked."""
    run, count = evaluations(walk, denoise), 0
    while True:
        try:
            next(run)
        except StopIteration as end:
            return end.value, count
        count += 1


def carried(x: X, x0_hat: X, now: Level, then: Level) -> X:
    """The step of first order, exact while x0_hat stays: X' = (s'/s) X + (1 - s'/s) D (Song et al. 2021, eq. 12)."""
    result: X = (then.noise / now.noise) * x + (then.signal * -math.expm1(now.lam - then.lam)) * x0_hat
    return result


def length(now: Level, then: Level) -> float:
    """h, or 0 where it is infinite (or its exponential is) and a step must be of first order."""
    h = then.lam - now.lam
    return h if h < LONGEST else 0.0


def ancestral(now: Level, then: Level, eta: float) -> tuple[Level, float]:
    """The level below `then` that a step with fresh noise goes to first, and the deviation of that noise.

    s_up^2 = eta^2 s'^2 (s^2 - s'^2) / s^2 and s_down^2 = s'^2 - s_up^2 (Song et al. 2021, eq. 16), with
    rho = (s'/s)^2 = exp(-2h), so that nothing is divided by a signal that may be 0.
    """
    if not eta or not then.noise:
        return then, 0.0
    rho = math.exp(2 * (now.lam - then.lam))
    share = (1 - eta**2) + eta**2 * rho
    down = math.sqrt(share)
    lam = then.lam - math.log(down) if down else math.inf
    return then._replace(noise=then.noise * down, lam=lam), then.noise * eta * math.sqrt(1 - rho)


ANCESTRAL_LINES = """\
        up = eta * t * np.sqrt(1 - (t / s) ** 2)
        down = np.sqrt(t**2 - up**2)
"""
"""The same in numpy, for samplers whose lines begin a step with it."""
