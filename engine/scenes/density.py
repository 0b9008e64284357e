"""Density: how the law of one pixel drowns in noise, and the ways back, exact and by samplers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from engine.option import Option
from engine.planning.density import NORMALISATIONS, heat_map
from engine.planning.facts import CHANNELS
from engine.planning.histogram import Histogram
from engine.planning.quantile_paths import exact_paths, sampler_paths
from engine.process import jump
from engine.quoting import tex_text
from engine.samplers.level import Level, at_timesteps
from engine.scenes.chart import Array, Axis, Chart, Curve, HeatMap, Mark, RunNote, linear_ticks
from engine.scenes.grid import Cell, Grid, Row, Scene
from engine.scenes.runs import (
    RUNS,
    SELECTED,
    USUAL_RUNS,
    course_of,
    measuring,
    run_on,
    run_titles,
    short_number,
    tex_number,
    within_float64,
)
from engine.scenes.strip import X0, Given
from engine.schedules import Schedule

LAW = r"p_t(x) = \sum_i w_i\, \mathcal{N}(x;\; \mathrm{signal}_t v_i,\; \mathrm{noise}_t^{2})"
COLUMNS, ROWS = 240, 256  # of the map
CURVED = 65  # points of an exact path
TAILS = 3.0
"""Deviations of the noise beyond the outermost level that are shown."""
PATHS = np.linspace(-2.1, 2.1, 8)
"""Where paths begin, in deviations of the noise."""
ENDS = 255  # paths whose ends are counted
LEAST_SIGNAL = 1e-6
"""Below it, x_t is not divided by the signal."""
FARTHEST = 4.0
"""The end of the axis of x_t / signal, whose noise grows without limit, and of values that come out."""


@dataclass(frozen=True, slots=True)
class DensitySettings:
    """The runs as texts, of which number `selected` has its paths drawn; what is drawn, and how."""

    run: tuple[str, ...] = USUAL_RUNS
    selected: int = 1
    channel: str = "grey"
    coordinates: str = "x_t"
    map: str = "column"


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


@lru_cache(maxsize=64)
def _ways(text: str, schedule: Schedule, prior: Histogram, seed: int) -> Ways:
    course = course_of(text, schedule)
    starts = PATHS * course.levels[0].noise
    with within_float64(text):
        levels, states = sampler_paths(run_on(text, schedule), course, prior, starts, seed)
        exact = exact_paths(prior, levels, starts)
        between = at_timesteps(schedule, np.linspace(levels[0].t, 0, CURVED)[1:].tolist())
        fine = (levels[0], *(level for level in between if level.sigma < levels[0].sigma))
        return Ways(levels, states, exact, fine, exact_paths(prior, fine, starts))


@lru_cache(maxsize=64)
def _ends(text: str, schedule: Schedule, prior: Histogram, seed: int) -> Array:
    """Where a run ends from pure noise, ascending: quantiles of what comes out."""
    from scipy.special import ndtri  # takes 60 ms to import, and few need it

    course = course_of(text, schedule)
    starts = ndtri(_shares()) * course.levels[0].noise
    with within_float64(text):
        _, states = sampler_paths(run_on(text, schedule), course, prior, starts, seed)
    return np.sort(states[:, -1])


def _shares() -> Array:
    return (np.arange(ENDS) + 0.5) / ENDS


def quantiles(prior: Histogram) -> Array:
    """The levels of the picture at the shares of the ends."""
    at = np.searchsorted(np.cumsum(prior.weights), _shares() * (1 - 1e-12))
    return np.asarray(prior.values[np.minimum(at, len(prior.values) - 1)])


def build(schedule: Schedule, t: int, given: Given, settings: DensitySettings) -> Grid:
    """The map of p_t(x) with paths over it, the law of what comes out, and the picture at t."""
    if given.facts is None:
        return measuring(LAW, schedule, settings.run)
    prior = given.facts.histograms[CHANNELS.index(settings.channel)]
    runs = [run_on(text, schedule) for text in settings.run]
    titles = run_titles(runs)
    selected = min(settings.selected, len(runs)) - 1
    away = [_distance(text, schedule, prior, given.seed) for text in settings.run]
    cells = (
        Cell(jump(schedule, t, X0, given.strip.noise("forward", given.strip.column)), rf"x_{{{t}}}", t=t),
        Cell(X0, r"\text{picture}", t=0),
    )
    return Grid(
        equation=rf"{tex_text(titles[selected] + ':')}\;\; W_1 = {tex_number(away[selected])}",
        law=LAW,
        rows=(Row("", t, cells),),
        remark=f"One pixel by itself, {settings.channel}: {len(prior.values)} levels, mean {prior.mean:.3f}. "
        + NORMALISED[settings.map],
        charts=_charts(schedule, prior, settings, given.seed),
        cursors=(Mark("x", t, f"t = {t}", dashed=True), None),
        runs=tuple(
            RunNote(title, short_number(distance), f"{run.evaluations} evaluations")
            for title, distance, run in zip(titles, away, runs, strict=True)
        ),
    )


def _distance(text: str, schedule: Schedule, prior: Histogram, seed: int) -> float:
    """The mean distance of quantiles, which is the Wasserstein distance of order one."""
    return float(np.mean(np.abs(_ends(text, schedule, prior, seed) - quantiles(prior))))


NORMALISED = {
    "column": "Each column of the map is over its maximum.",
    "log": "The map is log p, from the maximum of its column down to 12 below.",
}


@lru_cache(maxsize=8)  # it stays while t moves
def _charts(schedule: Schedule, prior: Histogram, settings: DensitySettings, seed: int) -> tuple[Chart, ...]:
    titles = run_titles([run_on(text, schedule) for text in settings.run])
    selected = min(settings.selected, len(titles)) - 1
    ways = _ways(settings.run[selected], schedule, prior, seed)
    return (
        _map(schedule, prior, settings, ways, titles[selected], selected),
        _laws(prior, [_ends(text, schedule, prior, seed) for text in settings.run], titles),
    )


def _map(
    schedule: Schedule, prior: Histogram, settings: DensitySettings, ways: Ways, title: str, selected: int
) -> Chart:
    exploding = settings.coordinates != "x_t"
    levels = at_timesteps(schedule, np.linspace(0, schedule.steps, COLUMNS).tolist())
    if exploding:
        levels = tuple(level for level in levels if level.signal > LEAST_SIGNAL)
        if len(levels) < 2:
            raise ValueError("No state has enough signal left to divide by: show x_t itself.")
    outermost = float(np.abs(prior.values).max())
    if exploding:
        extent = min(FARTHEST, max(outermost + TAILS * level.sigma for level in levels))
    else:
        extent = max(level.signal * outermost + TAILS * level.noise for level in levels)
    heat = NORMALISATIONS[settings.map](heat_map(prior, levels, ROWS, extent, exploding).p)
    end = levels[-1].t
    curves = []
    for number, (exact, sampled) in enumerate(zip(ways.curved, ways.sampled, strict=True)):
        name = number == len(ways.exact) - 1
        curves.append(_path(ways.levels, sampled, title if name else "", selected, exploding))
        curves.append(_path(ways.fine, exact, "exact" if name else "", None, exploding))
    return Chart(
        "Which way does a pixel go from noise to the picture?",
        Axis(0.0, end, linear_ticks(0.0, end), "timestep t"),
        Axis(-extent, extent, linear_ticks(-extent, extent), ""),
        tuple(curves),
        heat=HeatMap(heat),
    )


def _path(levels: Sequence[Level], x: Array, label: str, colour: int | None, exploding: bool) -> Curve:
    """A path from the picture on to noise, so that its name stands there."""
    signal = np.array([level.signal if exploding else 1.0 for level in levels])
    seen = signal > LEAST_SIGNAL
    t = np.array([level.t for level in levels])
    exact = colour is None
    return Curve(t[seen][::-1], (x[seen] / signal[seen])[::-1], label, colour, dashed=exact, dots=not exact)


def _laws(prior: Histogram, ends: Sequence[Array], titles: Sequence[str]) -> Chart:
    """Distribution functions: of the picture, and of what each run makes of pure noise."""
    shares = _shares()
    # Not for all of the tails: what is beyond has diverged, or is noise that a sampler has left.
    inside = [each[np.isfinite(each)] for each in ends]
    low = max(min([-1.0, *(float(np.quantile(each, 0.01)) for each in inside if len(each))]), -FARTHEST)
    high = min(max([1.0, *(float(np.quantile(each, 0.99)) for each in inside if len(each))]), FARTHEST)
    curves = [
        Curve(each, shares, title, number)
        for number, (each, title) in enumerate(zip(ends, titles, strict=True))
    ]
    return Chart(
        "Do the values that come out have the histogram of the picture?",
        Axis(low, high, linear_ticks(low, high), "value"),
        Axis(0.0, 1.0, linear_ticks(0.0, 1.0, 3)),
        (Curve(quantiles(prior), shares, "picture", dashed=True), *curves),
    )


def table(schedule: Schedule, given: Given, settings: DensitySettings) -> Iterator[dict[str, Any]]:
    """A row for each state of each path of each run, from noise to picture, with the exact path from its start."""
    if given.facts is None:
        return
    prior = given.facts.histograms[CHANNELS.index(settings.channel)]
    for text in settings.run:
        ways = _ways(text, schedule, prior, given.seed)
        for path, (sampled, exact) in enumerate(zip(ways.sampled.tolist(), ways.exact.tolist(), strict=True)):
            for level, x, x_exact in zip(ways.levels, sampled, exact, strict=True):
                yield {
                    "run": text,
                    "path": path + 1,
                    "t": level.t,
                    "signal": level.signal,
                    "noise": level.noise,
                    "x": x,
                    "x_exact": x_exact,
                }


SCENE = Scene(
    title="Density",
    group="Decide",
    help=(
        "The values of one pixel, taken from everywhere in the picture, under more and more noise: p<sub>t</sub>(x) "
        "is known exactly, and so are the paths of the probability flow, along which quantiles stay (Song et al. "
        "2021). A sampler takes a few straight steps instead, and where it ends is another law. <b>Limits:</b> this "
        "is the marginal of a single pixel. A denoiser of pictures sees the neighbours too, and knows far more."
    ),
    defaults=DensitySettings(),
    options=(
        RUNS,
        SELECTED,
        Option(
            "channel",
            "channel",
            "choice",
            "Whose histogram: grey is the mean of the three.",
            choices=tuple((name, name) for name in CHANNELS),
        ),
        Option(
            "coordinates",
            "axis",
            "choice",
            "x_t itself, which shrinks to noise of the same size, or x_t / signal, over which the noise grows.",
            choices=(("x_t", "x_t"), ("x_t/signal", "x_t / signal")),
        ),
        Option(
            "map",
            "map",
            "choice",
            "Each column over its maximum, or the logarithm.",
            choices=(("column", "p / max p"), ("log", "log p")),
        ),
    ),
    build=build,
    table=table,
)
