"""In what two views differ, in words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings

from engine.pixels.region import Zoom
from engine.schedules.choice import ScheduleChoice
from engine.state.changes import set_option
from engine.state.differences import differences, names_of, same_picture
from engine.state.view import Bundled, FromFile, View
from tests.engine.state.views import views


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
