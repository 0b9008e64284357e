"""Plans: each picture is measured once its first images are there, and better spacings are looked for."""

from __future__ import annotations

from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from engine.scenes import SCENES
from gui.controllers.frames import Frames
from gui.controllers.jobs import Jobs, Ticket
from gui.controllers.pictures import Pictures
from gui.controllers.store import Store

if TYPE_CHECKING:
    from engine.generation.trajectory import Trajectory
    from engine.jobs import Progress
    from engine.planning.facts import PictureFacts
    from engine.planning.new_power import NewPower
    from engine.planning.spectrum import Spectrum
    from engine.planning.suggest import Suggestion
    from engine.schedules.choice import ScheduleChoice
    from engine.state.view import Source, View

MOMENT = 0.3  # seconds without a bar, which else would flash


class Plans(QObject):
    """Has the worker measure pictures, and look for better spacings."""

    failed = Signal(str)
    said = Signal(str)
    measured = Signal()
    """There are facts of a picture."""
    complete = Signal()
    """They have been shown."""
    suggesting_changed = Signal(bool)
    """Whether a better run is looked for, once that has taken a moment."""
    progressed = Signal(float)
    """How far that is, 0 to 1."""

    def __init__(
        self, store: Store, jobs: Jobs, pictures: Pictures, frames: Frames, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._store, self._jobs, self._pictures, self._frames = store, jobs, pictures, frames
        self._ticket: Ticket | None = None
        self._measured = ""  # the picture of the last job
        self._unsaid = ""  # why it could not be measured, which matters to charts alone
        self._suggesting: Ticket | None = None
        self._waited = False  # that long for it that it is shown
        store.changed.connect(self._measure_for_charts)
        store.changed.connect(self._leave_old)
        pictures.opened.connect(self._measure_for_charts)
        frames.at_rest.connect(self._measure)

    @property
    def measuring(self) -> bool:
        """Whether the facts of the picture are still to come."""
        picture = self._pictures.picture
        return self._ticket is not None or (picture is not None and picture.id != self._measured)

    @property
    def spectrum(self) -> Spectrum | None:
        """That of the picture that is open, once it is measured."""
        picture, facts = self._pictures.picture, self._store.facts
        known = picture is not None and facts is not None and facts.picture == picture.id
        return facts.spectrum if facts is not None and known else None

    @Slot()
    def _measure_for_charts(self) -> None:
        """Charts show nothing without facts: their pictures are measured before there are images."""
        if SCENES[self._store.view.scene].has_charts:
            self._measure()
            if self._unsaid:
                sentence, self._unsaid = self._unsaid, ""
                self.failed.emit(sentence)

    @Slot()
    def _measure(self) -> None:
        from engine.jobs import FindFacts  # read when first wanted: no start waits for the jobs

        picture = self._pictures.picture
        if picture is None or picture.id == self._measured:
            return
        self._jobs.cancel(self._ticket)
        self._measured, self._unsaid = picture.id, ""
        self._ticket = self._jobs.submit(FindFacts(picture.id), self._take, failed=self._fail)

    def _take(self, facts: PictureFacts) -> None:
        self._ticket = None
        self._store.facts = facts
        self.measured.emit()
        self._frames.ask()
        self.complete.emit()

    def _fail(self, sentence: str) -> None:
        self._ticket = None
        self._unsaid = sentence
        self._measure_for_charts()
        self.complete.emit()

    @Slot(object)
    def measure_new_pictures(self, trajectory: Trajectory) -> None:
        """Compare the power of what the Gaussian denoiser made from noise with what is predicted of it."""
        from engine.jobs import FindNewPower  # read when first wanted: no start waits for the jobs

        facts, picture, recipe = self._store.facts, self._pictures.picture, trajectory.recipe
        if facts is None or picture is None or facts.picture != picture.id:
            return
        same = self._store.view.schedule.make().identity == trajectory.schedule
        if recipe.denoiser != "gaussian" or recipe.start is not None or not same:
            return

        def done(made: NewPower) -> None:
            if self._store.facts is facts:
                self._store.facts = replace(facts, made=made)
                self._frames.ask()
                self.said.emit(
                    "The power of the new pictures is measured: Plan draws it over the prediction."
                )

        job = FindNewPower(picture.id, trajectory, self._store.view.schedule)
        self._jobs.submit(job, done, failed=self.failed.emit)

    @Slot(str)
    def suggest(self, what: str) -> None:
        """Look for the spacing, shift or sampler with the least KL, and add that run beside the selected one."""
        # Read when first wanted: no start waits for the jobs, the samplers and the charts of plans.
        from engine.jobs import Suggest
        from engine.samplers.run import parse
        from engine.scenes.plan_calculations import facts_for

        view = self._store.view
        if self._frames.problem:
            return
        facts = facts_for(self._store.facts, view.own) if view.scene == "plan" else None
        if facts is None or self.measuring:
            return
        selected = view.own.run[min(view.own.selected, len(view.own.run)) - 1]
        begun = monotonic()

        def progress(part: Progress) -> None:
            if self._suggesting is ticket and isinstance(part, float) and monotonic() > begun + MOMENT:
                if not self._waited:
                    self._waited = True
                    self.suggesting_changed.emit(True)
                self.progressed.emit(part)

        def failed(sentence: str) -> None:
            self._end_suggesting()
            self.failed.emit(sentence)

        def done(found: Suggestion) -> None:
            self._end_suggesting()
            self._add_run(found, selected, view, facts.spectrum)

        self._jobs.cancel(self._suggesting)
        self._end_suggesting()
        job = Suggest(parse(selected), view.schedule, facts.spectrum, what)
        self.said.emit(f"Looking for less KL than {selected} has…")
        ticket = self._suggesting = self._jobs.submit(job, done, progress, failed)

    def _add_run(self, found: Suggestion, selected: str, view: View, spectrum: Spectrum) -> None:
        """Add the run that was found beside the selected one, or say that there is none."""
        from engine.planning.suggest import said
        from engine.state.run_changes import add_run

        old, new = (each.from_noise.kl_per_pixel for each in (found.before, found.after))
        if not float(f"{new:.3g}") < float(f"{old:.3g}"):  # in the digits that are said
            self.said.emit(
                f"No less than KL {old:.3g}, in nats per value, was found for {selected}, with its W₂ and its mean."
            )
            return
        self._store.apply(add_run(view.scene, found.after.run.text(), "Suggest"))
        self._store.catch_up()  # what is said belongs to it
        self.said.emit(said(found, view.schedule.make(), spectrum, view.schedule.offset_noise))

    @property
    def suggesting(self) -> bool:
        """Whether something to suggest is being looked for."""
        return self._suggesting is not None

    @Slot()
    def stop_suggesting(self) -> None:
        """Look no further."""
        self._jobs.cancel(self._suggesting)
        self._end_suggesting()
        self.said.emit("Nothing is looked for any more: the runs are as they were.")

    @Slot(object, object)
    def _leave_old(self, old: View, new: View) -> None:
        """What is looked for holds for these runs, this schedule and this picture alone."""
        if self._suggesting is not None and _asked(old) != _asked(new):
            self._jobs.cancel(self._suggesting)
            self._end_suggesting()
            self.said.emit("The search for a better run has ended: what it was for has been changed.")

    def _end_suggesting(self) -> None:
        self._suggesting = None
        if self._waited:
            self._waited = False
            self.suggesting_changed.emit(False)


def _asked(view: View) -> tuple[Source, int | None, ScheduleChoice, object]:
    """What the KL of a run depends on: the picture or the set, the schedule, and the runs."""
    own = view.settings_of("plan")
    return view.source, view.working_size, view.schedule, (own.run, own.spectrum_of, own.folder)
