"""The scene Density: its map, paths and laws against integrals and Runge-Kutta."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from engine.planning.facts import CHANNELS, PictureFacts
from engine.samplers.run import parse
from engine.scenes import SCENES, Given, Grid
from engine.scenes.density import DensitySettings
from engine.schedules import Schedule, make_schedule
from tests.facts import FACTS, SOME_RUNS, facts_of

LINEAR = make_schedule("linear")


def build(
    settings: DensitySettings, schedule: Schedule = LINEAR, t: int = 300, facts: PictureFacts = FACTS
) -> Grid:
    return SCENES["density"].build(schedule, t, Given(facts=facts), settings)


def table(settings: DensitySettings) -> list[dict[str, Any]]:
    scene = SCENES["density"]
    assert scene.table is not None
    return list(scene.table(LINEAR, Given(facts=FACTS), settings))


def test_each_column_of_the_map_is_the_density_over_its_maximum() -> None:
    grid = build(DensitySettings())
    chart, prior = grid.charts[0], FACTS.histograms[0]
    assert chart.heat is not None
    values = chart.heat.values
    np.testing.assert_allclose(values.max(0), 1)
    x = (np.arange(values.shape[0]) + 0.5) / values.shape[0] * (chart.y.high - chart.y.low) + chart.y.low
    column = values.shape[1] - 1  # at T
    signal, noise = LINEAR.signal[1000], LINEAR.noise[1000]
    p = np.exp(-(((x[:, None] - signal * prior.values) / noise) ** 2) / 2) @ prior.weights
    np.testing.assert_allclose(values[:, column], p / p.max(), atol=2e-3)


@pytest.mark.parametrize("channel", CHANNELS)
def test_exact_paths_are_those_of_the_probability_flow(channel: str) -> None:
    rows = [row for row in table(DensitySettings(("ddim:steps=5",), channel=channel)) if row["path"] == 3]
    prior = FACTS.histograms[CHANNELS.index(channel)]

    def slope(sigma: float, x: np.ndarray) -> np.ndarray:
        logs = np.log(prior.weights) - ((x[0] - prior.values) / sigma) ** 2 / 2
        weights = np.exp(logs - logs.max())
        return np.array([(x[0] - weights @ prior.values / weights.sum()) / sigma])

    first, last = rows[0], rows[-2]  # not to t = 0, where the slope has no end
    span = [row["noise"] / row["signal"] for row in (first, last)]
    solved = solve_ivp(slope, span, [first["x"] / first["signal"]], rtol=1e-10, atol=1e-12)
    assert last["x_exact"] / last["signal"] == pytest.approx(float(solved.y[0, -1]), abs=1e-7)
    assert first["x"] == first["x_exact"]


def test_paths_of_ddim_are_its_steps() -> None:
    rows = [row for row in table(DensitySettings(("ddim:steps=4",))) if row["path"] == 1]
    prior = FACTS.histograms[0]
    for now, then in pairwise(rows):
        weights = prior.weights * np.exp(
            -(((now["x"] - now["signal"] * prior.values) / now["noise"]) ** 2) / 2
        )
        x0_hat = weights @ prior.values / weights.sum()
        eps_hat = (now["x"] - now["signal"] * x0_hat) / now["noise"]
        assert then["x"] == pytest.approx(then["signal"] * x0_hat + then["noise"] * eps_hat, abs=1e-9)
    assert rows[-1]["t"] == 0


def test_many_steps_give_back_the_histogram_and_the_list_says_it() -> None:
    grid = build(DensitySettings(("ddim:steps=5", "dpmpp_2m:spacing=karras,steps=60")))
    few, many = (float(note.number) for note in grid.runs)
    assert many < 0.02 < few
    picture, *ends = grid.charts[1].curves
    assert many == pytest.approx(np.mean(np.abs(ends[1].x - picture.x)), rel=1e-2)
    assert all(np.all(np.diff(curve.x) >= 0) for curve in (picture, *ends))


def test_in_the_other_coordinates_paths_are_divided_by_the_signal() -> None:
    settings = (
        DensitySettings(("ddim:steps=4",)),
        DensitySettings(("ddim:steps=4",), coordinates="x_t/signal"),
    )
    one, other = (build(each).charts[0].curves[0] for each in settings)
    signal = LINEAR.signal[[0, 250, 500, 750, 1000]]
    np.testing.assert_allclose(other.y, one.y / signal, rtol=1e-12)


def test_where_no_signal_is_left_the_other_axis_ends_before() -> None:
    flow = make_schedule("flow", 50)
    chart = build(DensitySettings(coordinates="x_t/signal"), flow, t=10).charts[0]
    assert chart.x.high < 50
    assert all(np.all(np.isfinite(curve.y)) for curve in chart.curves)
    assert build(DensitySettings(), flow, t=10).charts[0].x.high == 50


def test_charts_stay_while_t_moves_and_the_mark_is_at_t() -> None:
    one, other = build(DensitySettings(), t=300), build(DensitySettings(), t=301)
    assert one.charts is other.charts
    assert other.cursors[0] is not None
    assert other.cursors[0].at == 301
    assert other.rows[0].timestep(0) == 301
    assert other.rows[0].timestep(1) == 0


@pytest.mark.parametrize("text", SOME_RUNS)
def test_any_run_has_finite_paths(text: str) -> None:
    grid = build(DensitySettings((text,)))
    assert all(np.all(np.isfinite(curve.y)) for curve in grid.charts[0].curves)
    assert math.isfinite(float(grid.runs[0].number))
    assert len(grid.charts[0].curves[0].x) == len(parse(text).course(LINEAR).levels)


def test_a_picture_of_one_colour_and_one_of_two() -> None:
    for picture in (np.full((8, 8, 3), 0.25, np.float32), np.sign(np.indices((8, 8, 3))[0] - 3.5)):
        grid = build(DensitySettings(), facts=facts_of(picture))
        assert all(np.all(np.isfinite(curve.x)) for chart in grid.charts for curve in chart.curves)
