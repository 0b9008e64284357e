"""Walking through the timesteps that there are: all of them, or the few that a scene keeps.

`states` are timesteps in ascending order, at least one. No widget is needed here.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from engine.scenes.scene import nearest
from engine.state.start import Order


def moved(states: Sequence[int], t: int, by: int) -> int:
    """The timestep that lies so many states on from t, or back, stopping at the ends."""
    if by > 0:
        index = bisect_right(states, t) - 1 + by
    elif by < 0:
        index = bisect_left(states, t) + by
    else:
        index = nearest(states, t)
    return states[min(max(index, 0), len(states) - 1)]


def within(states: Sequence[int], low: int, high: int) -> Sequence[int]:
    """The states from `low` to `high`, both with; the nearest one where there is none between."""
    inside = states[bisect_left(states, low) : bisect_right(states, high)]
    return inside or (states[nearest(states, low)],)


def played(start: int, passed: int, count: int, order: Order, down: bool) -> tuple[int, bool] | None:
    """The index, of `count` states, after `passed` changes from the index `start`, and whether it goes down.

    "loop" comes to the other end after the last one, "swing" turns round at both ends and shows each of them
    once, "once" is over after the last: then it is None. `down` begins towards the first state.
    """
    if down:
        mirrored = played(count - 1 - start, passed, count, order, down=False)
        return mirrored and (count - 1 - mirrored[0], not mirrored[1])
    last, index = count - 1, start + passed
    if order == "once":
        return (index, False) if index <= last else None
    if order == "loop" or last == 0:
        return index % count, False
    phase = index % (2 * last)  # up, then down again
    return (phase, False) if phase < last else (2 * last - phase, True)
