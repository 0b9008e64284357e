"""The noise levels that the run in a view visits."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.schedules.arrays import Array

if TYPE_CHECKING:
    from engine.samplers.level import Course
    from engine.samplers.run import SamplerRun
    from engine.schedules import Schedule
    from engine.schedules.choice import ScheduleChoice
    from engine.state.view import View


@dataclass(frozen=True, eq=False)
class Visited:
    """The timesteps of the states of a run, whole or not, and their log SNR, noise first; of one length."""

    t: Array = field(default_factory=lambda: np.empty(0))
    log_snr: Array = field(default_factory=lambda: np.empty(0))

    def __len__(self) -> int:
        return len(self.t)

    def is_like(self, other: Visited) -> bool:
        """Whether they are the same states."""
        return self is other or (
            np.array_equal(self.t, other.t) and np.array_equal(self.log_snr, other.log_snr)
        )


NOWHERE = Visited()


def visited(view: View) -> Visited:
    """NOWHERE where the scene has no run on the schedule itself. The same object for the same run."""
    return _visited(view.schedule, view.own)


@lru_cache(maxsize=16)  # it is asked for at every move of t
def _visited(schedule: ScheduleChoice, settings: Any) -> Visited:
    try:
        return _of(settings, schedule.make())
    except ValueError:  # settings that do not go with the schedule: whoever wants the images is told
        return NOWHERE


def _of(settings: Any, schedule: Schedule) -> Visited:
    if hasattr(settings, "recipe"):
        recipe = settings.recipe(0, schedule.steps)
        return _of_run(recipe.sampler, schedule, recipe.start)
    if hasattr(settings, "oracle"):
        oracle = settings.oracle(schedule.steps)
        return _of_run(oracle.run, schedule, oracle.start)
    if hasattr(settings, "run"):
        from engine.scenes.runs import chosen_run  # with it come all samplers

        run = chosen_run(settings, schedule)
        return NOWHERE if run is None else _of_run(run, schedule, None)
    return NOWHERE


def _of_run(run: SamplerRun, given: Schedule, start: int | None) -> Visited:
    """Of whole timesteps there may be 100,000: for these no level is made one by one."""
    from engine.samplers.timesteps import WHOLE, kept_states

    if run.spacing not in WHOLE:
        return _on(run.course(given, start))
    schedule = run.on(given)
    _, t = kept_states(schedule.steps, run.steps, run.spacing, start, run.spacing_options)
    return Visited(t.astype(np.float64), schedule.log_snr[t])


def _on(course: Course) -> Visited:
    t, lam = np.array([(level.t, level.lam) for level in course.levels]).T
    return Visited(t, 2 * lam)
