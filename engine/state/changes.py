"""What can be done to a view: pure functions from View to View, each with the name that undo gives it.

A change that is not possible raises Refused, with the sentence for people and the fields that are wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from engine.pictures.working_sizes import WORKING_SIZES
from engine.pixels.region import RESAMPLINGS, Zoom
from engine.quoting import shown
from engine.scenes import SCENES, STRIP_OPTIONS, TITLES, Strip
from engine.scenes.scene import nearest_timestep
from engine.schedules.text import canonical
from engine.state.change import Change
from engine.state.refused import Refused
from engine.state.schedule_words import check_schedule
from engine.state.setting_words import option_of
from engine.state.view import MAX_SEED, Bundled, FromFile, Marks, Source, View, marked

if TYPE_CHECKING:
    from engine.generation.trajectory import Trajectory
    from engine.schedules.choice import ScheduleChoice


def timesteps_of(view: View, run: Trajectory | None = None) -> Sequence[int] | None:
    """The timesteps that exist in a view, ascending; None for all of 0..T. `run` is the generation in it."""
    return _timesteps(view.scene, view.schedule, view.own, run)


@lru_cache(maxsize=32)
def _timesteps(scene: str, schedule: ScheduleChoice, settings: Any, run: Any) -> Sequence[int] | None:
    try:
        there = SCENES[scene].timesteps(schedule.make(), settings, run)
    except ValueError:  # settings that do not go with the schedule: whoever wants the images is told
        return None
    return there if there is None or isinstance(there, range) else tuple(there)


def snapped(view: View, run: Trajectory | None = None) -> View:
    """A view at a timestep that exists in it: one screen has one t."""
    t = nearest_timestep(timesteps_of(view, run), view.schedule.final_steps, view.t)
    return view if t == view.t else replace(view, t=t)


def go_to(t: int) -> Change:
    """Go to a timestep, or to the nearest one that there is."""

    def run(view: View) -> View:
        return replace(view, t=min(max(t, 0), view.schedule.final_steps))

    return Change("Timestep", run, "t", quick=True)


def mark(marks: Marks | None) -> Change:
    """Let playback go between two marks, or over all timesteps."""

    def run(view: View) -> View:
        if marks is not None and not 0 <= marks[0] < marks[1] <= 1:
            raise Refused(
                "The marks of playback must be two parts of T, the first below the second.", ("marks",)
            )
        return replace(view, marks=None if marks == (0, 1) else marks)

    return Change("Marks of playback", run, "marks", quick=True)


def begin_here() -> Change:
    """Let playback begin at the present timestep; where its end is not after that, it ends at T."""

    def run(view: View) -> View:
        last = view.schedule.final_steps
        high = (marked(view) or (0, last))[1]
        return _between(view, view.t, high if high > view.t else last)

    return Change("Marks of playback", run, "marks", quick=True)


def end_here() -> Change:
    """Let playback end at the present timestep; where its beginning is not before that, it begins at 0."""

    def run(view: View) -> View:
        low = (marked(view) or (0, 0))[0]
        return _between(view, low if low < view.t else 0, view.t)

    return Change("Marks of playback", run, "marks", quick=True)


def _between(view: View, low: int, high: int) -> View:
    """Between two timesteps; where these are one, all stays as it is."""
    last = view.schedule.final_steps
    return mark((low / last, high / last)).run(view) if low < high else view


def choose_schedule(choice: ScheduleChoice, name: str = "Schedule", merge: str = "") -> Change:
    """Take a schedule; where T changes, t keeps its part of the way."""

    def run(view: View) -> View:
        check_schedule(choice)
        t, old = view.t, view.schedule.final_steps
        if choice.final_steps != old:
            t = round(t * choice.final_steps / old)
        return replace(view, schedule=canonical(choice), t=t)

    return Change(name, run, merge, keeps_part=True, steps=choice.steps)


def choose_scene(name: str) -> Change:
    """Show a scene."""

    def run(view: View) -> View:
        if name not in SCENES:
            raise Refused(f"There is no scene {name!r}; there are {', '.join(SCENES)}.", ("scene",))
        return replace(view, scene=name)

    return Change("Scene", run)


def set_settings(scene: str, settings: Any) -> Change:
    """Give a scene all of its settings."""

    def run(view: View) -> View:
        return with_settings(view, scene, settings)

    return Change("Settings", run)


def set_option(scene: str, option: str, value: Any) -> Change:
    """Give a scene one setting; a slider that is dragged is one step."""
    known = option_of(scene, option)

    def run(view: View) -> View:
        if known is None:
            raise Refused(f"The scene {scene} has no setting {option!r}.", (option,))
        try:
            known.check(value)
        except ValueError as error:
            raise Refused(str(error), (option,)) from error
        return with_settings(view, scene, replace(view.settings_of(scene), **{option: value}))

    words = known.label if known and known.label else option
    return Change(words[:1].upper() + words[1:], run, f"{scene}.{option}")


def with_settings(view: View, scene: str, settings: Any) -> View:
    """A view with the settings of a scene; defaults are left out, so that equal views are equal."""
    kept = {**dict(view.settings), scene: settings}
    others = tuple(
        (name, kept[name]) for name in SCENES if name in kept and kept[name] != SCENES[name].defaults
    )
    return replace(view, settings=others)


def reset_scene(scene: str) -> Change:
    """Give a scene its defaults."""
    return Change(f"Reset {TITLES[scene]}", set_settings(scene, SCENES[scene].defaults).run)


def reset_all() -> Change:
    """All as at the first start, but for the picture."""
    return Change("Reset all", lambda view: View(source=view.source, working_size=view.working_size))


def set_seed(seed: int) -> Change:
    """Draw other noise."""

    def run(view: View) -> View:
        if not 0 <= seed <= MAX_SEED:
            raise Refused(f"The seed is {seed}; it must be from 0 to {MAX_SEED}.", ("seed",))
        return replace(view, seed=seed)

    return Change("Seed", run)


def set_strip(**values: Any) -> Change:
    """Change fields of the rows; the large sample stays one that is there."""

    def run(view: View) -> View:
        strip: Strip = replace(view.strip, **values)
        for option in STRIP_OPTIONS:
            try:
                option.check(getattr(strip, option.name))
            except ValueError as error:
                raise Refused(str(error), (option.name,)) from error
        return replace(view, strip=replace(strip, column=min(strip.column, strip.samples - 1)))

    return Change("Rows and samples", run)


def look_at(zoom: Zoom | None) -> Change:
    """Show a part of the picture in all cells, or all of it."""
    return Change("Zoom", lambda view: replace(view, zoom=zoom), "zoom", quick=True)


def choose_resampling(name: str) -> Change:
    """Show averages, or single pixels."""

    def run(view: View) -> View:
        if name not in RESAMPLINGS:
            there = ", ".join(RESAMPLINGS)
            raise Refused(f"There is no resampling {name!r}; there are {there}.", ("resampling",))
        return replace(view, resampling=name)

    return Change("Averages or pixels", run, quick=True)


def open_source(source: Source, working_size: int | None, larger: float | None = None) -> Change:
    """Take another picture, which is shown whole, or the same part of one that is now so many times `larger`."""

    def run(view: View) -> View:
        if working_size not in WORKING_SIZES:
            ones = ", ".join(str(size or "original") for size in WORKING_SIZES)
            raise Refused(f"The working size is {working_size}; it must be one of {ones}.", ("working_size",))
        zoom = view.zoom.times(larger) if view.zoom and larger else None
        return replace(view, source=source, working_size=working_size, zoom=zoom)

    words = shown(source.name) if isinstance(source, Bundled | FromFile) else "pasted picture"
    return Change(f"Open {words}", run, quick=True)
