"""Runs that are kept, with the views in which they were begun: what they are called, and the way back to one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.state.change import Change
from engine.state.changes import choose_schedule, with_settings
from engine.state.differences import differences, same_picture
from engine.state.view import View, shows_generation

if TYPE_CHECKING:
    from engine.generation.trajectory import Trajectory

LOOKED_AT = ("sample", "snapshots")
"""Settings of how new pictures are looked at, which make no others."""
UNSAID = {"t", "scene", "sampler", "spacing", "steps", "large", "images"}
"""What is said of each run anyway, or makes no others."""


def names_of_kept(runs: Sequence[Trajectory], views: Sequence[View], going: str = "") -> tuple[str, ...]:
    """A name for each: sampler and steps, how far it is if it was stopped, and what else differs among them.

    `going` is the id of one that is on its way.
    """
    from engine.scenes.runs import run_title  # it knows all samplers

    found = [differences(view, views[-1]) for view in views]
    last = {name: text for each in found for name, _, text in each if name not in UNSAID}
    names = []
    for run, each in zip(runs, found, strict=True):
        own = last | {name: text for name, text, _ in each if name in last}
        far = () if run.whole or run.id == going else (f"{max(0, run.done - 1)} of {len(run.timesteps) - 1}",)
        parts = (run_title(run.recipe.sampler), *far, *(f"{name} {text}" for name, text in own.items()))
        names.append(", ".join(parts))
    return tuple(names)


def choose_run(made: View) -> Change:
    """Take the settings, the seed and the schedule of the view that a run was begun in; t keeps its part of the way.

    How new pictures are looked at stays as it is.
    """

    def run(view: View) -> View:
        now = view.settings_of("generate")
        own = replace(made.settings_of("generate"), **{name: getattr(now, name) for name in LOOKED_AT})
        view = choose_schedule(made.schedule).run(replace(view, scene="generate", seed=made.seed))
        return with_settings(view, "generate", own)

    return Change("Run", run)


def with_runs(view: View) -> tuple[View, ...]:
    """A view and the one of the same picture that is pinned beside it, those of them that show a run."""
    views = [view]
    if view.pin is not None and same_picture(view.pin.view.source, view.source):
        views.append(view.pin.view)
    return tuple(each for each in views if shows_generation(each))
