"""Calculations: what charts are made of is found by the engine, bit by bit, and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from engine.scenes.results import Calculation, Result
from engine.state.changes import set_option
from gui.controllers.frames import Frames
from gui.controllers.jobs import Jobs, Ticket
from gui.controllers.store import Store

if TYPE_CHECKING:
    from engine.jobs import Progress


TOGETHER = 12
"""Milliseconds for which a result waits for the next: charts are drawn once for several."""


class Calculations(QObject):
    """Has the worker calculate what the view lacks; images are asked for again whenever there is more."""

    failed = Signal(str)
    lengthy_changed = Signal(bool)
    """Whether something that takes seconds is on its way."""
    progressed = Signal(float)
    """How far it is, 0 to 1."""

    def __init__(self, store: Store, jobs: Jobs, frames: Frames, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store, self._jobs, self._frames = store, jobs, frames
        self._ticket: Ticket | None = None
        self._wanted: frozenset[Calculation[Any]] = frozenset()
        self._found = 0  # of those
        self._lengthy = self._over = False
        self._soon = QTimer(self, singleShot=True, interval=TOGETHER)
        self._soon.timeout.connect(frames.ask)
        frames.lacking.connect(self._find)

    @property
    def running(self) -> bool:
        """Whether something that the view needs is on its way."""
        return self._ticket is not None

    @Slot(object)
    def _find(self, lacking: tuple[Calculation[Any], ...]) -> None:
        if lacking and self.running and self._wanted.issuperset(lacking):
            return
        self._jobs.cancel(self._ticket)
        self._ticket, self._wanted = None, frozenset(lacking)
        self._found = 0
        self._show_lengthy(bool(lacking) and self._shows_losses)
        if lacking:
            from engine.jobs import Calculate  # read when first wanted: no start waits for the jobs

            self._ticket = self._jobs.submit(Calculate(lacking), self._finish, self._take, self._fail)

    def _take(self, progress: Progress) -> None:
        if isinstance(progress, Result):
            self._store.results = self._store.results.with_one_more(progress)
            if self.running:  # what was on its way when it was cancelled is of use, but counts no more
                self._found += 1
                self.progressed.emit(min(self._found / len(self._wanted), 1.0))
            if not (self._over or self._soon.isActive()):
                self._soon.start()

    def stop(self) -> None:
        """Want nothing more."""
        self._over = True
        self._soon.stop()

    def _finish(self, _: None) -> None:
        self._ticket = None
        if self._soon.isActive():
            self._soon.stop()
            self._frames.ask()
        self._show_lengthy(False)

    def _fail(self, sentence: str) -> None:
        self._ticket = None
        self._show_lengthy(False)
        self.failed.emit(sentence)

    def _show_lengthy(self, on: bool) -> None:
        if on != self._lengthy:
            self._lengthy = on
            self.lengthy_changed.emit(on)

    @property
    def _shows_losses(self) -> bool:
        """Whether the view wants the least possible losses, which are found by sampling."""
        view = self._store.view
        return view.scene == "plan" and view.own.above == "floor"

    @Slot()
    def stop_losses(self) -> None:
        """Show the noise levels instead of the least possible losses: then those are not wanted any more."""
        if self._shows_losses:
            self._store.apply(set_option("plan", "above", "levels"))
