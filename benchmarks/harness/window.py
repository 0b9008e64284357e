"""The real window and worker, off-screen, driven by a program."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication

from engine.pixels.region import Size
from engine.state.start import Looks, Start
from engine.state.view import FromFile, View
from engine.worker import Worker
from gui.startup.first_paint import after_first_paint
from gui.startup.garbage import Garbage
from gui.window import program
from gui.window.main_window import MainWindow
from main import end_at_once, make_engine


def make_application() -> QApplication:
    """Qt, set up as the program does it; call it once."""
    gc.disable()  # as the program does, see Garbage
    return program.make_application(end_at_once)


def begin(
    picture: Path | None = None, window_size: Size = (1600, 1000), theme: str = "dark", **view: Any
) -> Start:
    """A start with a view of these fields."""
    if picture is not None:
        view["source"] = FromFile(picture)
    return Start(View(**view), Looks(theme=theme, window_size=window_size))


@contextmanager
def open_window(options: Start) -> Iterator[MainWindow]:
    """A window that has settled: its images, and their numbers, are there."""
    worker = Worker(make_engine)
    window = MainWindow(worker, options)
    garbage = Garbage(window)
    worker.ready.connect(garbage.start)
    window.show()
    after_first_paint(window, QApplication.exit)  # not quit, which closes windows
    QApplication.exec()
    with worker:
        wait_until_settled(window)
        yield window
        window.close()
    garbage.stop()


def wait_until_settled(window: MainWindow) -> None:
    """Run the event loop until the window shows what was asked for last."""
    QTimer.singleShot(0, lambda: window.settled.when(QApplication.exit))
    QApplication.exec()


def run_for(seconds: float) -> None:
    """Run the event loop for a while."""
    QTimer.singleShot(round(1000 * seconds), QApplication.exit)
    QApplication.exec()


class Beat(QObject):
    """A timer that notes how late it is, in milliseconds: for so long the window did not react."""

    def __init__(self, interval: int, work: Callable[[], object] = lambda: None) -> None:
        """A timer that does some work each time."""
        super().__init__()
        self.lateness: list[float] = []
        self._work = work
        self._clock = QElapsedTimer()
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer, interval=interval)
        self._timer.timeout.connect(self._note)

    def __enter__(self) -> Beat:
        self._clock.start()
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.stop()
        self.lateness.append(self._late())

    def _late(self) -> float:
        return max(0.0, self._clock.nsecsElapsed() / 1e6 - self._timer.interval())

    @Slot()
    def _note(self) -> None:
        self.lateness.append(self._late())
        self._clock.start()
        self._work()
