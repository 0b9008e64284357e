"""Which views a film shows: the ends, rests, equal timesteps, and numbers other than t."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from engine.exports.settings import FilmSettings
from engine.schedules.choice import ScheduleChoice
from engine.state.changes import set_option
from engine.state.shots import Shot, Way, shots_of
from engine.state.view import View

PICTURE = (512, 256)


def way(settings: FilmSettings, view: View | None = None) -> Way:
    return Way.of(settings, view or View(), None, PICTURE)


def test_a_film_goes_from_end_to_end_and_holds_them() -> None:
    how = FilmSettings(frames=6, fps=10, hold=0.2)
    up = shots_of(how, way(how))
    assert [each.value for each in up] == [0, 200, 400, 600, 800, 1000]
    assert [each.count for each in up] == [3, 1, 1, 1, 1, 3]
    assert shots_of(how, way(replace(how, begin=1000, end=0))) == up[::-1]
    assert shots_of(how, way(how, View(scene="reverse"))) == up[::-1]
    there_and_back = replace(how, back=True)
    back = shots_of(there_and_back, way(how))
    assert sum(each.count for each in back) == there_and_back.length == 14
    assert sum(each.count for each in up) == how.length == 10
    assert [each.value for each in back] == [0, 200, 400, 600, 800, 1000, 800, 600, 400, 200]


def test_frames_of_one_timestep_are_drawn_once() -> None:
    how, few = FilmSettings(frames=9, hold=0), View(schedule=ScheduleChoice(steps=4), t=0)
    shots = shots_of(how, way(how, few))
    assert sum(each.count for each in shots) == 9
    assert all(one.value < two.value for one, two in pairwise(shots))
    kept = set_option("reverse", "kept", 2).run(View(scene="reverse"))  # 0, 500, 1000
    how = FilmSettings(frames=4, hold=0, begin=0, end=550)
    assert shots_of(how, way(how, kept)) == (Shot(0, 2), Shot(500, 2))


def test_a_way_that_is_none_is_refused() -> None:
    for how, words in (
        (FilmSettings(begin=7, end=7), "begins and ends at 7"),
        (FilmSettings(begin=0.5), "whole number from 0 to 1000"),
        (FilmSettings(end=1001), "from 0 to 1000"),
        (FilmSettings(over="eta"), "there is no number 'eta' here; there are t,"),
        (FilmSettings(over="end", begin=3, end=-20), "it must be above the start"),
    ):
        with pytest.raises(ValueError, match=words):
            way(how, View(schedule=ScheduleChoice("sigmoid_chen")))


def test_a_film_over_another_number_keeps_t_and_says_the_number() -> None:
    how = FilmSettings(over="beta_end", begin=0.01, end=0.03, frames=3, hold=0)
    gone = way(how)
    views = [gone.at(shot.value) for shot in shots_of(how, gone)]
    assert [dict(view.schedule.parameters).get("beta_end", 0.02) for view in views] == [0.01, 0.02, 0.03]
    assert {view.t for view in views} == {300}
    assert gone.label(views[0]).endswith("= 0.01000")
    assert not way(FilmSettings()).label(views[0])  # the images say their t
    kept = replace(how, over="kept", begin=2, end=3)
    gone = way(kept, View(scene="reverse", t=300))
    assert [gone.at(shot.value).t for shot in shots_of(kept, gone)] == [500, 333]  # those that there are
