"""What can be done to a schedule, and schedules that are data."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.schedules import SCHEDULES, make_schedule
from engine.schedules.choice import ScheduleChoice
from engine.schedules.given import Given
from engine.schedules.schedule import Schedule
from engine.schedules.transforms import TRANSFORMS, Applied


def made(name: str, *transforms: Applied, steps: int = 1000, **parameters: float) -> Schedule:
    return ScheduleChoice(name, steps, tuple(parameters.items()), transforms).make()


def applied(name: str, **parameters: float) -> Applied:
    return Applied(name, tuple(parameters.items()))


def test_zero_terminal_snr_is_that_of_the_paper() -> None:
    plain = make_schedule("quadratic", beta_start=0.00085, beta_end=0.012)
    zero = made("quadratic", applied("zero_terminal"), beta_start=0.00085, beta_end=0.012)
    q = np.sqrt(np.cumprod(1 - plain.betas))
    expected = ((q - q[-1]) * q[0] / (q[0] - q[-1])) ** 2
    np.testing.assert_allclose(zero.alpha_bar[1:], expected, rtol=1e-9, atol=1e-15)
    assert (zero.alpha_bar[-1], zero.betas[-1], zero.log_snr[-1]) == (0, 1, -math.inf)
    assert zero.alpha_bar[1] == pytest.approx(plain.alpha_bar[1], rel=1e-15)
    assert zero.betas[-2] == pytest.approx(0.75, abs=0.01)


def test_shifts_move_the_log_snr_and_are_undone_by_their_inverse() -> None:
    plain = make_schedule("cosine")
    for transform, by in (
        (applied("snr_shift", factor=3.0), -math.log(3)),
        (applied("flow_shift", shift=3.0), -2 * math.log(3)),
        (applied("image_shift", image_d=256.0, noise_d=64.0), 2 * math.log(64 / 256)),
    ):
        np.testing.assert_allclose(made("cosine", transform).log_snr[1:], plain.log_snr[1:] + by, atol=1e-12)
    there_and_back = made("cosine", applied("flow_shift", shift=4.0), applied("flow_shift", shift=0.25))
    np.testing.assert_allclose(there_and_back.log_snr[1:], plain.log_snr[1:], atol=1e-12)


def test_a_flow_that_is_shifted_is_the_shifted_flow() -> None:
    shifted, own = made("flow", applied("flow_shift", shift=3.0)), make_schedule("flow", shift=3.0)
    np.testing.assert_allclose(shifted.noise, own.noise, atol=1e-14)
    np.testing.assert_allclose(shifted.signal, own.signal, atol=1e-14)
    exploding = made("karras", applied("flow_shift", shift=3.0))
    np.testing.assert_allclose(exploding.noise, 3 * make_schedule("karras").noise, rtol=1e-12)


@pytest.mark.parametrize("name", ["linear", "cosine", "flow", "ve"])
def test_re_spacing_keeps_the_states(name: str) -> None:
    choice = ScheduleChoice(name, 1000, (), (applied("respace", count=40.0),))
    assert choice.final_steps == choice.make().steps == 40
    for key in ("signal", "noise", "alpha_bar"):
        expected = getattr(make_schedule(name), key)[::25]
        np.testing.assert_allclose(getattr(choice.make(), key), expected, rtol=1e-12, err_msg=key)


def test_the_others_do_what_they_say() -> None:
    linear, cosine = make_schedule("linear", 100), make_schedule("cosine", 100)
    scaled = made("linear", applied("rescale"), steps=100)
    np.testing.assert_allclose(scaled.betas, 10 * linear.betas, rtol=1e-10)
    cut = made("cosine", applied("cut_beta", max_beta=0.1), steps=100)
    np.testing.assert_allclose(cut.betas, np.minimum(cosine.betas, 0.1), rtol=1e-9)
    faint = made("linear", applied("input_scale", b=0.5), steps=100)
    np.testing.assert_allclose(faint.signal[1:], linear.signal[1:] / 2)
    np.testing.assert_array_equal(faint.noise, linear.noise)
    blend = ScheduleChoice("linear", 100, (), (Applied("blend", (("weight", 0.25),), "cosine"),)).make()
    np.testing.assert_allclose(
        blend.log_snr[1:], 0.75 * linear.log_snr[1:] + 0.25 * cosine.log_snr[1:], rtol=1e-12, atol=1e-12
    )


def test_the_order_counts_and_a_switch_leaves_one_out() -> None:
    shift, zero = applied("snr_shift"), applied("zero_terminal")
    one, two = made("linear", shift, zero), made("linear", zero, shift)
    assert not np.allclose(one.alpha_bar, two.alpha_bar, atol=1e-6)
    off = Applied("zero_terminal", active=False)
    assert np.array_equal(made("linear", shift, off).alpha_bar, made("linear", shift).alpha_bar)


def test_a_choice_says_all_and_is_made_once() -> None:
    choice = ScheduleChoice("linear", 100, (), (applied("snr_shift"),))
    assert choice.make() is ScheduleChoice("linear", 100, (), (applied("snr_shift"),)).make()
    assert choice.make() != make_schedule("linear", 100)
    assert choice.make().identity != make_schedule("linear", 100).identity


@pytest.mark.parametrize("name", SCHEDULES)
def test_every_schedule_takes_every_transform(name: str) -> None:
    for transform in TRANSFORMS:
        other = "cosine" if transform == "blend" else ""
        choice = ScheduleChoice(name, 100, (), (Applied(transform, other=other),))
        try:
            schedule = choice.make()
        except ValueError as error:
            assert str(error).endswith((".", ")"))  # noqa: PT017 - some do not go together, and say why
            continue
        assert not np.isnan(schedule.posterior_variance).any()
        assert np.all(schedule.step_variance >= 0)


@pytest.mark.parametrize(
    ("transform", "message"),
    [
        (Applied("nope"), "There is no transform 'nope'; there are zero_terminal"),
        (applied("snr_shift", factor=-1.0), "factor is -1.0; it must be from"),
        (applied("snr_shift", speed=1.0), "has no parameter 'speed'"),
        (applied("respace", count=2000.0), "T is 1000"),
        (Applied("blend", other="nope"), "There is no schedule 'nope'"),
        (Applied("blend", (), "cosine", True, (("s", -1.0),)), "s is -1.0"),
    ],
)
def test_what_is_not_possible_gets_its_sentence(transform: Applied, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        made("linear", transform)


def test_a_given_schedule_is_carried_by_value() -> None:
    linear = make_schedule("linear", 50)
    for quantity, values in {
        "betas": linear.betas,
        "alpha_bar": linear.alpha_bar[1:],
        "log_snr": linear.log_snr[1:],
        "sigmas": linear.sigma[1:],
    }.items():
        given = Given.of(quantity, values, "mine.csv")
        choice = ScheduleChoice("mine", 50, given=given)
        np.testing.assert_allclose(choice.make().log_snr[1:], linear.log_snr[1:], rtol=1e-9, atol=1e-9)
        assert choice == ScheduleChoice("mine", 50, given=Given.of(quantity, list(values), "mine.csv"))
        assert given.sha256 in choice.make().identity[3]
    with pytest.raises(ValueError, match="given for T = 50, and steps"):
        ScheduleChoice("mine", 60, given=given).make()
    with pytest.raises(ValueError, match="There is no quantity 'gammas'"):
        Given.of("gammas", [0.1])
    with pytest.raises(ValueError, match=r"beta is 1\.5 at t = 1"):
        Given.of("betas", [1.5, 0.1])
