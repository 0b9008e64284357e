"""Settings of exports that come back at the next start."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.exports.films import usual
from engine.exports.options import EXPORTS
from engine.exports.settings import FigureSettings, FilmSettings
from engine.state.kept_exports import exports_text, settings_of, without_ends
from tests.engine.state.test_export_command import exports


@given(st.lists(exports(), max_size=4).map(dict))
@settings(deadline=None)
def test_what_was_set_comes_back(chosen: dict[str, Any]) -> None:
    again = settings_of(exports_text(chosen))
    for kind, each in chosen.items():
        begun = usual() if kind == "film" else EXPORTS[kind].defaults
        assert again.get(kind, begun) == each


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "3",
        "null",
        '{"film": 3}',
        '{"film": ["width"]}',
        '{"gone": {"width": "3"}}',
        "[" * 9999,
    ],
)
def test_what_is_no_settings_is_as_never_saved(text: str) -> None:
    assert all(each == (usual() if kind == "film" else None) for kind, each in settings_of(text).items())


def test_a_damaged_value_is_as_usual_and_the_others_stay() -> None:
    figure = {
        "width": "85.0",
        "dpi": "many",
        "text": "nan",
        "colours": 3,
        "part": "gone",
        "new": "x",
        "caption": "on",
    }
    text = json.dumps({"figure": figure, "film": {"begin": "inf", "width": "1e9", "fps": "24"}})
    assert settings_of(text) == {
        "figure": FigureSettings(width=85.0, caption=True),
        "film": FilmSettings(format=usual().format, fps=24.0),
    }


def test_ends_over_t_are_taken_away_and_no_others() -> None:
    over_t, over_seed = FilmSettings(begin=3, end=7), FilmSettings(over="seed", begin=3)
    assert without_ends({"film": over_t, "figure": FigureSettings()}) == {
        "film": FilmSettings(),
        "figure": FigureSettings(),
    }
    assert without_ends({"film": over_seed}) == {"film": over_seed}
