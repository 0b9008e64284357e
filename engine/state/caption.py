"""A view in one sentence, as it stands below a figure."""

from __future__ import annotations

from collections.abc import Sequence

from engine.quoting import shown
from engine.scenes import TITLES
from engine.schedules import Schedule
from engine.schedules.transforms import called
from engine.state.setting_words import changed_settings, setting_shown
from engine.state.view import View


def caption_of(view: View, picture: str, schedules: Sequence[Schedule]) -> str:
    """Picture, scene with what of its settings is not as usual, schedules, T, t and seed; `picture` is its name."""
    changed = [
        f"{each.label or each.name} {setting_shown(each, value)}"
        for each, value in changed_settings(view.scene, view.own)
    ]
    scene = TITLES[view.scene] + (f" ({', '.join(changed)})" if changed else "")
    names = ", ".join(map(called, schedules)) if len(schedules) > 1 else view.schedule.word
    schedule = f"schedule{'s' * (len(schedules) > 1)} {names}, T = {view.schedule.final_steps}"
    return f"{shown(picture)}; {scene}; {schedule}; t = {view.t}; seed {view.seed}"
