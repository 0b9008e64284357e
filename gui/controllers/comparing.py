"""Comparing: new pictures of several runs, made whenever the view shows them and something of them has changed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gui.controllers.frames import Frames
from gui.controllers.jobs import Jobs, Ticket
from gui.controllers.pictures import Pictures
from gui.controllers.store import Store

if TYPE_CHECKING:
    from engine.generation.comparison import Comparison
    from engine.jobs import CompareRuns, Progress


class Comparing(QObject):
    """Has the worker make the new pictures that the view compares, one comparison at a time."""

    failed = Signal(str)
    complete = Signal()
    """All of them are there."""

    def __init__(
        self, store: Store, jobs: Jobs, pictures: Pictures, frames: Frames, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._store, self._jobs, self._pictures, self._frames = store, jobs, pictures, frames
        self._job: CompareRuns | None = None
        self._ticket: Ticket | None = None
        store.changed.connect(self._compare)
        pictures.opened.connect(self._compare)

    @property
    def running(self) -> bool:
        """Whether something that the view shows is on its way."""
        return self._ticket is not None

    @Slot()
    def _compare(self) -> None:
        from engine.jobs import CompareRuns  # read when first wanted: no start waits for the jobs

        picture, device, job = self._pictures.picture, self._frames.device, None
        if picture is not None and device is not None and not self._frames.problem:
            job = CompareRuns.of(self._store.view, picture.id, device)
        if job == self._job:
            return
        self._jobs.cancel(self._ticket)
        self._ticket, self._job = None, job
        if job is not None:
            self._ticket = self._jobs.submit(job, self._finish, partial(self._progress, job), self._fail)

    def _progress(self, job: CompareRuns, progress: Progress) -> None:
        """Also of a job that was cancelled: the engine has nothing older any more."""
        picture = self._pictures.picture
        from engine.generation.comparison import Comparison  # read when there is one

        if isinstance(progress, Comparison) and picture is not None and picture.id == job.picture:
            self._store.comparison = progress
            self._frames.ask()

    def _finish(self, comparison: Comparison) -> None:
        self._ticket = None
        self.complete.emit()

    def _fail(self, sentence: str) -> None:
        self._ticket = None
        self.failed.emit(sentence)
