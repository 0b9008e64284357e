"""Scenes that compare runs show those that are possible on a schedule, and say why another one is not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, wraps
from typing import Any, TypeVar

from engine.quoting import tex_text
from engine.scenes.chart import Chart, Mark, RunNote
from engine.scenes.grid import Grid
from engine.scenes.results import Needs
from engine.scenes.runs import course_of, run_on, run_titles
from engine.scenes.strip import Given
from engine.schedules import Schedule

Build = Callable[[Schedule, int, Given, Any], Grid]
FindNeeds = Callable[[Schedule, Given, Any], Needs]
Coloured = TypeVar("Coloured", bound=Any)
IMPOSSIBLE = "—"
"""Stands for the number of a run that is not possible."""


@dataclass(frozen=True, slots=True)
class _Split:
    """The numbers of the runs that are possible, and by its number why another is not."""

    possible: tuple[int, ...]
    why: Mapping[int, str]

    def settings(self, settings: Any) -> Any:
        """The same with the possible runs alone; where the selected one is not, the first of them is."""
        selected = min(settings.selected, len(settings.run)) - 1
        place = self.possible.index(selected) if selected in self.possible else 0
        runs = tuple(settings.run[number] for number in self.possible)
        return replace(settings, run=runs, selected=place + 1)


def with_the_possible(build: Build) -> Build:
    """The grid of a scene for its possible runs, each with its own colour, and the reasons in its remark.

    Raises:
        ValueError: when no run is possible.
    """

    @wraps(build)
    def built(schedule: Schedule, t: int, given: Given, settings: Any) -> Grid:
        split = _split(schedule, settings)
        if not split.why:
            return build(schedule, t, given, settings)
        grid = build(schedule, t, given, split.settings(settings))
        return _told(grid, split, settings, schedule)

    return built


def needs_of_the_possible(needs: FindNeeds) -> FindNeeds:
    """What must be calculated for the possible runs of a scene."""

    @wraps(needs)
    def found(schedule: Schedule, given: Given, settings: Any) -> Needs:
        split = _split(schedule, settings)
        return needs(schedule, given, split.settings(settings) if split.why else settings)

    return found


def _split(schedule: Schedule, settings: Any) -> _Split:
    reasons = {number: _reason(text, schedule) for number, text in enumerate(settings.run)}
    why = {number: reason for number, reason in reasons.items() if reason}
    if len(why) == len(reasons):
        return _Split(tuple(reasons), {})  # the scene says why there is nothing
    return _Split(tuple(number for number in reasons if number not in why), why)


@lru_cache(maxsize=64)  # t moves, and neither the run nor the schedule does
def _reason(text: str, schedule: Schedule) -> str:
    try:
        course_of(text, schedule)
    except ValueError as error:
        return str(error.__cause__ or error)
    return ""


def _told(grid: Grid, split: _Split, settings: Any, schedule: Schedule) -> Grid:
    titles = run_titles([run_on(text, schedule) for text in settings.run])
    selected = min(settings.selected, len(settings.run)) - 1
    chosen = selected in split.possible
    first = min(split.why) if chosen else selected
    reason = f"{titles[first]} is not possible on this schedule: {split.why[first]}"
    rows = tuple(
        replace(row, cells=tuple(_coloured(cell, split.possible) for cell in row.cells)) for row in grid.rows
    )
    return replace(
        grid,
        equation=grid.equation if chosen else tex_text(titles[selected]),
        rows=rows,
        remark=f"{reason} {grid.remark}".rstrip() if chosen else reason,
        charts=_charts(grid.charts, split.possible),
        cursors=tuple(
            _coloured(each, split.possible) if isinstance(each, Mark) else each for each in grid.cursors
        ),
        runs=_notes(grid.runs, titles, split),
    )


def _notes(notes: Sequence[RunNote], titles: Sequence[str], split: _Split) -> tuple[RunNote, ...]:
    if not notes:  # the picture is being measured
        return ()
    there = dict(zip(split.possible, notes, strict=True))
    return tuple(
        replace(there[number], title=title)
        if number in there
        else RunNote(title, IMPOSSIBLE, split.why[number])
        for number, title in enumerate(titles)
    )


@lru_cache(maxsize=8)  # they stay the same objects while t moves
def _charts(charts: tuple[Chart, ...], numbers: tuple[int, ...]) -> tuple[Chart, ...]:
    return tuple(
        replace(
            chart,
            curves=tuple(_coloured(curve, numbers) for curve in chart.curves),
            marks=tuple(_coloured(mark, numbers) for mark in chart.marks),
        )
        for chart in charts
    )


def _coloured(thing: Coloured, numbers: Sequence[int]) -> Coloured:
    """A cell, a curve or a mark with the colour that its run has among all runs."""
    if thing.colour is None:
        return thing
    coloured: Coloured = replace(thing, colour=numbers[thing.colour])
    return coloured
