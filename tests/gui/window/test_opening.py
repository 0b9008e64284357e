"""What is dropped: several files, good and bad."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import QCoreApplication, QMimeData, QObject, QUrl, Signal
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from engine.state.changes import open_source
from engine.state.refused import Refused
from engine.state.view import FromFile, View
from gui.controllers.store import Store
from gui.window.opening import Opening
from gui.window.remembered import Remembered
from gui.window.schedules import Schedules


class Pictures(QObject):
    """Opens what the test says can be opened, when the test says so."""

    opened, failed, cancelled = Signal(object), Signal(str), Signal()

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.wanted: list[str] = []
        self._store = store

    def open(self, source: FromFile) -> None:
        self._source = source
        self.wanted.append(source.name)

    def succeed(self) -> None:
        self._store.apply(open_source(self._source, 512))
        self.opened.emit(None)

    def fail(self) -> None:
        self.failed.emit(f"{self._source.name} is no picture.")


class Sessions:
    """Opens any session but bad ones."""

    def __init__(self) -> None:
        self.opened: list[str] = []

    def open(self, file: Path) -> None:
        if "bad" in file.name:
            raise Refused("The session cannot be opened.")
        self.opened.append(file.name)


class Opened:
    def __init__(self, window: QWidget, folder: Path) -> None:
        store = self.store = Store(View(), window)
        self.folder = folder
        self.pictures, self.sessions, self.remembered = Pictures(store), Sessions(), Remembered(None)
        self.schedules = Schedules(window, store, cast(Any, None))
        self.opening = Opening(
            window,
            store,
            cast(Any, self.pictures),
            cast(Any, self.sessions),
            Schedules(window, store, cast(Any, None)),
            self.remembered,
        )
        self.said: list[tuple[str, bool]] = []
        self.opening.said.connect(lambda sentence, error: self.said.append((sentence, error)))

    def drop(self, *names: str) -> None:
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(self.folder / name)) for name in names])
        assert self.opening.take(mime, "dropped picture")
        QCoreApplication.processEvents()  # it is opened in a moment


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    window = QWidget()
    qtbot.addWidget(window)
    opened = Opened(window, tmp_path)
    yield opened
    opened.store.stop()


def test_one_file_that_opens_needs_no_word(opened: Opened) -> None:
    opened.drop("a.png")
    opened.pictures.succeed()
    assert opened.said == []
    assert opened.remembered.pictures == (opened.folder / "a.png",)


def test_what_is_named_as_a_picture_comes_first_and_the_others_are_counted(opened: Opened) -> None:
    opened.drop("notes.txt", "b.JPG", "c.png")
    assert opened.pictures.wanted == ["b.JPG"]
    opened.pictures.succeed()
    assert opened.pictures.wanted == ["b.JPG"]
    assert opened.said == [("b.JPG is open. One picture is shown at a time; 2 more were not opened.", False)]


def test_a_bad_file_does_not_hide_a_good_one(opened: Opened) -> None:
    opened.drop("a.png", "bad.json", "b.png")
    opened.pictures.fail()
    opened.pictures.succeed()
    assert opened.pictures.wanted == ["a.png", "b.png"]
    ((sentence, error),) = opened.said
    assert not error
    assert "b.png is open." in sentence
    assert "a.png is no picture." in sentence
    assert "1 more" in sentence


def test_where_none_opens_each_is_named(opened: Opened) -> None:
    opened.drop("a.png", "bad.json")
    opened.pictures.fail()
    assert opened.said == [("a.png is no picture. bad.json: The session cannot be opened.", True)]
    opened.pictures.failed.emit("Another.")  # of something else
    assert len(opened.said) == 1


def test_a_session_is_restored_and_not_shown_as_a_picture(opened: Opened) -> None:
    opened.drop("view.json")
    assert (opened.sessions.opened, opened.pictures.wanted) == (["view.json"], [])
    opened.opening.open_as_picture(opened.folder / "view.json")
    assert (opened.sessions.opened, opened.pictures.wanted) == (["view.json"], ["view.json"])


def test_names_are_said_on_one_line(opened: Opened) -> None:
    opened.drop("x\x1b[31m.png", "b.png")
    opened.pictures.succeed()
    assert "\x1b" not in opened.said[0][0]


def test_a_file_that_cannot_be_opened_is_no_recent_one(opened: Opened) -> None:
    opened.drop("a.png")
    opened.pictures.succeed()
    opened.drop("a.png")
    opened.pictures.fail()
    assert opened.remembered.pictures == ()


def test_a_schedule_is_opened_and_the_picture_stays(opened: Opened) -> None:
    (opened.folder / "scheduler_config.json").write_text(
        '{"_class_name": "DDPMScheduler", "beta_schedule": "sigmoid"}', encoding="utf-8"
    )
    opened.drop("scheduler_config.json")
    assert opened.store.view.schedule.name == "sigmoid"
    assert (opened.pictures.wanted, opened.sessions.opened) == ([], [])
    (opened.folder / "mine.csv").write_text("beta\n2\n", encoding="utf-8")
    opened.drop("mine.csv")
    assert opened.said[-1][1]
    assert "beta is 2.0" in opened.said[-1][0]
    assert opened.store.view.schedule.name == "sigmoid"
