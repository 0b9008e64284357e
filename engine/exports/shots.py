"""Which timesteps a film or a contact sheet shows, and how long each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.exports.options import FilmSettings
from engine.scenes.timesteps import nearest_timestep


@dataclass(frozen=True, slots=True)
class Shot:
    """A timestep, shown for so many frames."""

    t: int
    count: int = 1


def spread(begin: int, end: int, count: int, steps: int, timesteps: Sequence[int] | None) -> list[int]:
    """`count` timesteps from `begin` to `end` (-1 for T = `steps`), evenly, each the nearest of those that exist.

    Raises:
        ValueError: when the first is not below the last.
    """
    last = steps if end < 0 else min(end, steps)
    if begin >= last:
        raise ValueError(f"The first t is {begin} and the last {last}: the first must be the lesser one.")
    return [
        nearest_timestep(timesteps, steps, t) for t in np.rint(np.linspace(begin, last, count)).astype(int)
    ]


def shots_of(settings: FilmSettings, steps: int, timesteps: Sequence[int] | None) -> tuple[Shot, ...]:
    """The shots of a film: frames that follow one another and show the same timestep are one shot.

    "both" goes up and comes back, so that a loop has no jump; both ends are held for `hold` seconds.
    """
    way = spread(settings.begin, settings.end, settings.frames, steps, timesteps)
    held = 1 + round(settings.hold * settings.fps)
    counts = [held, *[1] * (len(way) - 2), held]
    if settings.direction == "down":
        way = way[::-1]
    elif settings.direction == "both":
        way, counts = way + way[-2:0:-1], counts + counts[-2:0:-1]
    shots: list[Shot] = []
    for t, count in zip(way, counts, strict=True):
        if shots and shots[-1].t == t:
            shots[-1] = Shot(t, shots[-1].count + count)
        else:
            shots.append(Shot(t, count))
    return tuple(shots)
