"""Changes that take long to make: the engine makes what they need, and then the store makes them.

Until then the window shows what was before, all of it. So no number stands beside one of another schedule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from engine.worker import Worker
from gui.controllers.frames import Frames
from gui.controllers.jobs import Jobs, Ticket
from gui.controllers.settled import Settled
from gui.controllers.store import Store

if TYPE_CHECKING:
    from engine.state.change import Change


class Preparing(QObject):
    """Has the worker prepare the changes that wait in the store, once it is there."""

    complete = Signal()
    """No change waits any more."""

    def __init__(
        self,
        store: Store,
        worker: Worker,
        jobs: Jobs,
        frames: Frames,
        settled: Settled,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store, self._jobs, self._frames = store, jobs, frames
        self._ticket: Ticket | None = None
        store.waits.connect(self._prepare)
        worker.ready.connect(self._begin)
        settled.wait_for(self, self.complete)

    @property
    def running(self) -> bool:
        """Whether a change waits."""
        return self._store.waiting

    @Slot()
    def _begin(self) -> None:
        self._store.prepares = True

    @Slot(object)
    def _prepare(self, change: Change) -> None:
        from engine.prepare import Prepare  # read when first wanted: no start waits for the jobs

        self._jobs.cancel(self._ticket)
        job = Prepare(self._frames.request, change)
        self._ticket = self._jobs.submit(job, self._take, failed=self._take)

    def _take(self, _: Any) -> None:
        self._ticket = None
        self._store.take()
        if not self.running:
            self.complete.emit()
