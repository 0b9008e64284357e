"""What the places of the map of Density mean: a level and an x there, the path through it, score and x0_hat."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.planning.histogram import Histogram, shrunk
from engine.planning.quantile_paths import exact_paths
from engine.samplers.level import Level, at_sigmas, at_timesteps
from engine.schedules import Schedule

EARLIEST = 1e-3
"""The least t at which a path is launched: at 0 there is no noise, and it would be on a level of the picture."""
FARTHEST_START = 6.0
"""Deviations of the noise beyond which no path begins."""
MOST_PATHS = 16


def start_text(text: str) -> str:
    """The text of a path's start, in deviations of the noise, as it is kept. Raises ValueError where it is none."""
    try:
        start = float(text)
    except ValueError:
        raise ValueError(
            f"{text!r} is no number: a path begins at standard deviations of the noise, such as 0.5."
        ) from None
    if not abs(start) <= FARTHEST_START:
        raise ValueError(f"A path begins at {start:g} standard deviations; it must be from -6 to 6.")
    return f"{start + 0.0:.4g}"


@dataclass(frozen=True, slots=True)
class Place:
    """A level, and x_t there."""

    level: Level
    x_t: float

    @classmethod
    def at(cls, schedule: Schedule, over: str, exploding: bool, across: float, up: float) -> Place:
        """That of a place of the map: over t or log SNR, and up to x_t or, `exploding`, x_t / signal."""
        if over == "t":
            (level,) = at_timesteps(schedule, [min(max(across, EARLIEST), float(schedule.steps))])
        else:
            (level,) = at_sigmas(schedule, [float(np.exp(-across / 2))])
        return cls(level, up * level.signal if exploding else up)

    def words(self, prior: Histogram, stretch: float = 1.0) -> str:
        """Its score and x0_hat, where the noise of a pixel has `stretch` times the deviation of white noise."""
        over = shrunk(prior, stretch)
        score, x0_hat = (float(each(self.x_t / stretch, self.level)) for each in (over.score, over.x0_hat))
        score, x0_hat = score / stretch, x0_hat * stretch
        return f"t = {self.level.t:.0f}, xₜ = {self.x_t:.2f}: score {score:.3g}, E[x₀ | xₜ] = {x0_hat:.2f}"

    def start(self, prior: Histogram, first: Level, stretch: float = 1.0) -> str:
        """Where the exact path through it begins at a first level, in deviations of the noise, as a text."""
        over = shrunk(prior, stretch)
        x_t = float(exact_paths(over, (self.level, first), [self.x_t / stretch])[0, 1])
        return start_text(f"{min(max(x_t / first.noise, -FARTHEST_START), FARTHEST_START):.4g}")
