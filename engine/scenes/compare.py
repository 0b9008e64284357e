"""Compare: schedules side by side, on the same picture and the same noise."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.generation.trajectory import Trajectory
from engine.mix import Mix
from engine.option import Option
from engine.process import jump
from engine.quoting import tex_text
from engine.scenes import formula
from engine.scenes.compared_schedules import Compared, canonical_text, compared, with_own_offset
from engine.scenes.grid import PICTURE, Cell, Grid, Row
from engine.scenes.scene import Experiment, Scene, from_one
from engine.scenes.strip import X0, Given
from engine.schedules import SCHEDULES, Schedule

MOST_SCHEDULES = 12
MOST_NAMED = 4  # in the sentence above the images, which has one line
LONGEST_TITLE = 30
"""Letters: a title that is wider than its image is not painted."""


@dataclass(frozen=True, slots=True)
class CompareSettings:
    """Texts of schedules, see whole_text.py, in `columns` images at equal timestep ("t") or log SNR ("snr").

    One that only names the family of the schedule in use is that schedule, with its parameters.
    """

    schedules: tuple[str, ...] = ("linear", "quadratic", "sigmoid", "cosine")
    columns: int = 5
    by: str = "t"


def build(schedule: Schedule, t: int, given: Given, settings: CompareSettings) -> Grid:
    """A large image and a row for each schedule; all have the same noise, so that only the weights differ."""
    schedules = compared(schedule, settings.schedules)
    eps = given.strip.noise("forward", given.strip.column)
    noises = [with_own_offset(eps, each) for each in schedules]
    snr = (
        r"\bar\alpha_t / (1 - \bar\alpha_t)"
        if schedule.variance_preserving
        else r"\mathrm{signal}_t^{2} / \mathrm{noise}_t^{2}"
    )
    if settings.by == "t":
        columns = [round(each) for each in np.linspace(0, schedule.steps, settings.columns).tolist()]
        large, rows = _all_at_equal_t(schedules, noises, t, columns)
        remark, label = f"Same t, same noise. {when_equal(schedules)}", rf"t = {t}"
    else:
        level = float(schedule.log_snr[max(t, 1)])
        levels = shared_levels([each.schedule for each in schedules], settings.columns)
        large, rows = _all_at_equal_snr(schedules, noises, level, levels)
        remark = (
            f"Same noise, at the SNR of {schedule.name} at t = {max(t, 1)}: titles say at which t that is."
        )
        label = rf"\mathrm{{SNR}}\; {formula.number(math.exp(level))}"
    if any(each.words == each.word and each.schedule != schedule for each in schedules):
        remark += " Those named without parameters have their defaults."
    if any(each.offset for each in schedules):
        remark += " Where offset noise is named, the noise has that offset beside."
    titled = [replace(cell, title=_title(each, cell.t)) for cell, each in zip(large, schedules, strict=True)]
    weights = formula.weighted((schedule.signal[t], "x_0"), (schedule.noise[t], r"\epsilon"))
    return Grid(
        equation=rf"{tex_text(schedule.name + ':')}\; x_{{{t}}} = {weights}",
        law=rf"\mathrm{{SNR}}_t = {snr}",
        rows=(Row(label, t if settings.by == "t" else None, tuple(titled), large=True), *rows),
        remark=remark,
    )


def _all_at_equal_t(
    schedules: Sequence[Compared], noises: Sequence[Mix], t: int, columns: Sequence[int]
) -> tuple[list[Cell], list[Row]]:
    """The large cells at t, and rows at the timesteps of the columns."""
    large = [
        Cell(jump(each.schedule, t, X0, noise), reference=PICTURE, colour=each.colour)
        for each, noise in zip(schedules, noises, strict=True)
    ]
    return large, [_at_equal_t(each, columns, noises[n], first=not n) for n, each in enumerate(schedules)]


def _all_at_equal_snr(
    schedules: Sequence[Compared], noises: Sequence[Mix], level: float, levels: Sequence[float]
) -> tuple[list[Cell], list[Row]]:
    """The large cells at a log SNR, and rows at those of the columns."""
    large = []
    for each, noise in zip(schedules, noises, strict=True):
        reached = fractional_timestep(each.schedule, level)
        large.append(Cell(_of_level(level, noise), reference=PICTURE, colour=each.colour, t=reached))
    return large, [_at_equal_snr(each, levels, noises[n], first=not n) for n, each in enumerate(schedules)]


def shared_levels(schedules: Sequence[Schedule], columns: int) -> list[float]:
    """Values of log SNR, evenly spaced over the range that all schedules share, from clean to noisy.

    Raises:
        ValueError: when they share none.
    """
    highest = min(float(each.log_snr[1]) for each in schedules)
    lowest = max(_last_level(each) for each in schedules)
    if highest < lowest:
        steps = schedules[0].steps
        raise ValueError(
            f"These schedules share no signal-to-noise ratio at T = {steps}; choose more steps or fewer schedules."
        )
    levels: list[float] = np.linspace(highest, lowest, columns).tolist()
    return levels


def _last_level(schedule: Schedule) -> float:
    """The lowest log SNR that still has some of the picture; infinity, which none shares, where there is none."""
    there = schedule.log_snr[np.isfinite(schedule.log_snr)]
    return float(there[-1]) if there.size else math.inf


def fractional_timestep(schedule: Schedule, log_snr: float) -> float | None:
    """Where between 1 and T a schedule has this log SNR, by linear interpolation; None if it never has."""
    falling = schedule.log_snr[1:]
    if not falling[-1] <= log_snr <= falling[0]:
        return None
    return float(np.interp(-log_snr, -falling, np.arange(1, schedule.steps + 1)))


def when_equal(schedules: Sequence[Compared]) -> str:
    """A sentence on where noise has the power of the signal: the schedule that gets there first comes first."""
    found = [(fractional_timestep(each.schedule, 0.0), _name(each)) for each in schedules]
    reached = sorted((t, name) for t, name in found if t is not None)
    if not reached:
        return "None of them has SNR = 1."
    named = [f"{t:.0f} ({name})" for t, name in reached]
    if len(named) > MOST_NAMED:
        named = [named[0], "…", named[-1]]
    never = "" if len(reached) == len(schedules) else ", not under the others"
    return f"The SNR falls to 1 at t ≈ {', '.join(named)}{never}."


def _name(each: Compared) -> str:
    return each.words if len(each.words) <= LONGEST_TITLE else f"{each.words[: LONGEST_TITLE - 1]}…"


def _title(each: Compared, reached: float | None) -> str:
    return tex_text(_name(each)) + ("" if reached is None else rf",\; {_at(reached)}")


def _at(reached: float) -> str:
    """A timestep, which is near it where it lies between two."""
    return rf"t = {reached:.0f}" if reached.is_integer() else rf"t \approx {reached:.0f}"


def _at_equal_t(each: Compared, columns: Sequence[int], eps: Mix, *, first: bool) -> Row:
    cells = tuple(
        Cell(jump(each.schedule, t, X0, eps), rf"t = {t}" if first else "", PICTURE, t=t) for t in columns
    )
    return Row(tex_text(each.word), None, cells, curve=each.schedule, colour=each.colour)


def _of_level(log_snr: float, eps: Mix) -> Mix:
    """x_t at a level of noise, in the form that preserves variance: of the level alone."""
    return math.sqrt(_sigmoid(log_snr)) * X0 + math.sqrt(_sigmoid(-log_snr)) * eps


def _at_equal_snr(each: Compared, levels: Sequence[float], eps: Mix, *, first: bool) -> Row:
    cells = []
    for level in levels:
        mix = _of_level(level, eps)
        reached = fractional_timestep(each.schedule, level)
        title = r"t = \text{—}" if reached is None else _at(reached)
        if first:  # of all rows
            title = rf"\mathrm{{SNR}}\; {formula.number(math.exp(level), 2)},\; {title}"
        cells.append(Cell(mix, title, PICTURE, t=reached))
    return Row(tex_text(each.word), None, tuple(cells), curve=each.schedule, colour=each.colour)


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def timesteps(
    schedule: Schedule, settings: CompareSettings, run: Trajectory | None = None
) -> Sequence[int] | None:
    """At t = 0 there is no noise, and so no signal-to-noise ratio."""
    return from_one(schedule, settings) if settings.by == "snr" else None


SCENE = Scene(
    help=(
        "The same picture and the same noise under several schedules. At equal t they differ: some destroy "
        "the picture early, some late. At equal signal-to-noise ratio their images are the same up to a factor, "
        "and are shown in the form that preserves variance, all of a column with the same weights: a schedule "
        "decides when a noise level is visited, not what it looks like. The small curves are the power of "
        "the signal that is left, from 0 to 1, and dashed β on a logarithmic axis that all rows share; of a schedule "
        "that does not preserve variance, those of the path that does and has the same SNR at each t."
    ),
    defaults=CompareSettings(),
    options=(
        Option(
            "schedules",
            "schedules",
            "runs",
            "The schedules to compare, as cosine:s=0.01, or cosine | zero_terminal with what is done to it; "
            "drawn:0:9,0.5:0,1:-9 is a drawing. The menu Schedule adds the one that is in use.",
            minimum=1,
            maximum=MOST_SCHEDULES,
            read=canonical_text,
            suggestions=tuple(SCHEDULES),
        ),
        Option(
            "by",
            "compare at",
            "choice",
            "What is equal in the large images, and in each column below: the timestep, or the signal-to-noise ratio "
            "(SNR). At equal SNR each title says at which t its schedule has it.",
            choices=(("t", "equal t"), ("snr", "equal SNR")),
        ),
        Option("columns", "images", "whole", "Images of each schedule.", minimum=2, maximum=9),
    ),
    build=build,
    timesteps=timesteps,
    experiments=(
        Experiment(
            "Four schedules at the same t",
            "--scene compare --t 500",
            "At t = T / 2, alpha-bar is 0.08 under the linear schedule and 0.49 under cosine: compare the rows.",
        ),
        Experiment(
            "Four schedules at the same noise",
            "--scene compare --by snr --t 500",
            "All images of a column are the same: a schedule decides when a noise level is visited, no more.",
        ),
        Experiment(
            "When is a detail lost?",
            "--scene compare --schedules linear;cosine --by snr --t 200",
            "Turn the wheel over a detail, then drag t until it is lost in the noise: the titles say at which t that "
            "is under each schedule.",
        ),
    ),
)
