"""The store and the jobs on their own: steps of undo, and tickets that are over."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any, cast

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from pytestqt.qtbot import QtBot

from engine.jobs import FindMatches
from engine.schedules.choice import ScheduleChoice
from engine.state.changes import choose_schedule, go_to, set_seed
from engine.state.refused import Refused
from engine.state.view import View
from gui.controllers.jobs import Jobs
from gui.controllers.store import PAUSE, Store

JOB = FindMatches("run", 0, 0, (0.5, 0.5))


@pytest.fixture
def store(qtbot: QtBot) -> Iterator[Store]:
    store = Store(View())
    yield store
    store.stop()


def names(store: Store) -> list[str]:
    return [name for _, name in store.history.past]


def test_a_drag_is_one_step_and_a_pause_ends_it(store: Store, qtbot: QtBot) -> None:
    for t in (310, 320, 330):
        store.apply(go_to(t))
    store.apply(set_seed(4))
    store.apply(go_to(400))
    assert names(store) == ["Timestep", "Seed", "Timestep"]
    assert store._pause.interval() == PAUSE
    store._pause.timeout.emit()
    store.apply(go_to(500))
    assert names(store) == ["Timestep", "Seed", "Timestep", "Timestep"]


def test_a_hand_that_rests_while_it_holds_the_button_has_not_let_go(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Qt.MouseButton.LeftButton
    monkeypatch.setattr("gui.controllers.store.QGuiApplication.mouseButtons", lambda: held)
    store.apply(go_to(310))
    store._pause.timeout.emit()
    store.apply(go_to(320))
    assert names(store) == ["Timestep"]
    held = Qt.MouseButton.NoButton
    store._pause.timeout.emit()
    store.apply(go_to(330))
    assert names(store) == ["Timestep", "Timestep"]


def test_a_refused_change_leaves_the_view_and_names_its_fields(store: Store) -> None:
    refused: list[Refused] = []
    accepted: list[bool] = []
    store.refused.connect(refused.append)
    store.accepted.connect(lambda: accepted.append(True))
    store.apply(choose_schedule(ScheduleChoice("no such schedule", 10)))
    assert (store.view, names(store), accepted) == (View(), [], [])
    assert "no such schedule" in str(refused[0])
    store.apply(go_to(store.view.t))  # changes nothing, and is possible
    assert accepted == [True]
    assert names(store) == []


def test_t_comes_back_with_its_t_whatever_came_between(store: Store) -> None:
    """W10: the whole numbers of a small T forget what was asked for."""

    def take(steps: int) -> int:
        store.apply(choose_schedule(ScheduleChoice(steps=steps)))
        return store.view.t

    store.apply(go_to(300))
    assert [take(steps) for steps in (7, 1000, 1, 1000, 333, 10, 2000)] == [2, 300, 0, 300, 100, 3, 600]
    store.apply(go_to(700))  # from here on it is this one
    assert [take(steps) for steps in (10, 1000)] == [4, 350]
    store.undo()
    assert (store.view.t, take(1000)) == (4, 400)  # what was shown again is what is asked for


def test_undo_and_redo_change_the_view_once_each(store: Store) -> None:
    changed: list[tuple[int, int]] = []
    store.apply(go_to(500))
    store.changed.connect(lambda old, new: changed.append((old.t, new.t)))
    store.undo()
    store.undo()
    store.redo()
    store.redo()
    assert changed == [(500, 300), (300, 500)]
    store.amend(go_to(600))
    store.undo()
    assert store.view.t == 300


class Worker(QObject):
    """Takes jobs, and says of them what the test wants."""

    job_progressed, job_done = Signal(object, object), Signal(object, object)
    job_failed, job_cancelled = Signal(object, str), Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.numbers = count(1)
        self.cancelled: list[int] = []

    def submit(self, _: object) -> int:
        return next(self.numbers)

    def cancel(self, number: int) -> None:
        self.cancelled.append(number)


def test_what_a_job_says_goes_to_its_own_ticket_until_it_is_cancelled(qtbot: QtBot) -> None:
    worker = Worker()
    jobs = Jobs(cast(Any, worker))
    said: list[object] = []
    first = jobs.submit(JOB, said.append, said.append, said.append)
    second = jobs.submit(JOB, lambda result: said.append(("second", result)))
    worker.job_done.emit(second.number, "b")
    worker.job_progressed.emit(first.number, 0.5)
    jobs.cancel(first)
    worker.job_progressed.emit(first.number, 0.75)  # what it had done by then still counts
    worker.job_done.emit(first.number, "a")
    assert said == [("second", "b"), 0.5, 0.75]
    assert worker.cancelled == [first.number]
    third = jobs.submit(JOB, said.append, said.append, said.append)
    jobs.cancel(third)
    worker.job_failed.emit(third.number, "It failed.")
    worker.job_done.emit(99, "of nobody")
    assert said == [("second", "b"), 0.5, 0.75]
