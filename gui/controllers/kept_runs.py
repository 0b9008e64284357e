"""What the window knows of the runs that the engine keeps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from engine.generation.kept_runs import kept_with
from engine.state.kept_runs import names_of_kept

if TYPE_CHECKING:
    from engine.generation.trajectory import Trajectory
    from engine.schedules.choice import ScheduleChoice
    from engine.state.view import View


class KeptRuns:
    """The runs that are kept, each with the view in which it was begun; the latest is the last."""

    def __init__(self) -> None:
        self.runs: tuple[Trajectory, ...] = ()
        self._views: dict[str, View] = {}
        self._named: tuple[object, tuple[str, ...]] = None, ()

    def hear(self, run: Trajectory, begun_in: View) -> None:
        """The engine has more of a run, the only one that is on its way: it is the latest."""
        self.runs = kept_with(self.runs, run)
        self._views = {each.id: self._views.get(each.id, begun_in) for each in self.runs}

    def clear(self) -> None:
        """They have all been dropped."""
        self.runs, self._views = (), {}

    def begun_in(self, id: str) -> View:
        """The view in which a run was begun."""
        return self._views[id]

    def get(self, id: str, going: str = "") -> Trajectory | None:
        """A run that is kept; it has stopped, if it is not whole and not the one that is `going`."""
        run = next((each for each in self.runs if each.id == id), None)
        if run is None or run.whole or run.id == going:
            return run
        return replace(run, stopped=True)

    def of(self, view: View) -> str:
        """The id of the run with the settings, seed and schedule of a view, empty if there is none."""
        wanted = _wanted(view.settings_of("generate"), view.schedule, view.seed)
        return next((run.id for run in self.runs if wanted and run.answers(wanted)), "")

    def besides(self, views: Iterable[View]) -> int:
        """How many runs there are besides those of these views."""
        asked = {self.of(view) for view in views}
        return sum(run.id not in asked for run in self.runs)

    def place(self, id: str) -> int:
        """Which of the runs has this id, -1 if none has."""
        return next((number for number, run in enumerate(self.runs) if run.id == id), -1)

    def names(self, going: str = "") -> tuple[str, ...]:
        """What they are called; how far one is is said if it has stopped, and not of the one that is `going`."""
        now = [(run.id, run.id != going and run.done) for run in self.runs]
        if now != self._named[0]:
            views = [self._views[run.id] for run in self.runs]
            self._named = now, names_of_kept(self.runs, views, going)
        return self._named[1]


@lru_cache(maxsize=8)  # it is asked for with each state of a run
def _wanted(settings: Any, schedule: ScheduleChoice, seed: int) -> Trajectory | None:
    try:
        wanted: Trajectory = settings.trajectory(schedule.make(), seed)
    except ValueError:  # the settings do not go with the schedule: whoever wants the images is told
        return None
    return wanted
