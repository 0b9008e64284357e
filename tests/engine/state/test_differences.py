"""In what two views differ, in words; and what can be done to a pinned view."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from engine.pixels.region import Zoom
from engine.schedules.choice import ScheduleChoice
from engine.state.changes import compare_as, exchange, go_to, pin, set_option, unpin
from engine.state.command import command_of
from engine.state.differences import differences, names_of, same_picture
from engine.state.opened_session import with_source
from engine.state.refused import Refused
from engine.state.view import Bundled, FromFile, Pin, View
from tests.engine.state.views import compared_views, views


def test_only_what_differs_is_named() -> None:
    a = View(t=300)
    b = replace(a, t=500, schedule=ScheduleChoice("cosine"), zoom=Zoom(1, 2, 3))
    assert differences(a, b) == (("schedule", "linear", "cosine"), ("t", "300", "500"))
    assert names_of(a, b) == ("A: schedule linear, t 300", "B: schedule cosine, t 500")
    assert differences(a, a) == ()
    fewer = replace(a, schedule=replace(a.schedule, steps=500))
    assert differences(a, fewer) == (("T", "1000", "500"),)  # and not the schedule too
    assert names_of(a, a) == ("A: the same as B", "B")


def test_settings_of_one_scene_and_pictures_are_named() -> None:
    a = View(scene="reverse")
    b = set_option("reverse", "sampler", "ddim").run(replace(a, source=Bundled("checker"), seed=4))
    found = {name: texts for name, *texts in differences(a, b)}
    assert found["picture"] == [a.source.name, "checker"]
    assert found["seed"] == ["0", "4"]
    assert found["sampler"] == ["DDPM", "DDIM"]  # as the window calls them
    fewer = set_option("reverse", "kept", 10).run(b)
    assert differences(b, fewer) == (("steps", "usual", "10"),)
    assert names_of(a, replace(b, t=7))[1].endswith(", and 1 more")


@settings(deadline=None)
@given(views())
def test_every_change_of_what_is_seen_is_named(view: View) -> None:
    assert differences(view, view) == ()
    assert [name for name, *_ in differences(view, replace(view, seed=view.seed ^ 1))] == ["seed"]


def test_a_picture_is_known_by_its_bytes() -> None:
    a, b = FromFile(Path("/here/a.png"), "ab" * 32), FromFile(Path("/there/b.png"), "ab" * 32)
    assert same_picture(a, b)
    assert not same_picture(a, replace(b, sha256="cd" * 32))
    assert same_picture(a, replace(a, sha256=""))
    assert not same_picture(a, replace(b, sha256=""))
    assert not same_picture(a, Bundled("checker"))


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
    assert (other.t, other.zoom, other.resampling) == (view.pin.view.t, view.zoom, view.resampling)
    assert exchange().run(other) == view


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
