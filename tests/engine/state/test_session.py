"""A view goes to JSON and back; whatever else is there ends in one sentence."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.json_text import DEEPEST
from engine.scenes import SCENES
from engine.schedules.choice import ScheduleChoice
from engine.state.changes import set_option, with_settings
from engine.state.pinning import pin
from engine.state.refused import Refused
from engine.state.session import MOST_CHARACTERS, from_json, to_json
from engine.state.view import FromFile, Pasted, View
from engine.state.words import VIEW
from tests.engine.state.views import compared_views, views

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


@given(st.one_of(views(), compared_views()))
@settings(deadline=None)
def test_a_view_comes_back_from_json(view: View) -> None:
    session = from_json(to_json(view))
    assert session.view == view
    assert session.extra == {}


def test_the_json_can_be_read_by_people_and_holds_all_settings_of_what_is_shown() -> None:
    view = replace(View(), scene="reverse", schedule=ScheduleChoice("cosine", 500), t=10)
    view = set_option("reverse", "sampler", "ddim").run(view)
    data = json.loads(to_json(view))
    assert data["diffusion-sandbox"] == 1
    assert data["schedule"] == "cosine:s=0.008,max_beta=0.999,min_beta=0.0"
    assert (data["steps"], data["t"], data["large_sample"], data["zoom"]) == (500, 10, 1, "all")
    assert data["settings"]["reverse"]["sampler"] == "ddim"
    assert set(data["settings"]["reverse"]) == {option.name for option in SCENES["reverse"].options}


def test_a_default_that_changes_later_does_not_change_an_old_session(monkeypatch: pytest.MonkeyPatch) -> None:
    name = next(option.name for option in SCENES["posterior"].options)
    text = to_json(replace(View(), scene="posterior"))
    later = replace(SCENES["posterior"].defaults, **{name: "beta"})
    monkeypatch.setitem(SCENES._read, "posterior", replace(SCENES["posterior"], defaults=later))
    assert getattr(from_json(text).view.own, name) == "posterior"


def test_what_is_shared_says_no_folder_of_this_computer() -> None:
    view = View(source=FromFile(Path("/home/ada/secret place/photo.jpg"), "ab" * 32), scene="generate")
    generate = replace(view.own, denoiser="ideal", members="folder", folder="/home/ada/other")
    view = with_settings(view, "generate", generate)
    assert "ada" in to_json(view)
    text = to_json(view, {"future": "/home/ada"}, shared=True)
    assert "ada" not in text
    assert from_json(text).view.source == FromFile(Path("photo.jpg"), "ab" * 32)


def test_what_a_newer_program_wrote_beside_is_written_back() -> None:
    data = json.loads(to_json(replace(View(), scene="reverse")))
    data["note"] = {"author": "Ada"}
    data["source"]["size"] = [3, 4]
    data["settings"]["reverse"]["guidance"] = 2.5
    data["settings"]["dream"] = {"depth": 1}
    session = from_json(json.dumps(data))
    assert session.view == replace(View(), scene="reverse")
    changed = replace(session.view, seed=7)
    assert json.loads(to_json(changed, session.extra)) == {**data, "seed": 7}


def test_a_session_that_says_little_has_the_defaults() -> None:
    assert from_json('{"diffusion-sandbox": 1}').view == View()
    assert from_json('{"diffusion-sandbox": 1, "steps": 500, "t": 500}').view.t == 500


def changed(**values: Any) -> str:
    return json.dumps({**json.loads(to_json(View())), **values})


@pytest.mark.parametrize(
    ("text", "words", "field"),
    [
        ("", "session is not JSON", None),
        ("hello", "session is not JSON", None),
        ("[]", "not a session", None),
        ("{}", "not a session", None),
        ('{"diffusion-sandbox": true}', "not a session", None),
        ('{"diffusion-sandbox": "1"}', "not a session", None),
        ('{"diffusion-sandbox": 2}', "newer version", None),
        ('{"diffusion-sandbox": ' + "9" * 5000 + "}", "session is not JSON", None),
        ('{"diffusion-sandbox": 1, "future": NaN}', "session is not JSON", None),
        ('{"diffusion-sandbox": 1, "future": 1e999}', "session is not JSON", None),
        ("[" * 100_000, "nested more than", None),
        ('{"diffusion-sandbox": 1, "x": ' + "[" * 30 + "]" * 30 + "}", f"more than {DEEPEST} deep", None),
        (to_json(View()).replace('"t":', '"t": 3,\n "t":', 1), "session has the key t more than once", None),
        (
            to_json(View()).replace('"bundled":', '"bundled": "petals", "bundled":', 1),
            "the key bundled more",
            None,
        ),
        (" " * (MOST_CHARACTERS + 1), "longer than", None),
        (changed(seed=-1), "seed: '-1' is not a whole number from 0 to 2147483647.", "seed"),
        (changed(seed=1.5), "'1.5' is not a whole number", "seed"),
        (changed(seed=True), "'on' is not a whole number", "seed"),
        (changed(seed=None), "seed: nothing stands where", "seed"),
        (changed(rows=[3]), "rows: a list stands where", "rows"),
        (changed(t=1001), "t: 1001 is beyond the last timestep; it must be 0 to 1000.", "t"),
        (changed(large_sample=5), "large sample: 5 is more than there are samples", "large_sample"),
        (changed(independent_noise=1), "'1' is neither on nor off", "independent_noise"),
        (changed(schedule="nope"), "There is no schedule 'nope'", "schedule"),
        (changed(schedule="linear:beta_end=2"), "beta_end is 2.0", "beta_end"),
        (changed(scene="sideways"), "'sideways' is not one of forward", "scene"),
        (changed(zoom="1,2"), "X,Y,WIDTH", "zoom"),
        (changed(settings=[]), "its settings are not a table", "settings"),
        (changed(settings={"reverse": 3}), "its settings of reverse are not a table", "reverse"),
        (changed(settings={"reverse": {"eta": 2}}), "from 0 to 1", "eta"),
        (changed(settings={"generate": {"mirrored": "maybe"}}), "neither on nor off", "mirrored"),
        (changed(source=None), "does not say which", "source"),
        (changed(source={}), "one of bundled, file and pasted", "source"),
        (changed(source={"bundled": "hills", "file": "a.png"}), "one of bundled", "source"),
        (changed(source={"bundled": "moon"}), "no bundled 'moon'", "source"),
        (changed(source={"file": 3}), "does not say which", "source"),
        (changed(source={"file": "../../etc/passwd"}), "not the name of a file", "source"),
        (changed(source={"file": ".."}), "not the name of a file", "source"),
        (changed(source={"file": "a\0.png"}), "not a name", "source"),
        (changed(source={"file": "a.png", "folder": "\0"}), "not the name of a file", "source"),
        (changed(source={"file": "a.png", "sha256": "xyz"}), "'xyz' is not a hash", "source"),
    ],
)
def test_what_is_no_session_gets_a_sentence_that_names_the_field(
    text: str, words: str, field: str | None
) -> None:
    with pytest.raises(Refused) as refused:
        from_json(text)
    sentence = str(refused.value)
    assert words in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert len(sentence) < 250
    assert refused.value.fields[:1] == (() if field is None else (field,))


def one_sentence(text: str) -> None:
    """The text is a session, or is refused."""
    try:
        session = from_json(text)
    except Refused as error:
        sentence = str(error)
    else:
        assert from_json(to_json(session.view, session.extra)) == session
        return
    assert sentence.endswith(".")
    assert len(sentence) < 400


@given(views(), st.data())
@settings(deadline=None)
def test_a_damaged_session_is_refused_or_read(view: View, data: st.DataObject) -> None:
    text = to_json(view)
    place = data.draw(st.integers(0, len(text) - 1))
    one_sentence(text[:place])
    one_sentence(text[:place] + data.draw(st.characters()) + text[place + 1 :])


@given(st.sampled_from(["source", "settings", *VIEW]), JSON)
@settings(deadline=None)
def test_a_field_with_any_other_value_is_refused_or_read(name: str, value: object) -> None:
    one_sentence(changed(**{name: value}))


@given(st.sampled_from([(scene, o.name) for scene in SCENES for o in SCENES[scene].options]), JSON)
@settings(deadline=None)
def test_a_setting_with_any_other_value_is_refused_or_read(place: tuple[str, str], value: object) -> None:
    scene, name = place
    one_sentence(changed(settings={scene: {name: value}}))


@given(JSON)
@settings(deadline=None)
def test_any_other_json_is_refused_or_read(value: object) -> None:
    one_sentence(json.dumps(value))
    one_sentence(json.dumps({"diffusion-sandbox": value}))
    one_sentence(
        json.dumps({"diffusion-sandbox": 1, "extra": value, "source": {"bundled": "hills", "x": value}})
    )


def test_a_pasted_picture_keeps_its_name_and_hash() -> None:
    view = View(source=Pasted("clipboard", "cd" * 32))
    assert from_json(to_json(view, shared=True)).view == view


def test_a_pinned_view_that_is_not_possible_is_refused() -> None:
    good = json.loads(to_json(pin().run(View())))
    nested = {**good, "pinned": {**good["pinned"], "view": good}}
    for data, words in (
        (nested, "pinned one itself"),
        ({**good, "pinned": 3}, "is no view"),
        ({**good, "pinned": {**good["pinned"], "gain": "much"}}, "must be numbers"),
        ({**good, "pinned": {**good["pinned"], "gain": 1000}}, "from 1 to 100"),
        ({**good, "pinned": {**good["pinned"], "mode": "upside"}}, "no comparison"),
        ({**good, "pinned": {**good["pinned"], "mode": []}}, "mode is no text"),
        ({**good, "pinned": {**good["pinned"], "follows": 1}}, "A follows B must be true or false"),
        ({**good, "pinned": {**good["pinned"], "view": {**good["pinned"]["view"], "t": 2000}}}, "t: "),
    ):
        with pytest.raises(Refused, match=words):
            from_json(json.dumps(data))


def test_what_is_pinned_tells_no_folder_either_and_keeps_what_is_unknown() -> None:
    view = pin().run(View(source=FromFile(Path("/home/ada/secret place/photo.jpg"), "ab" * 32)))
    assert "secret" not in to_json(view, shared=True)
    data = json.loads(to_json(view))
    data["pinned"]["view"]["colour"] = "blue"
    session = from_json(json.dumps(data))
    assert session.extra == {"pinned": {"view": {"colour": "blue"}}}
    assert json.loads(to_json(session.view, session.extra)) == data
