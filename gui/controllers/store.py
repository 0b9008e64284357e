"""The one state of the window: what is to be seen, and what it was before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication

from engine.scenes.results import Results
from engine.state.change import Change
from engine.state.changes import snapped
from engine.state.history import History
from engine.state.refused import Refused

if TYPE_CHECKING:
    from engine.generation.comparison import Comparison
    from engine.generation.plane import Plane
    from engine.generation.trajectory import Trajectory
    from engine.planning.facts import PictureFacts
    from engine.state.view import View

PAUSE = 700
"""Milliseconds after which the hand has let go: the next change is a step of undo of its own."""


LONG = 20_000
"""The steps of a schedule that, with what follows from it, takes longer to make than the window may wait."""


class Store(QObject):
    """Holds a view and makes changes to it, all of which can be undone."""

    changed = Signal(object, object)
    """The old view and the new one, which differ."""
    refused = Signal(object)
    """A change was not possible: a Refused, with the fields that are wrong. The view stays."""
    accepted = Signal()
    """A change was possible, whether or not it changed anything: what was refused before is over."""
    waits = Signal(object)
    """A Change that takes long: `take` it once it is prepared. What comes after it waits too."""

    def __init__(self, view: View, parent: QObject | None = None, history: History | None = None) -> None:
        super().__init__(parent)
        self.trajectory: Trajectory | None = None
        """The new pictures that are to be seen, whose states have timesteps of their own."""
        self.pinned_trajectory: Trajectory | None = None
        """Those of the pinned view."""
        self._wanted_t = view.t
        """What was asked for: where another scene has no such timestep, it is there again after that."""
        self._asked = view.t, view.schedule.final_steps
        """The timestep that a hand went to, and T at that time."""
        self.facts: PictureFacts | None = None
        """What was measured of the last picture whose measuring is over."""
        self.results = Results()
        """What was calculated for scenes with charts."""
        self.comparison: Comparison | None = None
        """The last new pictures of runs that were compared."""
        self.plane: Plane | None = None
        """The last paths of runs that were found."""
        self.view = snapped(view)
        self.prepares = False
        """Whether somebody makes what takes long, while the window goes on."""
        self._waiting: list[Change] = []
        self.history = history or History()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._let_go)

    @property
    def wanted_t(self) -> int:
        """The timestep that was asked for, whether or not the view has it now."""
        return self._wanted_t

    @Slot(object)
    def apply(self, change: Change) -> None:
        """Make a change, as a step that can be undone: now, or after those that wait."""
        if not self.prepares or not (self._waiting or self._is_long(change)):
            self._apply(change)
            return
        if len(self._waiting) > 1 and change.merge and change.merge == self._waiting[-1].merge:
            self._waiting[-1] = change  # a hand drags on; the first is being prepared
            return
        self._waiting.append(change)
        if len(self._waiting) == 1:
            self.waits.emit(change)

    @property
    def waiting(self) -> bool:
        """Whether there are changes still to be made."""
        return bool(self._waiting)

    def take(self) -> None:
        """Make the change that waits and those after it, up to the next that takes long."""
        while self._waiting:
            self._apply(self._waiting.pop(0))
            if self._waiting and self._is_long(self._waiting[0]):
                self.waits.emit(self._waiting[0])
                return

    def _is_long(self, change: Change) -> bool:
        """Whether what it needs may take long to make."""
        return not change.quick and max(change.steps, self.view.schedule.steps) > LONG

    def catch_up(self) -> None:
        """Make all changes that wait, whatever it takes: what comes now begins where they end."""
        while self._waiting:
            self._apply(self._waiting.pop(0))

    def _apply(self, change: Change) -> None:
        before = self.view
        if self._make(change) and self.view != before:
            self.history.push(before, self.view, change.name, change.merge)
            self._pause.start()
            self.changed.emit(before, self.view)

    @Slot(object)
    def amend(self, change: Change) -> None:
        """Make a change that belongs to the last step, or to none: a run is followed, a file has been read."""
        self.catch_up()
        before = self.view
        if self._make(change) and self.view != before:
            self.changed.emit(before, self.view)

    def replace(self, view: View, name: str) -> None:
        """Show another view altogether, as one step."""
        self.catch_up()
        self.history.seal()
        self._apply(Change(name, lambda _: view))

    def show_trajectory(self, trajectory: Trajectory | None, pinned: Trajectory | None = None) -> None:
        """Other new pictures are to be seen, or more of them."""
        self.trajectory, self.pinned_trajectory = trajectory, pinned
        self.amend(Change("", lambda view: view))

    def stop(self) -> None:
        """Wait for nothing more."""
        self.catch_up()
        self._pause.stop()

    @Slot()
    def undo(self) -> None:
        """Go back a step."""
        self.catch_up()
        self._show(self.history.undo(self.view))

    @Slot()
    def redo(self) -> None:
        """Go forward again."""
        self.catch_up()
        self._show(self.history.redo(self.view))

    @Slot()
    def _let_go(self) -> None:
        """What comes now is a step of its own, unless a hand that rests still holds what it drags."""
        if QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton:
            self._pause.start()
        else:
            self.history.seal()

    def _show(self, view: View) -> None:
        before, self.view, self._wanted_t = self.view, view, view.t
        self._asked = view.t, view.schedule.final_steps
        self.accepted.emit()
        if view != before:
            self.changed.emit(before, view)

    def _make(self, change: Change) -> bool:
        """Whether the change was possible."""
        try:
            view = change.run(self.view)
        except Refused as refused:
            self.refused.emit(refused)
            return False
        steps = view.schedule.final_steps
        if change.keeps_part and steps != self.view.schedule.final_steps:
            t, of = self._asked
            self._wanted_t = round(t * steps / of)
        elif view.t != self.view.t:
            self._wanted_t, self._asked = view.t, (view.t, steps)
        self.view = snapped(replace(view, t=self._wanted_t), self.trajectory)
        self.accepted.emit()
        return True
