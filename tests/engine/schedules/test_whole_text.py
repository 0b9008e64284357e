"""All of a schedule as one text: what the card can show comes back, and what is none is said."""

from __future__ import annotations

import numpy as np
import pytest

from engine.schedules import SCHEDULES, make_schedule
from engine.schedules.choice import ScheduleChoice
from engine.schedules.drawn import Drawn
from engine.schedules.fit import fit
from engine.schedules.given import Given
from engine.schedules.transforms import TRANSFORMS, Applied
from engine.schedules.whole_text import read_whole, whole_text, words_of

SHIFT = Applied("snr_shift", (("factor", 3.0),))
BLEND = Applied("blend", (("weight", 0.25),), "cosine", other_parameters=(("s", 0.01),))
CHOICES = [
    *(ScheduleChoice(name) for name in SCHEDULES),
    *(
        ScheduleChoice("linear", transforms=(Applied(name, other="cosine" if each.takes_other else ""),))
        for name, each in TRANSFORMS.items()
    ),
    ScheduleChoice("cosine", parameters=(("s", 0.02),), transforms=(SHIFT, BLEND, Applied("zero_terminal"))),
    ScheduleChoice("cosine", transforms=(Applied("offset_noise", (("strength", 0.2),), active=False),)),
    ScheduleChoice(given=Drawn(((0.0, 9.125), (0.3, 1.1), (1.0, -7.0)))),
    ScheduleChoice(given=Drawn(((0.0, 9.0), (1.0, -7.0)), "straight", True), transforms=(SHIFT,)),
    ScheduleChoice(steps=3, given=Given.of("betas", [0.1, 1 / 3, 0.5], "my betas.csv")),
    ScheduleChoice(steps=2, given=Given.of("exploding_sigmas", [0.1, 80.0]), transforms=(SHIFT,)),
]


@pytest.mark.parametrize("choice", CHOICES, ids=words_of)
def test_a_schedule_is_the_one_of_its_text(choice: ScheduleChoice) -> None:
    text = whole_text(choice)
    assert ";" not in text
    assert read_whole(text) == choice
    assert whole_text(read_whole(text)) == text


def test_any_schedule_has_a_text_at_any_t_and_its_numbers_keep_all_digits() -> None:
    drawn = fit(make_schedule("cosine")).drawn
    assert read_whole(whole_text(ScheduleChoice(steps=77, given=drawn))).given == drawn
    betas = np.random.default_rng(0).uniform(1e-4, 0.02, 1000)
    again = read_whole(whole_text(ScheduleChoice(steps=1000, given=Given.of("betas", betas)))).given
    assert isinstance(again, Given)
    np.testing.assert_array_equal(again.numbers, betas)


def test_the_name_of_a_file_cannot_end_its_text() -> None:
    choice = ScheduleChoice(steps=1, given=Given.of("betas", [0.5], "a;b | c: d.csv"))
    assert read_whole(whole_text(choice)).title == "a_b _ c_ d.csv"


def test_words_name_what_is_done() -> None:
    off = Applied("offset_noise", active=False)
    assert words_of(ScheduleChoice("cosine", transforms=(SHIFT, off))) == "cosine + SNR shift"
    assert words_of(ScheduleChoice(given=Drawn(((0.0, 9.0), (1.0, -7.0))))) == "drawn, 2 points"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "no schedule ''"),
        ("cosine | zero", "there is no transform 'zero'"),
        ("cosine | snr_shift:factor=-1", "'factor=-1' is not possible"),
        ("cosine | steps=0", "'steps=0' is not steps=N"),
        ("cosine | steps=1e3", "'steps=1e3' is not steps=N"),
        ("drawn:0:9", "A drawing has 2 to 200 points"),
        ("drawn:0:9,x:1,1:-9", "'x:1'|x:1 is no point"),
        ("given:betas:0.1,zwei", "the numbers make no schedule"),
        ("given:gammas:0.1", "no quantity 'gammas'"),
    ],
)
def test_what_is_none_is_said(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        read_whole(text)


def test_too_many_numbers_are_refused() -> None:
    betas = np.random.default_rng(0).uniform(1e-6, 1e-4, 5000)
    with pytest.raises(ValueError, match="5000 numbers is too long"):
        whole_text(ScheduleChoice(steps=5000, given=Given.of("betas", betas)))
