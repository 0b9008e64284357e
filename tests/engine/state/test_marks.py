"""The marks of playback: parts of T, that follow it, and of which films go from one to the other."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.requests import Request
from engine.schedules.choice import ScheduleChoice
from engine.state.axes import axes_of
from engine.state.changes import begin_here, choose_schedule, end_here, go_to, mark
from engine.state.experiments import TOUR, begun
from engine.state.pinning import exchange, pin
from engine.state.refused import Refused
from engine.state.view import View, marked
from tests.engine.state.views import MARKS


def test_playback_begins_or_ends_at_t() -> None:
    view = go_to(600).run(View())
    view = begin_here().run(view)
    assert marked(view) == (600, 1000)
    view = end_here().run(go_to(500).run(view))  # before its beginning: from 0
    assert marked(view) == (0, 500)
    view = begin_here().run(go_to(500).run(view))  # at its end: to T
    assert marked(view) == (500, 1000)
    for change, t in ((begin_here(), 1000), (end_here(), 0)):  # there would be one timestep
        assert change.run(go_to(t).run(view)).marks == view.marks
    assert marked(mark(None).run(view)) is None
    assert mark((0, 1)).run(view).marks is None


@pytest.mark.parametrize("marks", [(0.5, 0.5), (0.6, 0.5), (-0.1, 0.5), (0.5, 1.1), (float("nan"), 0.5)])
def test_marks_that_there_are_not_are_refused(marks: tuple[float, float]) -> None:
    with pytest.raises(Refused, match="two parts of T"):
        mark(marks).run(View())


@settings(deadline=None)
@given(st.integers(1, 10**5), st.integers(0, 10**5), MARKS, st.integers(1, 50))
def test_each_timestep_can_be_marked_and_another_t_keeps_its_part(
    steps: int, t: int, marks: tuple[float, float], other: int
) -> None:
    view = replace(View(), schedule=ScheduleChoice(steps=steps), t=min(t, steps))
    marked_here = begin_here().run(view)
    assert view.t == steps or marked(marked_here) == (None if view.t == 0 else (view.t, steps))
    view = choose_schedule(ScheduleChoice(steps=other)).run(mark(marks).run(view))
    low, high = marked(view) or (0, other)
    assert view.marks == marks
    assert axes_of(view)["t"].ends == (low, high)
    assert (
        marked(view) is None or max(abs(low / other - marks[0]), abs(high / other - marks[1])) <= 0.5 / other
    )


def test_films_go_from_one_to_the_other_as_the_scene_goes() -> None:
    view = replace(View(), marks=(0.1, 0.4))
    assert axes_of(view)["t"].ends == (100, 400)
    assert axes_of(replace(view, scene="reverse"))["t"].ends == (400, 100)


def test_they_belong_to_what_is_shown_and_not_to_what_is_pinned() -> None:
    view = replace(View(), marks=(0.1, 0.4))
    pinned = pin().run(view)
    assert pinned.pin is not None
    assert (pinned.marks, pinned.pin.view.marks) == (view.marks, None)
    assert exchange().run(pinned).marks == view.marks
    assert begun(TOUR[0], view).marks is None  # its own sentence speaks of all timesteps


def test_what_is_known_of_an_image_holds_with_any_marks() -> None:
    one, other = (Request(View(marks=marks), "picture", (1, 1), (1, 1)) for marks in (None, (0.25, 0.5)))
    assert one.shows_the_same(other)
    assert one != other
