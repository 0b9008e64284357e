"""The scene Density: its map, paths and laws against integrals and Runge-Kutta."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from engine.planning.facts import CHANNELS, PictureFacts
from engine.planning.quantile_paths import exact_paths
from engine.samplers.level import at_timesteps
from engine.samplers.run import parse
from engine.scenes import SCENES, Given, Grid
from engine.scenes.chart import Mark
from engine.scenes.density_joint import shown_level
from engine.scenes.density_options import DensitySettings
from engine.scenes.density_places import start_text
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
    assert grid.runs[1].number == f"{np.mean(np.abs(ends[1].x - picture.x)):.2g}"  # what 255 paths know of it
    assert r"W_1 \approx " in grid.equation
    assert r"\sqrt{\bar\alpha_{t}}\, v_i,\; (1 - \bar\alpha_t))" in grid.law
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


def test_over_log_snr_the_same_levels_stand_elsewhere() -> None:
    over_t, over_snr = (build(DensitySettings(axis=axis)).charts[0] for axis in ("t", "log_snr"))
    assert (over_snr.x.low, over_snr.x.high) == pytest.approx((LINEAR.log_snr[1], LINEAR.log_snr[1000]))
    for one, other in zip(over_t.curves, over_snr.curves, strict=True):
        seen = one.x[one.x >= 1]
        if one.dots:  # states of the sampler, which are at whole timesteps
            np.testing.assert_allclose(other.x, LINEAR.log_snr[seen.astype(int)], rtol=1e-12)
            np.testing.assert_array_equal(other.y, one.y[one.x >= 1])
    mark = build(DensitySettings(axis="log_snr"), t=300).cursors[0]
    assert isinstance(mark, Mark)
    assert mark.at == LINEAR.log_snr[300]
    assert build(DensitySettings(axis="log_snr"), t=0).cursors[0] is None
    heat, prior = over_snr.heat, FACTS.histograms[0]
    assert heat is not None
    x = (np.arange(heat.values.shape[0]) + 0.5) / heat.values.shape[0] * 2 * over_snr.y.high - over_snr.y.high
    p = (
        np.exp(-(((x[:, None] - LINEAR.signal[1000] * prior.values) / LINEAR.noise[1000]) ** 2) / 2)
        @ prior.weights
    )
    np.testing.assert_allclose(heat.values[:, -1], p / p.max(), atol=2e-3)
    scene = SCENES["density"]
    assert scene.t_at(LINEAR, DensitySettings(axis="log_snr"), float(LINEAR.log_snr[417]) + 1e-4) == 417
    assert scene.t_at(LINEAR, DensitySettings(), 416.8) == 417


def test_all_is_drawn_on_the_schedule_of_the_selected_run() -> None:
    """A run with another schedule is as if that were chosen, but for the other runs."""
    cosine = make_schedule("cosine")
    own = DensitySettings(("ddim:steps=5,schedule=cosine", "ddim:steps=5"))
    for settings in (own, replace(own, axis="log_snr"), replace(own, joint=True)):
        got = build(settings)
        expected = build(replace(settings, run=("ddim:steps=5", "ddim:steps=5")), cosine)
        one, other = got.charts[0], expected.charts[0]
        assert one.heat is not None
        assert other.heat is not None
        np.testing.assert_array_equal(one.heat.values, other.heat.values)
        assert [curve.x.tolist() for curve in one.curves] == [curve.x.tolist() for curve in other.curves]
        assert got.cursors == expected.cursors
        assert got.cells[0].mix == expected.cells[0].mix
        assert got.runs[0].number == expected.runs[0].number != got.runs[1].number
        place = (450, Given(facts=FACTS), settings, 0, 0.4, 0.3)
        scene = SCENES["density"]
        assert scene.words_at(LINEAR, *place) == scene.words_at(cosine, *place)
        assert scene.t_at(LINEAR, settings, 0.7) == scene.t_at(cosine, settings, 0.7)


@pytest.mark.parametrize("coordinates", ["x_t", "x_t/signal"])
def test_a_click_launches_the_path_through_it(coordinates: str) -> None:
    """The exact path that begins where the click says passes through the place of the click."""
    scene, settings = SCENES["density"], DensitySettings(coordinates=coordinates)
    t, x = 450, -0.37
    clicked = scene.click(LINEAR, Given(facts=FACTS), settings, 0, t, x)
    assert clicked.paths[:-1] == settings.paths
    prior = FACTS.histograms[0]
    at_t, first = at_timesteps(LINEAR, [t, 1000])
    x_t = x * (at_t.signal if coordinates != "x_t" else 1)
    path = exact_paths(prior, (first, at_t), [float(clicked.paths[-1]) * first.noise])
    assert path[0, 1] == pytest.approx(x_t, abs=2e-3)  # a start has four digits
    curves = build(clicked).charts[0].curves
    assert len(curves) == 2 * 9
    assert scene.click(LINEAR, Given(facts=FACTS), settings, 1, t, x) is None
    many = scene.click(LINEAR, Given(facts=FACTS), replace(settings, paths=("0.5",) * 16), 0, t, x)
    assert many.paths == (*("0.5",) * 15, clicked.paths[-1])


def test_the_mouse_says_score_and_prediction() -> None:
    """Against sums over the levels of the picture."""
    prior, scene = FACTS.histograms[0], SCENES["density"]
    signal, noise, x = LINEAR.signal[450], LINEAR.noise[450], -0.37
    weights = np.exp(-(((x - signal * prior.values) / noise) ** 2) / 2) * prior.weights
    x0_hat = float(weights @ prior.values / weights.sum())
    score = (signal * x0_hat - x) / noise**2
    expected = f"t = 450, xₜ = -0.37: score {score:.3g}, E[x₀ | xₜ] = {x0_hat:.2f}"
    given = Given(facts=FACTS)
    assert scene.words_at(LINEAR, 300, given, DensitySettings(), 0, 450, x) == expected
    exploding = DensitySettings(coordinates="x_t/signal", axis="log_snr")
    assert scene.words_at(LINEAR, 300, given, exploding, 0, LINEAR.log_snr[450], x / signal) == expected
    assert scene.words_at(LINEAR, 300, given, DensitySettings(), 1, 0.5, 0.5) == ""


def test_two_neighbours_are_drawn_with_their_score() -> None:
    """Against sums over all pairs of levels, at places of the map and at arrows."""
    t, pair = 400, FACTS.pairs[0]
    assert pair is not None
    chart = build(DensitySettings(joint=True), t=t).charts[0]
    assert chart.heat is not None
    assert chart.arrows is not None
    signal, noise = LINEAR.signal[t], LINEAR.noise[t]

    def log_p(x: float, y: float) -> float:
        one, other = (np.exp(-(((at - signal * pair.values) / noise) ** 2) / 2) for at in (x, y))
        return float(np.log(one @ pair.weights @ other))

    size = chart.heat.values.shape[0]
    middles = (np.arange(size) + 0.5) / size * (chart.x.high - chart.x.low) + chart.x.low
    places = [(40, 55), (50, 44), (60, 61)]  # columns, which are of the pixel, and rows, of its neighbour
    expected = [log_p(middles[column], middles[row]) for column, row in places]
    values = np.log([chart.heat.values[row, column] for column, row in places])
    np.testing.assert_allclose(np.diff(values), np.diff(expected), atol=1e-6)
    arrows, h = chart.arrows, 1e-5
    longest = float(chart.notes[1].split()[-1])
    room = float(np.hypot(arrows.dx, arrows.dy).max())
    for n in range(0, len(arrows.x), 37):
        x, y = float(arrows.x[n]), float(arrows.y[n])
        score = (log_p(x + h, y) - log_p(x - h, y)) / (2 * h), (log_p(x, y + h) - log_p(x, y - h)) / (2 * h)
        drawn = arrows.dx[n] * longest / room, arrows.dy[n] * longest / room
        assert drawn == pytest.approx(score, rel=2e-2, abs=0.02)
    values = np.array(np.meshgrid(pair.values, pair.values, indexing="ij")).reshape(2, -1)
    law = np.cov(values, aweights=pair.weights.ravel(), ddof=0)
    noisy = signal**2 * law + noise**2 * np.eye(2)
    at_t, of_x0 = (each[0, 1] / np.sqrt(each[0, 0] * each[1, 1]) for each in (noisy, law))
    assert chart.notes[2] == f"Their correlation: {at_t:.3f} at t, {of_x0:.3f} in the picture"
    words = SCENES["density"].words_at(LINEAR, t, Given(facts=FACTS), DensitySettings(joint=True), 0, x, y)
    assert f"({x:.2f}, {y:.2f}): score ({score[0]:.3g}, {score[1]:.3g})" in words
    assert SCENES["density"].click(LINEAR, Given(facts=FACTS), DensitySettings(joint=True), 0, x, y) is None


def test_two_neighbours_at_both_ends_and_where_there_are_none() -> None:
    for coordinates in ("x_t", "x_t/signal"):
        for t in (0, 1, 1000):
            chart = build(DensitySettings(joint=True, coordinates=coordinates), t=t).charts[0]
            assert chart.heat is not None
            assert chart.heat.values.max() == pytest.approx(1)
            assert np.all(np.isfinite(chart.heat.values))
    narrow = facts_of(np.linspace(-1, 1, 24, dtype=np.float32).reshape(8, 1, 3))
    with pytest.raises(ValueError, match="one pixel wide"):
        build(DensitySettings(joint=True), facts=narrow)


def test_charts_stay_while_t_moves_and_the_mark_is_at_t() -> None:
    one, other = build(DensitySettings(), t=300), build(DensitySettings(), t=301)
    assert one.charts is other.charts
    assert isinstance(other.cursors[0], Mark)
    assert other.cursors[0].at == 301
    assert other.rows[0].timestep(0) == 301
    assert other.rows[0].timestep(1) == 0


def test_a_run_that_is_not_selected_changes_the_laws_alone() -> None:
    one, other = (
        build(DensitySettings(("ddim:steps=9", f"euler:steps={steps}"))).charts for steps in (9, 12)
    )
    assert one[0] is other[0]
    assert one[1] is not other[1]


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


def test_where_no_signal_is_left_there_is_nothing_to_divide_by() -> None:
    gone = make_schedule("jsd", 100)  # whose last beta is 1
    with pytest.raises(ValueError, match="No signal is left at this timestep"):
        shown_level(gone, 100, exploding=True)
    assert shown_level(gone, 100, exploding=False).signal == 0
    assert shown_level(gone, 99, exploding=True).signal == 1


@pytest.mark.parametrize("start", ["6", "-6"])
def test_paths_begin_within_six_standard_deviations(start: str) -> None:
    assert start_text(start) == start
    with pytest.raises(ValueError, match="it must be from -6 to 6"):
        start_text(start + ".001")
