"""Planes: where the runs that are kept go, found again whenever there is more of them and the view shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from engine.state.view import shows_plane
from gui.controllers.frames import Frames
from gui.controllers.jobs import Jobs, Ticket
from gui.controllers.new_pictures import NewPictures
from gui.controllers.store import Store

if TYPE_CHECKING:
    from engine.generation.plane import Plane


class Planes(QObject):
    """Has the worker find the plane of the run that is shown and of those that are kept beside it."""

    failed = Signal(str)
    complete = Signal()

    def __init__(
        self, store: Store, jobs: Jobs, frames: Frames, generation: NewPictures, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._store, self._jobs, self._frames = store, jobs, frames
        self._kept: object = ()
        self._found: object = None  # what the last job was for
        self._ticket: Ticket | None = None
        store.changed.connect(self._find)
        generation.kept_changed.connect(self._on_kept)

    @property
    def running(self) -> bool:
        """Whether what the view shows is on its way."""
        return self._ticket is not None

    @Slot(object, int)
    def _on_kept(self, names: object, shown: int) -> None:
        self._kept = names
        self._find()

    @Slot()
    def _find(self) -> None:
        """One at a time: while a run goes on, the next one has all that has come until then."""
        from engine.jobs import FindPlane  # read when first wanted: no start waits for the jobs

        run, view = self._store.trajectory, self._store.view
        if run is None or not shows_plane(view) or self.running:
            return
        sample = min(view.own.sample, run.samples) - 1
        wanted: Any = run.id, run.done, sample, self._kept
        if wanted != self._found:
            self._found = wanted
            self._ticket = self._jobs.submit(FindPlane(run.id, sample), self._take, failed=self._fail)

    def _take(self, plane: Plane | None) -> None:
        self._ticket = None
        self._store.plane = plane
        self._find()
        self._frames.ask()
        if not self.running:
            self.complete.emit()

    def _fail(self, sentence: str) -> None:
        self._ticket = None
        self.failed.emit(sentence)
