"""The timesteps that exist in a scene, and which is nearest to one that is wanted.

`timesteps` is what `Scene.timesteps` gives: the timesteps in rising order, or None for all of 0..T = `steps`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence


def nearest_timestep(timesteps: Sequence[int] | None, steps: int, t: int) -> int:
    """The timestep that exists and is nearest to t, the noisier one of two; t may be any number."""
    there = range(steps + 1) if timesteps is None else timesteps
    place = bisect_left(there, t)
    if place == len(there):
        return there[-1]
    if place == 0:
        return there[0]
    below, above = there[place - 1], there[place]
    return below if t - below < above - t else above
