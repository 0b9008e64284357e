"""The noise levels that the run in a view visits."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.samplers.level import Course, Level
    from engine.schedules import Schedule
    from engine.schedules.choice import ScheduleChoice
    from engine.state.view import View


def visited(view: View) -> tuple[Level, ...]:
    """Noise first; empty where the scene has no run on the schedule itself. The same object for the same run."""
    return _visited(view.schedule, view.own)


@lru_cache(maxsize=16)  # it is asked for at every move of t
def _visited(schedule: ScheduleChoice, settings: Any) -> tuple[Level, ...]:
    try:
        return _levels(settings, schedule.make())
    except ValueError:  # settings that do not go with the schedule: whoever wants the images is told
        return ()


def _levels(settings: Any, schedule: Schedule) -> tuple[Level, ...]:
    if hasattr(settings, "recipe"):
        course: Course = settings.recipe(0, schedule.steps).course(schedule)
    elif hasattr(settings, "oracle"):
        oracle = settings.oracle(schedule.steps)
        course = oracle.run.course(schedule, oracle.start)
    elif hasattr(settings, "run"):
        from engine.scenes.runs import chosen_run  # with it come all samplers

        run = chosen_run(settings, schedule)
        if run is None:
            return ()
        course = run.course(schedule)
    else:
        return ()
    return course.levels
