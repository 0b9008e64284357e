"""Scenes with several runs show those that are possible, in their own colours, and say why another is not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.generation.comparison import Comparison, possible
from engine.scenes import SCENES, Given, Grid
from engine.scenes.possible import IMPOSSIBLE
from engine.schedules import make_schedule
from tests.facts import FACTS

GOOD, OTHER = "ddim:steps=10", "dpmpp_2m:spacing=karras,steps=10"
BAD = "heun:spacing=karras,steps=5,sigma_min=300"
WHY = "Heun Karras 5 is not possible on this schedule: sigma_min is 300 and sigma_max is 157.407"
SCHEDULE = make_schedule("linear")
CHARTED = pytest.mark.parametrize("name", [name for name, scene in SCENES.items() if scene.has_charts])


def grid_of(name: str, *runs: str, selected: int = 1, **others: Any) -> Grid:
    settings = replace(SCENES[name].defaults, run=runs, selected=selected, **others)
    return SCENES[name].build(SCHEDULE, 300, Given(facts=FACTS), settings)


def colours(grid: Grid) -> set[int | None]:
    curves = [curve.colour for chart in grid.charts for curve in chart.curves]
    return {*curves, *(mark.colour for chart in grid.charts for mark in chart.marks)} - {None}


@CHARTED
def test_possible_runs_keep_their_colours_beside_one_that_is_not(name: str) -> None:
    without, beside = grid_of(name, GOOD, OTHER), grid_of(name, GOOD, BAD, OTHER)
    assert beside.remark.startswith(WHY)
    assert beside.remark.endswith(without.remark)
    assert beside.equation == without.equation
    assert colours(without) == {0, 1}
    assert colours(beside) == {0, 2}
    assert [cell.colour for cell in beside.cells if cell.colour] == [2] * (name != "density")
    assert [cell.mix for cell in beside.cells] == [cell.mix for cell in without.cells]
    first, no, last = beside.runs
    assert (first, last) == without.runs
    assert (no.number, no.details in WHY + ": sigma_min must be below sigma_max.") == (IMPOSSIBLE, True)
    assert grid_of(name, GOOD, BAD, OTHER).charts is beside.charts or name == "density"


@CHARTED
def test_a_selected_run_that_is_not_possible_has_its_reason_and_no_number(name: str) -> None:
    grid = grid_of(name, BAD, OTHER)
    assert "Heun Karras 5" in grid.equation
    assert grid.remark.startswith(WHY)
    assert "DPM" not in grid.equation + grid.remark
    assert colours(grid) == {1}


def test_new_pictures_of_possible_runs_are_shown_beside_one_that_is_not() -> None:
    settings = replace(SCENES["samplers"].defaults, run=(GOOD, BAD, OTHER), selected=3, pictures="x_t")
    made = Comparison.of(possible(settings.recipes(0, SCHEDULE), SCHEDULE), SCHEDULE, "c")
    made = replace(made, runs=tuple(replace(run, done=1) for run in made.runs))
    given = Given(facts=FACTS, comparison=made)
    grid = SCENES["samplers"].build(SCHEDULE, 1000, given, settings)
    assert [cell.mix for cell in grid.cells] == [made.end(1), *(run.image("x_t", 0, 0) for run in made.runs)]
    assert [cell.colour for cell in grid.cells] == [None, 0, 2]
    assert grid.remark.startswith(WHY)
    assert [run.number == IMPOSSIBLE for run in grid.runs] == [False, True, False]


@CHARTED
def test_where_none_is_possible_the_reason_is_all_there_is(name: str) -> None:
    with pytest.raises(ValueError, match="sigma_min must be below sigma_max"):
        grid_of(name, BAD)


@CHARTED
def test_what_is_calculated_is_of_possible_runs(name: str) -> None:
    scene = SCENES[name]
    given = Given(facts=FACTS)
    of = [
        scene.needs(SCHEDULE, given, replace(scene.defaults, run=runs, selected=1))
        for runs in ((GOOD, OTHER), (GOOD, BAD, OTHER))
    ]
    assert of[0] == of[1]
