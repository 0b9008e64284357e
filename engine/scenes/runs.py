"""What the scenes with several runs share: the options for them, and how a run is called."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Protocol

import numpy as np

from engine.mix import Mix
from engine.option import Option
from engine.samplers.catalogue import SAMPLERS
from engine.samplers.error import with_steps
from engine.samplers.level import Course
from engine.samplers.option import SamplerOption
from engine.samplers.run import LISTS, SamplerRun, parse
from engine.samplers.timesteps import SPACINGS
from engine.scenes.chart import RunNote
from engine.scenes.formula import number
from engine.scenes.grid import Cell, Grid, Row
from engine.schedules import Schedule, family_named

MOST_RUNS = 9
USUAL_RUNS = ("ddim:steps=10", "ddim:spacing=karras,steps=10", "dpmpp_2m:spacing=karras,steps=10")
"""With as many steps each, so that what differs is the spacing, then the sampler."""
MEASURING = "The picture is being measured…"
WAITING = "…"
"""Stands for a number that is being calculated."""


def canonical_run(text: str) -> str:
    """The text of a run as it is kept. Raises ValueError where it is none."""
    return parse(text).text()


RUNS = Option(
    "run",
    "",
    "runs",
    "A sampler with its spacing, steps and options, such as dpmpp_2m:spacing=karras,steps=10; "
    "several are compared. schedule=cosine gives it a schedule of its own, shift=2 doubles sigma at every t.",
    minimum=1,
    maximum=MOST_RUNS,
    read=canonical_run,
)
SELECTED = Option(
    "selected", "", "whole", "Which of the runs is looked at, from 1 on.", minimum=1, maximum=MOST_RUNS
)


def run_title(run: SamplerRun) -> str:
    """A run in a few words, such as "DDIM trailing 10"."""
    spacing = LISTS[run.spacing] if run.spacing in LISTS else SPACINGS[run.spacing].title
    own = f" {family_named(run.schedule.partition(':')[0]).title}," if run.schedule else ""
    shifted = f" × {run.shift:.3g}" if run.shift != 1 else ""
    return f"{run.family.title}{own} {spacing} {run.steps}{shifted}"


def run_titles(runs: Sequence[SamplerRun]) -> list[str]:
    """The titles of several runs; those that would be the same have their options beside them."""
    titles = [run_title(run) for run in runs]
    return [
        f"{title} {_options(run)}".strip() if titles.count(title) > 1 else title
        for title, run in zip(titles, runs, strict=True)
    ]


def _options(run: SamplerRun) -> str:
    return " ".join(f"{name}={value:.3g}" for name, value in run.options)


def measuring(equation: str, schedule: Schedule, runs: Sequence[str], note: str = MEASURING) -> Grid:
    """What a scene with charts shows until the facts of the picture are there.

    Raises:
        ValueError: when a run does not go with the schedule.
    """
    for text in runs:
        course_of(text, schedule)
    return Grid(equation, "", (Row("", None, (Cell(Mix({}), note=note),)),))


def course_of(text: str, schedule: Schedule) -> Course:
    """The levels of a run that is given as a text. Raises ValueError when it does not go with the schedule."""
    try:
        return run_on(text, schedule).course(schedule)
    except ValueError as error:
        raise ValueError(f"The run {text} does not go with this schedule: {error}") from error


def run_on(text: str, schedule: Schedule) -> SamplerRun:
    """The run that a text means on a schedule: with all T steps where it asks for more."""
    run = parse(text)
    return run if run.listed or run.steps <= schedule.steps else with_steps(run, schedule.steps)


def chosen_run(settings: Any, schedule: Schedule) -> SamplerRun | None:
    """The run that a scene looks at, from noise and on the schedule itself; None where it has no such run."""
    if hasattr(settings, "recipe"):
        run, begun = settings.recipe(0, schedule.steps).sampler, settings.start
    elif hasattr(settings, "run") and hasattr(settings, "selected"):
        run, begun = run_on(settings.run[min(settings.selected, len(settings.run)) - 1], schedule), 0
    else:
        return None
    return None if begun or run.schedule or run.shift != 1 else run


@contextmanager
def within_float64(text: str) -> Iterator[None]:
    """Computes with a run whatever it is; what diverges is infinite or no number.

    Raises:
        ValueError: when a noise level of the run is beyond what float64 can hold.
    """
    try:
        with np.errstate(all="ignore"):
            yield
    except ArithmeticError as error:
        raise ValueError(
            f"The run {text} visits noise levels of this schedule that are beyond the numbers of float64: "
            "choose another spacing or schedule."
        ) from error


class _Counted(Protocol):
    @property
    def evaluations(self) -> int: ...


def evaluations_of(run: _Counted) -> str:
    """How often a run asks its denoiser, in words."""
    return f"{run.evaluations} evaluation{'s' if run.evaluations > 1 else ''}"


def table_of_runs(texts: Sequence[str], notes: Sequence[RunNote]) -> str:
    """The runs and all that is known of them, a line each, with tabs between the cells, as spreadsheets take it.

    What is not known of a run has an empty cell.
    """
    names = tuple(dict.fromkeys(name for note in notes for name, _ in note.values))
    lines = ["\t".join(("run", "title", *names))]
    for text, note in zip(texts, notes, strict=True):
        known = {name: repr(value) for name, value in note.values}
        lines.append("\t".join((text, note.title, *(known.get(name, "") for name in names))))
    return "\n".join((*lines, ""))


def tex_number(value: float) -> str:
    """A number as TeX, infinity where it is none."""
    return number(value) if math.isfinite(value) else r"\infty"


def short_number(value: float) -> str:
    """A number with three digits, as plain text."""
    return f"{value:.3g}" if math.isfinite(value) else "∞"


def edited_run(
    run: SamplerRun,
    *,
    sampler: str | None = None,
    spacing: str | None = None,
    steps: int | None = None,
    schedule: str | None = None,
    shift: float | None = None,
    options: Mapping[str, float] | None = None,
    listed: Sequence[float] = (),
) -> SamplerRun:
    """The run with other parts, and options that replace those of the same names.

    Options that the new sampler and spacing have not, or not with such a value, are dropped, and so is a list of
    levels for another spacing; one that is a list needs its `listed` levels.

    Raises:
        ValueError: when one of `options` has a value that is not allowed.
    """
    sampler, new = sampler or run.sampler, spacing or run.spacing
    levels = tuple(listed) or (run.listed if new == run.spacing else ())
    there = {option.name: option for option in run_options(sampler, new)}
    before = {name: value for name, value in run.options if name in there and there[name].allows(value)}
    values = {**before, **(options or {})}
    kept = tuple((name, there[name].check(value)) for name, value in values.items() if name in there)
    return replace(
        run,
        sampler=sampler,
        steps=steps or run.steps,
        spacing=new,
        options=kept,
        listed=levels,
        schedule=run.schedule if schedule is None else schedule,
        shift=run.shift if shift is None else float(shift),
    )


def run_options(sampler: str, spacing: str) -> tuple[SamplerOption, ...]:
    """The options of a sampler, and those of a spacing."""
    own = SPACINGS[spacing].options if spacing in SPACINGS else ()
    return (*SAMPLERS[sampler].options, *own)
