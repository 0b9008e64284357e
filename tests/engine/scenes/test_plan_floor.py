"""The least possible losses of Plan: the curves of three laws over t, filled in bit by bit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.planning.facts import PictureFacts
from engine.planning.loss_floor import loss_floor
from engine.planning.set_spectrum import SetName, set_spectrum
from engine.scenes import SCENES, Given, Grid, plan_floor
from engine.scenes.chart import Chart, Mark
from engine.scenes.plan_floor import FindFloor, floors
from engine.scenes.plan_options import PlanSettings
from engine.scenes.results import Results, at_once, calculate
from engine.schedules import make_schedule
from engine.slices import finish
from tests.facts import FACTS, cloudy, facts_of

SIGMAS = tuple(np.geomspace(100.0, 0.01, 9).tolist())
LINEAR = make_schedule("linear")
SETTINGS = PlanSettings(("ddim:steps=5",), above="floor")


@pytest.fixture(autouse=True)
def few_levels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_floor, "SIGMAS", SIGMAS)


def built(settings: PlanSettings = SETTINGS, facts: PictureFacts = FACTS, **given: object) -> Grid:
    return SCENES["plan"].build(LINEAR, 300, Given(facts=facts, **given), settings)  # type: ignore[arg-type]


def named(chart: Chart) -> dict[str, int]:
    """The number of the curve of each law."""
    there = [number for number, curve in enumerate(chart.curves) if curve.label]
    return dict(zip(("Gaussian", "set", "patches"), there, strict=False))


@pytest.mark.parametrize("target", ["eps", "x0", "v"])
def test_the_curves_are_the_losses_of_the_levels_that_were_sampled(target: str) -> None:
    chart = built(replace(SETTINGS, loss=target)).charts[0]
    assert list(named(chart)) == ["Gaussian", "set", "patches"]
    exact = getattr(loss_floor(LINEAR, FACTS.spectra[-1]), target)
    np.testing.assert_allclose(chart.curves[0].y, exact)
    for law in ("set", "patches"):
        curve = chart.curves[named(chart)[law]]
        levels = [level for each in floors(FACTS)[law] for level in at_once(each)][::-1]
        assert [level.sigma for level in levels] == sorted(SIGMAS)
        level = next(each for each in levels if each.sigma == pytest.approx(1.0))
        at = int(np.argmin(np.abs(LINEAR.sigma - 1.0)))
        snr = (LINEAR.signal[at] / LINEAR.noise[at]) ** 2
        times = {"eps": snr, "x0": 1.0, "v": 1 / LINEAR.noise[at] ** 2}[target]  # variance is preserved
        near = int(np.argmin(np.abs(curve.x - at)))
        assert curve.x[near] == pytest.approx(at, abs=1)
        assert curve.y[near] == pytest.approx(level.variance * times, rel=0.01)
        assert np.all(np.diff(curve.x) > 0)


def test_only_levels_that_the_schedule_has_are_drawn() -> None:
    few = make_schedule("quadratic", beta_start=0.00085, beta_end=0.012)
    chart = SCENES["plan"].build(few, 300, Given(facts=FACTS), SETTINGS).charts[0]
    x = chart.curves[named(chart)["set"]].x
    assert len(x) == sum(few.sigma[1] <= sigma <= few.sigma[-1] for sigma in SIGMAS) < len(SIGMAS)
    assert np.all(np.diff(x) > 0)


def test_they_are_filled_in_as_they_are_found_and_say_how_far_they_are() -> None:
    wanted = SCENES["plan"].needs(LINEAR, Given(facts=FACTS), SETTINGS)
    assert all(isinstance(each, FindFloor) for each in wanted.then)
    assert len({hash(each) for each in wanted.then}) == 4
    results = Results()
    assert list(named(built(results=results).charts[0])) == ["Gaussian"]
    results = results.with_one_more(finish(calculate(wanted.then[0])))
    labels = [curve.label for curve in built(results=results).charts[0].curves if curve.label]
    assert labels == ["Gaussian", "64 crops, 5 of 9"]
    other = make_schedule("cosine")
    assert (
        SCENES["plan"].needs(other, Given(facts=FACTS), SETTINGS).then == wanted.then
    )  # no schedule matters


def test_what_is_at_the_mouse_and_at_t() -> None:
    words_at = SCENES["plan"].words_at
    assert words_at is not None
    words = words_at(LINEAR, 300, Given(facts=FACTS), SETTINGS, 0, 250.2, 0.1)
    assert words.startswith("ε at t = 250: Gaussian 0.")
    assert "; 64 crops " in words
    assert words.count(" ± ") == 2
    assert words_at(LINEAR, 300, Given(facts=FACTS), SETTINGS, 1, 250.2, 0.1) == ""
    assert built().cursors[0] == Mark("x", 300, "t = 300", dashed=True)


def test_the_set_that_is_planned_for_is_that_of_its_losses() -> None:
    """Three pictures of other sizes are brought to that of the open one; patches stay its own."""
    others = [facts_of(cloudy(40, 72, seed)) for seed in (1, 2, 3)]
    each = [(other.spectra, other.gains, other.small) for other in others]
    name = SetName("bundled", "", None)
    facts = replace(FACTS, of_set=set_spectrum(name, each, ""))  # type: ignore[arg-type]
    own = replace(SETTINGS, spectrum_of="bundled")
    chart = built(own, facts).charts[0]
    labels = [curve.label for curve in chart.curves if curve.label]
    assert labels == ["Gaussian", "3 pictures, n ≥ 1023", "patches, n ≥ 520"]
    assert chart.question.startswith("Least possible loss of ε, 64 × 32 px;")
    alone = built().charts[0]
    np.testing.assert_array_equal(
        chart.curves[named(chart)["patches"]].y, alone.curves[named(alone)["patches"]].y
    )
    assert not np.array_equal(chart.curves[named(chart)["set"]].y, alone.curves[named(alone)["set"]].y)


def test_pictures_too_small_for_patches_have_the_other_curves() -> None:
    for size in ((2, 1), (1, 40), (3, 2)):
        chart = built(facts=facts_of(cloudy(40, 40)[: size[0], : size[1]])).charts[0]
        assert list(named(chart)) == ["Gaussian", "set"]
