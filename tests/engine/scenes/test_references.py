"""What each shown distance compares with, against an independent computation on float64 images."""

from __future__ import annotations

import math
from dataclasses import replace
from zlib import crc32

import numpy as np
import numpy.typing as npt
import pytest

from engine.mix import Layer, Mix
from engine.pixels.values import Distance
from engine.scenes import SCENES, Cell, Given, Grid, Strip
from engine.scenes.forward import ForwardSettings
from engine.scenes.posterior import PosteriorSettings
from engine.scenes.predict import PredictSettings
from engine.scenes.reverse import ReverseSettings
from engine.schedules import Schedule, make_schedule

Image = npt.NDArray[np.float64]
SIZE = (40, 50, 3)
SETTINGS = {
    "forward": [ForwardSettings(), ForwardSettings(path=True)],
    "step": [SCENES["step"].defaults],
    "posterior": [PosteriorSettings(v, c) for v in ("posterior", "beta") for c in ("x0", "jump")],
    "reverse": [ReverseSettings(), ReverseSettings("ddim", 20, error=0.2), ReverseSettings(start=400)],
    "predict": [PredictSettings(p, e) for p in ("eps", "x0", "v", "flow", "mean") for e in (0.0, 0.1)],
}


def image(layer: Layer) -> Image:
    rng = np.random.default_rng(crc32(f"{layer.kind} {layer.key}".encode()))
    return rng.uniform(-1, 1, SIZE) if layer.kind == "picture" else rng.normal(size=SIZE)


def render(mix: Mix) -> Image:
    return sum((weight * image(layer) for layer, weight in mix.weights.items()), np.zeros(SIZE))


def build(name: str, schedule: Schedule, t: int, settings: object) -> Grid:
    return SCENES[name].build(schedule, t, Given(), settings)


def right_answers(schedule: Schedule, t: int) -> dict[str, Image]:
    """By the name of a reference: the image that it stands for, from the betas alone."""
    x0, eps = image(Layer("picture", "")), image(Layer("noise", "forward 0"))
    alpha_bar = np.concatenate(([1.0], np.cumprod(1 - schedule.betas)))
    signal, noise = np.sqrt(alpha_bar), np.sqrt(1 - alpha_bar)
    x_t = signal[t] * x0 + noise[t] * eps
    found = {"x_0": x0, r"\epsilon": eps, "v": signal[t] * eps - noise[t] * x0, "u": eps - x0}
    if t:
        beta, before = schedule.betas[t - 1], alpha_bar[t - 1]
        found[r"\tilde\mu_t"] = (
            np.sqrt(before) * beta * x0 + np.sqrt(1 - beta) * (1 - before) * x_t
        ) / noise[t] ** 2
        found["m"] = np.sqrt(before) * x0
        found["x_{t-1}"] = signal[t - 1] * x0 + noise[t - 1] * eps
    return found


@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.parametrize("t", [1, 2, 300, 1000])
def test_a_reference_is_what_its_name_says(name: str, t: int) -> None:
    schedule = make_schedule("linear")
    for settings in SETTINGS[name]:
        row = build(name, schedule, t, settings).rows[0]
        assert row.t is not None
        right = right_answers(schedule, row.t)
        compared = [cell for cell in row.cells if cell.reference]
        assert compared
        for cell in compared:
            assert cell.reference is not None
            if name == "reverse" and cell.reference.name == r"\epsilon":  # the noise of this chain
                x_t, x0 = render(row.cells[0].mix), right["x_0"]
                expected = (x_t - schedule.sqrt_alpha_bar[row.t] * x0) / schedule.sqrt_one_minus_alpha_bar[
                    row.t
                ]
            else:
                expected = right[cell.reference.name]
            np.testing.assert_allclose(render(cell.reference.mix), expected, atol=1e-9)
            assert cell.difference is not None
            np.testing.assert_allclose(render(cell.difference), render(cell.mix) - expected, atol=1e-7)


NAMES = {
    "forward": ["", "x_0"],
    "step": ["", "x_{t-1}", "x_{t-1}"],
    "reverse": ["x_0", "x_0", r"\epsilon"],
}


@pytest.mark.parametrize("name", NAMES)
def test_what_each_image_is_compared_with(name: str) -> None:
    for settings in SETTINGS[name]:
        assert names(build(name, make_schedule("linear"), 300, settings)) == NAMES[name]


def names(grid: Grid) -> list[str]:
    return [cell.reference.name if cell.reference else "" for cell in grid.rows[0].cells]


@pytest.mark.parametrize(
    ("prediction", "name"), [("eps", r"\epsilon"), ("x0", "x_0"), ("v", "v"), ("flow", "u")]
)
def test_an_answer_is_compared_with_the_right_one(prediction: str, name: str) -> None:
    grid = build("predict", make_schedule("linear"), 300, PredictSettings(prediction))
    assert names(grid) == ["", "x_0", name, "x_0"]
    grid = build("predict", make_schedule("linear"), 300, PredictSettings("mean"))
    assert names(grid) == ["", "x_0", r"\tilde\mu_t", "x_0"]


def test_both_distances_of_the_posterior_can_be_had() -> None:
    schedule = make_schedule("linear")
    assert names(build("posterior", schedule, 300, PosteriorSettings())) == ["x_0"] * 4 + [""]
    assert names(build("posterior", schedule, 300, PosteriorSettings(compared="jump"))) == ["m"] * 4 + [""]


def distance(cell: Cell) -> Distance:
    assert cell.difference is not None
    difference = render(cell.difference)
    return Distance(float(np.abs(difference).mean()), float(np.sqrt((difference**2).mean())))


@pytest.mark.parametrize("family", ["linear", "quadratic", "sigmoid", "cosine", "karras"])
@pytest.mark.parametrize("prediction", ["eps", "x0", "v", "flow", "mean"])
@pytest.mark.parametrize("t", [1, 2, 500, 1000])
def test_a_perfect_answer_is_equal_and_an_error_is_delta_times_white_noise(
    family: str, prediction: str, t: int
) -> None:
    schedule = make_schedule(family)
    perfect = build("predict", schedule, t, PredictSettings(prediction)).rows[0].cells
    for cell in perfect[2:]:
        assert (distance(cell).l1, distance(cell).psnr) == (0.0, math.inf)
    wrong = build("predict", schedule, t, PredictSettings(prediction, 0.1)).rows[0].cells[2]
    assert distance(wrong).l1 == pytest.approx(0.1 * math.sqrt(2 / math.pi), rel=0.03)
    assert distance(wrong).l2 == pytest.approx(0.1, rel=0.03)


def test_small_differences_are_not_taken_for_rounding() -> None:
    schedule = make_schedule("linear", 1000, beta_start=1e-12, beta_end=1e-12)
    sample = build("forward", schedule, 1, ForwardSettings()).rows[0].cells[1]
    assert distance(sample).l2 == pytest.approx(1e-6, rel=0.03)


def test_only_what_is_large_is_measured_at_each_stop() -> None:
    grid = build("forward", make_schedule("linear"), 300, ForwardSettings())
    assert list(grid.compared) == [1]
    assert sum(cell.difference is not None for cell in grid.cells) > 10  # an export has them all
    at_zero = build("step", make_schedule("linear"), 0, SCENES["step"].defaults)
    assert at_zero.compared == {}  # nothing is drawn


@pytest.mark.parametrize(("name", "strip"), [("forward", Strip(column=2)), ("step", Strip(column=1))])
def test_the_grid_says_which_sample_is_large(name: str, strip: Strip) -> None:
    grid = SCENES[name].build(make_schedule("linear"), 300, Given(strip), SCENES[name].defaults)
    assert grid.sample == strip.column
    marked = [cell.mix for cell in grid.cells if cell.sample == grid.sample]
    assert grid.rows[0].cells[-1].mix in marked or name == "forward"
    other = SCENES[name].build(
        make_schedule("linear"), 300, Given(replace(strip, column=0)), SCENES[name].defaults
    )
    assert other.sample == 0
