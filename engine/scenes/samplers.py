"""Samplers: how far runs end from the exact end of the path, for how many evaluations."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from engine.mix import Mix
from engine.planning.facts import PictureFacts
from engine.planning.filtered import filtered_layer
from engine.planning.spectrum import Spectrum
from engine.quoting import tex_text
from engine.samplers.error import End, deviation, exact_k, propagated, with_steps
from engine.samplers.level import Course
from engine.samplers.run import SamplerRun
from engine.scenes.chart import Array, Axis, Chart, Curve, Mark, RunNote, linear_ticks, log_ticks
from engine.scenes.grid import PICTURE, Cell, Grid, Row, Scene
from engine.scenes.runs import (
    RUNS,
    SELECTED,
    course_of,
    measuring,
    run_on,
    run_titles,
    short_number,
    tex_number,
    within_float64,
)
from engine.scenes.strip import Given
from engine.schedules import Schedule

LAW = r"\mathrm{error} = W_2(\mathrm{run},\; \mathrm{exact}) / \sqrt{\mathrm{mean}\; c(f)}"
STEPS = (2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96)
"""The numbers of steps whose errors are drawn."""
ORDER_FROM = 32
"""Steps from which on the order is measured: with fewer, the formulas of higher order are not yet in their own."""
LEAST, MOST = 1e-9, 10.0  # the ends of the axis of errors, at most
COUNTS = tuple((float(value), f"{value}") for value in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000))


@dataclass(frozen=True, slots=True)
class SamplersSettings:
    """The runs as texts, of which number `selected` is looked at."""

    run: tuple[str, ...] = (
        "euler:spacing=karras,steps=10",
        "heun:spacing=karras,steps=5",
        "dpmpp_2m:spacing=karras,steps=10",
        "euler_ancestral:spacing=karras,steps=10",
    )
    selected: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Errors:
    """The errors of a sampler and spacing at numbers of steps, with the evaluations that these take."""

    steps: Array
    evaluations: Array
    error: Array

    @property
    def order(self) -> float:
        """How fast the logarithm of the error falls with that of the steps, from ORDER_FROM on; NaN if unknown."""
        late = (self.steps >= ORDER_FROM) & np.isfinite(self.error) & (self.error > 0)
        if np.count_nonzero(late) < 2:
            return math.nan
        return -float(np.polyfit(np.log(self.steps[late]), np.log(self.error[late]), 1)[0])


def error_of(end: End, course: Course, spectrum: Spectrum) -> float:
    """The distance W2 of the law of a run's end from that of the picture, over the size of the picture.

    From the exact law of x_T, so that it is the error of the run alone. For runs without fresh noise it is the
    difference to the exact end of each path; the sizes are those of all modes together, without the mean.
    """
    c, seen = spectrum.c, spectrum.c > 0
    variance = end.k**2 * deviation(course.levels[0], c) ** 2 + end.variance
    squares = spectrum.share @ np.where(seen, (np.sqrt(variance) - np.sqrt(c)) ** 2, 0.0)
    return float(np.sqrt(squares / (spectrum.share @ c))) if seen.any() else 0.0


def _propagated(run: SamplerRun, course: Course, spectrum: Spectrum) -> End:
    return propagated(run, course, np.where(spectrum.c > 0, spectrum.c, 1.0))


@lru_cache(maxsize=64)
def errors(run: SamplerRun, schedule: Schedule, spectrum: Spectrum) -> Errors:
    """The errors of a run at STEPS instead of its own, as far as they are possible; none for a list of levels."""
    found = []
    for steps in STEPS if not run.listed else ():
        if steps <= schedule.steps:
            each = with_steps(run, steps)
            try:
                course = each.course(schedule)
                with within_float64(each.text()):
                    end = _propagated(each, course, spectrum)
            except ValueError:  # the others are shown
                continue
            found.append((float(steps), float(end.evaluations), error_of(end, course, spectrum)))
    columns = np.array(found, dtype=np.float64).reshape(-1, 3).T
    return Errors(*columns)


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """A run on a schedule for a spectrum: its errors, and `gain`, its end over the exact one in each octave.

    With fresh noise, `gain` is the deviation of its ends over that of the exact ones.
    """

    run: SamplerRun
    course: Course
    evaluations: int
    error: float
    gain: Array
    others: Errors


@lru_cache(maxsize=256)
def _measured(text: str, schedule: Schedule, spectrum: Spectrum) -> Measured:
    course, run = course_of(text, schedule), run_on(text, schedule)
    with within_float64(text):
        end = _propagated(run, course, spectrum)
        c = np.where(spectrum.c > 0, spectrum.c, 1.0)
        gain = end.k / exact_k(course, c)
        if run.noisy:
            gain = np.sqrt(gain**2 + end.variance / c)
        error = error_of(end, course, spectrum)
    any_number = with_steps(run, STEPS[0]) if not run.listed else run
    return Measured(run, course, end.evaluations, error, gain, errors(any_number, schedule, spectrum))


def build(schedule: Schedule, t: int, given: Given, settings: SamplersSettings) -> Grid:
    """Charts of the error against evaluations and of the timesteps, and the picture as each run reaches it."""
    if given.facts is None:
        return measuring(LAW, schedule, settings.run)
    runs = [_measured(text, schedule, given.facts.spectrum) for text in settings.run]
    titles = run_titles([each.run for each in runs])
    selected = min(settings.selected, len(runs)) - 1
    chosen = runs[selected]
    pictures = (
        _picture(each, title, number) for number, (each, title) in enumerate(zip(runs, titles, strict=True))
    )
    return Grid(
        equation=rf"{tex_text(titles[selected] + ':')}\;\; \mathrm{{error}} = {tex_number(chosen.error)}",
        law=LAW,
        rows=(Row("", None, (Cell(PICTURE.mix, r"\text{exact end}"), *pictures)),),
        remark=f"{titles[selected]}: {_details(chosen)}",
        charts=_charts(schedule, given.facts, settings),
        cursors=(None, Mark("x", t, f"t = {t}", dashed=True)),
        runs=tuple(
            RunNote(title, short_number(each.error), _details(each))
            for title, each in zip(titles, runs, strict=True)
        ),
    )


def _details(each: Measured) -> str:
    order = each.others.order
    words = f"{each.evaluations} evaluations"
    if math.isfinite(order):
        words += f"; order {order:.2f}, measured from {ORDER_FROM} steps on"
    low, high = float(each.gain.min()) - 1, float(each.gain.max()) - 1
    if math.isfinite(low) and math.isfinite(high):
        words += f"; its octaves end between {low:+.0%} and {high:+.0%} of the exact ones"
    return f"{words}."


def _picture(each: Measured, title: str, number: int) -> Cell:
    words = tex_text(f"{title}   {short_number(each.error)}")
    if not np.all(np.isfinite(each.gain)):
        return Cell(Mix({}), words, note="This run diverges on this schedule.", colour=number)
    exact = None if each.run.noisy else PICTURE
    return Cell(Mix.of(filtered_layer(each.gain.tolist(), 1.0)), words, exact, colour=number)


@lru_cache(maxsize=8)  # it stays while t moves
def _charts(schedule: Schedule, facts: PictureFacts, settings: SamplersSettings) -> tuple[Chart, ...]:
    runs = [_measured(text, schedule, facts.spectrum) for text in settings.run]
    titles = run_titles([each.run for each in runs])
    return _errors_chart(runs, titles), _levels_chart(schedule, runs, titles)


def _errors_chart(runs: Sequence[Measured], titles: Sequence[str]) -> Chart:
    counts = [
        2.0,
        *(float(each.evaluations) for each in runs),
        *np.concatenate([r.others.evaluations for r in runs]),
    ]
    values = [value for each in runs for value in (each.error, *each.others.error.tolist())]
    seen = [min(max(value, LEAST), MOST) for value in values if math.isfinite(value)]
    low, high = min([*seen, 0.1]) / 1.5, max([*seen, 0.2]) * 1.5
    across = min(counts), max(counts)
    curves = []
    for number, (each, title) in enumerate(zip(runs, titles, strict=True)):
        order = each.others.order
        name = f"{each.run.family.title}, order {order:.1f}" if math.isfinite(order) else title
        if len(each.others.steps):
            curves.append(Curve(each.others.evaluations, _drawn(each.others.error), name, number))
        own = np.array([float(each.evaluations)])
        curves.append(
            Curve(
                own, _drawn(np.array([each.error])), "" if len(each.others.steps) else name, number, dots=True
            )
        )
    return Chart(
        "How far from the exact end, for how many evaluations?",
        Axis(
            *across,
            tuple(tick for tick in COUNTS if across[0] <= tick[0] <= across[1]),
            "evaluations",
            log=True,
        ),
        Axis(low, high, log_ticks(low, high), log=True),
        tuple(curves),
    )


def _drawn(error: Array) -> Array:
    return np.clip(np.nan_to_num(error, nan=1e30, posinf=1e30), 1e-30, 1e30)


def _levels_chart(schedule: Schedule, runs: Sequence[Measured], titles: Sequence[str]) -> Chart:
    """A row of dots for each run, the first on top."""
    curves = []
    for number, (each, title) in enumerate(zip(runs, titles, strict=True)):
        t = np.array([level.t for level in each.course.levels])[::-1]
        curves.append(Curve(t, np.full(len(t), float(len(runs) - number)), title, number, dots=True))
    end = float(schedule.steps)
    return Chart(
        "Which timesteps does each run visit?",
        Axis(0.0, end, linear_ticks(0.0, end), "timestep t"),
        Axis(0.3, len(runs) + 0.7, ()),
        tuple(curves),
    )


def table(schedule: Schedule, given: Given, settings: SamplersSettings) -> Iterator[dict[str, Any]]:
    """A row for each run as it is, then for the same at the numbers of steps that are drawn."""
    if given.facts is None:
        return
    for text in settings.run:
        each = _measured(text, schedule, given.facts.spectrum)
        own = (float(each.run.steps), float(each.evaluations), each.error)
        columns = each.others.steps, each.others.evaluations, each.others.error
        others = zip(*(column.tolist() for column in columns), strict=True)
        for steps, evaluations, error in (own, *others):
            yield {
                "sampler": each.run.sampler,
                "spacing": each.run.spacing,
                "steps": int(steps),
                "evaluations": int(evaluations),
                "error": error,
            }


SCENE = Scene(
    title="Samplers",
    group="Decide",
    help=(
        "For a Gaussian with the spectrum of this picture the exact end of each path is known, and so is the error "
        "of every sampler. Each picture is what a run makes of the path that ends exactly at the picture. Euler and "
        "DDIM fall short, and the result is too smooth. Formulas of higher order are better once steps are short "
        "enough; with ten evaluations or fewer Heun is worse than Euler. Count evaluations, not steps: Heun asks "
        "twice in each. The last step, to σ = 0, is of first order for all: its error stays, and bends the curves. "
        "<b>Limits:</b> the error is that of the law of the results (W₂ from the exact law of x<sub>T</sub>, over "
        "the size of the picture), for a perfect denoiser. With fresh noise there is no one end: there each octave "
        "of the picture has the power that it would have."
    ),
    defaults=SamplersSettings(),
    options=(RUNS, SELECTED),
    build=build,
    table=table,
)
