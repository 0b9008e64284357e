"""Density: how the law of one pixel drowns in noise, and the ways back, exact and by samplers."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from engine.planning.density import Pair
from engine.planning.facts import CHANNELS
from engine.planning.histogram import Histogram
from engine.process import jump
from engine.quoting import tex_text
from engine.scenes import formula
from engine.scenes.chart import Chart, Mark, RunNote, known
from engine.scenes.density_calculations import Ends, FindEnds, FindMap, FindWays, quantiles
from engine.scenes.density_charts import charts, laws
from engine.scenes.density_joint import joint, joint_words
from engine.scenes.density_options import NORMALISED, OPTIONS, DensitySettings
from engine.scenes.density_places import MOST_PATHS, Place
from engine.scenes.grid import Cell, Grid, Row
from engine.scenes.possible import needs_of_the_possible, with_the_possible
from engine.scenes.results import Needs, at_once
from engine.scenes.runs import (
    WAITING,
    course_of,
    evaluations_of,
    measuring,
    run_on,
    run_titles,
    tex_number,
)
from engine.scenes.scene import Experiment, Scene
from engine.scenes.strip import X0, Given
from engine.schedules import Schedule
from engine.schedules.number_text import with_minus

NO_OFFSET = "Offset noise is left out of the map: two pixels share it, so their noises are not independent."


def needs(schedule: Schedule, given: Given, settings: DensitySettings) -> Needs:
    """The map first; then the paths over it are filled in, and where the runs end."""
    if given.facts is None:
        return Needs()
    find_map, find_ways, find_ends = _finds(schedule, given, settings)
    if settings.joint:
        return Needs(then=find_ends)
    return Needs((find_map,), (find_ways, *find_ends))


def build(schedule: Schedule, t: int, given: Given, settings: DensitySettings) -> Grid:
    """The map of p_t(x) with paths over it, the law of what comes out, and the picture at t."""
    if given.facts is None:
        return measuring(_law(schedule, 1.0), schedule, settings.run)
    prior = _prior(given, settings)
    runs = [run_on(text, schedule) for text in settings.run]
    titles = tuple(run_titles(runs))
    selected = min(settings.selected, len(runs)) - 1
    find_map, find_ways, find_ends = _finds(schedule, given, settings)
    ends = tuple(given.result(find) for find in find_ends)
    away = [None if each is None else _distance(each, prior) for each in ends]
    own = _own(schedule, settings)
    shown: tuple[Chart, ...]
    if settings.joint:
        first = joint(own, t, _pair(given, settings), settings.coordinates != "x_t", settings.map)
        shown = first, laws(prior, ends, titles)
    else:
        shown = charts(prior, titles, selected, given.needed(find_map), given.result(find_ways), ends)
    cells = (
        Cell(jump(own, t, X0, given.strip.noise("forward", given.strip.column)), rf"x_{{{t}}}", t=t),
        Cell(X0, r"\text{picture}", t=0),
    )
    return Grid(
        equation=rf"{tex_text(titles[selected] + ':')}\;\; W_1 \approx {_said(away[selected])}",
        law=_law(schedule, _stretch(given)),
        rows=(Row("", t, cells),),
        remark=_remark(prior, settings, given.offset),
        charts=shown,
        cursors=(None if settings.joint else _cursor(own, t, settings.axis), None),
        runs=tuple(
            RunNote(title, _said(each), evaluations_of(run), values=known(w1=each))
            for title, each, run in zip(titles, away, runs, strict=True)
        ),
        heading="W₁ of the values that come out, from those of the picture",
    )


def _law(schedule: Schedule, stretch: float) -> str:
    variance = formula.noise_variance(schedule) + (stretch != 1) * rf" \cdot {tex_number(stretch**2)}"
    return rf"p_t(x) = \sum_i w_i\, \mathcal{{N}}(x;\; {formula.signal(schedule)}\, v_i,\; {variance})"


def _remark(prior: Histogram, settings: DensitySettings, offset: float) -> str:
    what = "A pixel and its right neighbour" if settings.joint else "One pixel by itself"
    words = NORMALISED[settings.map]
    if settings.joint:
        words = words.replace("Each column of the map", "The map").replace("of its column", "of it")
    if offset:
        of_pixel = f"With offset noise the noise of a pixel has {1 + offset**2:.4g} times the variance."
        words = f"{words} {NO_OFFSET if settings.joint else of_pixel}"
    return f"{what}, {settings.channel}: {len(prior.values)} levels, mean {with_minus(f'{prior.mean:.3f}')}. {words}"


def _prior(given: Given, settings: DensitySettings) -> Histogram:
    assert given.facts is not None
    return given.facts.histograms[CHANNELS.index(settings.channel)]


def _pair(given: Given, settings: DensitySettings) -> Pair:
    assert given.facts is not None
    found = given.facts.pairs[CHANNELS.index(settings.channel)]
    if found is None:
        raise ValueError(
            "This picture is one pixel wide, so no pixel has a right neighbour: switch that off."
        )
    return found


def _stretch(given: Given) -> float:
    """The deviation of a pixel's noise over that of white noise: an offset of strength p adds p^2 to its variance."""
    return math.hypot(1.0, given.offset)


def _finds(
    schedule: Schedule, given: Given, settings: DensitySettings
) -> tuple[FindMap, FindWays, tuple[FindEnds, ...]]:
    """What the charts are made of: the paths are those of the selected run."""
    selected = settings.run[min(settings.selected, len(settings.run)) - 1]
    prior, stretch, own = _prior(given, settings), _stretch(given), _own(schedule, settings)
    return (
        FindMap(own, prior, settings.coordinates != "x_t", settings.map, settings.axis, stretch),
        FindWays(selected, schedule, prior, given.seed, _starts(settings), stretch),
        tuple(FindEnds(text, schedule, prior, given.seed, stretch) for text in settings.run),
    )


def _own(schedule: Schedule, settings: DensitySettings) -> Schedule:
    """The schedule of the selected run, which all is drawn on but the other runs."""
    return run_on(settings.run[min(settings.selected, len(settings.run)) - 1], schedule).on(schedule)


def _starts(settings: DensitySettings) -> tuple[float, ...]:
    return tuple(map(float, settings.paths))


def _place(schedule: Schedule, settings: DensitySettings, x: float, y: float) -> Place:
    return Place.at(_own(schedule, settings), settings.axis, settings.coordinates != "x_t", x, y)


def click(
    schedule: Schedule, given: Given, settings: DensitySettings, chart: int, x: float, y: float
) -> DensitySettings | None:
    """On the map one more path is launched, or the last one anew where there are MOST_PATHS."""
    if chart or given.facts is None or settings.joint:
        return None
    text = settings.run[min(settings.selected, len(settings.run)) - 1]
    first = course_of(text, schedule).levels[0]
    start = _place(schedule, settings, x, y).start(_prior(given, settings), first, _stretch(given))
    return replace(settings, paths=(*settings.paths[: MOST_PATHS - 1], start))


def words_at(
    schedule: Schedule, t: int, given: Given, settings: DensitySettings, chart: int, x: float, y: float
) -> str:
    """Score and x0_hat on the map."""
    if chart or given.facts is None:
        return ""
    if settings.joint:
        own = _own(schedule, settings)
        return joint_words(own, t, _pair(given, settings), settings.coordinates != "x_t", x, y)
    return _place(schedule, settings, x, y).words(_prior(given, settings), _stretch(given))


def t_at(schedule: Schedule, settings: DensitySettings, x: float) -> int:
    """The timestep at a place of the map."""
    if settings.axis == "t":
        return round(x)
    return int(np.argmin(np.abs(_own(schedule, settings).log_snr[1:] - x))) + 1


def _cursor(schedule: Schedule, t: int, over: str) -> Mark | None:
    at = t if over == "t" else float(schedule.log_snr[t])
    return Mark("x", at, f"t = {t}", dashed=True) if math.isfinite(at) else None


def _distance(ends: Ends, prior: Histogram) -> float:
    """The mean distance of quantiles, which is the Wasserstein distance of order one."""
    return float(np.mean(np.abs(ends.x - quantiles(prior))))


def _said(distance: float | None) -> str:
    """With two digits: so many are right, of 255 paths."""
    return WAITING if distance is None else f"{distance:.2g}"


def table(schedule: Schedule, given: Given, settings: DensitySettings) -> Iterator[dict[str, Any]]:
    """A row for each state of each path of each run, from noise to picture, with the exact path from its start."""
    if given.facts is None:
        return
    prior = _prior(given, settings)
    for text in settings.run:
        find = FindWays(text, schedule, prior, given.seed, _starts(settings), _stretch(given))
        ways = at_once(find)
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
    help=(
        "The values of one pixel, taken from everywhere in the picture, under more and more noise: p<sub>t</sub>(x) "
        "is known exactly, and so are the paths of the probability flow, along which quantiles stay (Song et al. "
        "2021). A sampler takes a few straight steps instead, and where it ends is another law; one with fresh noise "
        "takes stochastic paths. A click on the map launches one more, the mouse says the score and the mean of x₀, "
        "and dragging moves t. <b>Limits:</b> this "
        "is the marginal of a single pixel. A denoiser of pictures sees the neighbours too, and knows far more."
    ),
    defaults=DensitySettings(),
    options=OPTIONS,
    build=with_the_possible(build),
    table=table,
    needs=needs_of_the_possible(needs),
    click=click,
    words_at=words_at,
    t_at=t_at,
    experiments=(
        Experiment(
            "Many values become one bell",
            "--scene density --t 200",
            "Read the map from t = 0: the histogram of your picture runs together into nearly N(0, 1). The exact "
            "paths, dashed, keep their quantile all the way.",
        ),
        Experiment(
            "Ten straight steps",
            "--scene density --run ddim:steps=10",
            "The sampler goes straight where the exact paths bend: where it ends is another law.",
        ),
    ),
)
