"""The sentence below a figure: what is compared is named in it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.schedules.choice import ScheduleChoice
from engine.state.caption import caption_of
from engine.state.changes import choose_scene, go_to
from engine.state.pinning import compare_as, follow, pin
from engine.state.view import View

ALONE = "hills.png; Forward; schedule cosine, T = 1000; t = 600; seed 0"
VIEW = go_to(600).run(replace(pin().run(View(t=300)), schedule=ScheduleChoice("cosine")))


def said(view: View) -> str:
    return caption_of(view, "hills.png", [view.schedule.make()])


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        ({}, "; A | B, A: schedule linear, t 300; B: schedule cosine, t 600"),
        ({"follows": True}, "; A | B, A: schedule linear; B: schedule cosine"),
        ({"mode": "wipe", "gain": 3.0}, "; Wipe, A: schedule linear, t 300; B: schedule cosine, t 600"),
        (
            {"mode": "difference", "gain": 2.5},
            "; B − A × 2.5, A: schedule linear, t 300; B: schedule cosine, t 600",
        ),
    ],
)
def test_two_views_that_are_compared_are_named(shown: dict[str, object], words: str) -> None:
    assert said(compare_as(**shown).run(VIEW)) == ALONE + words


def test_nothing_more_is_said_of_one_view_of_charts_and_of_what_is_equal() -> None:
    assert said(replace(VIEW, pin=None)) == ALONE
    assert "A | B" not in said(choose_scene("plan").run(VIEW))
    same = follow().run(pin().run(View(t=600, schedule=ScheduleChoice("cosine"))))
    assert said(same) == f"{ALONE}; A | B, A: the same as B"
