"""The power of new pictures against its prediction, and the prediction against a recursion for each frequency."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from engine.generation.recipe import Recipe
from engine.jobs import FindNewPower, Generate
from engine.open_jobs import OpenPixels
from engine.planning.new_power import NewPower, new_power
from engine.samplers.run import parse
from engine.schedules import make_schedule
from engine.schedules.choice import ScheduleChoice
from engine.simulator import Simulator
from engine.slices import finish
from tests.facts import cloudy

LINEAR = make_schedule("linear")


def euler(c: np.ndarray, sigmas: list[float]) -> np.ndarray:
    """The share of power c that Euler keeps from noise of variance 1 + sigma^2 of X, in sigmas alone."""
    k = np.full(c.shape, np.sqrt(1 + sigmas[0] ** 2))
    for now, then in pairwise(sigmas):
        k *= then / now + (1 - then / now) * c / (c + now**2)
    return np.asarray(k**2 / c)


def measured(text: str, pictures: int) -> NewPower:
    pixels = np.round((cloudy(48, 64) + 1) * 127.5).astype(np.uint8)
    simulator = Simulator()
    try:
        opened = finish(simulator.run(OpenPixels("test", pixels, None)))
        recipe = Recipe("gaussian", rows=48, sampler=parse(text))
        made = finish(simulator.run(Generate(opened.id, ScheduleChoice(), recipe, pictures)))
        found: NewPower = finish(simulator.run(FindNewPower(opened.id, made, ScheduleChoice())))
        return found
    finally:
        simulator.close()


@pytest.mark.parametrize("text", ["euler:steps=6", "dpmpp_2m:spacing=karras,steps=8", "ddpm:steps=9"])
def test_new_pictures_have_the_power_that_is_predicted(text: str) -> None:
    found = measured(text, 6)
    assert found.pictures == 6
    assert len(found.frequency) >= 5
    away = (found.measured - found.predicted) / found.deviation
    assert np.abs(away).max() < 4
    assert found.deviation[-1] < 0.03 * found.predicted[-1]  # the highest octave has most frequencies


def test_new_pictures_that_are_gone_are_not_measured() -> None:
    pixels = np.round((cloudy(16, 16) + 1) * 127.5).astype(np.uint8)
    simulator = Simulator()
    try:
        opened = finish(simulator.run(OpenPixels("test", pixels, None)))
        made = finish(simulator.run(Generate(opened.id, ScheduleChoice(), Recipe("gaussian", rows=16), 1)))
        unknown = replace(made, id="gone")
        with pytest.raises(ValueError, match="not kept any more: generate again"):
            finish(simulator.run(FindNewPower(opened.id, unknown, ScheduleChoice())))
    finally:
        simulator.close()


def test_the_prediction_is_that_of_each_frequency_by_itself() -> None:
    x0, run = cloudy(48, 64).astype(np.float64), parse("euler:steps=6")
    course = run.course(LINEAR)
    found = new_power(x0, [x0], run, course)
    power = (np.abs(np.fft.fft2(x0, axes=(0, 1), norm="ortho")) ** 2).sum(-1)
    kept = euler(power, [level.sigma for level in course.levels])
    radius = np.hypot(np.fft.fftfreq(48)[:, None], np.fft.fftfreq(64))
    top = radius > 0.25
    np.testing.assert_allclose(found.predicted[-1], (kept * power)[top].sum() / power[top].sum(), rtol=1e-4)
    np.testing.assert_allclose(found.measured, 1)  # of the picture itself
    np.testing.assert_allclose(found.frequency[-1], radius[top].mean())
    np.testing.assert_allclose(
        found.deviation[-1], np.sqrt(2 * ((kept * power)[top] ** 2).sum()) / power[top].sum(), rtol=1e-3
    )


def test_it_is_of_a_run_with_the_same_levels() -> None:
    x0, run = cloudy(16, 16).astype(np.float64), parse("dpmpp_2m:spacing=karras,steps=6")
    found = new_power(x0, [x0], run, run.course(LINEAR))
    for text, same in (
        ("dpmpp_2m:spacing=karras,steps=6", True),
        ("dpmpp_2m:spacing=karras,steps=6,sigma_min=0.02", False),
        ("dpmpp_2m:spacing=karras,steps=7", False),
        ("ddim:spacing=karras,steps=6", False),
        ("dpmpp_2m:spacing=karras,steps=6,schedule=cosine", False),
        ("dpmpp_2m:spacing=karras,steps=6,schedule=linear", True),
    ):
        other = parse(text)
        assert found.is_of(other, other.course(LINEAR)) == same
