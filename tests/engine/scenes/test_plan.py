"""The scene Plan: its charts, pictures and table say what the recursion says."""

from __future__ import annotations

import csv
import math
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.fft
import torch
from mpmath import mp, mpf

from engine.exports.table import write_table
from engine.jobs import FindFacts, Suggest
from engine.open_jobs import OpenPixels
from engine.pixels.canvas import Canvas
from engine.planning.facts import PictureFacts
from engine.planning.plan import plan
from engine.requests import Request
from engine.samplers.error import SLICE
from engine.samplers.run import parse
from engine.samplers.timesteps import SPACINGS
from engine.scenes import SCENES, Given, Grid
from engine.scenes.chart import Mark
from engine.scenes.plan_calculations import FindPlan
from engine.scenes.plan_options import PlanSettings
from engine.scenes.results import Results, calculate
from engine.schedules import Schedule, make_schedule
from engine.schedules.choice import ScheduleChoice
from engine.simulator import Simulator
from engine.slices import finish
from tests.asking import ask_for
from tests.facts import FACTS, cloudy, facts_of

LINEAR = make_schedule("linear")


def build(
    settings: PlanSettings, schedule: Schedule = LINEAR, t: int = 300, facts: PictureFacts = FACTS
) -> Grid:
    return SCENES["plan"].build(schedule, t, Given(facts=facts), settings)


def table(settings: PlanSettings) -> list[dict[str, Any]]:
    scene = SCENES["plan"]
    assert scene.table is not None
    return list(scene.table(LINEAR, Given(facts=FACTS), settings))


def kept_by_ddim(c: float, timesteps: list[int]) -> float:
    """DDIM (eta = 0) of one Gaussian mode from pure noise, in alpha-bars alone (Song et al. 2021, eq. 12)."""
    alpha_bar = np.concatenate(([1.0], np.cumprod(1 - np.linspace(1e-4, 0.02, 1000))))
    k = 1.0
    for t, s in zip(timesteps, [*timesteps[1:], 0], strict=True):
        a, b = alpha_bar[t], alpha_bar[s]
        x0_hat = math.sqrt(a) * c / (a * c + 1 - a)
        eps_hat = (1 - math.sqrt(a) * x0_hat) / math.sqrt(1 - a)
        k *= math.sqrt(b) * x0_hat + math.sqrt(1 - b) * eps_hat
    return float(k**2 * (1 - alpha_bar[-1]) / c)


def test_kept_and_kl_are_those_of_an_independent_recursion() -> None:
    rows = table(PlanSettings(("ddim:steps=10",)))
    timesteps = [1000 - 100 * k for k in range(10)]
    for row in rows:
        kept = kept_by_ddim(row["c"], timesteps)
        assert row["kept"] == pytest.approx(kept, rel=1e-9)
        assert row["kl"] == pytest.approx((kept - 1 - math.log(kept)) / 2, rel=1e-9)
        assert row["evaluations"] == 10
    assert sum(row["modes"] for row in rows) == 64 * 128 - 1
    chart = build(PlanSettings(("ddim:steps=10",))).charts[1]
    np.testing.assert_array_equal(chart.curves[0].y, [row["kept"] for row in rows])
    np.testing.assert_array_equal(chart.curves[0].x, [row["frequency"] for row in rows])


@pytest.mark.parametrize(("steps", "beta_end", "shift"), [(3, 0.01, 2.0), (7, 0.03, 0.25), (12, 0.02, 1.0)])
def test_the_file_of_the_table_has_the_numbers_of_a_recursion_in_mpmath(
    tmp_path: Path, steps: int, beta_end: float, shift: float
) -> None:
    """Euler in sigmas with 40 digits, on a schedule of the run's own whose sigmas are made here, and shifted."""
    run = f"euler:steps={steps},schedule=linear:beta_end={beta_end}" + (
        f",shift={shift:g}" if shift != 1 else ""
    )
    write_table(table(PlanSettings((run,))), tmp_path / "plan.csv")
    with (tmp_path / "plan.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["run", "evaluations", "frequency", "modes", "c", "kept", "kl"]
    assert len(rows) == len(FACTS.spectrum.c)
    with mp.workdps(40):
        alpha_bar, sigmas = mpf(1), [mpf(0)]
        for t in range(1000):
            alpha_bar *= 1 - (mpf(1e-4) + (mpf(beta_end) - mpf(1e-4)) * t / 999)
            sigmas.append(mpf(shift) * mp.sqrt((1 - alpha_bar) / alpha_bar))
        s = [sigmas[round(1000 * (1 - k / steps))] for k in range(steps)] + [mpf(0)]
        for row, frequency, modes in zip(rows, FACTS.spectrum.frequency, FACTS.spectrum.modes, strict=True):
            c, k = mpf(float(row["c"])), mpf(1)
            for now, then in pairwise(s):
                k *= then / now + (1 - then / now) * c / (c + now**2)
            kept = k**2 * s[0] ** 2 / c  # from noise of variance sigma^2 in x_t / signal
            assert float(row["kept"]) == pytest.approx(float(kept), rel=1e-9)
            assert float(row["kl"]) == pytest.approx(float((kept - 1 - mp.log(kept)) / 2), rel=1e-9)
            assert (float(row["frequency"]), int(row["modes"])) == (frequency, modes)
            assert (row["run"], row["evaluations"]) == (run, str(steps))


def test_the_list_and_the_equation_say_the_kl_of_all_modes() -> None:
    settings = PlanSettings(("ddim:steps=10", "heun:spacing=karras,steps=5"), selected=2)
    grid = build(settings)
    for note, text in zip(grid.runs, settings.run, strict=True):
        rows = table(PlanSettings((text,)))
        kl = sum(row["modes"] * row["kl"] for row in rows) / sum(row["modes"] for row in rows)
        assert float(note.number) == pytest.approx(kl, rel=5e-3)
    assert grid.remark.startswith(grid.runs[1].title)
    assert "9 evaluations" in grid.remark


def test_each_picture_has_the_power_that_is_kept() -> None:
    """The pixels of a frame against a cosine transform of the picture, mode by mode."""
    pixels = np.round((cloudy(32, 64) + 1) * 127.5).astype(np.uint8)
    simulator = Simulator()
    try:
        opened = finish(simulator.run(OpenPixels("test", pixels, None)))
        facts = finish(simulator.run(FindFacts(opened.id)))
        settings = PlanSettings(("ddim:steps=10",))
        request = replace(
            ask_for(opened.id, (64, 32), (64, 32), scene="plan", settings=settings), facts=facts
        )
        canvas = Canvas(np.zeros((32, 128, 4), np.uint8))
        *_, frame = (each for each in simulator.frames(request, lambda h, w: canvas) if each)
    finally:
        simulator.close()
    chart = frame.grid.charts[1].curves[0]
    x0 = pixels / 127.5 - 1
    lost = float(frame.grid.remark.split("%")[0].split()[-1]) / 100
    radius = np.hypot(np.arange(32)[:, None] / 64, np.arange(64) / 128)
    gain = np.interp(np.log(np.maximum(radius, 1e-9)), np.log(chart.x), np.sqrt(chart.y))
    gain[0, 0] = 1 - lost
    expected = scipy.fft.idctn(
        scipy.fft.dctn(x0, axes=(0, 1), norm="ortho") * gain[..., None], axes=(0, 1), norm="ortho"
    )
    shown = frame.pixels[:, 64:, 2::-1] / 127.5 - 1
    assert np.abs(shown - np.clip(expected, -1, 1)).max() < 1.5 / 127.5
    assert np.abs(frame.pixels[:, :64, 2::-1].astype(int) - pixels).max() == 0


def test_the_exact_law_at_the_start_loses_nothing_of_the_mean() -> None:
    noise, exact = (build(PlanSettings(law=law)) for law in ("noise", "exact"))
    assert " 0.0 % of the mean" in exact.remark
    assert " 0.0 % of the mean" not in noise.remark


def test_noise_levels_of_the_selected_run_stand_over_the_spectrum() -> None:
    settings = PlanSettings(("ddim:steps=4", "ddim:sigmas=9/1/0.1/0"), selected=2)
    marks = build(settings).charts[0].marks
    assert [mark.at for mark in marks] == pytest.approx([81, 1, 0.01])
    assert {mark.colour for mark in marks} == {1}
    assert marks[0].label == "3 noise levels"
    far = build(replace(settings, run=("ddim", "ddim:sigmas=1e6/1/0"))).charts[0]
    assert far.marks[0].label == "1 of 2 noise levels"
    flow = SCENES["plan"].build(
        make_schedule("flow", 1000), 300, Given(facts=FACTS), PlanSettings(("ddim:steps=4",))
    )
    assert flow.charts[0].marks[0].label == "3 of 4 noise levels"  # the first has no signal, and so no place


def test_spectra_at_all_sizes_stand_between_the_ends_of_the_schedule() -> None:
    chart = build(PlanSettings(above="sizes")).charts[0]
    assert [curve.label for curve in chart.curves] == ["128 px", f"64 px, SNR × {FACTS.gains[0]:.2f}"]
    assert chart.marks[-1].at == pytest.approx(LINEAR.sigma[1] ** 2)


def test_the_map_has_the_kl_of_each_spacing_and_number_of_steps_and_a_click_takes_them() -> None:
    """Against the list of runs, which is checked above: brighter cells have less KL, names at the right are of N."""
    settings = PlanSettings(("ddim:steps=10", "ddim:spacing=karras,steps=20", "heun:steps=10"), above="map")
    chart = build(settings).charts[0]
    assert chart.heat is not None
    spacings = [words for _, words in chart.y.ticks]
    steps = [int(words) for _, words in chart.x.ticks]
    assert chart.heat.values.shape == (len(spacings), len(steps))
    row, column = spacings.index("Karras"), steps.index(20)
    dots = {curve.colour: (float(curve.x[0]), float(curve.y[0])) for curve in chart.curves if curve.dots}
    assert dots == {
        0: (steps.index(10), spacings.index("trailing")),
        1: (column, row),
    }  # Heun has another map
    beside = [curve.label for curve in chart.curves if not curve.dots]
    notes = {
        name: build(PlanSettings((f"ddim:spacing={name},steps=10",))).runs[0] for name in ("karras", "ays")
    }
    for name, note in notes.items():
        assert beside[spacings.index(SPACINGS[name].title)] == note.number
    kl = build(settings).runs
    assert (float(kl[0].number) > float(kl[1].number)) == (
        chart.heat.values[spacings.index("trailing"), steps.index(10)] < chart.heat.values[row, column]
    )
    scene, given = SCENES["plan"], Given(facts=FACTS)
    words = scene.words_at(LINEAR, 300, given, settings, 0, column + 0.4, row - 0.4)
    assert words == f"Karras, 20 steps: KL {kl[1].number} nats per value, {kl[1].small.split(', ')[1]}"
    clicked = scene.click(LINEAR, given, settings, 0, column + 0.4, row - 0.4)
    assert clicked == replace(settings, run=("ddim:spacing=karras", *settings.run[1:]))
    assert scene.click(LINEAR, given, settings, 1, 0.1, 0.5) is None
    assert scene.click(LINEAR, given, replace(settings, above="levels"), 0, 0.1, 0.5) is None
    short = scene.click(make_schedule("linear", 5), given, settings, 0, 14, row)
    assert short.run[0] == "ddim:spacing=karras,steps=5"


def test_charts_stay_the_same_while_t_moves() -> None:
    one, other = build(PlanSettings(), t=300), build(PlanSettings(), t=301)
    assert one.charts is other.charts
    assert one.cursors != other.cursors
    cursor = other.cursors[0]
    assert isinstance(cursor, Mark)
    assert cursor.at == pytest.approx(LINEAR.sigma[301] ** 2)
    assert build(PlanSettings(), t=0).cursors == (None, None)


def test_before_the_picture_is_measured_a_run_that_is_not_possible_is_said() -> None:
    grid = SCENES["plan"].build(LINEAR, 0, Given(), PlanSettings())
    assert grid.cells[0].note
    assert not grid.charts
    impossible = PlanSettings(("ddim:sigmas=1/2/0",))
    for given in (Given(), Given(facts=FACTS)):
        with pytest.raises(ValueError, match=r"The run .* does not go with this schedule: .*\."):
            SCENES["plan"].build(LINEAR, 0, given, impossible)


def test_a_run_of_more_steps_than_there_are_takes_all() -> None:
    assert build(PlanSettings(), make_schedule("linear", 5), t=5).runs[0].title == "DDIM trailing 5"


def test_plans_of_long_runs_are_calculated_beside_the_window() -> None:
    """In slices, and once for all t; the short ones are there at once."""
    settings = PlanSettings(("ddpm:steps=400", "ddim:steps=20"))
    needs = SCENES["plan"].needs(LINEAR, Given(facts=FACTS), settings)
    assert needs.first == (FindPlan("ddpm:steps=400", LINEAR, FACTS.spectrum),)
    slices = list(needs.first[0].run())
    assert len(slices) >= 400 // SLICE
    result = finish(calculate(needs.first[0]))
    given = Given(facts=FACTS, results=Results().with_one_more(result))
    grid = SCENES["plan"].build(LINEAR, 300, given, settings)
    at_once = build(settings)
    assert [note.number for note in grid.runs] == [note.number for note in at_once.runs]
    exact = plan(parse("ddpm:steps=400"), LINEAR, FACTS.spectrum).from_noise
    np.testing.assert_array_equal(grid.charts[1].curves[0].y, np.minimum(exact.kept, 4.0))
    wrong = SCENES["plan"].needs(LINEAR, Given(facts=FACTS), PlanSettings(("ddpm:sigmas=1/0.5",)))
    assert not wrong.first
    assert not SCENES["plan"].needs(LINEAR, Given(), settings).first


def test_a_zero_signal_at_the_end_and_a_plain_picture_are_no_trouble() -> None:
    plain = np.full((16, 16, 3), 0.25, np.float32)
    for schedule in (LINEAR, make_schedule("cosine"), make_schedule("flow")):
        for facts in (FACTS, facts_of(plain)):
            grid = build(PlanSettings(), schedule, facts=facts)
            for chart in grid.charts:
                assert all(np.all(np.isfinite(curve.y)) for curve in chart.curves)
                assert math.isfinite(chart.y.low)
                assert chart.y.high > chart.y.low


def test_a_suggestion_is_never_worse() -> None:
    simulator = Simulator()
    try:
        run = parse("dpmpp_2m:spacing=karras,steps=8")
        found = finish(simulator.run(Suggest(run, ScheduleChoice(), FACTS.spectrum)))
    finally:
        simulator.close()
    assert found.after.from_noise.kl_per_pixel < found.before.from_noise.kl_per_pixel
    assert found.after.run.steps == 8
    assert found.after.run.sampler == "dpmpp_2m"


def test_a_request_with_facts_of_a_picture_that_is_gone_is_refused() -> None:
    simulator = Simulator()
    try:
        opened = finish(simulator.run(OpenPixels("test", np.zeros((4, 4, 3), np.uint8), None)))
        request: Request = replace(ask_for(opened.id, (4, 4), (4, 4), scene="plan"), facts=FACTS)
        with pytest.raises(ValueError, match="replaced"), torch.inference_mode():
            list(simulator.frames(request, lambda h, w: Canvas(np.zeros((h, w, 4), np.uint8))))
    finally:
        simulator.close()


@pytest.mark.parametrize(
    ("folder", "words"), [("", "before a folder is chosen"), ("/photos", "are being measured")]
)
def test_where_a_set_has_no_folder_nothing_is_said_to_be_measured(folder: str, words: str) -> None:
    settings = PlanSettings(spectrum_of="folder", folder=folder)
    grid = SCENES["plan"].build(LINEAR, 0, Given(facts=FACTS), settings)
    assert words in grid.cells[0].note
