"""The octaves that a run loses, for the doctor."""

from __future__ import annotations

import numpy as np

from engine.planning.lost import RunOnPicture
from engine.planning.plan import plan
from engine.planning.spectrum import spectrum
from engine.samplers.run import parse
from engine.schedules import make_schedule
from engine.schedules.case import Facts
from engine.schedules.choice import ScheduleChoice
from engine.schedules.doctor import examine
from tests.facts import cloudy

TITLE = "The run loses octaves of this picture"
SPECTRUM = spectrum(cloudy(128, 256))


def on(text: str) -> RunOnPicture:
    return RunOnPicture(parse(text), "DDIM", SPECTRUM)


def test_what_is_lost_is_what_the_plan_keeps_less_than_half_of() -> None:
    schedule = make_schedule("linear")
    lost = on("ddim:steps=6").lost(schedule)
    kept = plan(parse("ddim:steps=6"), schedule, SPECTRUM).from_noise.kept
    assert lost is not None
    assert (lost.run, lost.count, lost.octaves) == ("DDIM", int(np.sum(kept < 0.5)), len(kept))
    worst = int(np.argmin(kept))
    assert lost.kept == kept[worst]
    short, long = lost.details
    assert short <= 1 / SPECTRUM.frequency[worst] <= long
    assert long == 2 * short


def test_a_run_that_keeps_all_or_is_long_or_does_not_go_with_the_schedule_loses_nothing() -> None:
    schedule = make_schedule("linear")
    assert on("dpmpp_2m:spacing=karras,steps=30").lost(schedule) is None
    assert on("ddim:steps=51").lost(schedule) is None
    assert on("ddim:steps=20").lost(make_schedule("linear", 10)) is None
    assert on("ddim:spacing=karras,sigma_min=90,sigma_max=80,steps=5").lost(schedule) is None


def test_the_doctor_says_it() -> None:
    facts = Facts("clouds", (256, 128), run=on("ddim:steps=6"))
    [finding] = [each for each in examine(ScheduleChoice(), facts) if each.title == TITLE]
    lost = on("ddim:steps=6").lost(make_schedule("linear"))
    assert lost is not None
    assert (
        finding.number == f"DDIM: {lost.count} of {lost.octaves} octaves keep less than half of their power"
    )
    assert (
        f"{100 * lost.kept:.1f} % of the power comes out, in clouds of 256 x 128 pixels" in finding.sentence
    )
    assert finding.remedy is None
    assert TITLE not in {each.title for each in examine(ScheduleChoice(), Facts())}
