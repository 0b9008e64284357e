"""What can be done to a view: each change does one thing, and one that is not possible names its field."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.pixels.region import Zoom
from engine.scenes import SCENES
from engine.scenes.compare import MOST_SCHEDULES
from engine.schedules.choice import ScheduleChoice
from engine.schedules.transforms import Applied
from engine.state import changes
from engine.state.change import Change
from engine.state.changes import with_settings
from engine.state.comparing_schedules import compare_schedule
from engine.state.refused import Refused
from engine.state.session import from_json, to_json
from engine.state.start_line import parse_start
from engine.state.view import MAX_SEED, Bundled, FromFile, View
from tests.engine.state.views import views


def refused(change: Change, view: View | None = None) -> Refused:
    view = View() if view is None else view
    with pytest.raises(Refused) as error:
        change.run(view)
    return error.value


@pytest.mark.parametrize(
    ("change", "fields", "words"),
    [
        (changes.choose_scene("sideways"), ("scene",), "'sideways'"),
        (changes.set_seed(-1), ("seed",), str(MAX_SEED)),
        (changes.set_seed(MAX_SEED + 1), ("seed",), str(MAX_SEED)),
        (changes.set_strip(rows=0), ("rows",), "from 1 to 12"),
        (changes.set_strip(rows=13), ("rows",), "from 1 to 12"),
        (changes.set_strip(samples=9), ("samples",), "from 1 to 8"),
        (changes.set_strip(until_end="yes"), ("until_end",), "true or false"),
        (changes.choose_resampling("blurred"), ("resampling",), "'blurred'"),
        (changes.open_source(Bundled("hills"), 100), ("working_size",), "original"),
        (changes.set_option("reverse", "eta", 1.5), ("eta",), "from 0 to 1"),
        (changes.set_option("reverse", "eta", float("nan")), ("eta",), "from 0 to 1"),
        (changes.set_option("reverse", "kept", -1), ("kept",), "a whole number"),
        (changes.set_option("reverse", "sampler", "eule"), ("sampler",), "ddim, ddpm"),
        (changes.set_option("compare", "schedules", ("linear", "odd")), ("schedules",), "no schedule 'odd'"),
        (changes.set_option("step", "eta", 0.5), ("eta",), "no setting 'eta'"),
        (changes.choose_schedule(ScheduleChoice("nope")), ("schedule",), "'nope'"),
        (
            changes.choose_schedule(ScheduleChoice(parameters=(("beta_end", 2.0),))),
            ("beta_end",),
            "beta_end is 2.0",
        ),
        (changes.choose_schedule(ScheduleChoice(parameters=(("foo", 2.0),))), ("schedule",), "'foo'"),
        (changes.choose_schedule(ScheduleChoice(steps=0)), ("schedule",), "whole number"),
    ],
)
def test_a_change_that_is_not_possible_names_its_field(
    change: Change, fields: tuple[str, ...], words: str
) -> None:
    error = refused(change)
    assert error.fields == fields
    assert words in str(error)
    assert str(error).endswith(".")


@given(st.integers(-(2**40), 2**40))
def test_go_to_ends_at_the_nearest_timestep(t: int) -> None:
    assert changes.go_to(t).run(View()).t == min(max(t, 0), 1000)


@pytest.mark.parametrize(("steps", "t"), [(10, 3), (1, 0), (100_000, 30_000), (1000, 300)])
def test_t_keeps_its_part_of_the_way_when_the_steps_change(steps: int, t: int) -> None:
    view = changes.choose_schedule(ScheduleChoice(steps=steps)).run(View())
    assert (view.t, view.schedule.steps) == (t, steps)


def test_a_parameter_with_its_default_is_as_if_it_were_not_given() -> None:
    choice = ScheduleChoice("cosine", parameters=(("max_beta", 0.5), ("s", 0.008)))
    view = changes.choose_schedule(choice).run(View())
    assert view.schedule == ScheduleChoice("cosine", parameters=(("max_beta", 0.5),))


def test_fewer_samples_leave_a_large_one_that_is_there() -> None:
    view = changes.set_strip(column=3).run(View())
    assert changes.set_strip(samples=2).run(view).strip.column == 1


def test_another_picture_is_shown_whole() -> None:
    view = changes.look_at(Zoom(1, 2, 3)).run(View())
    source = FromFile(Path("a.png"))
    assert changes.open_source(source, None).run(view) == View(source=source, working_size=None)


@given(views(), st.sampled_from(list(SCENES)))
@settings(deadline=None)
def test_a_setting_that_is_set_back_leaves_the_view_as_it_was(view: View, scene: str) -> None:
    for option in SCENES[scene].options:
        before = getattr(view.settings_of(scene), option.name)
        other: Any = getattr(SCENES[scene].defaults, option.name)
        there = changes.set_option(scene, option.name, other).run(view)
        assert changes.set_option(scene, option.name, before).run(there) == view


@given(views())
@settings(deadline=None)
def test_a_reset_leaves_the_picture_and_the_other_scenes(view: View) -> None:
    for scene in SCENES:
        after = changes.reset_scene(scene).run(view)
        assert after.settings_of(scene) == SCENES[scene].defaults
        others = [other for other in SCENES if other != scene]
        assert [after.settings_of(other) for other in others] == [view.settings_of(other) for other in others]
    assert changes.reset_all().run(view) == View(source=view.source, working_size=view.working_size)


def test_the_order_in_which_scenes_are_set_is_not_seen() -> None:
    step, reverse = ("forward", "path", True), ("reverse", "error", 0.5)
    one = changes.set_option(*reverse).run(changes.set_option(*step).run(View()))
    two = changes.set_option(*step).run(changes.set_option(*reverse).run(View()))
    assert one == two
    assert replace(one, settings=()) == View()


def test_a_schedule_is_compared_with_all_that_is_done_to_it_once() -> None:
    own = ScheduleChoice("cosine", transforms=(Applied("zero_terminal"),))
    after = compare_schedule().run(View(schedule=own))
    assert (after.scene, after.own.schedules[-1]) == ("compare", "cosine | zero_terminal")
    assert compare_schedule().run(after) == after
    assert from_json(to_json(after)).view == after
    words = [f"--compare={text}" for text in after.own.schedules]
    assert parse_start(["--scene", "compare", *words]).view.own == after.own
    many = replace(after.own, schedules=tuple(f"cosine:s=0.{n}" for n in range(1, 10)) * 2)
    full = with_settings(after, "compare", replace(many, schedules=many.schedules[:MOST_SCHEDULES]))
    with pytest.raises(Refused, match="take one away first"):
        compare_schedule().run(full)
