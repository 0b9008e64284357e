"""What must hold between the fields of a view, each of which is possible on its own."""

from __future__ import annotations

from dataclasses import replace

from engine.scenes import SCENES
from engine.state.refused import Refused
from engine.state.schedule_words import check_schedule
from engine.state.view import View


def check_view(view: View) -> None:
    """Raise Refused when there is no such schedule, timestep or sample."""
    check_schedule(view.schedule)
    steps, film = view.schedule.final_steps, view.film
    if view.t > steps:
        raise Refused(f"{view.t} is beyond the last timestep; it must be 0 to {steps}", ("t",))
    if film.column >= film.samples:
        raise Refused(
            f"{film.column + 1} is more than there are samples; it must be 1 to {film.samples}",
            ("large_sample",),
        )


def check_scene(view: View) -> None:
    """Raise Refused when the settings of the scene that is shown do not go with the schedule."""
    film = replace(view.film, seed=view.seed)
    try:
        SCENES[view.scene].build(view.schedule.make(), view.t, film, view.own)
    except ValueError as error:
        raise Refused(f"the scene {view.scene} is not possible: {error}", ("scene",)) from error


def usual_t(view: View) -> int:
    """The timestep that is shown when none was asked for: the new picture, or a state of some noise."""
    return 0 if view.scene == "generate" else round(0.3 * view.schedule.final_steps)
