"""What the scene Density is made of: the map of p_t(x), paths of runs, and where they end."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np

from engine.planning.density import NORMALISATIONS, heat_map
from engine.planning.histogram import Histogram, shrunk
from engine.planning.quantile_paths import exact_paths, sampling_paths
from engine.samplers.level import Level, at_sigmas, at_timesteps, ends
from engine.scenes.chart import Array, HeatMap
from engine.scenes.runs import course_of, run_on, within_float64
from engine.schedules import Schedule

COLUMNS, ROWS = 240, 256  # of the map
OVER = {"t": "timestep t", "log_snr": "log SNR"}
"""What the map and the paths are drawn over."""
CURVED = 65  # points of an exact path
TAILS = 3.0
"""Deviations of the noise beyond the outermost level that are shown."""
ENDS = 255  # paths whose ends are counted
LEAST_SIGNAL = 1e-6
"""Below it, x_t is not divided by the signal."""
FARTHEST = 4.0
"""The end of the axis of x_t / signal, whose noise grows without limit, and of values that come out."""


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """Paths of a run: its levels, x_t of the sampler and of the exact flow from the same starts, (paths, levels).

    `fine` are levels close enough to draw the exact paths, which are there `curved`.
    """

    levels: tuple[Level, ...]
    sampled: Array
    exact: Array
    fine: tuple[Level, ...]
    curved: Array


@dataclass(frozen=True, slots=True)
class FindWays:
    """Calculation: the Ways of a run that is given as a text."""

    text: str
    schedule: Schedule
    prior: Histogram
    seed: int
    starts: tuple[float, ...]
    """Where they begin, in deviations of the noise."""
    stretch: float = 1.0
    """Deviation of a pixel's noise over that of white noise."""

    def run(self) -> Generator[None, None, Ways]:
        """Those of the sampler, then the exact ones."""
        text, prior, stretch = self.text, shrunk(self.prior, self.stretch), self.stretch
        course = course_of(text, self.schedule)
        starts = np.array(self.starts) * course.levels[0].noise
        with within_float64(text):
            run = run_on(text, self.schedule)
            levels, states = yield from sampling_paths(run, course, prior, starts, self.seed)
            yield
            exact = exact_paths(prior, levels, starts)
            yield
            fine = (levels[0], *_between(course.schedule, levels[0]))
            curved = exact_paths(prior, fine, starts)
            return Ways(levels, stretch * states, stretch * exact, fine, stretch * curved)


@dataclass(frozen=True, slots=True, eq=False)
class Ends:
    """Where a run ends from pure noise, ascending: quantiles of what comes out."""

    x: Array


@dataclass(frozen=True, slots=True)
class FindEnds:
    """Calculation: the Ends of a run that is given as a text."""

    text: str
    schedule: Schedule
    prior: Histogram
    seed: int
    stretch: float = 1.0

    def run(self) -> Generator[None, None, Ends]:
        """ENDS paths."""
        from scipy.special import ndtri  # takes 60 ms to import, and few need it

        yield
        course = course_of(self.text, self.schedule)
        starts = ndtri(shares()) * course.levels[0].noise
        with within_float64(self.text):
            run = run_on(self.text, self.schedule)
            prior = shrunk(self.prior, self.stretch)
            _, states = yield from sampling_paths(run, course, prior, starts, self.seed)
        return Ends(self.stretch * np.sort(states[:, -1]))


@dataclass(frozen=True, slots=True, eq=False)
class Map:
    """p_t(x) as it is drawn, from -extent to extent of x_t, or of x_t / signal where it is `exploding`.

    It goes from `begin`, near the picture, to `end`, in what `over`, a name of OVER, means.
    """

    heat: HeatMap
    exploding: bool
    over: str
    begin: float
    end: float
    extent: float


@dataclass(frozen=True, slots=True)
class FindMap:
    """Calculation: the Map of a prior, in x_t or, `exploding`, in x_t / signal."""

    schedule: Schedule
    prior: Histogram
    exploding: bool
    normalisation: str
    over: str
    stretch: float = 1.0

    def run(self) -> Generator[None, None, Map]:
        """The map, in one go. Raises ValueError when fewer than two states have enough signal to divide by."""
        yield
        if self.over == "t":
            levels = at_timesteps(self.schedule, np.linspace(0, self.schedule.steps, COLUMNS).tolist())
        else:
            low, high = ends(self.schedule)
            levels = at_sigmas(self.schedule, np.geomspace(low, max(high, 1.001 * low), COLUMNS))
        if self.exploding:
            levels = tuple(level for level in levels if level.signal > LEAST_SIGNAL)
            if len(levels) < 2:
                raise ValueError("No state has enough signal left to divide by: show xₜ itself.")
        prior = shrunk(self.prior, self.stretch)
        outermost = float(np.abs(prior.values).max())
        if self.exploding:
            extent = min(FARTHEST / self.stretch, max(outermost + TAILS * level.sigma for level in levels))
        else:
            extent = max(level.signal * outermost + TAILS * level.noise for level in levels)
        p = heat_map(prior, levels, ROWS, extent, self.exploding).p
        heat = HeatMap(NORMALISATIONS[self.normalisation](p))
        begin, end = across((levels[0], levels[-1]), self.over).tolist()
        return Map(heat, self.exploding, self.over, begin, end, self.stretch * extent)


def _between(schedule: Schedule, first: Level) -> tuple[Level, ...]:
    """Levels close enough for curves, over t and over log SNR, from below a first one down to t = 0."""
    low, high = ends(schedule)
    even = at_timesteps(schedule, np.linspace(first.t, 0, CURVED)[1:].tolist())
    even += at_sigmas(schedule, np.geomspace(low, max(high, 1.001 * low), CURVED))
    below = {level.sigma: level for level in even if level.sigma < first.sigma}
    return tuple(below[sigma] for sigma in sorted(below, reverse=True))


def across(levels: Sequence[Level], over: str) -> Array:
    """Where levels stand on an axis of OVER; log SNR is infinite where there is no noise, or no signal."""
    return np.array([level.t if over == "t" else 2 * level.lam for level in levels])


def shares() -> Array:
    """Of the paths whose ends are counted, below each: (ENDS,)."""
    return (np.arange(ENDS) + 0.5) / ENDS


def quantiles(prior: Histogram) -> Array:
    """The levels of the picture at the shares of the ends, (ENDS,)."""
    at = np.searchsorted(np.cumsum(prior.weights), shares() * (1 - 1e-12))
    return np.asarray(prior.values[np.minimum(at, len(prior.values) - 1)])
