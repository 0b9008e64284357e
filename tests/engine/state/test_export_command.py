"""The command of an export means the same view and settings, for any view and any settings."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.exports.options import EXPORTS, ending_of
from engine.exports.settings import FigureSettings, FilmSettings
from engine.option import Option
from engine.schedules.curve_looks import CurveLooks
from engine.schedules.given import Given
from engine.state.axes import axes_of
from engine.state.check import check_scene
from engine.state.command import seen
from engine.state.export_command import export_command, needs_session
from engine.state.offered import possible
from engine.state.pinning import pin
from engine.state.refused import Refused
from engine.state.start import Looks, Machine
from engine.state.start_line import parse_start
from engine.state.view import FromFile, Pasted, View
from tests.engine.state.views import views


def value_of(option: Option) -> st.SearchStrategy[Any]:
    match option.kind:
        case "choice":
            return st.sampled_from([key for key, _ in option.choices])
        case "switch":
            return st.booleans()
        case "whole":
            return st.integers(int(option.minimum), int(option.maximum))
        case "value":
            return st.one_of(st.none(), st.floats(-1e5, 1e5))
        case "name":
            return st.just("seed")
    return st.floats(option.minimum, option.maximum)


@st.composite
def exports(draw: st.DrawFn) -> tuple[str, Any]:
    kind = draw(st.sampled_from(list(EXPORTS)))
    chosen = draw(st.fixed_dictionaries({each.name: value_of(each) for each in EXPORTS[kind].options}))
    return kind, replace(EXPORTS[kind].defaults, **chosen)


def applying(kind: str, how: Any) -> dict[str, Any]:
    return {each.name: getattr(how, each.name) for each in EXPORTS[kind].options if each.applies(how)}


@given(views(), exports())
@settings(deadline=None)
def test_it_means_the_same_view_and_settings(view: View, export: tuple[str, Any]) -> None:
    kind, how = export
    try:
        check_scene(view)
    except Refused:
        return
    if needs_session(view):
        view = replace(view, source=View().source, schedule=View().schedule, t=3)
    how = possible(how, axes_of(view))
    file = Path(f"-my film's $HOME{ending_of(how.format)}")
    command = export_command(view, Looks(), Machine(), kind, how, file)
    start = parse_start(shlex.split(command.line)[2:])
    expected = seen(view)
    if isinstance(expected.source, FromFile):
        expected = replace(expected, source=FromFile(expected.source.path.absolute()))
    assert start.view == expected
    assert start.errand.export == kind
    assert getattr(start.errand, kind).name == file.name
    assert applying(kind, start.errand.settings) == applying(kind, how)
    assert (command.left_out == "") == (seen(view) == view)


def test_what_is_as_usual_is_no_word_of_it() -> None:
    line = export_command(View(), Looks(), Machine(), "figure", FigureSettings(), Path("f.pdf")).line
    assert line == "python main.py --figure f.pdf"
    many = FilmSettings(lossless=True, quality=7, number=3)  # which do nothing in an MP4 of all images
    line = export_command(View(), Looks(theme="dark"), Machine(), "film", many, Path("f.mp4")).line
    assert line == "python main.py --theme dark --film f.mp4"


def test_it_has_those_looks_that_are_to_be_seen() -> None:
    curves = CurveLooks(("beta",), "log_snr", (), (("beta", 0.1 + 0.2, 1.0),))
    looks = Looks(theme="light", digits=8, window_size=(1024, 768)).with_curves(curves)
    for kind, part, colours, lines in (
        ("film", "images", True, False),
        ("film", "window", True, True),
        ("film", "curves", True, True),
        ("figure", "all", False, True),
        ("figure", "images", False, False),
    ):
        how = replace(EXPORTS[kind].defaults, part=part)
        file = Path(f"file.{how.format}")
        again = parse_start(shlex.split(export_command(View(), looks, Machine(), kind, how, file).line)[2:])
        assert again.looks == Looks(
            theme="light" if colours else None,
            curves=curves.names if lines else None,
            curves_over=curves.over if lines else None,
            log_curves=curves.log if lines else None,
            curve_ranges=curves.ranges if lines else None,
        )


@pytest.mark.parametrize(
    ("view", "why"),
    [
        (View(), ""),
        (pin().run(View()), "no option says the pinned view"),
        (View(source=Pasted("clipboard")), "the picture was pasted and has no file"),
        (
            replace(
                View(t=1), schedule=replace(View().schedule, steps=2, given=Given.of("betas", [0.1, 0.2]))
            ),
            "the schedule is given by numbers",
        ),
        (
            replace(View(), schedule=replace(View().schedule, config='{"mine":1}')),
            "no option says the rest of the configuration",
        ),
    ],
)
def test_what_no_option_says_needs_a_session(view: View, why: str) -> None:
    assert needs_session(view) == why
    if why:
        line = export_command(
            view, Looks(), Machine(), "sheet", EXPORTS["sheet"].defaults, Path("s.png"), Path("a b.json")
        ).line
        assert shlex.split(line)[2:] == ["--session", "a b.json", "--sheet", "s.png"]
