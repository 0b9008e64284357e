"""What Qt has made is ended in the window's thread, whichever thread makes objects."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from threading import Thread, current_thread

import pytest
from PySide6.QtCore import QObject, Qt
from pytestqt.qtbot import QtBot

from gui.startup.garbage import Garbage


@pytest.fixture
def garbage() -> Iterator[Garbage]:
    gc.collect()
    was_on = gc.isenabled()
    garbage = Garbage()
    yield garbage
    garbage.stop()
    if not was_on:
        gc.disable()


class Circle(QObject):
    """Something of Qt that only a search for garbage finds."""

    def __init__(self, ended_in: list[Thread]) -> None:
        super().__init__()
        self.itself = self
        self.destroyed.connect(lambda: ended_in.append(current_thread()), Qt.ConnectionType.DirectConnection)


def make_objects(count: int = 200_000) -> list[list[object]]:
    """Usually so many that Python looks for garbage in each generation."""
    return [[] for _ in range(count)]


def elsewhere() -> None:
    thread = Thread(target=make_objects, name="engine")
    thread.start()
    thread.join()


def test_another_thread_ends_nothing_of_qt(qtbot: QtBot, garbage: Garbage) -> None:
    ended_in: list[Thread] = []
    Circle(ended_in)
    elsewhere()
    assert ended_in == []
    garbage.start()
    objects = make_objects()
    qtbot.waitUntil(lambda: bool(ended_in))
    assert ended_in == [current_thread()]
    del objects


def test_old_garbage_is_found_too(garbage: Garbage) -> None:
    ended_in: list[Thread] = []
    old = Circle(ended_in)
    gc.collect()  # it is in the oldest generation now
    del old
    for _ in range(200):
        objects = make_objects(gc.get_threshold()[0] + 100)
        garbage.collect()
        del objects
    assert ended_in == [current_thread()]


def test_without_it_python_would_end_it_in_the_other_thread(garbage: Garbage) -> None:
    """The reason for it, which a later Python or PySide6 may take away."""
    ended_in: list[Thread] = []
    Circle(ended_in)
    garbage.stop()
    elsewhere()
    assert [each.name for each in ended_in] == ["engine"]
