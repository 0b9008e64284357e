"""Frames of a film are painted between what else the window has to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import QObject, QTimer, Signal
from pytestqt.qtbot import QtBot

from engine.jobs import Gather
from gui.controllers.exporting import AHEAD, GIVES_WAY, Exporting
from gui.controllers.jobs import Jobs
from tests.gui.find import find


class AtOnce:
    """Does each job when it is submitted; a frame is its own request."""

    def submit(self, job: Any, done: Any, failed: Any = None) -> None:
        """Say what came of it."""
        done(job if isinstance(job, Gather) else job.request)

    def cancel(self, ticket: Any) -> None:
        """There is nothing to cancel."""


class Task(QObject):
    """Takes frames, which are numbers."""

    advanced = Signal(int)
    ended = Signal(str)
    file, count = Path("film.mp4"), 100

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[int] = []

    def request(self, number: int) -> int:
        """What a frame is made from."""
        return number

    def take(self, frame: int) -> None:
        """Take a frame."""
        self.taken.append(frame)

    def start(self) -> None:
        """There is no thread."""

    def cancel(self) -> None:
        """End."""
        self.ended.emit("")

    def release(self) -> None:
        """There is nothing to wait for."""


@pytest.fixture
def exporting() -> Exporting:
    return Exporting(cast("Jobs", AtOnce()))


def test_frames_that_come_together_are_taken_in_turn(exporting: Exporting, qtbot: QtBot) -> None:
    task = Task()
    exporting.start(cast("Any", task))
    assert task.taken == []
    qtbot.waitUntil(lambda: len(task.taken) == AHEAD)
    assert task.taken == list(range(AHEAD))
    exporting.cancel()


def test_while_a_hand_moves_something_the_next_frame_waits(exporting: Exporting) -> None:
    turn = find(exporting, QTimer)
    exporting.give_way()
    exporting.start(cast("Any", Task()))
    assert (turn.isActive(), turn.interval()) == (True, GIVES_WAY)
    exporting.cancel()
    assert not turn.isActive()
    exporting._moved = 0.0
    exporting.start(cast("Any", Task()))
    assert (turn.isActive(), turn.interval()) == (True, 0)
    exporting.cancel()
