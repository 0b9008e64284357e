"""What is taken home, in the making: rendered away from the window, which goes on with what it shows.

A film keeps the material of its own view, so that another picture, T or seed in the window does not change it. At
most AHEAD frames are rendered before the encoder has taken them: it is the slowest part, and frames are large.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from engine.jobs import Gather, Render
from engine.quoting import one_line, shown
from engine.requests import Frame
from gui.controllers.jobs import Jobs, Ticket
from gui.exports.film_task import FilmTask
from gui.exports.page_task import PageTask

if TYPE_CHECKING:
    from engine.material import Material  # it needs torch

AHEAD = 6
APART = 0.1
"""Seconds between two words on how far it is: a window that is painted for each frame takes time from the encoder."""
MOVING, GIVES_WAY = 0.2, 50
"""So many seconds after a hand has moved something, frames are painted only every so many milliseconds."""
Task = FilmTask | PageTask


class Exporting(QObject):
    """Makes one thing at a time."""

    progressed = Signal(int, int, float)
    """Frames that are done, all frames, and the seconds that are left."""
    ended = Signal(str, bool)
    """How it went, and whether that is an error."""

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._task: Task | None = None
        self._material: Material | None = None
        self._tickets: list[Ticket] = []
        self._asked = self._done = 0
        self._began = self._said = 0.0
        self._problem = ""
        self._moved = 0.0
        self._frames: deque[Frame] = deque()
        # Frames come in bursts: one after the other they would keep all else in the window waiting.
        self._turn = QTimer(self, singleShot=True)
        self._turn.timeout.connect(self._take)
        self.cancelled = False
        """Whether the last one was."""

    @property
    def running(self) -> bool:
        """Whether something is in the making."""
        return self._task is not None

    @property
    def busy(self) -> str:
        """Why nothing else can be made now; empty where it can."""
        if self._task is None:
            return ""
        return f"{shown(self._task.file.name)} is still in the making: wait for it, or cancel it."

    def start(self, task: Task) -> None:
        """Make this; `ended` says how it went.

        Raises:
            ValueError: when something else is in the making.
        """
        if self.busy:
            raise ValueError(self.busy)
        self._task, self._tickets = task, []
        self._asked = self._done = 0
        self._problem, self.cancelled = "", False
        self._began = time.monotonic()
        task.advanced.connect(self._on_advanced)
        task.ended.connect(self._on_ended)
        task.start()
        try:
            first = task.request(0)
        except ValueError as error:
            self._fail(str(error))
            return
        self._submit(Gather(first), self._on_material)

    @Slot()
    def cancel(self) -> None:
        """End it; no file is left, and an older one stays."""
        if self._task is not None:
            self.cancelled = True
            self._stop()

    @Slot()
    def give_way(self) -> None:
        """The view is changing, as fast as the window can show it."""
        self._moved = time.monotonic()

    def stop(self) -> None:
        """End it and wait until it has ended: the program ends."""
        if self._task is not None:
            task = self._task
            self.cancel()
            task.release()

    def _submit(self, job: Gather | Render, done: Callable[[Any], None]) -> None:
        self._tickets.append(self._jobs.submit(job, done, failed=self._fail))

    def _on_material(self, material: Material) -> None:
        self._material = material
        self._ask()

    def _ask(self) -> None:
        task = self._task
        while task and self._material and self._asked < min(task.count, self._done + AHEAD):
            try:
                request = task.request(self._asked)
            except ValueError as error:  # a scene may have no images at some t
                self._fail(str(error))
                return
            self._asked += 1
            self._submit(Render(request, self._material), self._on_frame)

    def _on_frame(self, frame: Frame) -> None:
        self._frames.append(frame)
        self._wait()

    def _wait(self) -> None:
        """Let the window do what else it has to do, before the next frame."""
        if self._frames and not self._turn.isActive():
            self._turn.start(GIVES_WAY if time.monotonic() - self._moved < MOVING else 0)

    @Slot()
    def _take(self) -> None:
        frame = self._frames.popleft()
        if self._task is not None and not self._problem and not self.cancelled:
            self._task.take(frame)
        self._wait()

    @Slot(int)
    def _on_advanced(self, done: int) -> None:
        task = self._task
        if task is not None:
            self._done = done
            now = time.monotonic()
            if done in (1, task.count) or now - self._said > APART:
                self._said = now
                self.progressed.emit(done, task.count, (now - self._began) / done * (task.count - done))
            self._ask()

    def _fail(self, sentence: str) -> None:
        if self._task is not None:
            self._problem = sentence
            self._stop()

    def _stop(self) -> None:
        for ticket in self._tickets:
            self._jobs.cancel(ticket)
        self._material = None
        self._turn.stop()
        self._frames.clear()
        if self._task is not None:
            self._task.cancel()

    @Slot(str)
    def _on_ended(self, problem: str) -> None:
        task, self._task, self._material = self._task, None, None
        if task is None:
            return
        for ticket in self._tickets:
            self._jobs.cancel(ticket)
        task.release()
        task.deleteLater()
        problem = self._problem or problem
        if problem:
            self.ended.emit(problem, True)
        elif self.cancelled:
            self.ended.emit(f"Cancelled: {shown(task.file.name)} was not written.", False)
        else:
            self.ended.emit(f"Saved {one_line(task.file)}.", False)
