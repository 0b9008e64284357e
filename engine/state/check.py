"""What must hold between the fields of a view, each of which is possible on its own."""

from __future__ import annotations

from engine.scenes import SCENES, Given
from engine.state.refused import Refused
from engine.state.schedule_words import check_schedule
from engine.state.view import View


def check_view(view: View) -> None:
    """Raise Refused when there is no such schedule, timestep or sample."""
    check_schedule(view.schedule)
    steps, strip = view.schedule.final_steps, view.strip
    if view.t > steps:
        raise Refused(f"{view.t} is beyond the last timestep; it must be 0 to {steps}", ("t",))
    if strip.column >= strip.samples:
        raise Refused(
            f"{strip.column + 1} is more than there are samples; it must be 1 to {strip.samples}",
            ("large_sample",),
        )


def check_scene(view: View) -> None:
    """Raise Refused when the settings of the scene that is shown do not go with the schedule."""
    given = Given(view.strip, view.seed)
    try:
        SCENES[view.scene].build(view.schedule.make(), view.t, given, view.own)
    except ValueError as error:
        raise Refused(f"the scene {view.scene} is not possible: {error}", ("scene",)) from error


def usual_t(view: View) -> int:
    """The timestep that is shown when none was asked for: the new picture, or a state of some noise."""
    return 0 if view.scene == "generate" else round(0.3 * view.schedule.final_steps)
