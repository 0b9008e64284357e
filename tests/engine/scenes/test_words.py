"""What is written about the numbers: formulas with their digits, laws that follow the settings, one index."""

from __future__ import annotations

import re

import pytest

from engine.predictions import PREDICTIONS
from engine.samplers.run import parse as parse_run
from engine.scenes import SCENES, Given, Grid, Scene
from engine.scenes.compare import CompareSettings
from engine.scenes.formula import number, weighted
from engine.scenes.posterior import PosteriorSettings
from engine.scenes.predict import PredictSettings
from engine.scenes.reverse import ReverseSettings
from engine.scenes.runs import evaluations_of
from engine.scenes.samplers import SamplersSettings
from engine.scenes.samplers_pictures import about
from engine.scenes.strip import Strip
from engine.schedules import Schedule, make_schedule
from gui.formulas.tex import parse

LINEAR = make_schedule("linear")
FLOW = Schedule.from_path("flow", (), [1.0, 0.75, 0.5, 0.25, 0.0], [0.0, 0.25, 0.5, 0.75, 1.0])


def build(name: str, t: int, settings: object = None, schedule: Schedule = LINEAR) -> Grid:
    return SCENES[name].build(schedule, t, Given(), settings or SCENES[name].defaults)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (1.0, "1.000"),
        (0.0063441, "0.006344"),
        (157.1234, "157.1"),
        (-0.5, "-0.5000"),
        (2.42876e-9, r"2.429 \times 10^{-9}"),
        (1e6, r"1.000 \times 10^{6}"),
        (99999.96, "100000"),
    ],
)
def test_a_number_has_four_digits(value: float, text: str) -> None:
    assert number(value) == text
    parse(number(value))


def test_a_sum_has_no_terms_that_are_zero() -> None:
    assert weighted((0.5, "x_0"), (0.0, r"\epsilon")) == r"0.5000\, x_0"
    assert weighted((1.0, "x_0"), (-0.25, "v")) == r"x_0 - 0.2500\, v"
    assert weighted((-1.0, "x_0"), (1.0, "v")) == "-x_0 + v"
    assert weighted((0.0, "x_0")) == "0"


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize("t", [0, 1, 1000])
def test_no_equation_has_a_term_that_is_zero(name: str, t: int) -> None:
    equation = build(name, t).equation
    assert not re.search(r"(?<![\d._])0(\.0+)?\\,", equation), equation


def test_the_step_without_noise_has_no_noise_in_its_equation() -> None:
    assert build("reverse", 1).equation == r"x_{0} = \hat x_0"
    assert " z" not in build("reverse", 500, ReverseSettings("ddim")).equation
    assert " z" in build("reverse", 500).equation


def test_the_same_step_has_the_same_digits_in_two_scenes() -> None:
    posterior, reverse = (build(name, 300).equation for name in ("posterior", "reverse"))
    numbers = re.findall(r"\d\.\d+", posterior)
    assert len(numbers) == 2
    assert re.findall(r"\d\.\d+", reverse)[:2] == numbers


def test_x0_is_read_from_a_flow_by_its_own_weights() -> None:
    flow, linear = (
        build("predict", 300, PredictSettings("flow"), make_schedule(each)) for each in ("flow", "linear")
    )
    assert flow.equation == r"\hat x_0 = x_{300} - 0.3000\, \hat u"
    assert linear.equation == r"\hat x_0 = (x_{300} - 0.7769\, \hat u) / 1.407"


def test_the_law_of_the_posterior_follows_the_variance() -> None:
    exact, larger = (build("posterior", 2, PosteriorSettings(which)) for which in ("posterior", "beta"))
    assert r"q(x_{t-1} | x_t, x_0)" in exact.law
    assert r"\tilde\beta_t" in exact.law
    assert r"p(x_{t-1} | x_t)" in larger.law
    assert r"\tilde\beta" not in larger.law
    beta, tilde = LINEAR.beta(2), LINEAR.posterior_variance[1]
    assert f"is β̃ = {tilde:.4g}; β would be {beta:.4g}" in exact.remark
    assert f"is β = {beta:.4g}; β̃ would be {tilde:.4g}" in larger.remark
    assert "its variance is 0" in build("posterior", 1, PosteriorSettings("beta")).remark


def test_the_mean_of_the_posterior_has_one_index() -> None:
    grid = build("posterior", 2)
    assert grid.equation.startswith(r"\tilde\mu_{2} = ")
    assert r"\tilde\mu_t" in grid.law
    assert grid.rows[0].cells[1].title == r"\tilde\mu_t"
    written = "".join([grid.law, grid.equation, *(cell.title for cell in grid.cells)])
    assert r"\mu_{t-1}" not in written
    assert r"\mu_{1}" not in written


@pytest.mark.parametrize("name", SCENES)
def test_sigma_is_noise_per_signal_and_nothing_else(name: str) -> None:
    grid = build(name, 500)
    texts = [grid.equation, grid.law, *(cell.title for cell in grid.cells)]
    assert not any(re.search(r"\\sigma", text) for text in texts)


@pytest.mark.parametrize("name", SCENES)
def test_running_text_has_no_bars_and_roots(name: str) -> None:
    scene = SCENES[name]
    experiments = (words for each in scene.experiments for words in (each.title, each.look))
    charts = name in ("generate", "samplers", "plan", "density")  # they need a picture or a run
    remark = () if charts else (build(name, 300).remark,)
    for text in (scene.help, *(option.help for option in scene.options), *experiments, *remark):
        assert not set("√ᾱ") & set(text), text
        assert "\u0304" not in text
        assert not re.search("[a-zA-Z]\u0302", text), f"fonts have no place for a hat on a letter: {text}"


@pytest.mark.parametrize("name", ["forward", "step", "predict", "posterior"])
def test_on_another_path_nothing_is_said_of_alpha_bar(name: str) -> None:
    grid = build(name, 2, schedule=FLOW)
    texts = [grid.equation, grid.law, grid.remark, *(cell.title for cell in grid.cells)]
    assert not any("alpha" in text or "beta" in text for text in texts), texts


def test_new_pictures_say_that_their_path_preserves_variance_where_the_schedule_does_not() -> None:
    recipe = SamplersSettings().recipes(0, LINEAR)[0]
    for schedule in (LINEAR, FLOW):
        for remark in (build("generate", 2, schedule=schedule).remark, about(None, recipe, schedule)):
            assert ("xₜ preserves variance." in remark) is (schedule is FLOW)


def test_a_difference_that_is_not_enlarged_has_no_factor() -> None:
    """Of cosine at t = 300 its largest weight is 0.46."""
    for t, title in ((300, r"(\tilde\mu_t - m)"), (2, r"100\, (\tilde\mu_t - m)")):
        assert build("posterior", t, schedule=make_schedule("cosine")).cells[-1].title == title


def test_at_equal_snr_the_snr_is_said_and_each_image_has_its_own_timestep() -> None:
    grid = build("compare", 300, CompareSettings(by="snr"))
    assert rf"\mathrm{{SNR}}\; {number(float(LINEAR.snr[300]))}" in grid.rows[0].label
    assert grid.rows[0].timestep(0) == pytest.approx(300)
    assert grid.rows[0].timestep(3) != pytest.approx(300, abs=20)
    assert [row.t for row in grid.rows] == [None] * 5


def test_a_comparison_says_that_the_others_have_their_defaults() -> None:
    assert "Those named without parameters have their defaults." in build("compare", 300).remark
    for alone in ("linear", "cosine:s=0.01"):
        assert "default" not in build("compare", 300, CompareSettings(schedules=(alone,))).remark


def test_a_comparison_says_which_schedule_destroys_the_picture_first() -> None:
    assert float(LINEAR.snr[260]) < 1 < float(LINEAR.snr[259])
    cosine = make_schedule("cosine")
    assert float(cosine.snr[497]) < 1 < float(cosine.snr[496])
    two = CompareSettings(schedules=("cosine", "linear"))
    assert "The SNR falls to 1 at t ≈ 259 (linear), 496 (cosine)." in build("compare", 300, two).remark
    many = CompareSettings(schedules=("cosine", "quadratic", "linear", "sigmoid", "cosine:s=0.1"))
    assert "t ≈ 259 (linear), …, 496 (cosine)" in build("compare", 300, many).remark
    never = CompareSettings(schedules=("linear:beta_start=1e-6,beta_end=1e-6",))
    assert "None of them has SNR = 1." in build("compare", 300, never).remark
    both = CompareSettings(schedules=(*never.schedules, "linear"))
    assert "259 (linear), not under the others." in build("compare", 300, both).remark


def test_a_title_says_a_timestep_or_that_it_lies_between_two() -> None:
    titles = [cell.title for cell in build("compare", 300, CompareSettings(by="snr")).rows[0].cells]
    assert titles[0].endswith("t = 300")
    assert titles[3].endswith(r"t \approx 563")


@pytest.mark.parametrize("scene", SCENES.values(), ids=list(SCENES))
def test_options_have_groups_and_names_of_their_own(scene: Scene) -> None:
    names = [option.name for option in (*scene.options, *scene.strip)]
    assert len(set(names)) == len(names)
    labels = [option.label for option in scene.options if option.label]
    assert len(set(labels)) == len(labels)


def test_what_the_help_says_of_an_error_of_the_mean_is_so() -> None:
    gains = [PREDICTIONS["mean"].gain(LINEAR, t) for t in range(1, 1001)]
    assert gains[0] == pytest.approx(1)
    assert min(gains[1:]) > 1
    assert gains[1] == pytest.approx(1.834, abs=1e-3)
    assert max(abs(PREDICTIONS["v"].gain(LINEAR, t)) for t in range(1, 1001)) <= 1
    for schedule in (LINEAR, FLOW, make_schedule("karras")):
        assert max(abs(PREDICTIONS["flow"].gain(schedule, t)) for t in range(1, schedule.steps + 1)) <= 1


def test_what_the_help_says_of_the_variance_of_the_posterior_is_so() -> None:
    for family in ("linear", "quadratic", "sigmoid", "cosine"):
        schedule = make_schedule(family)
        share = schedule.posterior_variance / schedule.betas
        assert share[0] == 0
        assert 0.3 < share[1] < 0.6
        assert share[50:-5].min() > 0.9


@pytest.mark.parametrize("name", ["forward", "step"])
def test_columns_of_samples_are_named_as_samples_and_not_as_noise(name: str) -> None:
    strip = Strip(samples=3)
    grid = SCENES[name].build(LINEAR, 500, Given(strip), SCENES[name].defaults)
    for row in grid.rows:
        titles = [cell.title for cell in row.cells if not row.large and cell.title]
        assert not any("epsilon" in title for title in titles)
        assert not titles or titles[-3:] == [rf"\text{{sample {number}}}" for number in (1, 2, 3)]
    assert any(cell.title == r"\text{sample 3}" for row in grid.rows for cell in row.cells)


@pytest.mark.parametrize(
    ("name", "t", "contrast", "levels"),
    [
        ("linear", 300, "63.0 %", "99.1"),
        ("cosine", 1000, "0.00493 %", "127"),
        ("karras", 1000, "100 %", "10200"),
    ],
)
def test_forward_says_its_weights_as_people_see_them(name: str, t: int, contrast: str, levels: str) -> None:
    """The picture's contrast, and the noise in grey levels: [-1, 1] has 255 of them."""
    schedule = make_schedule(name, 1000)
    said = SCENES["forward"].build(schedule, t, Given(), SCENES["forward"].defaults).remark
    assert said == f"{contrast} of the picture's contrast, noise of s.d. {levels} grey levels."
    offset = SCENES["forward"].build(schedule, 300, Given(offset=0.75), SCENES["forward"].defaults).remark
    assert name != "linear" or "s.d. 124 grey" in offset  # sqrt(1 + 0.75^2) times 99.06
    at_0 = SCENES["forward"].build(schedule, 0, Given(), SCENES["forward"].defaults).remark
    assert at_0 == "The picture itself, without noise."


def test_one_evaluation_is_one() -> None:
    assert evaluations_of(parse_run("ddim:steps=1")) == "1 evaluation"
    assert evaluations_of(parse_run("ddim:steps=2")) == "2 evaluations"


def test_where_nothing_is_left_to_read_x0_from_that_is_said() -> None:
    gone = make_schedule("jsd")  # whose last beta is 1
    assert build("predict", 1000, schedule=gone).remark.startswith("x₀ cannot be read from the answer here")
    assert build("predict", 999, schedule=gone).remark.startswith(
        "An error of the prediction is multiplied by "
    )


def test_the_difference_of_means_says_what_it_is_multiplied_by() -> None:
    at_500, at_0 = build("posterior", 500), build("posterior", 0)
    scale = float(at_500.cells[-1].title.split(r"\,")[0])
    assert at_500.cells[-1].title == rf"{scale:g}\, (\tilde\mu_t - m)"
    mean, marginal = at_500.cells[1].mix, at_500.cells[3].mix
    assert at_500.cells[-1].mix == scale * (mean - marginal)
    assert at_0.cells[-1].title == r"\tilde\mu_t - m"
