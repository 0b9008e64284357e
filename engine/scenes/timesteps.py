"""The timesteps that exist in a scene, and the way from one to the next.

`timesteps` is what `Scene.timesteps` gives: the timesteps in rising order, or None for all of 0..T = `steps`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence


def nearest_timestep(timesteps: Sequence[int] | None, steps: int, t: int) -> int:
    """The timestep that exists and is nearest to t, the noisier one of two; t may be any number."""
    there = _all(timesteps, steps)
    place = bisect_left(there, t)
    if place == len(there):
        return there[-1]
    if place == 0:
        return there[0]
    below, above = there[place - 1], there[place]
    return below if t - below < above - t else above


def next_timestep(timesteps: Sequence[int] | None, steps: int, t: int) -> int:
    """The first that is noisier than t, else the noisiest."""
    there = _all(timesteps, steps)
    return there[min(bisect_right(there, t), len(there) - 1)]


def previous_timestep(timesteps: Sequence[int] | None, steps: int, t: int) -> int:
    """The last that is cleaner than t, else the cleanest."""
    there = _all(timesteps, steps)
    return there[max(bisect_left(there, t) - 1, 0)]


def _all(timesteps: Sequence[int] | None, steps: int) -> Sequence[int]:
    return range(steps + 1) if timesteps is None else timesteps
