"""The fresh noise of a sampler as a Brownian path, so that one seed gives one composition at any number of steps.

The path W runs over the SNR e^(2 lambda), in which the reverse SDE with constant x0_hat adds W's increments to
X / sigma^2: two steps then add exactly what one step over both adds. The lambda axis is cut into cells of fixed
length. Each cell has a noise image of its own, by its number, which is the increment over the cell: that is what
runs of different steps share. A level inside a cell is reached by a Brownian bridge from the last level to the end
of the cell, with an image by its lambda. So a step takes few images, and the increments are exactly white noise.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Generic

from engine.samplers.level import Level
from engine.samplers.walk import X

CELL = 0.25
"""Length of a cell in lambda: SNR grows by e^(1/2) over it."""
LOWEST = -24
"""All below the end of this cell, sigma above 316, is one cell."""


class NoisePath(Generic[X]):
    """Increments of a path between levels of rising lambda, scaled to variance 1.

    `white(key)` gives the white noise of a key, always the same one; keys begin with `key`.
    """

    def __init__(self, white: Callable[[str], X], key: str) -> None:
        self._white = white
        self._key = key
        self._lam = -math.inf
        self._cell = LOWEST - 1
        self._rest: X
        """What the path still gains up to the end of the cell, over its deviation."""

    def between(self, now: Level, then: Level) -> X:
        """White noise for the step from `now` to `then`. That of a step to t = 0, of infinite SNR, stands apart.

        Raises:
            ValueError: when the step does not go on from where the last one ended.
        """
        if then.lam == math.inf:
            return self._white(f"{self._key} end")
        if now.lam < self._lam or not now.lam < then.lam:
            raise ValueError(
                f"The noise path is at lambda = {self._lam:g} and cannot step from {now.lam:g} to {then.lam:g}."
            )
        if now.lam > self._lam or self._cell < LOWEST:
            self._enter(_cell_of(now.lam))
            if now.lam > self._lam:
                self._bridged(now.lam)
        return self._advanced(then.lam)

    def _advanced(self, lam: float) -> X:
        """Go on to lambda; returns the increment over its deviation."""
        gains: list[tuple[float, X]] = []
        start, cell = self._lam, _cell_of(lam)
        while self._cell < cell:
            end = (self._cell + 1) * CELL
            gains.append((_deviation(self._lam, end, lam), self._rest))
            self._enter(self._cell + 1)
        if self._lam < lam:
            gains.append((_deviation(self._lam, lam, lam), self._bridged(lam)))
        total = _deviation(start, lam, lam)
        (weight, result), *others = [(each / total, image) for each, image in gains]
        result = weight * result if weight != 1.0 else result
        for weight, image in others:
            result = result + weight * image
        return result

    def _enter(self, cell: int) -> None:
        """Be at the start of a cell; what lies before it is not drawn."""
        if cell != self._cell:
            self._cell, self._lam = cell, cell * CELL if cell > LOWEST else -math.inf
            self._rest = self._white(f"{self._key} cell {cell}")

    def _bridged(self, lam: float) -> X:
        """The increment to lambda inside the cell, and what rests after it, each over its deviation."""
        end = (self._cell + 1) * CELL
        whole = _deviation(self._lam, end, end)
        first, second = _deviation(self._lam, lam, end) / whole, _deviation(lam, end, end) / whole
        fresh = self._white(f"{self._key} at {lam:.9g}")
        gain: X = first * self._rest + second * fresh
        self._rest = second * self._rest - first * fresh
        self._lam = lam
        return gain


def _cell_of(lam: float) -> int:
    return max(math.floor(lam / CELL), LOWEST) if lam > -math.inf else LOWEST


def _deviation(start: float, end: float, scale: float) -> float:
    """sqrt(e^2end - e^2start) over e^scale: the deviation of an increment."""
    return math.exp(end - scale) * math.sqrt(-math.expm1(2 * (start - end)))
