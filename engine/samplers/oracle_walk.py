"""A sampler that is walked once with numbers, where the denoiser knows x_0.

An answer then does not depend on x_t, so whatever a sampler does is linear in the state it comes from, in what is
known, and in fresh noise. With noise the run is a Gaussian chain of which any state takes few layers; without, each
state is a sum of the start and what is known.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.chain import Chain, Steps
from engine.mix import Mix, noise
from engine.samplers.level import Course, Level
from engine.samplers.run import SamplerRun

Array = npt.NDArray[np.float64]
MOST_WALKED = 1000
"""Steps of a run that is walked, so that a change of the schedule is answered at once."""
FRESH: Array = np.eye(5)[3:]


@dataclass(frozen=True, eq=False)
class Sums:
    """States that are sums of the start and what is known: `weights` of shape (steps + 1, 3)."""

    layers: tuple[Mix, Mix, Mix]
    weights: Array

    @property
    def steps(self) -> int:
        """How many there are after the first."""
        return len(self.weights) - 1

    def state(self, k: int) -> Mix:
        """State k = 0..steps."""
        total = Mix({})
        for weight, layer in zip(self.weights[k].tolist(), self.layers, strict=True):
            total = total + weight * layer
        return total


def walked(
    run: SamplerRun, course: Course, start: Mix, known: tuple[Mix, Mix], error: Callable[[Level], float]
) -> tuple[tuple[Level, ...], Chain | Sums]:
    """The levels of the states of a run from `start`, and the states; x0_hat is known[0] + error(level) known[1].

    A sampler that adds noise before it asks goes up a little: the level of its state is that one.
    """
    levels, weights = _weights(run, course, error)
    if not run.noisy:
        return levels, Sums((start, *known), weights[:, :3])
    # Row k leads from state k - 1 to k. Row 0 is what is added before the first question.
    before, rows = weights[0], weights[1:]
    added = np.hypot(before[3], before[4]) * Mix.of(noise("reverse churn"))
    variance: Array = rows[:, 3] ** 2 + rows[:, 4] ** 2
    steps = Steps(rows[:, 0], rows[:, 1:3], variance)
    return levels, Chain(float(before[0]) * start + added, steps, known, "reverse")


def _weights(
    run: SamplerRun, course: Course, error: Callable[[Level], float]
) -> tuple[tuple[Level, ...], Array]:
    """The level and the weights of each state: of the start, the two that are known, and two fresh noises.

    With noise they are those of the state before in place of the start. For that the array that the walk yields, and
    goes on with, is set back to that state alone: no product of many steps can leave the range of numbers. Of two
    noises in a step each has a column of its own. A walk without noise is left as it is: it may come back to an
    earlier state.
    """
    x_t, calls = np.eye(5)[0], 0

    def fresh(now: Level, then: Level) -> Array:
        nonlocal calls
        calls += 1
        z: Array = FRESH[calls % 2]
        return z

    walk = run.walk(x_t, course, fresh)
    levels, rows = [], []
    x_t, at = next(walk)
    while True:
        if not at.trial:
            levels.append(at)
            rows.append(x_t.copy())
            if run.noisy:
                x_t[:] = np.eye(5)[0]
        try:
            x_t, at = walk.send(np.array([0.0, 1.0, error(at), 0.0, 0.0]))
        except StopIteration as end:
            return (*levels, course.levels[-1]), np.array([*rows, end.value])
