"""Any state of a linear Gaussian Markov chain from few layers, without walking through it.

A step of the chain is x_k = gain x_{k-1} + drift + sqrt(variance) z, with scalars for gain and variance, a
mix of known layers for the drift, and fresh white noise z. Steps compose to steps of the same form. So a state
can be reached as a Brownian path is drawn by midpoints: the last state from the first by one long step, then
each midpoint from the two ends of its interval by the Gaussian bridge. A state of n steps takes about log2 n
noise layers, and all states together have exactly the joint law of the chain that is walked step by step.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from engine.mix import X0, Mix, noise
from engine.schedules import Schedule

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Steps:
    """Consecutive steps k = 1..n: `gain` (n,), `drift` (n, number of known layers), `variance` (n,)."""

    gain: Array
    drift: Array
    variance: Array

    def in_pairs(self) -> Steps:
        """Steps of twice the length, half as many; their number must be even."""
        first_gain, gain = self.gain[0::2], self.gain[1::2]
        return Steps(
            gain * first_gain,
            gain[:, None] * self.drift[0::2] + self.drift[1::2],
            gain**2 * self.variance[0::2] + self.variance[1::2],
        )

    def padded(self) -> Steps:
        """The same with steps at the end that change nothing, so that their number is a power of two."""
        missing = (1 << (len(self.gain) - 1).bit_length()) - len(self.gain)
        return Steps(
            np.pad(self.gain, (0, missing), constant_values=1.0),
            np.pad(self.drift, ((0, missing), (0, 0))),
            np.pad(self.variance, (0, missing)),
        )


class Chain:
    """States k = 0..n of a chain that begins at `start`.

    `known` are the layers of the drift. `key` tells the noise of this chain from that of others: it has the
    noise images `key end` and `key k` for midpoints k.
    """

    def __init__(self, start: Mix, steps: Steps, known: Sequence[Mix], key: str) -> None:
        self._start = start
        self._known = known
        self._key = key
        self.steps = len(steps.gain)
        self._lengths = [
            steps.padded()
        ]  # of 1, 2, 4, ... steps: composed in a tree, as products would underflow
        while len(self._lengths[-1].gain) > 1:
            self._lengths.append(self._lengths[-1].in_pairs())
        self._last: dict[int, tuple[int, Mix]] = {}  # the midpoint of each length that was on the way last

    def state(self, k: int) -> Mix:
        """State k = 0..n as a mix of the start, the known layers and at most log2(n) + 2 noise layers.

        Raises:
            ValueError: when there is no such state.
        """
        if not 0 <= k <= self.steps:
            raise ValueError(f"There is no state {k}: the chain has the states 0 to {self.steps}.")
        if k == 0:
            return self._start
        level = len(self._lengths) - 1
        low, high = 0, 1 << level
        x_low = self._start
        x_high = self._step(level, 0, x_low, Mix.of(noise(f"{self._key} end")))
        while k != high:
            level -= 1
            middle = low + (1 << level)
            x_middle = self._midpoint(level, middle, x_low, x_high)
            if k < middle:
                high, x_high = middle, x_middle
            else:
                low, x_low = middle, x_middle
            if k == low:
                return x_low
        return x_high

    def _mean(self, level: int, index: int, x: Mix) -> Mix:
        """The mean after step `index` of the steps of length 2**level, from x."""
        steps = self._lengths[level]
        mean: Mix = float(steps.gain[index]) * x
        for layer, weight in zip(self._known, steps.drift[index], strict=True):
            mean = mean + float(weight) * layer
        return mean

    def _step(self, level: int, index: int, x: Mix, z: Mix) -> Mix:
        return self._mean(level, index, x) + math.sqrt(self._lengths[level].variance[index]) * z

    def _midpoint(self, level: int, middle: int, x_low: Mix, x_high: Mix) -> Mix:
        """The state between two; neighbours have most of them in common."""
        at, x_middle = self._last.get(level, (0, x_low))
        if at != middle:
            x_middle = self._bridge(level, middle, x_low, x_high)
            self._last[level] = middle, x_middle
        return x_middle

    def _bridge(self, level: int, middle: int, x_low: Mix, x_high: Mix) -> Mix:
        """The state between two: Gaussian, given both.

        Where the second half says nothing of the middle (no noise in either half, or a step that forgets), the
        middle follows the first half.
        """
        steps, first = self._lengths[level], (middle >> level) - 1
        gain, before, after = (
            float(steps.gain[first + 1]), float(steps.variance[first]), float(steps.variance[first + 1])
        )  # fmt: skip
        mean = self._mean(level, first, x_low)
        total = gain**2 * before + after
        if total == 0.0:
            variance = before
        else:
            surprise = x_high - self._mean(level, first + 1, mean)
            mean = mean + (before * gain / total) * surprise
            variance = before * after / total
        return mean + math.sqrt(variance) * Mix.of(noise(f"{self._key} {middle}"))


@lru_cache(maxsize=8)  # one for each column of a strip
def forward_chain(schedule: Schedule, key: str) -> Chain:
    """The Markov chain x_0 -> x_T of the forward process, one path (Ho et al. 2020, eq. 2)."""
    steps = Steps(schedule.gain, np.zeros((schedule.steps, 0)), schedule.step_variance)
    return Chain(X0, steps, [], f"path {key}")
