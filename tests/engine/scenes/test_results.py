"""What charts are made of: found in slices, kept within bounds, and filled in until all is there."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from engine.jobs import Calculate
from engine.scenes import SCENES, Given, Grid
from engine.scenes.density_calculations import FindEnds
from engine.scenes.results import MOST_KEPT, Calculation, Result, Results, at_once, calculate
from engine.scenes.sampler_errors import MeasureRun, MeasureSteps
from engine.schedules import make_schedule
from engine.simulator import Simulator
from engine.slices import finish
from tests.facts import FACTS

LINEAR = make_schedule("linear")


@dataclass(frozen=True)
class Half:
    """Calculation: half of an even number."""

    number: int

    def run(self) -> Generator[None, None, int]:
        yield
        if self.number % 2:
            raise ValueError(f"{self.number} is odd.")
        return self.number // 2


def build(scene: str, results: Results | None) -> Grid:
    given = Given(facts=FACTS, results=results)
    return SCENES[scene].build(LINEAR, 300, given, SCENES[scene].defaults)


def curves_of(grid: Grid) -> list[list[tuple[str, list[float], list[float]]]]:
    return [
        [(curve.label, curve.x.tolist(), curve.y.tolist()) for curve in chart.curves] for chart in grid.charts
    ]


def slices(calculation: Calculation[Any]) -> int:
    return sum(1 for _ in calculation.run())


def test_a_result_is_there_or_not_yet_or_says_why_it_will_not_be() -> None:
    results = Results()
    assert results.lacking((Half(4), Half(3))) == (Half(4), Half(3))
    for calculation in (Half(4), Half(3)):
        results = results.with_one_more(finish(calculate(calculation)))
    assert results.lacking((Half(4), Half(3), Half(2))) == (Half(2),)
    assert results.get(Half(4)) == 2
    assert results.get(Half(2)) is None
    for _ in range(2):
        with pytest.raises(ValueError, match="3 is odd"):
            results.get(Half(3))
        with pytest.raises(ValueError, match="3 is odd"):
            at_once(Half(3))


def test_of_too_many_the_oldest_go() -> None:
    results = Results()
    for number in range(MOST_KEPT + 1):
        results = results.with_one_more(Result(Half(number), number))
    results = results.with_one_more(Result(Half(1), -1))  # again: it is the newest now
    results = results.with_one_more(Result(Half(-2), -1))
    assert len(results.found) == MOST_KEPT
    assert results.lacking((Half(0), Half(1), Half(2), Half(3))) == (Half(0), Half(2))
    assert results.get(Half(1)) == -1


@pytest.mark.parametrize("scene", ["samplers", "density"])
def test_what_is_filled_in_ends_as_what_is_calculated_at_once(scene: str) -> None:
    needs = SCENES[scene].needs(LINEAR, Given(facts=FACTS), SCENES[scene].defaults)
    results = Results()
    with pytest.raises(AssertionError):
        build(scene, results)
    seen = []
    simulator = Simulator()
    try:
        for progress in simulator.run(Calculate((*needs.first, *needs.then))):
            if isinstance(progress, Result):
                results = results.with_one_more(progress)
                if not results.lacking(needs.first):
                    seen.append(curves_of(build(scene, results)))
    finally:
        simulator.close()
    assert len(seen) == 1 + len(needs.then)
    assert all(one != other for one, other in pairwise(seen))
    assert seen[-1] == curves_of(build(scene, None))


@pytest.mark.parametrize("scene", ["samplers", "density"])
def test_nothing_is_needed_before_the_picture_is_measured_and_nothing_else_at_another_t(scene: str) -> None:
    each = SCENES[scene]
    assert each.needs(LINEAR, Given(), each.defaults).first == ()
    assert Results().lacking(each.needs(LINEAR, Given(facts=FACTS), each.defaults).first)
    one, other = (each.needs(LINEAR, Given(facts=FACTS), each.defaults) for _ in range(2))
    assert (one, hash(one.then)) == (other, hash(other.then))


def test_a_run_of_many_steps_is_found_in_many_slices() -> None:
    text = "dpmpp_sde:spacing=karras,steps=1000"
    assert slices(MeasureRun(text, LINEAR, FACTS.spectrum)) > 10
    assert slices(MeasureSteps.of(text, LINEAR, FACTS.spectrum)) > 10
    assert slices(FindEnds("ddim:steps=200", LINEAR, FACTS.histograms[0], 0)) > 10


def test_the_curve_of_a_run_does_not_depend_on_its_own_steps() -> None:
    spectrum = FACTS.spectrum
    one, other = (MeasureSteps.of(f"heun:steps={steps}", LINEAR, spectrum) for steps in (5, 7))
    assert one == other
    assert np.all(np.diff(at_once(one).error) < 0)
