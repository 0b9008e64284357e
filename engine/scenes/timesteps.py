"""The timesteps that exist in a scene, and which is nearest to one that is wanted.

`timesteps` is what `Scene.timesteps` gives: the timesteps in rising order, or None for all of 0..T = `steps`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence


def nearest_timestep(timesteps: Sequence[int] | None, steps: int, t: int) -> int:
    """The timestep that exists and is nearest to t, the noisier one of two; t may be any number."""
    there = range(steps + 1) if timesteps is None else timesteps
    return there[nearest(there, t)]


def nearest(states: Sequence[int], t: int) -> int:
    """The index of the state nearest to t, of two the noisier; `states` rise, and are one at least."""
    after = bisect_left(states, t)
    if after == len(states):
        return after - 1
    if after and t - states[after - 1] < states[after] - t:
        return after - 1
    return after
