"""Sets: their pictures are measured once a plan for them is to be seen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from engine.state.changes import set_option
from gui.controllers.frames import Frames
from gui.controllers.jobs import Jobs, Ticket
from gui.controllers.plans import Plans
from gui.controllers.store import Store

if TYPE_CHECKING:
    from engine.jobs import FindSetSpectrum, Progress
    from engine.planning.set_spectrum import SetSpectrum


class Sets(QObject):
    """Has the worker measure the set that the view asks for, and keeps what was found of the last one."""

    progressed = Signal(float)
    """How far it is, 0 to 1."""
    running_changed = Signal(bool)
    complete = Signal()

    def __init__(
        self, store: Store, jobs: Jobs, frames: Frames, plans: Plans, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._store, self._jobs, self._frames = store, jobs, frames
        self._ticket: Ticket | None = None
        self._wanted: FindSetSpectrum | None = None
        self._found: SetSpectrum | None = None
        store.changed.connect(self._follow)
        plans.measured.connect(self._follow)

    @property
    def running(self) -> bool:
        """Whether a set that the view needs is on its way."""
        return self._ticket is not None

    @Slot()
    def cancel(self) -> None:
        """Plan for the picture alone again."""
        self._store.apply(set_option("plan", "spectrum_of", "picture"))

    @Slot()
    def _follow(self) -> None:
        from engine.jobs import FindSetSpectrum  # read when first wanted: no start waits for the jobs

        job = FindSetSpectrum.of(self._store.view)
        if job is not None and self._found is not None and self._found.name == job.name:
            self._show(self._found)
        if job == self._wanted or (job is None and not self.running):
            return
        if self.running:
            self._jobs.cancel(self._ticket)
            self._end()
        self._wanted = job
        if job is not None and (self._found is None or self._found.name != job.name):
            self._ticket = self._jobs.submit(job, self._take, self._progress, self._fail)
            self.running_changed.emit(True)

    def _progress(self, progress: Progress) -> None:
        if isinstance(progress, float):
            self.progressed.emit(progress)

    def _take(self, found: SetSpectrum) -> None:
        self._found = found
        self._end()
        self._show(found)
        self.complete.emit()

    def _fail(self, sentence: str) -> None:
        assert self._wanted is not None
        from engine.planning.set_spectrum import SetSpectrum  # read when there is one

        self._take(SetSpectrum(self._wanted.name, problem=sentence))

    def _end(self) -> None:
        self._ticket = None
        self.running_changed.emit(False)

    def _show(self, found: SetSpectrum) -> None:
        facts = self._store.facts
        if facts is not None and facts.of_set is not found:
            self._store.facts = replace(facts, of_set=found)
            self._frames.ask()
