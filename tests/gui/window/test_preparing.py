"""Changes of a schedule of very many steps: the engine makes what they need, and the window waits for none of it."""

from __future__ import annotations

from itertools import count
from threading import current_thread, main_thread
from typing import Any

import pytest

from engine.samplers import oracle
from engine.schedules import Schedule
from engine.schedules.choice import ScheduleChoice
from engine.state.changes import choose_scene, choose_schedule, go_to, set_option
from engine.state.refused import Refused
from engine.state.start import Start
from engine.state.view import View
from gui.controllers.store import LONG
from tests.beginning import begin
from tests.driver import Driver

T = 100_000
_NUMBERS = count(30)
"""No schedule is made twice."""


@pytest.fixture(params=["reverse", "forward", "compare"])
def start(request: pytest.FixtureRequest) -> Start:
    return begin(scene=request.param, working_size=64, schedule=ScheduleChoice("linear", T), t=500)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """For each schedule and each chain of a run that is made, whether it is made in the window's thread."""
    found: list[bool] = []

    def noted(make: Any) -> Any:
        def wrapped(*args: Any) -> Any:
            found.append(current_thread() is main_thread())
            return make(*args)

        return wrapped

    for name in ("from_betas", "from_log_snr", "from_path"):
        monkeypatch.setattr(Schedule, name, noted(getattr(Schedule, name)))
    monkeypatch.setattr(oracle, "_composed", noted(oracle._composed))
    return found


def end(view: View) -> float:
    return dict(view.schedule.parameters).get("beta_end", 0.02)


def test_the_window_makes_nothing_of_so_many_steps(driver: Driver, made: list[bool]) -> None:
    store, another = driver.window.store, next(_NUMBERS) / 1000
    cosine = ScheduleChoice("cosine", T, (("s", another),))
    driver.spin("beta_end").setValue(another)
    store.apply(choose_schedule(cosine))
    store.apply(set_option("reverse", "eta", 0.5))
    driver.settle()
    assert store.view.schedule == cosine
    assert store.view.settings_of("reverse").eta == 0.5
    assert len(made) >= 2
    assert not any(made)


def test_until_then_all_is_as_before(driver: Driver) -> None:
    store, seen = driver.window.store, []
    before = store.view
    frame = driver.window.frames.frame
    store.changed.connect(lambda old, new: seen.append(new))
    driver.spin("beta_end").setValue(0.01)
    store.apply(go_to(700))  # it comes after what waits
    assert store.view == before
    assert driver.window.frames.frame is frame
    assert not driver.window.settled.is_settled
    driver.settle()
    assert [end(view) for view in seen] == [0.01, 0.01]
    assert [view.t for view in seen] == [500, 700]


def test_a_hand_that_drags_on_is_not_waited_for(driver: Driver) -> None:
    store, seen = driver.window.store, []
    before = store.view
    store.changed.connect(lambda old, new: seen.append(end(new)))
    for n in range(1, 10):
        driver.spin("beta_end").setValue(n / 1000)
    assert driver.spin("beta_end").value() == 0.009
    driver.settle()
    assert (seen[0], seen[-1]) == (0.001, 0.009)
    assert len(seen) < 9
    store.undo()
    assert store.view == before


def test_undo_begins_where_all_that_was_wanted_ends(driver: Driver) -> None:
    store = driver.window.store
    before = store.view
    driver.spin("beta_end").setValue(0.01)
    store.apply(go_to(700))
    store.undo()
    assert (end(store.view), store.view.t) == (0.01, 500)
    store.undo()
    assert store.view == before
    driver.settle()
    assert store.view == before


def test_a_run_begins_with_all_that_was_wanted(driver: Driver) -> None:
    store, new_pictures = driver.window.store, driver.window.new_pictures
    store.apply(choose_scene("generate"))
    store.apply(set_option("generate", "run_steps", 7))
    assert store.waiting
    new_pictures.start()
    assert not store.waiting
    assert (store.view.scene, store.view.own.run_steps) == ("generate", 7)
    assert new_pictures.running
    new_pictures.stop()
    driver.settle()


def test_what_is_not_possible_is_refused(driver: Driver) -> None:
    store = driver.window.store
    refused: list[Refused] = []
    before = store.view
    store.refused.connect(refused.append)
    store.apply(choose_schedule(ScheduleChoice("linear", T, (("beta_start", 2.0),))))
    assert not refused
    driver.qtbot.waitUntil(lambda: bool(refused))
    assert "beta_start is 2.0" in str(refused[0])
    assert store.view == before
    driver.settle()


@pytest.mark.parametrize("steps", [LONG, LONG + 1])
def test_usual_schedules_are_there_at_once(driver: Driver, steps: int) -> None:
    store = driver.window.store
    store.apply(choose_schedule(ScheduleChoice("cosine", 1000)))
    driver.settle()
    store.apply(choose_schedule(ScheduleChoice("cosine", steps)))
    assert (store.view.schedule.steps == steps) == (steps <= LONG)
    driver.settle()
    assert store.view.schedule.steps == steps
