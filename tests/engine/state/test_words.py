"""The table of fields: texts go to values and back, for the settings file too."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.pixels.region import Zoom
from engine.planning.curves import CURVES
from engine.scenes import Strip
from engine.schedules.axes import X_AXES
from engine.state.curve_words import POSITIVE
from engine.state.errand_words import ERRAND
from engine.state.field import ON_OFF, data_of, text_of
from engine.state.start import Errand, Looks, Machine
from engine.state.texts import zoom_text
from engine.state.view import View
from engine.state.words import LOOKS, MACHINE, VIEW, kept, remembered
from tests.engine.state.views import views

PARTS: list[tuple[dict[str, Any], Any]] = [
    (VIEW, View()),
    (LOOKS, Looks()),
    (MACHINE, Machine()),
    (ERRAND, Errand()),
]


@pytest.mark.parametrize(("table", "part"), PARTS, ids=["view", "looks", "machine", "errand"])
def test_every_value_of_a_part_has_a_field(table: dict[str, Any], part: Any) -> None:
    there = {(field.path or field.name).split(".")[0] for field in table.values()}
    elsewhere = {"source", "settings", "json", "pin"}  # have words of their own
    assert there | elsewhere >= {field.name for field in fields(part)}


def test_every_value_of_the_strip_has_a_field() -> None:
    there = {field.path.removeprefix("strip.") for field in VIEW.values() if field.path.startswith("strip.")}
    assert there == {field.name for field in fields(Strip)}


@given(views())
@settings(deadline=None)
def test_a_field_that_is_read_back_is_no_change(view: View) -> None:
    for field in VIEW.values():
        assert field.put(view, field.read(field.kept(view))) == view


LOOKS_OF = st.builds(
    Looks,
    theme=st.sampled_from([None, "system", "dark", "light"]),
    window_size=st.one_of(st.none(), st.tuples(st.integers(1024, 8192), st.integers(700, 8192))),
    curves=st.one_of(st.none(), st.lists(st.sampled_from(list(CURVES)), unique=True).map(tuple)),
    curves_over=st.sampled_from([None, *X_AXES]),
    log_curves=st.one_of(st.none(), st.lists(st.sampled_from(POSITIVE), unique=True).map(tuple)),
    curve_ranges=st.one_of(
        st.none(),
        st.lists(
            st.tuples(
                st.sampled_from(["x", *CURVES]), st.floats(-1e9, 0), st.floats(0, 1e300, exclude_min=True)
            ),
            unique_by=lambda each: each[0],
        ).map(tuple),
    ),
    digits=st.sampled_from([None, 4, 8, 16]),
    help=st.sampled_from([None, True, False]),
    folded=st.one_of(
        st.none(), st.lists(st.sampled_from(["numbers", "right column"]), unique=True).map(tuple)
    ),
    statistics=st.sampled_from([None, True, False]),
    speed=st.one_of(st.none(), st.floats(0.35, 3600)),
    order=st.sampled_from([None, "loop", "once", "swing"]),
)


@given(LOOKS_OF)
def test_looks_are_remembered(looks: Looks) -> None:
    assert remembered(LOOKS, kept(LOOKS, looks).get, Looks()) == looks


@given(LOOKS_OF, st.sampled_from(list(LOOKS)), st.text())
def test_a_damaged_look_is_as_usual_and_spoils_no_other(looks: Looks, name: str, damage: str) -> None:
    texts = kept(LOOKS, looks)
    found = remembered(LOOKS, {**texts, name: damage}.get, Looks())
    for other in LOOKS:
        if other != name:
            assert LOOKS[other].get(found) == LOOKS[other].get(looks)


def test_curves_of_older_settings_are_read() -> None:
    assert LOOKS["curves"].read("beta alpha_bar") == ("beta", "alpha_bar")


@given(st.text() | st.integers().map(str) | st.floats().map(str) | st.sampled_from(list(ON_OFF)))
def test_data_is_another_way_to_write_a_text(text: str) -> None:
    assert text_of(data_of(text)) == text


@pytest.mark.parametrize(
    ("zoom", "text"),
    [
        (Zoom(206.431372549, 80.5, 40.0), "206.43,80.5,40"),
        (Zoom(100, 0, 1000), "100,0,1000"),
        (Zoom(-0.001, 0.004, 0.004), "0,0,0.01"),
    ],
)
def test_a_zoom_is_written_to_two_decimals(zoom: Zoom, text: str) -> None:
    assert zoom_text(zoom) == text
