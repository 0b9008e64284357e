"""Compare: schedules side by side, on the same picture and the same noise."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.generation.progress import Run
from engine.mix import Mix
from engine.option import Option
from engine.process import jump
from engine.quoting import tex_text
from engine.scenes import formula
from engine.scenes.film import X0, Film
from engine.scenes.grid import PICTURE, Cell, Grid, Row, Scene, from_one
from engine.schedules import SCHEDULES, Schedule, make_schedule


@dataclass(frozen=True, slots=True)
class CompareSettings:
    """Names of schedules, in `columns` images at equal timestep ("t") or equal log SNR ("snr")."""

    schedules: tuple[str, ...] = ("linear", "quadratic", "sigmoid", "cosine")
    columns: int = 5
    by: str = "t"


def compared(schedule: Schedule, settings: CompareSettings) -> list[Schedule]:
    """The schedules of the rows: the one in use keeps its parameters, the others have their defaults.

    Raises:
        ValueError: when no schedule is chosen, or one cannot have so few steps.
    """
    if not settings.schedules:
        raise ValueError("No schedule is chosen; choose at least one to compare.")
    return [
        schedule if name == schedule.name else make_schedule(name, schedule.steps)
        for name in settings.schedules
    ]


def build(schedule: Schedule, t: int, film: Film, settings: CompareSettings) -> Grid:
    """One row a schedule; all rows have the same noise, so that only the weights differ."""
    schedules = compared(schedule, settings)
    eps = film.noise("forward", film.column)
    snr = (
        r"\bar\alpha_t / (1 - \bar\alpha_t)"
        if schedule.variance_preserving
        else r"\mathrm{signal}_t^{2} / \mathrm{noise}_t^{2}"
    )
    remark = "The first column is at the timestep of the scrubber."
    if settings.by == "t":
        columns = [round(t) for t in np.linspace(0, schedule.steps, settings.columns).tolist()]
        rows = [_at_equal_t(each, [t, *columns], eps, first=not n) for n, each in enumerate(schedules)]
    else:
        levels = [float(schedule.log_snr[max(t, 1)]), *shared_levels(schedules, settings.columns)]
        rows = [_at_equal_snr(each, levels, eps, first=not n) for n, each in enumerate(schedules)]
        remark = f"The first column has the signal-to-noise ratio of {schedule.name} at t = {max(t, 1)}."
    if any(each != schedule for each in schedules):
        remark += f" Schedules other than {schedule.name} have their default parameters."
    weights = formula.weighted((schedule.signal[t], "x_0"), (schedule.noise[t], r"\epsilon"))
    return Grid(
        equation=rf"{tex_text(schedule.name + ':')}\; x_{{{t}}} = {weights}",
        law=rf"\mathrm{{SNR}}_t = {snr}",
        rows=tuple(rows),
        remark=remark,
    )


def shared_levels(schedules: Sequence[Schedule], columns: int) -> list[float]:
    """Values of log SNR, evenly spaced over the range that all schedules share, from clean to noisy.

    Raises:
        ValueError: when they share none.
    """
    highest = min(float(each.log_snr[1]) for each in schedules)
    lowest = max(float(each.log_snr[-1]) for each in schedules)
    if highest < lowest:
        steps = schedules[0].steps
        raise ValueError(
            f"These schedules share no signal-to-noise ratio at T = {steps}; choose more steps or fewer schedules."
        )
    levels: list[float] = np.linspace(highest, lowest, columns).tolist()
    return levels


def fractional_timestep(schedule: Schedule, log_snr: float) -> float | None:
    """Where between 1 and T a schedule has this log SNR, by linear interpolation; None if it never has."""
    falling = schedule.log_snr[1:]
    if not falling[-1] <= log_snr <= falling[0]:
        return None
    return float(np.interp(-log_snr, -falling, np.arange(1, schedule.steps + 1)))


def _at_equal_t(schedule: Schedule, columns: Sequence[int], eps: Mix, *, first: bool) -> Row:
    cells = (Cell(jump(schedule, t, X0, eps), rf"t = {t}" if first else "", PICTURE, t=t) for t in columns)
    return Row(_label(schedule), columns[0], tuple(cells), curve=schedule)


def _at_equal_snr(schedule: Schedule, levels: Sequence[float], eps: Mix, *, first: bool) -> Row:
    cells = []
    for level in levels:
        mix = math.sqrt(_sigmoid(level)) * X0 + math.sqrt(_sigmoid(-level)) * eps  # of the level alone
        reached = fractional_timestep(schedule, level)
        title = r"t = \text{—}" if reached is None else rf"t = {reached:.1f}"
        if first:  # of all rows
            title = rf"\mathrm{{SNR}}\; {formula.number(math.exp(level))},\; {title}"
        cells.append(Cell(mix, title, PICTURE, t=reached))
    return Row(_label(schedule), None, tuple(cells), curve=schedule)


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def _label(schedule: Schedule) -> str:
    return tex_text(schedule.name)


def timesteps(schedule: Schedule, settings: CompareSettings, run: Run | None = None) -> Sequence[int] | None:
    """At t = 0 there is no noise, and so no signal-to-noise ratio."""
    return from_one(schedule, settings) if settings.by == "snr" else None


SCENE = Scene(
    title="Compare",
    group="Decide",
    help=(
        "The same picture and the same noise under several schedules. At equal t they differ: some destroy "
        "the picture early, some late. At equal signal-to-noise ratio all images of a column are the same "
        "to the bit: a schedule decides when a noise level is visited, not what it looks like."
    ),
    defaults=CompareSettings(),
    options=(
        Option(
            "schedules",
            "schedules",
            "several",
            "The schedules to compare.",
            choices=tuple((name, SCHEDULES[name].title) for name in CompareSettings().schedules),
        ),
        Option(
            "by",
            "columns at",
            "choice",
            "What is equal in a column.",
            choices=(("t", "equal t"), ("snr", "equal SNR")),
        ),
        Option("columns", "images", "whole", "Images of each schedule.", minimum=2, maximum=9),
    ),
    build=build,
    timesteps=timesteps,
)
