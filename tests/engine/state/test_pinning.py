"""What can be done to a pinned view, and A as it is seen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.pixels.region import Zoom
from engine.scenes import SCENES
from engine.schedules.choice import ScheduleChoice
from engine.state.changes import go_to, set_option
from engine.state.command import command_of
from engine.state.differences import names_of
from engine.state.opened_session import with_source
from engine.state.pinning import a_of, compare_as, exchange, follow, pin, unpin
from engine.state.refused import Refused
from engine.state.view import FromFile, Pin, View
from tests.engine.state.views import compared_views


def test_a_view_is_pinned_as_it_is_and_what_changes_is_the_other() -> None:
    view = View(t=300, zoom=Zoom(9, 9, 9))
    pinned = go_to(500).run(pin().run(view))
    assert pinned.pin is not None
    assert (pinned.pin.view.t, pinned.t) == (300, 500)
    assert (pinned.pin.view.zoom, pinned.zoom) == (view.zoom, view.zoom)
    assert unpin().run(pinned) == replace(view, t=500)
    again = pin().run(pinned)
    assert again.pin is not None
    assert again.pin.view.t == 500
    assert again.pin.view.pin is None


@settings(deadline=None)
@given(compared_views())
def test_exchanged_twice_all_is_as_it_was(view: View) -> None:
    other = exchange().run(view)
    assert other.pin is not None
    assert view.pin is not None
    assert (other.t, other.zoom, other.resampling) == (a_of(view).t, view.zoom, view.resampling)
    assert other.pin.view.t == view.t
    assert view.pin.shown.follows or exchange().run(other) == view


def test_a_pinned_view_in_a_pinned_view_is_refused() -> None:
    with pytest.raises(ValueError, match="unpin"):
        Pin(pin().run(View()))
    for change in (exchange(), compare_as(mode="wipe")):
        with pytest.raises(Refused, match="pin one first"):
            change.run(View())


@pytest.mark.parametrize(
    "values", [{"mode": "upside"}, {"gain": 0.5}, {"gain": 101.0}, {"edge": -0.1}, {"edge": 1.1}]
)
def test_a_comparison_that_there_is_not_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(Refused):
        compare_as(**values).run(pin().run(View()))


def test_a_command_says_that_it_leaves_out_the_pinned_view() -> None:
    assert "pinned view" in command_of(pin().run(View())).left_out


def test_a_pinned_view_finds_its_picture_with_the_other() -> None:
    old, new = FromFile(Path("/old/a.png"), "ab" * 32), FromFile(Path("/new/a.png"), "ab" * 32)
    found = with_source(pin().run(View(source=old)), new)
    assert found.pin is not None
    assert found.source == found.pin.view.source == new


@settings(deadline=None)
@given(compared_views(), st.integers(0, 10**5))
def test_a_that_does_not_follow_stays_as_pinned(view: View, t: int) -> None:
    assert view.pin is not None
    still = compare_as(follows=False).run(view)
    assert a_of(go_to(t).run(still)) == view.pin.view


def following(a: View, **others: object) -> View:
    return follow().run(replace(a, **others, pin=pin().run(a).pin))  # type: ignore[arg-type]


@pytest.mark.parametrize("t", [0, 1, 2, 3, 637, 999, 1000])
def test_a_that_follows_is_at_the_t_of_b_and_comes_back(t: int) -> None:
    view = go_to(t).run(following(View(t=300), schedule=ScheduleChoice("cosine")))
    assert a_of(view) == View(t=t)
    assert names_of(a_of(view), view) == ("A: schedule linear", "B: schedule cosine")
    assert a_of(follow().run(view)) == View(t=300)
    assert exchange().run(view).t == t
    other = exchange().run(view)
    assert (a_of(other).t, a_of(other).schedule) == (t, view.schedule)


@pytest.mark.parametrize(("t", "there"), [(0, 0), (24, 2), (26, 3), (637, 64), (1000, 100)])
def test_where_t_counts_other_steps_it_is_the_same_share_of_them(t: int, there: int) -> None:
    view = go_to(t).run(following(View(t=30, schedule=ScheduleChoice(steps=100)), schedule=ScheduleChoice()))
    assert a_of(view).t == there
    assert exchange().run(view).t == there
    assert a_of(exchange().run(exchange().run(view))).t == there


def test_a_without_such_a_timestep_is_at_the_nearest() -> None:
    """DDIM with 10 steps beside 1000: of the states that it keeps."""
    a = View(scene="reverse", t=300)
    for option, value in (("sampler", "ddim"), ("kept", 10)):
        a = set_option("reverse", option, value).run(a)
    b = set_option("reverse", "kept", 1000).run(a)
    there = SCENES["reverse"].timesteps(a.schedule.make(), a.own, None)
    assert there is not None
    assert len(there) == 11
    for t in (1000, 951, 637, 49, 1, 0):
        view = go_to(t).run(replace(b, pin=follow().run(pin().run(a)).pin))
        assert a_of(view).t in there
        assert abs(a_of(view).t - t) == min(abs(each - t) for each in there)


@settings(deadline=None)
@given(compared_views())
def test_where_a_follows_it_is_a_timestep_of_its_own(view: View) -> None:
    view = compare_as(follows=True).run(view)
    a = a_of(view)
    assert view.pin is not None
    assert replace(a, t=view.pin.view.t) == view.pin.view
    assert 0 <= a.t <= a.schedule.final_steps


def test_a_switch_is_a_step_of_its_own_and_a_drag_is_one() -> None:
    assert follow().merge == ""
    assert compare_as(mode="wipe").merge == ""
    assert compare_as(gain=3.0).merge == "gain"
    with pytest.raises(Refused, match="pin one first"):
        follow().run(View())
