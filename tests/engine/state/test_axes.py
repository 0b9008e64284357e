"""What a view can go through: each number is read as it was put, and a way between two views has them at its ends."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.pixels.region import Zoom, region_of
from engine.scenes import SCENES
from engine.schedules.choice import ScheduleChoice
from engine.schedules.transforms import Applied
from engine.state.axes import axes_of, axis_named
from engine.state.between import zoom_between
from engine.state.changes import choose_scene, go_to, look_at, set_option, set_seed
from engine.state.differences import differences
from engine.state.pinning import follow, pin
from engine.state.view import View
from tests.engine.state.views import views

PICTURE = (512, 256)


@settings(deadline=None)
@given(views())
def test_every_number_is_read_as_it_was_put_and_nothing_else_changes(view: View) -> None:
    for name, axis in axes_of(view).items():
        assert axis.minimum <= min(axis.ends)
        assert max(axis.ends) <= axis.maximum
        for value in axis.ends:
            changed = axis.put(view, value)
            assert axis.get(changed) == value, name
            named = {each for each, *_ in differences(view, changed)}
            assert len(named - {"t"} if name == "steps" else named) <= 1, (name, named)
        assert axis.put(view, axis.get(view)) == view or name == "steps"


def test_a_view_has_the_numbers_of_its_scene_and_schedule() -> None:
    view = set_option("reverse", "sampler", "ddim").run(View(scene="reverse"))
    transforms = (Applied("snr_shift"), Applied("blend", other="cosine", active=False))
    view = replace(view, schedule=replace(view.schedule, transforms=transforms))
    names = list(axes_of(view))
    assert names[0] == "t"
    assert {"eta", "error", "kept", "beta_start", "beta_end", "steps", "seed", "snr_shift.factor"} <= set(
        names
    )
    assert "blend.weight" not in names  # it is switched off
    assert "s_churn" not in names  # of another sampler
    assert axis_named(view, "eta").at(view, 0.5).own.eta == 0.5
    assert axis_named(view, "eta").label(view) == r"\text{η} = 0"
    with pytest.raises(ValueError, match="there are t, "):
        axis_named(view, "s_churn")


def test_where_the_scene_and_the_schedule_have_one_name_both_can_be_had() -> None:
    view = View(scene="reverse", schedule=ScheduleChoice("karras"))
    view = set_option("reverse", "sampler", "euler").run(set_option("reverse", "spacing", "karras").run(view))
    axes = axes_of(view)
    assert axes["rho"].at(view, 5.0).own.rho == 5.0
    assert dict(axes["schedule.rho"].at(view, 5.0).schedule.parameters) == {"rho": 5.0}


def test_new_pictures_and_charts_are_gone_through_only_by_what_leaves_them_as_they_are() -> None:
    assert set(axes_of(View(scene="generate"))) == {"t", "sample", "snapshots"}
    assert set(axes_of(View(scene="plan"))) == {"t"}


def test_another_number_of_steps_leaves_t_its_part_of_the_way() -> None:
    view = View(t=300)
    assert axes_of(view)["steps"].at(view, 100).t == 30


def pinned(view: View, *changes: object) -> View:
    view = pin().run(view)
    for change in changes:
        view = change.run(view)  # type: ignore[attr-defined]
    return view


def test_the_way_between_two_views_has_both_at_its_ends_and_all_numbers_between() -> None:
    a = set_option("reverse", "sampler", "ddim").run(View(scene="reverse", t=1000))
    view = pinned(a, go_to(200), set_option("reverse", "eta", 1.0), set_seed(4))
    view = replace(view, schedule=replace(view.schedule, steps=500, parameters=(("beta_end", 0.04),)))
    way = axes_of(view, PICTURE)["pinned"]
    assert way.at(view, 0) == a
    assert way.at(view, 1) == replace(view, pin=None)
    middle = way.at(view, 0.5)
    assert (middle.t, middle.own.eta, middle.seed, middle.schedule.steps) == (600, 0.5, 2, 750)
    assert dict(middle.schedule.parameters)["beta_end"] == pytest.approx(0.03)
    assert r"\text{η} = 0.5000" in way.label(middle)
    assert middle.pin is None


def test_a_way_begins_where_a_is_seen() -> None:
    view = follow().run(pinned(View(t=100), go_to(900), set_seed(8)))
    way = axes_of(view, PICTURE)["pinned"]
    assert (way.at(view, 0).t, way.at(view, 0).seed) == (900, 0)
    assert way.at(view, 0.5).t == 900


def test_a_way_over_what_is_no_number_is_refused() -> None:
    view = pinned(View(), choose_scene("step"))
    view = replace(view, schedule=ScheduleChoice("cosine"))
    with pytest.raises(ValueError, match=r"no number: scene \(.*\), schedule \(linear, cosine\)"):
        axes_of(view, PICTURE)["pinned"].at(view, 0.5)


def test_a_zoom_grows_geometrically_and_keeps_the_place_that_both_show_at_one_point() -> None:
    view = pinned(replace(View(), zoom=Zoom(256, 128, 256)), look_at(Zoom(160, 80, 16)))
    way = axes_of(view, PICTURE)["pinned"]
    zooms = [way.at(view, part / 8).zoom for part in range(9)]
    assert zooms[0] == Zoom(256, 128, 256)
    assert zooms[-1] == Zoom(160, 80, 16)
    widths = np.array([zoom.width for zoom in zooms if zoom])
    assert np.ptp(widths[1:] / widths[:-1]) < 1e-12
    # The fixed place: at the same part of the cell in the first and in the last.
    fixed = (256 * 16 - 160 * 256) / (16 - 256)
    parts = [(fixed - zoom.x) / zoom.width for zoom in zooms if zoom]
    assert parts == pytest.approx([parts[0]] * 9, abs=1e-12)


def test_a_way_begins_with_the_whole_picture_where_a_has_no_zoom() -> None:
    view = pinned(View(), look_at(Zoom(100, 100, 50)))
    way = axes_of(view, PICTURE)["pinned"]
    begin = region_of(way.at(view, 0).zoom, PICTURE, (64, 32))
    assert begin == region_of(None, PICTURE, (64, 32))


@given(st.floats(0, 1), st.floats(1, 500), st.floats(1, 500))
def test_a_zoom_between_two_is_between_them(part: float, one: float, two: float) -> None:
    zoom = zoom_between(Zoom(10, 20, one), Zoom(30, 5, two), part)
    assert min(one, two) * (1 - 1e-9) <= zoom.width <= max(one, two) * (1 + 1e-9)
    assert 10 - 1e-3 <= zoom.x <= 30 + 1e-3


def test_every_scene_has_axes() -> None:
    for scene in SCENES:
        assert next(iter(axes_of(View(scene=scene)))) == "t"


@pytest.mark.parametrize("scene", SCENES)
def test_a_film_goes_as_the_process_of_its_scene(scene: str) -> None:
    ends = axes_of(View(scene=scene))["t"].ends
    assert ends == ((1000, 0) if scene in ("reverse", "generate") else (0, 1000))
