"""The schedules against 50-digit decimal arithmetic, published numbers, identities, and bad input."""

import math
import warnings
from collections.abc import Sequence
from decimal import Decimal, localcontext
from itertools import pairwise
from typing import SupportsFloat

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.schedules import MAX_STEPS, SCHEDULES, Schedule, make_schedule
from engine.schedules.arrays import median

PER_STEP = ("betas", "alphas", "sqrt_alphas", "posterior_variance")
PER_STATE = (
    *("log_alpha_bar", "alpha_bar", "sqrt_alpha_bar", "sqrt_one_minus_alpha_bar"),
    *("snr", "log_snr", "sigma"),
)
NAMES = ("linear", "quadratic", "sigmoid", "cosine")
PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494")


def decimal_cos(x: Decimal) -> Decimal:
    term = total = Decimal(1)
    n = 0
    while abs(term) > Decimal("1e-52"):
        n += 2
        term *= -x * x / (n * (n - 1))
        total += term
    return total


def decimal_betas(name: str, steps: int, start: float = 1e-4, end: float = 0.02) -> list[Decimal]:
    """The formulas as the papers print them. Call it within a context of 50 digits."""
    b0, b1 = Decimal(start), Decimal(end)
    if name == "cosine":
        s = Decimal("0.008")
        f = [decimal_cos((Decimal(t) / steps + s) / (1 + s) * PI / 2) ** 2 for t in range(steps + 1)]
        return [min(1 - after / before, Decimal("0.999")) for before, after in pairwise(f)]
    ramp = [Decimal(i) / max(steps - 1, 1) for i in range(steps)]
    if name == "linear":
        return [b0 + u * (b1 - b0) for u in ramp]
    if name == "quadratic":
        return [(b0.sqrt() + u * (b1.sqrt() - b0.sqrt())) ** 2 for u in ramp]
    return [b0 + (b1 - b0) / (1 + (6 - 12 * u).exp()) for u in ramp]


def decimal_products(betas: list[Decimal]) -> list[Decimal]:
    products = [Decimal(1)]
    for beta in betas:
        products.append(products[-1] * (1 - beta))
    return products


def reference(name: str, steps: int) -> dict[str, np.ndarray]:
    """Every array of a schedule; entries 0 of snr and log_snr are infinite."""
    with localcontext() as context:
        context.prec = 50
        betas = decimal_betas(name, steps)
        ab = decimal_products(betas)
        variance = [
            b * (1 - before) / (1 - after) for b, (before, after) in zip(betas, pairwise(ab), strict=True)
        ]
        snr = [a / (1 - a) for a in ab[1:]]
        columns: dict[str, Sequence[SupportsFloat]] = {
            "betas": betas,
            "alphas": [1 - b for b in betas],
            "sqrt_alphas": [(1 - b).sqrt() for b in betas],
            "posterior_variance": variance,
            "log_alpha_bar": [a.ln() for a in ab],
            "alpha_bar": ab,
            "sqrt_alpha_bar": [a.sqrt() for a in ab],
            "sqrt_one_minus_alpha_bar": [(1 - a).sqrt() for a in ab],
            "snr": [math.inf, *snr],
            "log_snr": [math.inf, *(ratio.ln() for ratio in snr)],
            "sigma": [0, *((1 / ratio).sqrt() for ratio in snr)],
        }
        return {key: np.array([float(value) for value in column]) for key, column in columns.items()}


@pytest.mark.parametrize("steps", [1, 2, 10, 1000, 4000])
@pytest.mark.parametrize("name", NAMES)
def test_every_array_agrees_with_decimal_arithmetic(name: str, steps: int) -> None:
    schedule = make_schedule(name, steps)
    for key, expected in reference(name, steps).items():
        atol = 1e-12 if key == "log_snr" else 0.0  # log_snr crosses zero
        np.testing.assert_allclose(getattr(schedule, key), expected, rtol=1e-9, atol=atol, err_msg=key)


@pytest.mark.parametrize("name", ["linear", "quadratic", "sigmoid"])
def test_the_longest_schedules_keep_the_logarithm_where_alpha_bar_underflows(name: str) -> None:
    schedule = make_schedule(name, MAX_STEPS)
    with localcontext() as context:
        context.prec = 30
        products = decimal_products(decimal_betas(name, MAX_STEPS))
        for t in (1, 2, 500, 50_000, 99_999, MAX_STEPS):
            log = products[t].ln()
            assert schedule.log_alpha_bar[t] == pytest.approx(float(log), rel=1e-11)
            assert schedule.log_snr[t] == pytest.approx(float(log - (1 - products[t]).ln()), rel=1e-11)
    assert schedule.log_alpha_bar[-1] < -700
    assert schedule.alpha_bar[-1] < np.finfo(float).tiny


def test_the_longest_cosine_follows_the_closed_form_until_the_cut() -> None:
    schedule = make_schedule("cosine", MAX_STEPS)
    with localcontext() as context:
        context.prec = 50
        f = [
            decimal_cos((Decimal(t) / MAX_STEPS + Decimal("0.008")) / Decimal("1.008") * PI / 2) ** 2
            for t in (0, 1, 2, 1000, 50_000, 99_998, 99_999)
        ]
        expected = [float((value / f[0]).ln()) for value in f[1:]]
    states = [1, 2, 1000, 50_000, 99_998, 99_999]
    np.testing.assert_allclose(schedule.log_alpha_bar[states], expected, rtol=1e-10)
    assert schedule.log_alpha_bar[-1] == pytest.approx(expected[-1] + math.log1p(-0.999), rel=1e-10)


def test_published_numbers() -> None:
    linear, cosine, sigmoid = (make_schedule(name) for name in ("linear", "cosine", "sigmoid"))
    assert linear.alpha_bar[-1] == pytest.approx(4.0358e-5, rel=1e-5)
    assert 1 / linear.sqrt_alpha_bar[-1] == pytest.approx(157.41, rel=1e-5)
    assert linear.posterior_variance[1] == pytest.approx(5.45319e-5, rel=1e-6)
    ends = [make_schedule("linear", steps).alpha_bar[-1] for steps in (100, 50, 10)]
    assert ends == pytest.approx([0.3636, 0.6030, 0.9037], abs=5e-5)
    assert sigmoid.betas[[0, -1]] == pytest.approx([1.49205e-4, 1.99508e-2], rel=1e-5)
    assert cosine.betas[0] == pytest.approx(4.128e-5, abs=5e-9)
    assert cosine.alpha_bar[-1] == pytest.approx(2.428767e-9, rel=1e-7)
    assert 1 / cosine.sqrt_alpha_bar[-1] == pytest.approx(20_291, rel=1e-5)
    stable_diffusion = make_schedule("quadratic", beta_start=0.00085, beta_end=0.012)
    assert stable_diffusion.sigma[-1] == pytest.approx(14.614641, rel=1e-7)


ODD_ONES = [
    make_schedule("linear", 1000, beta_start=0.02, beta_end=1e-4),
    make_schedule("quadratic", 7, beta_start=0.3, beta_end=0.3),
    make_schedule("sigmoid", 20, rescale=True),
    make_schedule("linear", 21, rescale=1),
    make_schedule("cosine", 1000, s=0.0, max_beta=0.9999999, min_beta=1e-4),
    make_schedule("cosine", 50, min_beta=0.5, max_beta=0.5),
]


@pytest.mark.parametrize(
    "schedule",
    [make_schedule(name, steps) for name in NAMES for steps in (1, 2, 3, 1000, 10_000)] + ODD_ONES,
    ids=lambda schedule: f"{schedule.name}-{schedule.steps}",
)
def test_identities_of_the_paper(schedule: Schedule) -> None:
    beta, ab, before = schedule.betas, schedule.alpha_bar[1:], schedule.alpha_bar[:-1]
    variance = schedule.sqrt_one_minus_alpha_bar**2
    coef1 = beta * np.sqrt(before) / variance[1:]
    coef2 = variance[:-1] * schedule.sqrt_alphas / variance[1:]
    np.testing.assert_allclose(coef1 + coef2 * np.sqrt(ab), np.sqrt(before), rtol=1e-11)
    posterior = schedule.posterior_variance
    np.testing.assert_allclose(coef2**2 * variance[1:] + posterior, variance[:-1], rtol=1e-11, atol=1e-15)
    np.testing.assert_allclose(schedule.alphas * before, ab, rtol=1e-11)
    np.testing.assert_allclose(schedule.alpha_bar + variance, 1.0, rtol=1e-15)
    np.testing.assert_allclose(schedule.sigma[1:] ** -2, schedule.snr[1:], rtol=1e-12)
    assert np.all(np.diff(schedule.log_alpha_bar) < 0)
    assert np.all(np.diff(schedule.log_snr) < 0)
    assert np.all(np.diff(schedule.alpha_bar) < 0)
    assert posterior[0] == 0.0
    assert np.all(posterior <= beta)


@pytest.mark.parametrize("steps", [1, 2, 3, 1000, 99_999, MAX_STEPS])
@pytest.mark.parametrize("name", NAMES)
def test_arrays_have_their_shapes_and_cannot_be_written(name: str, steps: int) -> None:
    schedule = make_schedule(name, steps)
    assert schedule.steps == steps
    for key in PER_STEP + PER_STATE:
        array = getattr(schedule, key)
        assert array.dtype == np.float64
        assert array.shape == (steps + (key in PER_STATE),), key
        assert np.isfinite(array[1:]).all(), key
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0.5
    for attribute in ("name", "betas"):
        with pytest.raises(AttributeError):
            setattr(schedule, attribute, None)


def test_the_clean_picture_is_state_0() -> None:
    schedule = make_schedule("linear")
    at_0 = {key: float(getattr(schedule, key)[0]) for key in PER_STATE}
    assert at_0 == {
        "log_alpha_bar": 0.0,
        "alpha_bar": 1.0,
        "sqrt_alpha_bar": 1.0,
        "sqrt_one_minus_alpha_bar": 0.0,
        "snr": math.inf,
        "log_snr": math.inf,
        "sigma": 0.0,
    }
    assert math.copysign(1, at_0["sqrt_one_minus_alpha_bar"]) == 1  # not -0.0


def test_extremes_go_to_infinity_without_a_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        nearly_one = Schedule.from_betas("test", (), np.full(1000, 1 - 1e-16))
        tiny = Schedule.from_betas("test", (), [5e-324, 1e-320])
    assert nearly_one.sigma[-1] == math.inf
    assert nearly_one.log_snr[-1] == pytest.approx(1000 * math.log(2**-53))
    assert tiny.snr[1] == math.inf
    assert not any(np.isnan(getattr(tiny, key)).any() for key in PER_STEP + PER_STATE)


def test_beta_and_alpha_are_read_by_timestep() -> None:
    schedule = make_schedule("linear")
    assert schedule.beta(1) == 1e-4
    assert schedule.beta(np.int64(1000)) == 0.02  # type: ignore[arg-type]
    assert schedule.alpha(1000) == 0.98
    assert type(schedule.beta(5)) is type(schedule.alpha(5)) is float


@pytest.mark.parametrize("t", [0, -1, 1001, 1.0, True, "1", None, math.nan, np.array([1])])
def test_no_step_leads_to_any_other_timestep(t: int) -> None:
    schedule = make_schedule("linear")
    for read in (schedule.beta, schedule.alpha):
        with pytest.raises(ValueError, match=r"No step leads to t = .*must be 1 to 1000"):
            read(t)


def test_a_schedule_keeps_a_copy_of_the_betas_that_it_is_made_from() -> None:
    betas = np.array([0.1, 0.2])
    schedule = Schedule.from_betas("mine", (("a", 1.0),), betas)
    betas[0] = 0.9
    assert schedule.beta(1) == 0.1
    assert (schedule.name, schedule.parameters, schedule.steps) == ("mine", (("a", 1.0),), 2)


@pytest.mark.parametrize("bad", [0.0, 1.0, -0.1, 1.5, math.nan, math.inf])
def test_betas_that_are_not_variances_are_refused(bad: float) -> None:
    with pytest.raises(ValueError, match=rf"beta is {bad} at t = 2; .*above 0 and below 1"):
        Schedule.from_betas("mine", (), [0.1, bad, bad])


@pytest.mark.parametrize("betas", [[], 0.5, [[0.1, 0.2]]])
def test_betas_that_are_no_list_are_refused(betas: list[float]) -> None:
    with pytest.raises(ValueError, match="at least one"):
        Schedule.from_betas("mine", (), betas)


def test_one_step_takes_the_start_and_two_take_both_ends() -> None:
    for name in ("linear", "quadratic"):
        assert make_schedule(name, 1).betas == pytest.approx([1e-4], rel=1e-15)
        assert make_schedule(name, 2).betas == pytest.approx([1e-4, 0.02], rel=1e-15)


def test_beta_may_fall_or_stay() -> None:
    falling = make_schedule("linear", 10, beta_start=0.02, beta_end=1e-4)
    assert falling.betas == pytest.approx(make_schedule("linear", 10).betas[::-1], rel=1e-13)
    for name in ("linear", "quadratic", "sigmoid"):
        constant = make_schedule(name, 10, beta_start=0.25, beta_end=0.25)
        assert np.array_equal(constant.betas, np.full(10, 0.25))


def test_rescale_multiplies_by_1000_over_t() -> None:
    for name in ("linear", "quadratic", "sigmoid"):
        plain = make_schedule(name, 100)
        assert make_schedule(name, 100, rescale=1).betas == pytest.approx(10 * plain.betas, rel=1e-15)
        same = make_schedule(name, 1000, rescale=1)
        assert np.array_equal(same.betas, make_schedule(name, 1000).betas)
    ends = [make_schedule("linear", steps, rescale=1).log_alpha_bar[-1] for steps in (500, 1000, 50_000)]
    assert ends == pytest.approx([-10.1] * 3, rel=0.02)


@pytest.mark.parametrize(
    ("name", "steps", "beta", "enough", "parameters"),
    [
        ("linear", 10, "2", 21, {}),
        ("linear", 20, "1", 21, {}),
        ("quadratic", 2, "10", 21, {}),
        ("sigmoid", 19, "1.05004", 20, {}),
        ("linear", 97, r"10", 971, {"beta_end": 0.97}),
        ("linear", 970, "1", 971, {"beta_end": 0.97}),
        ("linear", 1, "2", 21, {"beta_start": 0.002}),
        ("linear", 2, "10", 21, {"beta_start": 0.02, "beta_end": 0.01}),
    ],
)
def test_rescale_that_goes_too_far_says_what_is_enough(
    name: str, steps: int, beta: str, enough: int, parameters: dict[str, float]
) -> None:
    message = rf"^With rescale, beta reaches {beta} at T = {steps}, .* T >= {enough} is needed"
    with pytest.raises(ValueError, match=message):
        make_schedule(name, steps, rescale=1, **parameters)
    assert make_schedule(name, enough, rescale=1, **parameters).betas.max() < 1


def test_cosine_is_cut_and_alpha_bar_follows_from_what_is_left() -> None:
    cut = make_schedule("cosine", 1000, max_beta=0.1, min_beta=0.001)
    free = make_schedule("cosine", 1000)
    assert np.array_equal(cut.betas, free.betas.clip(0.001, 0.1))
    assert cut.alpha_bar[-1] == pytest.approx(math.prod(1 - cut.betas))
    notebook = make_schedule("cosine", 1000, min_beta=1e-4, max_beta=0.9999)
    assert np.count_nonzero(notebook.betas == 1e-4) == 13


@pytest.mark.parametrize(
    ("name", "parameters", "message"),
    [
        ("linear", {"beta_start": 0.0}, "beta_start is 0.0; it must be above 0 and below 1"),
        ("quadratic", {"beta_end": 1}, "beta_end is 1.0; it must be above 0 and below 1"),
        ("sigmoid", {"beta_end": -0.5}, "beta_end is -0.5; it must be above 0"),
        ("linear", {"beta_end": math.nan}, "beta_end is nan; it must be above 0"),
        ("linear", {"beta_end": math.inf}, "beta_end is inf; it must be"),
        ("linear", {"beta_end": 10**400}, "beta_end is inf; it must be"),
        ("linear", {"beta_end": "0.02"}, "beta_end is '0.02'; it must be a number"),
        ("linear", {"beta_end": None}, "beta_end is None; it must be a number"),
        ("linear", {"beta_end": True}, "beta_end is True; it must be a number"),
        ("linear", {"beta_end": np.bool_(True)}, "beta_end is .*; it must be a number"),
        ("linear", {"beta_end": 0.02j}, "beta_end is 0.02j; it must be a number"),
        ("linear", {"beta_end": np.array([0.02])}, r"beta_end is array\(.*; it must be a number"),
        ("linear", {"rescale": 0.5}, "rescale is 0.5; it must be 0 or 1"),
        ("linear", {"rescale": 2}, "rescale is 2.0; it must be 0 or 1"),
        ("linear", {"rescale": "on"}, "rescale is 'on'; it must be a number"),
        ("cosine", {"s": -0.001}, "s is -0.001; it must be from 0 to 1"),
        ("cosine", {"s": 1.5}, "s is 1.5; it must be from 0 to 1"),
        ("cosine", {"s": False}, "s is False; it must be a number"),
        ("cosine", {"max_beta": 1.0}, "max_beta is 1.0; it must be above 0 and below 1"),
        ("cosine", {"min_beta": 1.0}, "min_beta is 1.0; it must be from 0 to 0.999999"),
        (
            "cosine",
            {"min_beta": 0.5, "max_beta": 0.4},
            "min_beta is 0.5; it must be at most max_beta, .* 0.4",
        ),
        ("cosine", {"beta_end": 0.02}, "'cosine' has no parameter 'beta_end'; it has s, max_beta, min_beta"),
        ("linear", {"s": 0.02}, "'linear' has no parameter 's'; it has beta_start, beta_end, rescale"),
    ],
)
def test_a_bad_parameter_gets_its_sentence(name: str, parameters: dict[str, float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make_schedule(name, 100, **parameters)


@pytest.mark.parametrize(
    "steps", [0, -5, MAX_STEPS + 1, 10**30, 10.0, "10", None, True, math.nan, np.float64(5)]
)
def test_a_bad_number_of_steps_gets_its_sentence(steps: int) -> None:
    with pytest.raises(ValueError, match=r"^T \(steps\) is .*whole number from 1 to 100000"):
        make_schedule("linear", steps)


@pytest.mark.parametrize("name", ["", "Linear", "cosine ", None, 3, [], ("linear",)])
def test_an_unknown_name_gets_the_list_of_names(name: str) -> None:
    with pytest.raises(ValueError, match=r"There is no schedule .*there are .*"):
        make_schedule(name)


def test_numbers_of_numpy_are_welcome_and_the_same_choice_is_the_same_schedule() -> None:
    plain = make_schedule("linear", 10, beta_end=0.5, rescale=False)
    assert make_schedule("linear", np.int32(10), beta_end=np.float32(0.5), rescale=np.bool_(False)) is plain  # type: ignore[arg-type]
    assert plain.parameters == (("beta_start", 1e-4), ("beta_end", 0.5), ("rescale", 0.0))
    assert all(type(value) is float for _, value in plain.parameters)


def test_schedules_are_equal_when_they_say_the_same_and_have_the_same_numbers() -> None:
    linear = make_schedule("linear", 11)
    again = Schedule.from_betas(linear.name, linear.parameters, linear.betas)
    assert again is not linear
    assert (again == linear, hash(again) == hash(linear)) == (True, True)
    other_numbers = Schedule.from_betas(linear.name, linear.parameters, linear.betas / 2)
    others = [make_schedule("linear", 12), make_schedule("linear", 11, beta_end=0.5), other_numbers]
    assert linear not in others


@pytest.mark.parametrize("steps", [1000, MAX_STEPS])
def test_the_last_digits_are_true(steps: int) -> None:
    """In 40 digits, where the logarithm of alpha-bar alone would lose three of 16."""
    schedule = make_schedule("linear", steps)
    with mpmath.workdps(40):
        product = mpmath.mpf(1)
        for t, beta in enumerate(schedule.betas.tolist(), start=1):
            product *= 1 - mpmath.mpf(beta)
            if t % (steps // 4) == 0:
                signal = mpmath.sqrt(product)
                assert abs(mpmath.mpf(float(schedule.signal[t])) / signal - 1) < 3e-15
                if product > 1e-300:
                    assert abs(mpmath.mpf(float(schedule.alpha_bar[t])) / product - 1) < 3e-15


@pytest.mark.parametrize("name", SCHEDULES)
def test_what_a_field_offers_is_allowed(name: str) -> None:
    family = SCHEDULES[name]
    assert family.name == name
    for parameter in family.parameters:
        assert parameter.minimum <= parameter.default <= parameter.maximum
        for value in (parameter.minimum, parameter.default, parameter.maximum, parameter.step):
            assert parameter.check(value) == value == round(value, parameter.decimals)


@given(st.lists(st.floats(-1e300, 1e300), min_size=1, max_size=40))
def test_the_median_is_that_of_numpy(numbers: list[float]) -> None:
    assert median(np.array(numbers)) == np.median(numbers)
    assert math.isnan(median(np.array([*numbers, math.nan])))
