"""Offset noise in Plan and Density: against the same noise in full, without the scaling that the program takes."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from engine.planning.facts import PictureFacts, find_facts
from engine.planning.histogram import Histogram, histogram
from engine.planning.plan import mean_lost, plan
from engine.requests import Request
from engine.samplers.run import parse
from engine.scenes.density_calculations import FindEnds, FindMap, FindWays
from engine.scenes.density_places import Place
from engine.scenes.grid import Grid
from engine.scenes.results import at_once
from engine.schedules.choice import ScheduleChoice
from engine.schedules.transforms import Applied
from engine.slices import finish
from engine.state.changes import with_settings
from engine.state.view import View

P = 0.3
STRETCH = math.hypot(1, P)
SCHEDULE = ScheduleChoice("quadratic", 1000, (("beta_start", 0.00085), ("beta_end", 0.012))).make()


@pytest.fixture(scope="module")
def facts() -> PictureFacts:
    x0 = np.random.default_rng(3).normal(size=(24, 40, 3)).cumsum(0).cumsum(1)
    return finish(find_facts(np.clip(x0 / np.abs(x0).max() * 1.5 + 0.1, -1, 1), "p"))


def levels_of_prior() -> Histogram:
    return histogram(np.random.default_rng(5).uniform(-1, 1, (9, 7, 3)) ** 3)


def test_the_mean_that_is_lost_is_that_of_a_mode_in_all_of_its_noise(facts: PictureFacts) -> None:
    """DDIM on the coefficient of the constant image, whose noise has 1 + p^2 N times the variance."""
    spectrum, run = facts.spectrum, parse("ddim:steps=7")
    times, c, mean = 1 + P**2 * 24 * 40, float(facts.spectrum.c[0]), 0.8
    levels = run.course(SCHEDULE).levels
    x = 0.0  # the mean of pure noise, where x_T has signal_T * mean
    for now, then in pairwise(levels):
        signal, noise = now.signal, now.noise
        answer = mean + signal * c / (signal**2 * c + times * noise**2) * (x - signal * mean)
        x = then.signal * answer + then.noise / noise * (x - signal * answer)
    assert mean_lost(run, SCHEDULE, spectrum, P) == pytest.approx(1 - x / mean, rel=1e-9)
    assert mean_lost(run, SCHEDULE, spectrum, 0.0) == pytest.approx(
        plan(run, SCHEDULE, spectrum).from_noise.mean_lost, rel=1e-12
    )
    flat = replace(spectrum, c=np.zeros_like(spectrum.c))
    assert mean_lost(run, SCHEDULE, flat, P) == 0


def density(x: float, signal: float, noise: float, prior: Histogram) -> float:
    variance = (noise * STRETCH) ** 2
    terms = prior.weights * np.exp(-((x - signal * prior.values) ** 2) / (2 * variance))
    return float(terms.sum() / math.sqrt(2 * math.pi * variance))


@pytest.mark.parametrize("exploding", [False, True])
def test_the_map_has_the_whole_variance_of_a_pixel(exploding: bool) -> None:
    prior = levels_of_prior()
    found = at_once(FindMap(SCHEDULE, prior, exploding, "column", "t", STRETCH))
    white = at_once(FindMap(SCHEDULE, prior, exploding, "column", "t"))
    assert (found.begin, found.end) == (white.begin, white.end)
    assert white.extent < found.extent or exploding
    rows, columns = found.heat.values.shape
    x = (np.arange(rows) + 0.5) * 2 * found.extent / rows - found.extent
    place = columns * 2 // 3
    t = found.begin + (found.end - found.begin) * place / (columns - 1)
    (level,) = (Place.at(SCHEDULE, "t", False, t, 0.0).level,)
    scale = level.signal if exploding else 1.0
    column = np.array([density(each * scale, level.signal, level.noise, prior) for each in x])
    np.testing.assert_allclose(found.heat.values[:, place], column / column.max(), atol=2e-3)


def test_the_paths_are_those_of_a_sampler_in_such_noise() -> None:
    prior, starts = levels_of_prior(), (-1.5, 0.2, 1.0)
    ways = at_once(FindWays("ddim:steps=6", SCHEDULE, prior, 4, starts, STRETCH))
    first = ways.levels[0]
    x = np.array(starts) * first.noise * STRETCH
    np.testing.assert_allclose(ways.sampled[:, 0], x)
    for k, (now, then) in enumerate(pairwise(ways.levels)):
        variance = (now.noise * STRETCH) ** 2
        weights = prior.weights * np.exp(-((x[:, None] - now.signal * prior.values) ** 2) / (2 * variance))
        answer = weights @ prior.values / weights.sum(1)
        x = then.signal * answer + then.noise / now.noise * (x - now.signal * answer)
        np.testing.assert_allclose(ways.sampled[:, k + 1], x, rtol=1e-9, atol=1e-12)
    ends = at_once(FindEnds("ddim:steps=6", SCHEDULE, prior, 4, STRETCH)).x
    assert ends.min() <= x.min() <= x.max() <= ends.max()


def test_a_place_of_the_map_says_the_score_of_that_density() -> None:
    prior, h = levels_of_prior(), 1e-5
    place = Place.at(SCHEDULE, "t", False, 400.0, 0.7)
    level = place.level
    logs = [math.log(density(0.7 + each, level.signal, level.noise, prior)) for each in (-h, h)]
    score = (logs[1] - logs[0]) / (2 * h)
    x0_hat = (0.7 + (level.noise * STRETCH) ** 2 * score) / level.signal  # Tweedie
    assert place.words(prior, STRETCH) == (
        f"t = 400, xₜ = 0.70: score {score:.3g}, E[x₀ | xₜ] = {x0_hat:.2f}"
    )
    start = float(place.start(prior, level, STRETCH))
    assert start == pytest.approx(0.7 / (STRETCH * level.noise), rel=1e-3)


def test_the_scenes_use_it_and_say_so(facts: PictureFacts) -> None:
    offset = ScheduleChoice("linear", 1000, (), (Applied("offset_noise", (("strength", P),)),))

    def grid(scene: str, schedule: ScheduleChoice, **values: object) -> Grid:
        view = View(schedule=schedule, scene=scene)
        view = with_settings(view, scene, replace(view.own, **values))
        return Request(view, "p", (1, 1), (1, 1), facts=facts).grid()

    plain, planned = (grid("plan", each) for each in (ScheduleChoice("linear"), offset))
    assert [note.number for note in planned.runs] == [note.number for note in plain.runs]
    assert planned.runs[0].details != plain.runs[0].details  # another share of the mean is lost
    assert "the noise of the mean of each channel has 87.4 times the variance" in planned.remark
    dense = grid("density", offset)
    assert dense.law.endswith(r"(1 - \bar\alpha_t) \cdot 1.090)")
    assert dense.remark.endswith("With offset noise the noise of a pixel has 1.09 times the variance.")
    joint = grid("density", offset, joint=True)
    assert "Offset noise is left out of the map: two pixels share it" in joint.remark
