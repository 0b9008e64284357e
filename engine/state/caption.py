"""A view in one sentence, as it stands below a figure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.quoting import shown
from engine.scenes import SCENES, TITLES
from engine.scenes.pinned import MODES
from engine.schedules import Schedule
from engine.schedules.transforms import called
from engine.state.differences import names_of
from engine.state.pinning import a_of
from engine.state.setting_words import changed_settings, setting_shown
from engine.state.view import View

if TYPE_CHECKING:
    from engine.generation.trajectory import Trajectory


def caption_of(
    view: View, picture: str, schedules: Sequence[Schedule], pinned: Trajectory | None = None
) -> str:
    """Picture, scene with what of its settings is not as usual, schedules, T, t and seed; `picture` is its name.

    Of two views that are compared it says how, and in what they differ; `pinned` has the new pictures of A.
    """
    changed = [
        f"{each.label or each.name} {setting_shown(each, value)}"
        for each, value in changed_settings(view.scene, view.own)
    ]
    scene = TITLES[view.scene] + (f" ({', '.join(changed)})" if changed else "")
    names = ", ".join(map(called, schedules)) if len(schedules) > 1 else view.schedule.word
    schedule = f"schedule{'s' * (len(schedules) > 1)} {names}, T = {view.schedule.final_steps}"
    return f"{shown(picture)}; {scene}; {schedule}; t = {view.t}; seed {view.seed}{_comparison(view, pinned)}"


def _comparison(view: View, run: Trajectory | None) -> str:
    if view.pin is None or SCENES[view.scene].has_charts:
        return ""
    shown = view.pin.shown
    gain = f" × {shown.gain:g}" if shown.mode == "difference" and shown.gain != 1 else ""
    a, b = names_of(a_of(view, run), view)
    return f"; {MODES[shown.mode]}{gain}, {a}" + (f"; {b}" if b != "B" else "")
