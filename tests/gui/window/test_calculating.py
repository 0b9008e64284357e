"""Charts that take long: the engine makes what they need, and the window shows what is there meanwhile."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator, Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from engine.jobs import Calculate, Job, Progress
from engine.scenes import results
from engine.scenes.results import Calculation, Result
from engine.schedules.choice import ScheduleChoice
from engine.simulator import Simulator
from engine.state.changes import choose_schedule, go_to, set_option, set_seed
from tests.beginning import begin
from tests.driver import Driver, opened


class Held(Simulator):
    """An engine that calculates only while the test lets it."""

    free = threading.Event()

    def run(self, job: Job) -> Generator[Progress, None, Any]:
        while isinstance(job, Calculate) and not self.free.is_set():
            time.sleep(0.001)
            yield None
        return (yield from super().run(job))


@pytest.fixture
def driver(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Driver]:
    calculate = results.calculate

    def watched(calculation: Calculation[Any]) -> Generator[None, None, Result]:
        assert threading.current_thread() is not threading.main_thread()
        return (yield from calculate(calculation))

    monkeypatch.setattr(results, "calculate", watched)
    results._calculated.cache_clear()
    Held.free.set()
    start = begin(scene="samplers", working_size=64, window_size=(1366, 768))
    with opened(qtbot, start, engine=Held) as driver:
        yield driver
        Held.free.set()


@pytest.mark.parametrize("scene", ["samplers", "density"])
def test_what_is_settled_is_complete_and_was_not_calculated_by_the_window(driver: Driver, scene: str) -> None:
    driver.choose_scene(scene)
    grid = driver.settle().grid
    runs = len(driver.window.store.view.own.run)
    named = [curve.label for curve in grid.charts[0].curves if curve.label]
    assert len(named) == (runs if scene == "samplers" else 2)
    assert len([curve for chart in grid.charts for curve in chart.curves if curve.label]) >= runs + 2
    assert "…" not in [note.number for note in grid.runs]


def test_until_it_can_be_drawn_what_was_there_stays_and_nothing_is_settled(driver: Driver) -> None:
    before = driver.settle()
    Held.free.clear()
    driver.window.store.apply(choose_schedule(ScheduleChoice("cosine")))
    assert not driver.window.settled.is_settled
    assert driver.images.frame is before
    driver.window.store.apply(set_option("samplers", "run", ("heun:steps=7",)))
    Held.free.set()
    after = driver.settle()
    assert after.request.view == driver.window.store.view
    assert [note.title for note in after.grid.runs] == ["Heun trailing 7"]


def test_beside_charts_that_are_still_to_come_no_image_of_another_scene_stands(driver: Driver) -> None:
    driver.choose_scene("reverse")
    driver.settle()
    charts, images = driver.window.columns.charts, driver.images
    Held.free.clear()
    driver.choose_scene("density")
    assert (charts.isVisible(), charts.charts, images.frame) == (True, (), None)
    assert driver.equation() == ""
    driver.window.frames.late_changed.emit(True)
    assert images.message == "Calculating…"
    Held.free.set()
    assert len(driver.settle().grid.charts) == len(charts.charts) > 0
    driver.choose_scene("reverse")
    assert images.frame is None
    frame = driver.settle()
    driver.choose_scene("predict")
    assert images.frame is frame


def test_what_does_not_go_with_the_schedule_is_said_and_what_goes_is_shown_again(driver: Driver) -> None:
    runs = driver.window.store.view.own.run
    assert not driver.window.frames.problem
    driver.window.store.apply(set_option("samplers", "run", ("euler:sigmas=10/1/0.1/0",)))
    assert len(driver.settle().grid.runs) == 1
    driver.window.store.apply(set_option("samplers", "run", runs))
    assert len(driver.settle().grid.runs) == len(runs)


def test_new_pictures_of_the_runs_are_made_and_scrubbed_and_made_anew_for_another_seed(
    driver: Driver,
) -> None:
    store = driver.window.store
    store.apply(set_option("samplers", "rows_wanted", 16))
    store.apply(set_option("samplers", "pictures", "x_t"))
    store.apply(go_to(0))
    grid = driver.settle().grid
    runs = store.view.own.run
    assert len(grid.cells) == 1 + len(runs)
    assert not any(cell.note for cell in grid.cells)
    made = store.comparison
    assert made is not None
    words = [rf"{run.evaluations}/{run.evaluations}" for run in made.runs]
    assert all(word in cell.title for word, cell in zip(words, grid.cells[1:], strict=True))
    assert [cell.reference is None for cell in grid.cells[1:]] == [
        run.recipe.sampler.noisy for run in made.runs
    ]
    store.apply(go_to(1000))
    assert "0/10" in driver.settle().grid.cells[1].title
    assert store.comparison is made
    store.apply(set_seed(5))
    assert driver.settle().grid.cells[1].mix != grid.cells[1].mix
    assert store.comparison is not None
    assert {run.recipe.seed for run in store.comparison.runs} == {5}
    store.apply(set_option("samplers", "pictures", "path"))
    assert "/" not in driver.settle().grid.cells[1].title


def test_another_scene_wants_nothing_of_it(driver: Driver) -> None:
    Held.free.clear()
    driver.window.store.apply(choose_schedule(ScheduleChoice("cosine")))
    assert driver.window.calculations.running
    driver.choose_scene("forward")
    assert not driver.window.calculations.running
    assert driver.settle().request.view.scene == "forward"
