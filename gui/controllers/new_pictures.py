"""Generations: what starts and stops them, what is there of them, and which patches a pixel comes from."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from engine.state.changes import go_to
from engine.state.kept_runs import choose_run, with_runs
from engine.state.view import View, has_generation, shows_generation
from gui.controllers.frames import Frames
from gui.controllers.jobs import Jobs, Ticket
from gui.controllers.kept_runs import KeptRuns
from gui.controllers.pictures import Pictures
from gui.controllers.store import Store

if TYPE_CHECKING:
    from engine.generation.matches import Match
    from engine.generation.trajectory import Trajectory
    from engine.jobs import Progress

PATIENCE = 1.0  # seconds after which it is said how long it will take


class NewPictures(QObject):
    """Has the worker generate what the view asks for, one run at a time; the last runs are kept.

    What is shown is the run with the settings of the view, else the one before. The timestep follows a run as it
    goes, until the hand moves it.
    """

    progressed = Signal(float, str)
    """How far it is, 0 to 1, and in words."""
    started = Signal()
    offered = Signal(str)
    """What can be done now: "generate", "stop" or "continue"."""
    kept_changed = Signal(object, int)
    """The names of the runs that are kept, and which of them is shown, -1 if none is."""
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
        self._kept = KeptRuns()
        self._shown = ""  # the ids of runs
        self._going = ""  # empty until the first word of it
        self._number = 0  # of the last job
        self._then: View | None = None  # a pinned view, whose run is made after that of the view
        self._following = False
        self._followed = 0  # where t was taken last, or was when the run began
        self._since, self._from = 0.0, 0.0  # when it began or went on, and at what part
        store.changed.connect(self._on_view)
        pictures.opened.connect(self._forget)

    @property
    def running(self) -> bool:
        """Whether one is on its way."""
        return self._ticket is not None

    @property
    def kept_besides(self) -> int:
        """How many runs are kept that the view does not ask for."""
        return self._kept.besides(with_runs(self._store.view))

    @Slot()
    def start(self) -> None:
        """Begin what the view asks for, or go on with it where it was stopped, in place of the one that runs.

        Where that cannot be, nothing happens.
        """
        self._store.catch_up()
        self._begin(self._store.view, follow=True)

    def start_missing(self) -> None:
        """Begin the run of the view, and then that of the one pinned beside it, where they are not there; t stays."""
        missing = [each for each in with_runs(self._store.view) if not self._has(each)]
        if missing:
            self._begin(missing[0], follow=False)
            self._then = missing[-1]

    def _has(self, view: View) -> bool:
        run = self._kept.get(self._kept.of(view))
        return run is not None and run.whole

    def _begin(self, view: View, *, follow: bool) -> None:
        from engine.jobs import Continue, Generate  # read when first wanted: no start waits for the jobs

        picture, device = self._pictures.picture, self._frames.device
        if picture is None or device is None or self._frames.problem:
            return
        job = Generate.of(view, picture.id, device)
        if job is None:
            return
        self.stop()
        self._number += 1
        self._following, self._since, self._from = follow, time.monotonic(), 0.0
        self._followed = self._store.wanted_t
        stopped = self._kept.get(self._kept.of(view))
        if stopped is not None and not stopped.whole:
            self._going, self._from = stopped.id, stopped.done / len(stopped.timesteps)
        self._ticket = self._jobs.submit(
            Continue(self._going, job) if self._going else job,
            self._finish,
            partial(self._progress, self._number, picture.id, view),
            self._fail,
        )
        self.started.emit()
        self.progressed.emit(self._from, "")
        self._show()

    @Slot()
    def stop(self) -> None:
        """End the one that runs; what is there of it stays, and it can go on from there."""
        self._then = None
        if self._ticket is not None:
            self._jobs.cancel(self._ticket)
            self._end()

    @Slot(int)
    def choose(self, number: int) -> None:
        """Show one of the runs that are kept, with the settings, the seed and the schedule that made it."""
        self._store.apply(choose_run(self._kept.begun_in(self._kept.runs[number].id)))

    def find_matches(self, sample: int, t: int, place: tuple[float, float]) -> None:
        """Ask which patches a pixel comes from; `matches_found` says it."""
        from engine.jobs import FindMatches  # read when first wanted: no start waits for the jobs

        self._jobs.cancel(self._matching)
        self._matching = None
        run = self._kept.get(self._shown)
        if run and run.done and run.recipe.denoiser == "patches":
            job = FindMatches(run.id, min(sample, run.samples - 1), run.state_at(t), place)
            self._matching = self._jobs.submit(job, self._find)

    def _find(self, matches: tuple[Match, ...]) -> None:
        self._matching = None
        self.matches_found.emit(matches)

    @Slot(object)
    def _forget(self, picture: object) -> None:
        """The picture is another one: what was made from the old one goes."""
        self.stop()
        self._kept.clear()
        self._shown = ""
        self._show()

    @Slot(object, object)
    def _on_view(self, old: View, new: View) -> None:
        if (has_generation(old) or has_generation(new)) and replace(old, t=new.t) != new:
            self._choose_shown()
            self._show()

    def _choose_shown(self) -> None:
        """Show what the view asks for, if it is there."""
        if shows_generation(self._store.view):
            self._shown = self._kept.of(self._store.view) or self._shown

    def _show(self) -> None:
        view, kept, going = self._store.view, self._kept, self._going
        run, pinned = kept.get(self._shown, going), None
        if view.pin is not None and shows_generation(view.pin.view):
            pinned = kept.get(kept.of(view.pin.view), going)
        self._store.show_trajectory(run if shows_generation(view) else None, pinned)
        self._follow()  # before the images are asked for, or they would be asked for twice
        self._frames.ask()
        self.kept_changed.emit(kept.names(going), kept.place(self._shown))
        if self.running:
            self.offered.emit("stop")
            return
        asked = kept.get(kept.of(view))
        self.offered.emit("generate" if asked is None or asked.whole else "continue")
        self.progressed.emit(0.0, "" if run is None else f"{'stopped at ' * run.stopped}{_steps(run)}")

    def _follow(self) -> None:
        """Go to the timestep that the run has reached, unless the hand or the eye is elsewhere."""
        run, store = self._kept.get(self._going), self._store
        self._following &= store.wanted_t == self._followed  # a hand may want a state that is still to come
        if self._following and shows_generation(store.view) and run is not None and run.id == self._shown:
            store.amend(go_to(run.reached))
            self._followed = store.wanted_t

    def _progress(self, number: int, of: str, begun_in: View, progress: Progress) -> None:
        """What a stopped job says still counts: the engine has it, and may have dropped others for it.

        Of another picture than the one that is open it has nothing any more.
        """
        if self._pictures.picture is None or self._pictures.picture.id != of:
            return
        mine = self._ticket is not None and number == self._number
        from engine.generation.trajectory import Trajectory  # read when there is one

        if isinstance(progress, Trajectory):
            self._going = progress.id if mine else self._going
            self._hear(progress, begun_in)
        run = self._kept.get(self._going)
        if mine and run is not None:
            part = progress if isinstance(progress, float) else run.done / len(run.timesteps)
            self.progressed.emit(part, _steps(run) + self._left(part))

    def _hear(self, run: Trajectory, begun_in: View) -> None:
        new = self._kept.place(run.id) < 0
        self._kept.hear(run, begun_in)
        if new or self._kept.place(self._shown) < 0:
            self._shown = run.id
        self._choose_shown()
        self._show()

    def _finish(self, trajectory: Trajectory) -> None:
        then, self._then, self._ticket, self._going = self._then, None, None, ""
        if then is not None and not self._has(then):
            self._begin(then, follow=False)
        if not self.running:
            self._end()
        self.made.emit(trajectory)

    def _fail(self, sentence: str) -> None:
        self._ticket, self._then = None, None
        self.failed.emit(sentence)  # before the end is told, which whoever waits would take for a result
        self._end()

    def _end(self) -> None:
        self._ticket, self._going = None, ""
        self._show()
        self.ended.emit()

    def _left(self, part: float) -> str:
        """How long it will still take, once it has taken a while."""
        passed = time.monotonic() - self._since
        if not self._from < part < 1 or passed < PATIENCE:
            return ""
        left = passed * (1 - part) / (part - self._from)
        return f", {left:.0f} s left" if left < 90 else f", {left / 60:.0f} min left"


def _steps(run: Trajectory) -> str:
    return f"{max(0, run.done - 1)} of {len(run.timesteps) - 1} steps"
