"""Changes of the runs that a scene compares."""

from __future__ import annotations

from dataclasses import replace

from engine.scenes.runs import MOST_RUNS
from engine.state.change import Change
from engine.state.changes import with_settings
from engine.state.view import View


def add_run(scene: str, text: str, name: str = "Run") -> Change:
    """Compare one run more, and look at it; where there are MOST_RUNS it takes the place of the selected one."""

    def run(view: View) -> View:
        own = view.settings_of(scene)
        if len(own.run) == MOST_RUNS:
            return replace_run(scene, text).run(view)
        return with_settings(view, scene, replace(own, run=(*own.run, text), selected=len(own.run) + 1))

    return Change(name, run)


def replace_run(scene: str, text: str, merge: str = "") -> Change:
    """Another run instead of the selected one."""

    def run(view: View) -> View:
        own = view.settings_of(scene)
        place = min(own.selected, len(own.run)) - 1
        runs = (*own.run[:place], text, *own.run[place + 1 :])
        return with_settings(view, scene, replace(own, run=runs))

    return Change("Run", run, merge)


def drop_run(scene: str) -> Change:
    """Compare the others without the selected run, and look at the one in its place; the last one stays."""

    def run(view: View) -> View:
        own = view.settings_of(scene)
        place = min(own.selected, len(own.run)) - 1
        if len(own.run) == 1:
            return view
        runs = own.run[:place] + own.run[place + 1 :]
        return with_settings(view, scene, replace(own, run=runs, selected=min(place + 1, len(runs))))

    return Change("Run", run)
