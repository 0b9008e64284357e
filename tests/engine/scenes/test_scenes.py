"""Every scene: its mixes against the equations evaluated step by step on float64 images, and its titles."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from zlib import crc32

import numpy as np
import numpy.typing as npt
import pytest
import torch

from engine.mix import Layer, Mix
from engine.predictions import PREDICTIONS
from engine.process import jump, reverse_step, step, step_mean
from engine.samplers.oracle import Oracle, reverse_run
from engine.samplers.run import parse as run_named
from engine.samplers.timesteps import kept_timesteps
from engine.scenes import SCENES, Given, Grid, Option, Strip, compare
from engine.scenes.compare import CompareSettings, fractional_timestep
from engine.scenes.compared_schedules import COLOURS, DASHES, compared
from engine.scenes.forward import ForwardSettings
from engine.scenes.posterior import PosteriorSettings
from engine.scenes.predict import PredictSettings
from engine.scenes.reverse import ReverseSettings
from engine.schedules import SCHEDULES, Parameter, Schedule, make_schedule
from engine.schedules.whole_text import read_whole
from gui.formulas.tex import parse
from tests.facts import FACTS, some_texts

PRESERVING = ("linear", "quadratic", "sigmoid", "cosine")
Image = npt.NDArray[np.float64]
TIMESTEPS = [0, 1, 2, 300, 999, 1000]


class Layers(dict[Layer, Image]):
    """A small float64 image for every layer that is asked for, the same each time."""

    def __missing__(self, layer: Layer) -> Image:
        rng = np.random.default_rng(crc32(f"{layer.kind} {layer.key}".encode()))
        self[layer] = rng.uniform(-1, 1, (4, 5, 3)) if layer.kind == "picture" else rng.normal(size=(4, 5, 3))
        return self[layer]


@pytest.fixture
def layers() -> Layers:
    return Layers()


def render(mix: Mix, layers: Mapping[Layer, Image]) -> Image:
    total = np.zeros((4, 5, 3))
    for layer, weight in mix.weights.items():
        total += weight * layers[layer]
    return total


def build(name: str, schedule: Schedule, t: int, settings: object = None, strip: Strip | None = None) -> Grid:
    scene = SCENES[name]
    return scene.build(schedule, t, Given(strip or Strip(), facts=FACTS), settings or scene.defaults)


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize("family", PRESERVING)
@pytest.mark.parametrize("steps", [1, 2, 7, 1000])
def test_every_scene_can_be_built_at_every_timestep(name: str, family: str, steps: int) -> None:
    schedule = make_schedule(family, steps)
    shape = None
    for t in {0, 1, steps // 2, steps}:
        grid = build(name, schedule, t)
        assert grid.rows
        assert all(math.isfinite(weight) for cell in grid.cells for weight in cell.mix.weights.values())
        assert all(bool(cell.note) or cell.mix.weights or "- m" in cell.title for cell in grid.cells)
        assert shape in (None, [len(row.cells) for row in grid.rows])  # the images do not jump about
        shape = [len(row.cells) for row in grid.rows]


def any_setting(chance: random.Random, option: Option, steps: int) -> object:
    keys = [key for key, _ in option.choices]
    match option.kind:
        case "value" | "name":
            raise AssertionError(f"{option.name}: only exports have such")
        case "folder":
            return chance.choice(["", "pictures of mine"])
        case "switch":
            return chance.random() < 0.5
        case "choice":
            return chance.choice(keys)
        case "several":
            return tuple(chance.sample(keys, chance.randint(1, len(keys))))
        case "runs":
            return tuple(
                chance.choices(some_texts(option), k=chance.randint(int(option.minimum), int(option.maximum)))
            )
        case "text":
            return chance.choice(["14.6/2.5/0.3", "0.001", f"{steps}/{steps / 3}"])
        case "whole":
            least, most = int(option.minimum), int(option.maximum)
            return chance.choice([least, min(most, max(steps, least)), chance.randint(least, most)])
        case "number":
            return chance.choice(
                [option.minimum, option.maximum, chance.uniform(option.minimum, option.maximum)]
            )


def any_parameter(chance: random.Random, parameter: Parameter) -> float:
    if parameter.kind == "switch":
        return 0.0
    low, high = parameter.inside or (parameter.minimum, parameter.maximum)
    edge = 1e-9 if parameter.inside else 0.0
    return chance.choice(
        [parameter.default, low + edge, high - edge, chance.uniform(low + edge, high - edge)]
    )


@pytest.mark.parametrize("seed", range(40))
def test_any_settings_give_a_grid_or_a_sentence(seed: int) -> None:
    """Any settings with any schedule, where alpha_bar underflows too: and every text is TeX that can be read."""
    chance = random.Random(seed)
    family = chance.choice([SCHEDULES[name] for name in PRESERVING])
    steps = chance.choice([1, 2, 3, 20, 1000, 5000])
    parameters = {each.name: any_parameter(chance, each) for each in family.parameters}
    sentences = []
    for scene in SCENES.values():
        settings = replace(
            scene.defaults, **{option.name: any_setting(chance, option, steps) for option in scene.options}
        )
        for t in {0, 1, steps, chance.randint(0, steps)}:
            try:
                schedule = make_schedule(family.name, steps, **parameters)
                grid = scene.build(schedule, t, Given(Strip(12, 8), facts=FACTS), settings)
            except ValueError as error:
                sentences.append(str(error))
                continue
            for row in grid.rows:
                for text in (grid.equation, grid.law, row.label, *(cell.title for cell in row.cells)):
                    parse(text)
                for cell in row.cells:
                    assert cell.reference is None or cell.note or isinstance(cell.difference, Mix)
                    assert cell.reference is None or parse(cell.reference.name)
    assert all(sentence.endswith(".") and "NaN" not in sentence for sentence in sentences)


def test_an_error_that_no_signal_outweighs_is_said() -> None:
    schedule = make_schedule("linear", 100_000, beta_end=0.5)
    with pytest.raises(ValueError, match="no signal is left"):
        build("reverse", schedule, 90_000, ReverseSettings(error=0.1))
    cells = build("predict", schedule, 90_000, PredictSettings(prediction="mean", error=0.1)).cells
    assert "too little of the picture is left" in cells[-1].note


@pytest.mark.parametrize("t", TIMESTEPS)
def test_forward_is_the_jump(t: int, layers: Layers) -> None:
    schedule = make_schedule("linear")
    x0 = layers[next(iter(build("forward", schedule, 0).cells[0].mix.weights))]
    grid = build("forward", schedule, t, strip=Strip(column=2))
    ab = np.prod(1 - schedule.betas[:t])
    np.testing.assert_allclose(render(grid.cells[0].mix, layers), math.sqrt(ab) * x0, atol=1e-12)
    eps = layers[Layer("noise", "forward 2")]
    expected = math.sqrt(ab) * x0 + math.sqrt(1 - ab) * eps
    np.testing.assert_allclose(render(grid.cells[1].mix, layers), expected, atol=1e-12)


def test_a_path_is_one_chain_and_shares_its_noise() -> None:
    schedule = make_schedule("cosine", 500)
    states = [build("forward", schedule, t, ForwardSettings(path=True)).cells[1].mix for t in range(501)]
    for t in (1, 2, 250, 500):
        here, there = states[t].weights, states[t - 1].weights
        noise = {layer for layer in {*here, *there} if layer.kind == "noise"}
        covariance = sum(here.get(layer, 0.0) * there.get(layer, 0.0) for layer in noise)
        expected = schedule.alpha(t) ** 0.5 * (1 - schedule.alpha_bar[t - 1])
        assert covariance == pytest.approx(expected, abs=1e-12)
        variance = sum(here[layer] ** 2 for layer in noise if layer in here)
        assert variance == pytest.approx(1 - schedule.alpha_bar[t], abs=1e-12)


@pytest.mark.parametrize("t", TIMESTEPS)
def test_step_goes_from_a_sample_to_samples(t: int, layers: Layers) -> None:
    schedule = make_schedule("sigmoid")
    live = build("step", schedule, t, strip=Strip(column=1)).rows[0]
    if t == 0:
        assert {cell.note for cell in live.cells} == {"No step leads to t = 0."}
        return
    x_prev, mean, sample = (render(cell.mix, layers) for cell in live.cells)
    eps = torch.from_numpy(layers[Layer("noise", "step 1")])
    np.testing.assert_allclose(mean, step_mean(schedule, t, torch.from_numpy(x_prev)).numpy(), atol=1e-12)
    expected = step(schedule, t, torch.from_numpy(x_prev), eps).numpy()
    np.testing.assert_allclose(sample, expected, atol=1e-12)


@pytest.mark.parametrize("name", PREDICTIONS)
@pytest.mark.parametrize("family", PRESERVING)
@pytest.mark.parametrize("t", [1, 2, 500, 999, 1000])
def test_a_perfect_prediction_gives_x0_and_an_error_grows_by_its_gain(name: str, family: str, t: int) -> None:
    schedule = make_schedule(family)
    x0_hat = build("predict", schedule, t, PredictSettings(name)).cells[3].mix
    assert {layer.kind: pytest.approx(weight, abs=1e-11) for layer, weight in x0_hat.weights.items()} in (
        {"picture": 1.0},
        {"picture": 1.0, "noise": 0.0},
    )
    wrong = build("predict", schedule, t, PredictSettings(name, error=0.25)).cells[3].mix
    error = (wrong - x0_hat).weights[Layer("noise", "xi")]
    assert error == pytest.approx(0.25 * PREDICTIONS[name].gain(schedule, t), rel=1e-9)


@pytest.mark.parametrize("t", [0, 1, 500, 4000, 5000])
def test_predictions_of_the_noise_hold_where_alpha_bar_is_tiny(t: int) -> None:
    schedule = make_schedule("linear", 5000)
    assert schedule.alpha_bar[5000] < 1e-20
    for name in ("eps", "x0", "v"):
        x0_hat = build("predict", schedule, t, PredictSettings(name)).cells[3].mix
        difference = x0_hat - build("predict", schedule, t).cells[0].mix
        assert all(abs(weight) < 1e-12 for weight in difference.weights.values())


def test_predictions_are_the_same_on_tensors() -> None:
    schedule = make_schedule("linear")
    x0, eps = torch.randn(3, 4, 5, dtype=torch.float64), torch.randn(3, 4, 5, dtype=torch.float64)
    for t in (1, 300, 1000):
        x_t = jump(schedule, t, x0, eps)
        for prediction in PREDICTIONS.values():
            output = prediction.output(schedule, t, x0, eps)
            torch.testing.assert_close(prediction.read(schedule, t, x_t, output), x0, atol=1e-9, rtol=0)


@pytest.mark.parametrize("family", PRESERVING)
@pytest.mark.parametrize("t", [1, 2, 500, 1000])
def test_posterior_is_bayes_rule(family: str, t: int, layers: Layers) -> None:
    schedule = make_schedule(family)
    x_t, mean, sample, marginal, difference = (cell.mix for cell in build("posterior", schedule, t).cells)
    ab, ab_prev, beta = schedule.alpha_bar[t], schedule.alpha_bar[t - 1], schedule.beta(t)
    c0 = math.sqrt(ab_prev) * beta / (1 - ab)
    ct = math.sqrt(1 - beta) * (1 - ab_prev) / (1 - ab)
    x0 = layers[next(iter(marginal.weights))]
    expected = c0 * x0 + ct * render(x_t, layers)
    np.testing.assert_allclose(render(mean, layers), expected, atol=1e-9)
    variance = schedule.posterior_variance[t - 1]
    noise = (sample - mean).weights.get(Layer("noise", "posterior 0"), 0.0)
    assert noise == pytest.approx(math.sqrt(variance), abs=1e-12)
    if t == 1:
        assert mean == build("predict", schedule, 1).cells[0].mix
        assert max(map(abs, difference.weights.values()), default=0.0) < 1e-12
    else:
        assert 0.19 < max(map(abs, difference.weights.values())) <= 0.5


def test_the_larger_variance_is_beta() -> None:
    schedule = make_schedule("linear")
    cells = build("posterior", schedule, 400, PosteriorSettings("beta")).cells
    noise = (cells[2].mix - cells[1].mix).weights[Layer("noise", "posterior 0")]
    assert noise == pytest.approx(math.sqrt(schedule.beta(400)))


@pytest.mark.parametrize("eta", [0.0, 0.3, 1.0])
@pytest.mark.parametrize(("t", "s"), [(1000, 999), (1000, 0), (500, 20), (2, 1), (1, 0)])
def test_a_step_back_keeps_the_marginal(eta: float, t: int, s: int) -> None:
    for family in PRESERVING:
        schedule = make_schedule(family)
        back = reverse_step(schedule, t, s, eta)
        signal = back.c0 + back.ct * schedule.sqrt_alpha_bar[t]
        assert signal == pytest.approx(schedule.sqrt_alpha_bar[s], abs=1e-12)
        variance = back.ct**2 * -math.expm1(schedule.log_alpha_bar[t]) + back.variance
        assert variance == pytest.approx(-math.expm1(schedule.log_alpha_bar[s]), abs=1e-12)


@pytest.mark.parametrize(("t", "s"), [(0, 0), (5, 5), (5, 6), (1001, 1), (5, -1)])
def test_a_step_that_does_not_go_back_is_refused(t: int, s: int) -> None:
    with pytest.raises(ValueError, match=f"no step back from t = {t} to {s}"):
        reverse_step(make_schedule("linear"), t, s)


@pytest.mark.parametrize("steps", [1, 2, 10, 999, 1000])
@pytest.mark.parametrize("spacing", ["trailing", "leading", "linspace"])
def test_exactly_n_timesteps_are_kept_and_they_fall(steps: int, spacing: str) -> None:
    for kept in {1, 2, 7, steps // 3, steps - 1, steps} & set(range(1, steps + 1)):
        timesteps = kept_timesteps(steps, kept, spacing)
        assert len(timesteps) == kept + 1
        assert all(a > b for a, b in pairwise(timesteps))
        assert timesteps[-2] >= 1
        assert timesteps[0] <= steps


def test_kept_timesteps_are_those_of_the_libraries_plus_one() -> None:
    assert kept_timesteps(1000, 10, "leading")[:-1] == tuple(range(901, 0, -100))
    linspace = [999, 888, 777, 666, 555, 444, 333, 222, 111, 0]
    assert kept_timesteps(1000, 10, "linspace")[:-1] == tuple(t + 1 for t in linspace)
    assert kept_timesteps(1000, 10, "trailing")[:-1] == tuple(range(1000, 0, -100))
    leading = [852, 710, 568, 426, 284, 142, 0]
    assert kept_timesteps(1000, 7, "leading")[:-1] == tuple(t + 1 for t in leading)


def test_too_many_steps_and_unknown_spacings_are_refused() -> None:
    for kept in (0, 11):
        with pytest.raises(ValueError, match=f"keeps {kept} steps; it must be 1 to T = 10"):
            kept_timesteps(10, kept, "leading")
    with pytest.raises(ValueError, match="no spacing 'odd'"):
        kept_timesteps(10, 5, "odd")
    with pytest.raises(ValueError, match="keeps 20 steps"):
        build("reverse", make_schedule("linear", 10), 3, ReverseSettings(kept=20))


SAMPLERS = [
    (1.0, Oracle(run_named("ddpm:steps=1000"))),
    (0.0, Oracle(run_named("euler:steps=50,spacing=leading"))),
    (0.4, Oracle(run_named("ddim:steps=333,spacing=linspace,eta=0.4"))),
    (1.0, Oracle(run_named("ddpm:steps=100,large_variance=1"))),
    (0.0, Oracle(run_named("ddim:steps=250"), error=0.3, prediction="v")),
]


@pytest.mark.parametrize("family", PRESERVING)
@pytest.mark.parametrize(("eta", "sampler"), SAMPLERS)
def test_the_chain_back_has_the_law_of_the_walk(family: str, eta: float, sampler: Oracle) -> None:
    schedule = make_schedule(family)
    run = reverse_run(schedule, sampler)
    kept, large = run.timesteps, bool(sampler.run.options and not eta < 1)
    signal, error = float(schedule.sqrt_alpha_bar[kept[0]]), 0.0
    variance = 1 - float(schedule.alpha_bar[kept[0]])
    gain = PREDICTIONS[sampler.prediction].gain
    for k, (t, s) in enumerate(pairwise(kept), start=1):
        back = reverse_step(schedule, t, s, eta, large_variance=large)
        signal = back.c0 + back.ct * signal
        error = back.ct * error + (back.c0 * sampler.error * gain(schedule, t) if sampler.error else 0.0)
        variance = back.ct**2 * variance + back.variance
        if k % 7 == 0 or s == 0:
            weights = run.states.state(k).weights
            noise = sum(w * w for layer, w in weights.items() if layer.kind == "noise" and layer.key != "xi")
            assert weights[Layer("picture", "")] == pytest.approx(signal, abs=1e-11)
            assert weights.get(Layer("noise", "xi"), 0.0) == pytest.approx(error, abs=1e-11)
            assert noise == pytest.approx(variance, abs=1e-11)


@pytest.mark.parametrize("family", PRESERVING)
@pytest.mark.parametrize(
    "settings", [ReverseSettings(), ReverseSettings("ddim", 50), ReverseSettings("ddim", 20, eta=0.7)]
)
def test_with_the_oracle_the_chain_ends_at_x0(family: str, settings: ReverseSettings) -> None:
    schedule = make_schedule(family)
    x0 = build("predict", schedule, 0).cells[0].mix
    last = build("reverse", schedule, 0, settings).cells[0].mix
    assert all(abs(weight) < 1e-12 for weight in (last - x0).weights.values())


def test_between_kept_steps_the_last_state_that_was_reached_is_shown() -> None:
    schedule = make_schedule("linear")
    settings = ReverseSettings(kept=10, spacing="leading")
    for t, shown in ((1000, 901), (902, 901), (901, 901), (900, 901), (801, 801), (1, 1), (0, 0)):
        row = build("reverse", schedule, t, settings).rows[0]
        assert (row.label, row.cells[0].title) == (f"t = {shown}", f"x_{{{shown}}}")


@pytest.mark.parametrize("steps", [1000, 10_000])
def test_any_state_of_a_long_chain_has_few_layers(steps: int) -> None:
    schedule = make_schedule("linear", steps)
    for t in np.linspace(0, steps, 60).astype(int).tolist():
        assert len(build("reverse", schedule, t).cells[0].mix.weights) <= 2 * math.log2(steps)


def test_at_equal_t_schedules_differ_and_at_equal_snr_they_are_the_same() -> None:
    schedule = make_schedule("linear")
    at_t = build("compare", schedule, 300)
    assert len({cell.mix for cell in at_t.rows[0].cells}) == 4
    at_snr = build("compare", schedule, 300, CompareSettings(by="snr"))
    assert len({cell.mix for cell in at_snr.rows[0].cells}) == 1
    for column in range(5):
        assert len({row.cells[column].mix for row in at_snr.rows[1:]}) == 1
    assert len({row.timestep(2) for row in at_snr.rows[1:]}) == 4
    assert r"\mathrm{SNR}" in at_snr.rows[1].cells[2].title


def test_equal_snr_is_reached_where_the_title_says() -> None:
    schedules = [make_schedule(name) for name in PRESERVING]
    for level in compare.shared_levels(schedules, 7):
        for schedule in schedules:
            t = fractional_timestep(schedule, level)
            assert t is not None
            below, above = schedule.log_snr[math.ceil(t)], schedule.log_snr[math.floor(t)]
            assert below - 1e-9 <= level <= above + 1e-9
    assert fractional_timestep(schedules[0], 1e9) is None
    grid = build("compare", schedules[3], 1000, CompareSettings(by="snr"))
    assert "t =" not in grid.rows[0].cells[0].title  # cosine gets noisier than linear ever does


def test_the_schedule_in_use_keeps_its_parameters_in_a_comparison() -> None:
    mine = make_schedule("linear", 100, beta_end=0.3)
    rows = build("compare", mine, 50).rows
    assert rows[1].curve is mine
    assert rows[2].curve is make_schedule("quadratic", 100)
    other = build("compare", mine, 50, CompareSettings(schedules=("linear", "cosine:s=0.1"))).rows
    assert other[2].curve is make_schedule("cosine", 100, s=0.1)
    assert other[2].colour == rows[4].colour  # that of its family, whatever else is compared
    with pytest.raises(ValueError, match="choose at least one"):
        build("compare", mine, 50, CompareSettings(schedules=()))


def test_no_two_schedules_have_the_same_line() -> None:
    def lines(*texts: str) -> list[tuple[int, int]]:
        return [divmod(each.colour, COLOURS) for each in compared(make_schedule("linear", 50), texts)]

    families = [name for name in SCHEDULES if name not in ("vp_discrete", "trunc_lin")]  # T = 50 is too few
    alone = lines(*families)
    assert len(set(alone)) == len(families)
    assert max(dashes for dashes, _ in alone) < DASHES
    assert len(SCHEDULES) + 2 <= COLOURS * DASHES  # each has its own for ever, drawings and numbers too
    alike = lines(*(f"linear:beta_end={0.01 + n / 1000}" for n in range(20)))
    assert len(set(alike)) == 20
    assert len({colour for _, colour in alike[:COLOURS]}) == COLOURS
    assert lines("cosine", "linear")[0] == lines("linear", "cosine")[1]


def test_a_drawing_numbers_and_transforms_are_compared() -> None:
    texts = (
        "cosine | zero_terminal",
        "drawn:0:9,0.5:0,1:-9",
        "given:betas:" + ",".join(map(repr, np.linspace(0.001, 0.5, 30).tolist())),
        "linear | steps=300 | respace:count=30",
        "linear:beta_end=0.5 | offset_noise:strength=0.5",
    )
    for by in ("t", "snr"):
        grid = build("compare", make_schedule("cosine", 30), 20, CompareSettings(schedules=texts, by=by))
        for text, row in zip(texts, grid.rows[1:], strict=True):
            assert row.curve == replace(read_whole(text), steps=300 if "steps" in text else 30).make()
        kinds = [{layer.kind for layer in cell.mix.weights} for cell in grid.rows[0].cells]
        assert kinds == [{"picture", "noise"}] * 4 + [{"picture", "offset noise"}]
        assert "cosine + Zero terminal SNR" in grid.rows[0].cells[0].title
        assert r"\text{cosine +}" in grid.rows[1].label
        assert grid.rows[0].cells[4].title.startswith(r"\text{linear:beta_end=0.5 + Offset …}")
        assert "offset" in grid.remark
    with pytest.raises(ValueError, match="the schedule in use T = 4: schedules are compared at one T"):
        build("compare", make_schedule("cosine", 4), 2, CompareSettings(schedules=texts[2:3]))


@pytest.mark.parametrize("name", SCENES)
def test_settings_and_options_go_together(name: str) -> None:
    scene = SCENES[name]
    for option in scene.options:
        value = getattr(scene.defaults, option.name)
        match option.kind:
            case "choice":
                choices = [key for key, _ in option.choices]
                assert value in choices
            case "several":
                assert set(value) <= {key for key, _ in option.choices}
            case "whole" | "number":
                assert option.minimum <= value <= option.maximum
            case "switch":
                assert value in (False, True)
        assert replace(scene.defaults, **{option.name: value}) == scene.defaults


def test_schedules_that_share_no_snr_cannot_be_compared_at_equal_snr() -> None:
    for steps in (1, 2, 5):
        with pytest.raises(ValueError, match=f"share no signal-to-noise ratio at T = {steps}"):
            build("compare", make_schedule("linear", steps), 1, CompareSettings(by="snr"))
    alone = CompareSettings(("linear",), by="snr")
    assert len(build("compare", make_schedule("linear", 1), 1, alone).rows) == 2


@pytest.mark.parametrize(("prediction", "left"), [("eps", 0.0), ("v", 0.0), ("x0", 0.3), ("mean", 0.3)])
def test_an_error_leaves_at_the_end_what_the_help_says(prediction: str, left: float) -> None:
    settings = ReverseSettings(prediction=prediction, error=0.3)
    last = build("reverse", make_schedule("linear"), 0, settings).cells[0].mix
    assert last.weights.get(Layer("noise", "xi"), 0.0) == pytest.approx(left, abs=0.01)
