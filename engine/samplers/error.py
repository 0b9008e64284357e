"""What a run makes of a Gaussian, exactly: its end is linear in x_T and in the noises added on the way.

For x_0 ~ N(0, c) the best denoiser is x0_hat = signal c / (signal^2 c + noise^2) x_t, and the probability-flow ODE
scales x_t by the ratio of deviations of its law. So one recursion in numbers gives a run's end, and its error.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from engine.samplers.level import Course, Level
from engine.samplers.run import SamplerRun
from engine.samplers.walk import evaluations
from engine.slices import finish

Array = npt.NDArray[np.float64]
SLICE = 128
"""Evaluations between two pauses; with the noises of a thousand steps they take some 20 ms."""


@dataclass(frozen=True, slots=True, eq=False)
class End:
    """x_0 = k x_T + noise of variance V, for each of the prior variances; and how often the denoiser was asked."""

    k: Array
    variance: Array
    evaluations: int


def deviation(level: Level, c: Array) -> Array:
    """The deviation of x_t: sqrt(signal^2 c + noise^2)."""
    return np.hypot(level.signal * np.sqrt(c), level.noise)


def propagated(run: SamplerRun, course: Course, c: npt.ArrayLike) -> End:
    """The end of a run for x_0 ~ N(0, c), c > 0 of shape (F,); k and V have the same shape."""
    return finish(propagating(run, course, c))


def propagating(run: SamplerRun, course: Course, c: npt.ArrayLike) -> Generator[None, None, End]:
    """The same in slices.

    Row f of the state holds what each source is multiplied by in x_t: x_T first, then each noise image.
    """
    c = np.atleast_1d(np.asarray(c, dtype=np.float64))
    sources = 1 + (run.family.stages * run.steps if run.noisy else 0)
    x_t = np.zeros((len(c), sources))
    x_t[:, 0] = 1.0
    fresh = iter(np.eye(sources)[1:])

    def denoise(x_t: Array, level: Level) -> Array:
        x0_hat: Array = (level.signal * c / (level.signal**2 * c + level.noise**2))[:, None] * x_t
        return x0_hat

    steps, count = evaluations(run.walk(x_t, course, lambda now, then: next(fresh)), denoise), 0
    while True:
        try:
            next(steps)
        except StopIteration as end:
            x_0: Array = end.value
            return End(x_0[:, 0], np.sum(x_0[:, 1:] ** 2, axis=1), count)
        count += 1
        if count % SLICE == 0:
            yield


def exact_k(course: Course, c: npt.ArrayLike) -> Array:
    """The same k, one for each variance c, on the exact path of the ODE: the ratio of deviations at its ends."""
    c = np.atleast_1d(np.asarray(c, dtype=np.float64))
    return deviation(course.levels[-1], c) / deviation(course.levels[0], c)


def with_steps(run: SamplerRun, steps: int) -> SamplerRun:
    """The same run with another number of steps."""
    return replace(run, steps=steps)
