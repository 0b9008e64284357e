"""The scene Samplers: errors against own formulas, their orders, the pictures at the ends of paths, the table."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.generation.comparison import Comparison
from engine.planning.facts import PictureFacts
from engine.planning.filtered import gains_of
from engine.samplers.as_python import as_python
from engine.samplers.catalogue import SAMPLERS
from engine.samplers.run import parse
from engine.scenes import SCENES, Given, Grid
from engine.scenes.grid import Cell
from engine.scenes.results import at_once
from engine.scenes.sampler_errors import STEPS, MeasureSteps
from engine.scenes.samplers import SamplersSettings
from engine.schedules import Schedule, make_schedule
from engine.schedules.number_text import percent
from tests.facts import FACTS, SOME_RUNS, facts_of

LINEAR = make_schedule("linear")


def build(
    settings: SamplersSettings, schedule: Schedule = LINEAR, t: int = 300, facts: PictureFacts = FACTS
) -> Grid:
    return SCENES["samplers"].build(schedule, t, Given(facts=facts), settings)


def table(settings: SamplersSettings) -> list[dict[str, Any]]:
    scene = SCENES["samplers"]
    assert scene.table is not None
    return list(scene.table(LINEAR, Given(facts=FACTS), settings))


def ends_of_euler(sigmas: list[float]) -> np.ndarray:
    """X at sigma = 0 over that of the exact path, per band, by dX / dsigma = (X - D) / sigma."""
    c, x = FACTS.spectrum.c, np.ones_like(FACTS.spectrum.c)
    for now, then in zip(sigmas, [*sigmas[1:], 0.0], strict=True):
        x = x + (then - now) * (x - c * x / (c + now**2)) / now
    return np.asarray(x / np.sqrt(c / (c + sigmas[0] ** 2)))


def test_the_error_of_euler_is_that_of_its_steps_in_sigma() -> None:
    sigmas = LINEAR.sigma[[1000, 750, 500, 250]].tolist()
    gain = ends_of_euler(sigmas)
    (own, *_) = table(SamplersSettings(("euler:steps=4",)))
    power = FACTS.spectrum.modes * FACTS.spectrum.c
    assert own["error"] == pytest.approx(math.sqrt(power @ (gain - 1) ** 2 / power.sum()), rel=1e-9)
    (_, run) = build(SamplersSettings(("euler:steps=4",))).cells
    assert ": 0." in run.title  # the steps of its name are not read together with its error
    ((layer, _),) = run.mix.weights.items()
    gains = gains_of(layer.key)
    assert gains is not None
    assert gains[0] == 1
    np.testing.assert_allclose(gains[1], gain, rtol=1e-3)


def test_heun_at_ten_evaluations_is_worse_than_euler_and_better_at_many() -> None:
    rows = table(SamplersSettings(("euler:spacing=karras,steps=10", "heun:spacing=karras,steps=5")))
    euler, heun = (
        {row["evaluations"]: row["error"] for row in rows if row["sampler"] == name}
        for name in ("euler", "heun")
    )
    assert heun[9] > euler[10]
    assert heun[95] < euler[96] / 2


def test_the_measured_order_of_euler_is_one_and_that_of_others_more() -> None:
    orders = [
        at_once(MeasureSteps(parse(text), LINEAR, FACTS.spectrum)).order
        for text in ("euler:spacing=karras,steps=2", "heun:spacing=karras,steps=2,sigma_min=0.0001")
    ]
    assert orders[0] == pytest.approx(1, abs=0.1)
    assert orders[1] == pytest.approx(2, abs=0.4)


@pytest.mark.parametrize(
    ("text", "slopes"),
    [
        ("heun:spacing=karras,steps=10", (-1, 0)),  # the error of the last step, which stays
        ("edm:spacing=karras,steps=10", (-0.1, 1.2)),  # its bend
    ],
)
def test_no_order_is_given_where_the_error_of_the_last_step_is_left(
    text: str, slopes: tuple[float, float]
) -> None:
    schedule = make_schedule("quadratic", beta_start=0.00085, beta_end=0.012)
    errors = at_once(MeasureSteps(parse(text), schedule, FACTS.spectrum))
    late = errors.steps >= 32
    falls = -np.diff(np.log(errors.error[late])) / np.diff(np.log(errors.steps[late]))
    assert slopes[0] < falls.min() <= falls.max() < slopes[1]
    assert math.isnan(errors.order)
    grid = build(SamplersSettings((text,)), schedule=schedule)
    assert "its error has no steady order from 32 steps on" in grid.runs[0].details
    assert not any("order" in curve.label for chart in grid.charts for curve in chart.curves)


def test_the_error_with_fresh_noise_is_that_of_many_results() -> None:
    """Euler ancestral of one Gaussian number, drawn 200,000 times, from the exact law of x_T."""
    c = 0.7
    facts = replace(FACTS, spectra=(replace(FACTS.spectrum, c=np.full_like(FACTS.spectrum.c, c)),))
    random = np.random.default_rng(0)
    sigmas = [*LINEAR.sigma[[1000, 750, 500, 250]].tolist(), 0.0]
    x = random.normal(size=200_000) * math.sqrt(c + sigmas[0] ** 2)
    for now, then in itertools.pairwise(sigmas):
        up = then * math.sqrt(now**2 - then**2) / now
        down = math.sqrt(then**2 - up**2)
        x = x + (down - now) * (x - c * x / (c + now**2)) / now + up * random.normal(size=len(x))
    note = build(SamplersSettings(("euler_ancestral:steps=4",)), facts=facts).runs[0]
    assert float(note.number) == pytest.approx(abs(x.std() / math.sqrt(c) - 1), abs=4e-3)


@pytest.mark.parametrize("name", SAMPLERS)
def test_the_table_has_the_errors_and_evaluations_of_the_copied_python(name: str) -> None:
    """Lines of numpy in X and sigma, which share nothing with the generators; x holds what each noise counts."""
    text = f"{name}:spacing=karras,steps=8"
    course = parse(text).course(LINEAR)
    lines: dict[str, Any] = {}
    exec(as_python(parse(text), course), lines)
    c, sources, asked = FACTS.spectrum.c[:, None], iter(np.eye(20)[1:]), []

    def denoise(x: np.ndarray, sigma: float) -> np.ndarray:
        asked.append(sigma)
        return np.asarray(c / (c + sigma**2) * x)

    sigma = math.exp(-course.levels[0].lam)
    x_t = np.sqrt(c + sigma**2) * np.eye(20)[0]  # of the exact law
    x_0 = lines["sample"](denoise, x_t, lambda: next(sources))
    power = FACTS.spectrum.modes * FACTS.spectrum.c
    away = np.sqrt(np.sum(x_0**2, axis=1) / FACTS.spectrum.c) - 1
    rows = table(SamplersSettings((text,)))
    expected = math.sqrt(power @ away**2 / power.sum())
    assert [row["error"] for row in rows if row["steps"] == 8] == pytest.approx([expected] * 2, rel=1e-9)
    assert [row["evaluations"] for row in rows if row["steps"] == 8] == [len(asked)] * 2
    assert [row["steps"] for row in rows] == [8, *STEPS]


def test_dots_are_the_levels_that_are_visited() -> None:
    chart = build(SamplersSettings(("ddim:steps=4", "ddim:spacing=leading,steps=5"))).charts[1]
    assert [curve.x.tolist() for curve in chart.curves] == [
        [0, 250, 500, 750, 1000],
        [0, 1, 201, 401, 601, 801],
    ]
    assert [curve.colour for curve in chart.curves] == [0, 1]
    assert chart.curves[0].y[0] > chart.curves[1].y[0]


def test_the_dot_on_a_curve_is_the_run_itself() -> None:
    chart = build(SamplersSettings(("heun:spacing=karras,steps=8",))).charts[0]
    curve, dot = chart.curves
    assert (dot.x[0], dot.y[0]) == (15.0, curve.y[curve.x.tolist().index(15.0)])


def test_a_list_of_levels_has_one_error_only() -> None:
    rows = table(SamplersSettings(("euler:sigmas=10/1/0.1/0",)))
    assert [row["steps"] for row in rows] == [3]
    assert rows[0]["spacing"] == "sigmas"


def test_runs_that_differ_in_their_steps_alone_have_one_curve_and_a_dot_each() -> None:
    curves = build(SamplersSettings(("ddim:steps=5", "ddim:steps=9", "heun:steps=5"))).charts[0].curves
    lines = [curve for curve in curves if not curve.dots]
    assert [curve.label.split(",")[0] for curve in lines] == ["DDIM", "Heun"]
    dots = [curve for curve in curves if curve.dots]
    assert [(curve.x[0], curve.colour, curve.label) for curve in dots] == [(5, 0, ""), (9, 1, ""), (9, 2, "")]


def test_the_number_of_steps_changes_only_the_dot() -> None:
    one, other = (build(SamplersSettings((f"ddim:steps={steps}",))).charts[0].curves for steps in (5, 6))
    assert one[0].y.tolist() == other[0].y.tolist()
    assert one[1].x[0] == 5
    assert other[1].x[0] == 6


@pytest.mark.parametrize("text", SOME_RUNS)
def test_any_run_has_a_chart(text: str) -> None:
    for schedule in (LINEAR, make_schedule("flow", 50)):
        for facts in (FACTS, facts_of(np.full((8, 8, 3), 0.25, np.float32))):
            grid = build(SamplersSettings((text,)), schedule, t=20, facts=facts)
            for chart in grid.charts:
                assert 0 < chart.y.high - chart.y.low < math.inf
                assert all(np.all(np.isfinite(curve.y)) for curve in chart.curves)


def test_new_pictures_that_are_of_other_settings_are_not_shown() -> None:
    settings = SamplersSettings(("euler:steps=3", "ddpm:steps=3"), pictures="x_t")
    recipes = settings.recipes(7, LINEAR)
    empty = Comparison.of(recipes, LINEAR, "c")
    run = replace(empty.runs[0], done=2)
    made = replace(empty, runs=(run, empty.runs[1]), away=((0.0, 0.25), ()))

    def cells(seed: int, t: int) -> list[Cell]:
        given = Given(facts=FACTS, seed=seed, comparison=made)
        return list(SCENES["samplers"].build(LINEAR, t, given, settings).cells)

    end, euler, ddpm = cells(7, 0)
    assert end.mix == made.end(0)
    assert (euler.mix, ddpm.note) == (run.image("x_t", 0, 1), "…")
    assert "1/3 · 0.25" in euler.title
    assert euler.reference is not None
    assert euler.reference.mix == run.image("exact", 0, 1)
    assert "0/3 · 0" in cells(7, 900)[1].title
    assert all(cell.note == "…" for cell in cells(8, 0))


def test_the_octaves_are_those_of_the_steps_of_euler_and_the_finest_suffers_most() -> None:
    settings = SamplersSettings(("ddim:steps=4", "ddim:steps=100"), below="octaves")
    grid = build(settings)
    assert grid.cursors == (None, None)
    few, many = grid.charts[1].curves
    np.testing.assert_allclose(few.y, ends_of_euler(LINEAR.sigma[[1000, 750, 500, 250]].tolist()), rtol=1e-9)
    np.testing.assert_array_equal(few.x, FACTS.spectrum.frequency)
    assert np.all(few.y < many.y)
    assert np.all(many.y < 1)
    assert few.y[-1] == few.y.min()
    assert (
        f"{percent(few.y[-1])} of the amplitude of the finest octave, {percent(few.y[0])} of the coarsest"
        in grid.remark
    )
