"""The window when things go wrong: in haste, without a picture, out of memory, with settings that contradict."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction, QGuiApplication, QImage
from PySide6.QtWidgets import QComboBox, QLabel, QToolButton
from pytestqt.qtbot import QtBot

import resources
from engine.jobs import Job, Progress
from engine.measure_jobs import Measure
from engine.pictures.picture import WORKING_SIZES
from engine.pixels.canvas import Canvas
from engine.requests import Frame, Request
from engine.simulator import Simulator
from engine.state.start import Start
from engine.state.start_line import parse_start
from engine.state.view import Bundled
from engine.worker import Worker
from gui.images.image_grid import ImageGrid
from gui.widgets.number_field import NumberField
from gui.window.main_window import MainWindow
from gui.window.status import Status
from main import make_engine
from tests.beginning import begin

WAIT = 10_000  # milliseconds
SMALL = begin(window_size=(1024, 700), working_size=64, theme="dark")


class Window:
    """A window with its worker, and what it shows."""

    def __init__(self, qtbot: QtBot, options: Start, engine: Callable[[], Simulator] = make_engine) -> None:
        self.qtbot = qtbot
        self.worker = Worker(engine)
        self.main = MainWindow(self.worker, options)
        self.failures: list[str] = []
        self.main.settled.failed.connect(self.failures.append)
        qtbot.addWidget(self.main)
        self.main.show()

    def find(self, kind: type[Any], name: str) -> Any:
        found = self.main.findChild(kind, name)
        assert found is not None, f"nothing is called {name}"
        return found

    def says(self, words: str) -> bool:
        return words in self.find(QLabel, "status_message").text()

    @property
    def images(self) -> ImageGrid:
        return self.find(ImageGrid, "image_grid")  # type: ignore[no-any-return]

    def settle(self) -> Request:
        done: list[bool] = []
        self.main.settled.when(lambda: done.append(True))
        self.qtbot.waitUntil(lambda: bool(done), timeout=WAIT)
        frame = self.images.frame
        assert frame is not None
        return frame.request


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[Window]:
    window = Window(qtbot, SMALL)
    with window.worker:
        window.settle()
        yield window
        window.main.close()


def test_many_pictures_in_haste_leave_the_last(qtbot: QtBot) -> None:
    """Most are replaced before they are seen."""
    window = Window(qtbot, SMALL)
    with window.worker:
        window.settle()
        sizes = window.find(QComboBox, "working_size")
        order = [1, 2, 1, 0, 2, 1, 2]
        for index in order:
            sizes.setCurrentIndex(index)
        long_side = f"{WORKING_SIZES[order[-1]]} ×"
        qtbot.waitUntil(lambda: window.find(QLabel, "picture_size").text().startswith(long_side))
        window.settle()
        assert window.failures == []
        assert not window.says("wrong")
        window.main.close()


class Forgetful(Simulator):
    """Has no memory for large images."""

    def frames(self, request: Request, take_canvas: Callable[[int, int], Canvas]) -> Iterator[Frame | None]:
        if request.large[0] > 500:
            raise MemoryError
        yield from super().frames(request, take_canvas)


def test_a_screenshot_that_is_too_large_is_said_and_then_forgotten(qtbot: QtBot) -> None:
    window = Window(qtbot, SMALL, Forgetful)
    with window.worker:
        before = window.settle()
        taken: list[QImage] = []
        given_up: list[str] = []
        window.main.screenshots.capture("images", 4.0, taken.append, given_up.append)
        qtbot.waitUntil(lambda: window.says("not enough memory"), timeout=WAIT)
        assert "not enough memory" in given_up[0]
        window.find(NumberField, "timestep").setValue(500)
        after = window.settle()
        assert (after.view.t, after.large) == (500, before.large)
        assert taken == []
        window.main.close()


class Mute(Simulator):
    """Cannot measure."""

    def run(self, job: Job) -> Generator[Progress, None, object]:
        if isinstance(job, Measure):
            raise ValueError("The numbers are not to be had.")
        return (yield from super().run(job))


def test_images_settle_without_their_numbers_where_there_are_none(qtbot: QtBot) -> None:
    window = Window(qtbot, SMALL, Mute)
    with window.worker:
        assert window.settle().view.t == SMALL.view.t
        window.main.close()


def test_an_engine_that_does_not_start_is_said_where_the_images_would_be(qtbot: QtBot) -> None:
    def fail() -> Simulator:
        raise ImportError("no torch")

    window = Window(qtbot, SMALL, fail)
    with window.worker:
        qtbot.waitUntil(lambda: window.says("could not start"), timeout=WAIT)
        window.find(NumberField, "timestep").setValue(500)  # numbers and curves go on
        assert window.find(QLabel, "readout_title").text().endswith("t = 500")
        window.main.close()
    assert len(window.failures) == 1
    assert "no torch" in window.failures[0]


def test_without_a_picture_the_window_can_still_be_saved(qtbot: QtBot, tmp_path: Path) -> None:
    window = Window(qtbot, begin(tmp_path / "gone.png", window_size=(1024, 700), theme="dark"))
    with window.worker:
        qtbot.waitUntil(lambda: window.says("gone.png was not found"), timeout=WAIT)
        taken: list[QImage] = []
        window.main.screenshots.capture("window", 1.0, taken.append, pytest.fail)
        qtbot.waitUntil(lambda: bool(taken), timeout=WAIT)
        assert [(image.width(), image.height()) for image in taken] == [(1024, 700)]
        window.main.close()


def test_settings_that_do_not_go_together_are_said_until_they_do(window: Window) -> None:
    window.find(QToolButton, "scene_reverse").click()
    window.find(NumberField, "kept").setValue(100)
    steps, t = window.find(NumberField, "steps"), window.find(NumberField, "timestep")
    steps.setValue(500)
    before = window.settle()
    remark = window.find(QLabel, "remark")
    good = remark.text()
    steps.setValue(10)
    assert "1 to T = 10" in remark.text()
    assert window.images.frame is not None
    assert window.images.frame.request == before
    steps.setValue(500)  # as before: no new images are asked for
    t.setValue(before.view.t)
    assert window.settle() == before
    assert remark.text() == good


@pytest.mark.parametrize("name", resources.picture_names())
def test_the_command_names_the_bundled_picture(name: str, window: Window) -> None:
    action = window.find(QAction, f"bundled_{name}")
    action.trigger()
    window.qtbot.waitUntil(lambda: window.find(QLabel, "picture_name").text() == name, timeout=WAIT)
    window.settle()
    window.find(QAction, "menu_copy_command").trigger()
    words = shlex.split(QGuiApplication.clipboard().text())
    again = parse_start(words[2:])
    assert again.view == window.main.store.view
    assert again.view.source == Bundled(name)


def test_a_long_sentence_does_not_widen_the_window(window: Window) -> None:
    before = window.main.minimumSizeHint()
    status = window.find(Status, "status")
    status.show_message("word " * 300, error=True)
    window.qtbot.waitUntil(lambda: window.says("word"))
    assert window.main.minimumSizeHint() == before
    assert window.main.width() == 1024


def test_what_is_said_after_the_end_starts_no_clock(window: Window) -> None:
    """A film that was ended with the window says so after it."""
    status = window.find(Status, "status")
    window.main.close()
    status.show_message("The film was not written.")
    assert not any(timer.isActive() for timer in status.findChildren(QTimer))
