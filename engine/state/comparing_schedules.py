"""What can be done to the schedules of Compare."""

from __future__ import annotations

from dataclasses import replace

from engine.scenes.compare import MOST_SCHEDULES
from engine.schedules.whole_text import whole_text
from engine.state.change import Change
from engine.state.changes import with_settings
from engine.state.refused import Refused
from engine.state.view import View


def compare_schedule() -> Change:
    """Put the schedule among those of Compare, with all that is done to it, and show them."""

    def run(view: View) -> View:
        try:
            text = whole_text(view.schedule)
        except ValueError as error:
            raise Refused(str(error), ("schedules",)) from error
        own = view.settings_of("compare")
        if text not in own.schedules:
            if len(own.schedules) == MOST_SCHEDULES:
                raise Refused(
                    f"Compare has {MOST_SCHEDULES} schedules, and no more can be compared: take one away first.",
                    ("schedules",),
                )
            view = with_settings(view, "compare", replace(own, schedules=(*own.schedules, text)))
        return replace(view, scene="compare")

    return Change("Compare this schedule", run)
