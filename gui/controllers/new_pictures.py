"""Generations: what starts and stops them, what is there of them, and which patches a pixel comes from."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from engine.generation.matches import Match
from engine.generation.trajectory import Trajectory
from engine.jobs import FindMatches, Generate, Progress, shows_generation, shows_trajectory
from engine.state.changes import go_to
from engine.state.view import View
from gui.controllers.frames import Frames
from gui.controllers.jobs import Jobs, Ticket
from gui.controllers.pictures import Pictures
from gui.controllers.store import Store

PATIENCE = 1.0  # seconds after which it is said how long it will take


class NewPictures(QObject):
    """Has the worker generate what the view asks for, one run at a time; the last run is kept.

    The timestep follows a run as it goes, until the hand moves it.
    """

    progressed = Signal(float, str)
    """How far it is, 0 to 1, and in words."""
    started = Signal()
    running_changed = Signal(bool)
    ended = Signal()
    """It is finished or stopped."""
    made = Signal(object)
    """The Trajectory of all of it."""
    failed = Signal(str)
    matches_found = Signal(object)
    """Tuple of Match."""

    def __init__(
        self, store: Store, jobs: Jobs, pictures: Pictures, frames: Frames, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._store, self._jobs, self._pictures, self._frames = store, jobs, pictures, frames
        self._ticket: Ticket | None = None
        self._matching: Ticket | None = None
        self._trajectory: Trajectory | None = None
        self._begun = False  # the run is that of the job
        self._following = False
        self._moving = False
        self._since = 0.0
        self._device = "cpu"
        store.changed.connect(self._on_view)
        pictures.opened.connect(self._forget)

    @property
    def running(self) -> bool:
        """Whether one is on its way."""
        return self._ticket is not None

    def use_device(self, name: str) -> None:
        """Have the next one computed there."""
        self._device = name

    @Slot()
    def start(self, *, follow: bool = True) -> None:
        """Begin what the view asks for, in place of the one that runs; where that cannot be, nothing happens."""
        picture = self._pictures.picture
        if picture is None or self._frames.problem:
            return
        job = Generate.of(self._store.view, picture.id, self._device)
        if job is None:
            return
        self.stop()
        self._begun, self._following, self._since = False, follow, time.monotonic()
        self._ticket = self._jobs.submit(job, self._finish, partial(self._progress, picture.id), self._fail)
        self.started.emit()
        self.running_changed.emit(True)
        self.progressed.emit(0.0, "")
        self._show()

    @Slot()
    def stop(self) -> None:
        """End the one that runs; what is there of it stays."""
        if self._ticket is not None:
            self._jobs.cancel(self._ticket)
            self._end(f"stopped at {self._words()}" if self._begun else "stopped")
            self._show()

    def find_matches(self, sample: int, t: int, place: tuple[float, float]) -> None:
        """Ask which patches a pixel comes from; `matches_found` says it."""
        self._jobs.cancel(self._matching)
        self._matching = None
        trajectory = self._trajectory
        if trajectory and trajectory.done and trajectory.recipe.denoiser == "patches":
            job = FindMatches(
                trajectory.id, min(sample, trajectory.samples - 1), trajectory.state_at(t), place
            )
            self._matching = self._jobs.submit(job, self._find)

    def _find(self, matches: tuple[Match, ...]) -> None:
        self._matching = None
        self.matches_found.emit(matches)

    @Slot(object)
    def _forget(self, picture: object) -> None:
        """The picture is another one: what was made from the old one goes."""
        self.stop()
        self._trajectory = None
        self.progressed.emit(0.0, "")
        self._show()

    @Slot(object, object)
    def _on_view(self, old: View, new: View) -> None:
        if old.t != new.t and not self._moving:
            self._following = False
        if (shows_generation(old), shows_trajectory(old)) != (shows_generation(new), shows_trajectory(new)):
            self._show()
            self._follow()

    def _show(self) -> None:
        trajectory = self._trajectory if shows_generation(self._store.view) else None
        if trajectory is not None and not self.running and trajectory.done < len(trajectory.timesteps):
            trajectory = replace(trajectory, stopped=True)
        self._store.show_trajectory(trajectory)
        self._frames.ask()

    def _follow(self) -> None:
        """Go to the timestep that the run has reached, unless the hand or the eye is elsewhere."""
        if self._following and self._trajectory is not None and shows_generation(self._store.view):
            self._moving = True
            self._store.amend(go_to(self._trajectory.reached))
            self._moving = False

    def _progress(self, of: str, progress: Progress) -> None:
        """What a job says that was stopped still counts: the engine has it, and has nothing older.

        Of another picture than the one that is open it has nothing any more.
        """
        if self._pictures.picture is None or self._pictures.picture.id != of:
            return
        if isinstance(progress, Trajectory):
            self._trajectory, self._begun = progress, True
            part = progress.done / len(progress.timesteps)
            self._show()
            self._follow()
        else:
            part = progress if isinstance(progress, float) else 0.0
        if self._ticket is not None:
            self.progressed.emit(part, self._words(part))

    def _finish(self, trajectory: Trajectory) -> None:
        self._trajectory = trajectory
        self._end(self._words())
        self._show()
        self.made.emit(trajectory)

    def _fail(self, sentence: str) -> None:
        self._ticket = None
        self.failed.emit(sentence)  # before the end is told, which whoever waits would take for a result
        self._end("")

    def _end(self, words: str) -> None:
        self._ticket = None
        self.running_changed.emit(False)
        self.progressed.emit(0.0, words)
        self.ended.emit()

    def _words(self, part: float = 0.0) -> str:
        if self._trajectory is None or not self._begun:
            return ""
        words = f"{max(0, self._trajectory.done - 1)} of {len(self._trajectory.timesteps) - 1} steps"
        passed = time.monotonic() - self._since
        if 0 < part < 1 and passed > PATIENCE:
            words += f", {_duration(passed * (1 - part) / part)} left"
        return words


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
