"""Samplers: how far runs end from the exact end of the path, for how many evaluations."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from engine.denoisers import DENOISERS
from engine.generation.recipe import Recipe
from engine.option import Option
from engine.quoting import tex_text
from engine.scenes.chart import Mark, RunNote, known
from engine.scenes.grid import Grid
from engine.scenes.possible import needs_of_the_possible, with_the_possible
from engine.scenes.results import Needs, at_once
from engine.scenes.runs import (
    RUNS,
    SELECTED,
    evaluations_of,
    measuring,
    run_on,
    run_titles,
    short_number,
    tex_number,
)
from engine.scenes.sampler_errors import ORDER_FROM, Errors, Measured, MeasureRun, MeasureSteps
from engine.scenes.samplers_charts import LOWER, charts
from engine.scenes.samplers_pictures import about, new_pictures, own_path
from engine.scenes.scene import Experiment, Scene
from engine.scenes.strip import Given
from engine.schedules import Schedule
from engine.schedules.number_text import percent

LAW = r"\mathrm{error} = W_2(\mathrm{run},\; \mathrm{exact}) / \sqrt{\mathrm{mean}\; c(f)}"


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
    below: str = "timesteps"
    pictures: str = "path"
    denoiser: str = "gaussian"
    rows_wanted: int = 96

    @property
    def shows_new_pictures(self) -> bool:
        """Whether new pictures are to be made by the runs."""
        return self.pictures != "path"

    def recipes(self, seed: int, schedule: Schedule) -> tuple[Recipe, ...]:
        """The generation of each run: all from the same noise, with the same denoiser."""
        return tuple(
            Recipe(self.denoiser, None, self.rows_wanted, run_on(text, schedule), seed) for text in self.run
        )


def needs(schedule: Schedule, given: Given, settings: SamplersSettings) -> Needs:
    """The runs as they are; then the same at other numbers of steps are filled in."""
    if given.facts is None:
        return Needs()
    spectrum = given.facts.spectrum
    return Needs(
        tuple(MeasureRun(text, schedule, spectrum) for text in settings.run),
        tuple(MeasureSteps.of(text, schedule, spectrum) for text in settings.run),
    )


def build(schedule: Schedule, t: int, given: Given, settings: SamplersSettings) -> Grid:
    """Charts of the error against evaluations and of the timesteps, and the picture as each run reaches it."""
    if given.facts is None:
        return measuring(LAW, schedule, settings.run)
    wanted = needs(schedule, given, settings)
    runs: tuple[Measured, ...] = tuple(map(given.needed, wanted.first))
    others: tuple[Errors | None, ...] = tuple(map(given.result, wanted.then))
    titles = tuple(run_titles([each.run for each in runs]))
    details = [_details(each, errors) for each, errors in zip(runs, others, strict=True)]
    selected = min(settings.selected, len(runs)) - 1
    row, remark = own_path(runs, titles), f"{titles[selected]}: {details[selected]}"
    if settings.shows_new_pictures:
        recipes, made = settings.recipes(given.seed, schedule), given.comparison
        made = made if made is not None and made.answers(recipes, schedule) else None
        row = new_pictures(made, t, settings.pictures, selected, titles)
        remark = about(made, recipes[0], schedule)
    error = tex_number(runs[selected].error)
    return Grid(
        equation=rf"{tex_text(titles[selected] + ':')}\;\; \mathrm{{error}} = {error}",
        law=LAW,
        rows=(row,),
        remark=remark,
        charts=charts(schedule, runs, others, titles, given.facts.spectrum, settings.below),
        cursors=(None, Mark("x", t, f"t = {t}", dashed=True) if settings.below == "timesteps" else None),
        runs=tuple(
            RunNote(title, short_number(each.error), words, values=_values(each, errors))
            for title, each, errors, words in zip(titles, runs, others, details, strict=True)
        ),
        heading="error: W₂ to the exact end / s.d. of the picture",
    )


def _values(each: Measured, others: Errors | None) -> tuple[tuple[str, float], ...]:
    coarsest, finest = float(each.gain[0]), float(each.gain[-1])
    order = None if others is None else others.order
    return known(
        evaluations=each.evaluations,
        error=each.error,
        order=order,
        coarsest_octave_left=coarsest,
        finest_octave_left=finest,
    )


def _details(each: Measured, others: Errors | None) -> str:
    words = evaluations_of(each)
    if others is not None and math.isfinite(others.order):
        words += f"; order {others.order:.2f}, measured from {ORDER_FROM} steps on"
    elif others is not None and len(others.steps) and others.steps[-1] > ORDER_FROM:
        words += f"; its error has no steady order from {ORDER_FROM} steps on"
    coarsest, finest = float(each.gain[0]), float(each.gain[-1])
    if math.isfinite(coarsest) and math.isfinite(finest):
        words += f"; it leaves {percent(finest)} of the amplitude of the finest octave, "
        words += f"{percent(coarsest)} of the coarsest"
    return f"{words}."


def table(schedule: Schedule, given: Given, settings: SamplersSettings) -> Iterator[dict[str, Any]]:
    """A row for each run as it is, then for the same at the numbers of steps that are drawn."""
    if given.facts is None:
        return
    spectrum = given.facts.spectrum
    for text in settings.run:
        each = at_once(MeasureRun(text, schedule, spectrum))
        others = at_once(MeasureSteps.of(text, schedule, spectrum))
        own = (float(each.run.steps), float(each.evaluations), each.error)
        columns = others.steps, others.evaluations, others.error
        rest = zip(*(column.tolist() for column in columns), strict=True)
        for steps, evaluations, error in (own, *rest):
            yield {
                "sampler": each.run.sampler,
                "spacing": each.run.spacing,
                "steps": int(steps),
                "evaluations": int(evaluations),
                "error": error,
            }


BELOW = Option(
    "below",
    "below",
    "choice",
    "The lower chart: the timesteps that each run visits, or what it leaves of each octave of the picture.",
    choices=LOWER,
    group="Charts",
)
NEW = (("pictures", ("x_t", "x0_hat")),)
PICTURES = Option(
    "pictures",
    "show",
    "choice",
    "The picture as each run ends the path that leads to it exactly; or new pictures that the runs make from one "
    "noise, at t: their xₜ, or what is predicted from it.",
    choices=(
        ("path", "the picture’s path"),
        ("x_t", "new pictures, xₜ"),
        ("x0_hat", "new pictures, predicted"),
    ),
    group="Pictures",
)
DENOISER = Option(
    "denoiser",
    "denoiser",
    "choice",
    "What predicts x₀ for the new pictures; that of a Gaussian has exact paths to compare with.",
    choices=tuple((name, each.title) for name, each in DENOISERS.items()),
    when=NEW,
    group="Pictures",
)
HEIGHT = Option(
    "rows_wanted",
    "height",
    "whole",
    "Rows of pixels of the new pictures.",
    minimum=16,
    maximum=192,
    when=NEW,
    group="Pictures",
)
SCENE = Scene(
    help=(
        "For a Gaussian with the spectrum of this picture, even within each octave, the exact end of each path is "
        "known, and so is the error of every sampler. Each picture is what a run makes of the path that ends exactly"
        " at the picture, between octaves interpolated. Euler and DDIM fall short, and the result is too smooth. "
        "Formulas of higher order are better once steps are short enough; with ten evaluations or fewer Heun is "
        "often worse than Euler. Count evaluations, not steps: Heun asks twice in each. The last step, to σ = 0, is "
        "of first order for all: its error stays, and bends the curves: where they have no steady slope, no order is"
        " given. <b>Limits:</b> the error is that of the law of the results (W₂ from the exact law of x<sub>T</sub>,"
        " over the standard deviation of the picture), for a perfect denoiser. With fresh noise there is no one end:"
        " there each octave of the picture has the power that it would have. The card can show new pictures instead:"
        " all runs from one noise, with a denoiser that knows this picture, at each t."
    ),
    defaults=SamplersSettings(),
    options=(RUNS, SELECTED, BELOW, PICTURES, DENOISER, HEIGHT),
    build=with_the_possible(build),
    table=table,
    needs=needs_of_the_possible(needs),
    experiments=(
        Experiment(
            "Euler against Heun",
            "--scene samplers --run euler:spacing=karras,steps=10 --run heun:spacing=karras,steps=5",
            "Both ask the denoiser about ten times (Heun nine): for so few the formula of second order is worse.",
        ),
        Experiment(
            "The same with more evaluations",
            "--scene samplers --run euler:spacing=karras,steps=80 --run heun:spacing=karras,steps=40",
            "Now the steps are short enough for the second order to pay.",
        ),
        Experiment(
            "Why ten steps of DDIM look smooth",
            "--scene samplers --run ddim:steps=10 --run ddim:steps=50 --run ddim:steps=1000 --below octaves",
            "Each step falls a little short of the exact path, most of all where the picture is weak: after ten of "
            "them little is left of the finest octave, and fine detail is what looks sharp.",
        ),
    ),
)
