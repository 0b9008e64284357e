"""The identities that hold for every schedule, on its own path, for any parameters and any T.

Those of a single step, of the posterior and of DDIM are in test_families.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from engine.predictions import PREDICTIONS
from engine.process import reverse_step, step
from engine.schedules import SCHEDULES, Family, Schedule, make_schedule
from engine.schedules.choice import ScheduleChoice
from engine.schedules.family import BY_SIGMA
from engine.schedules.paths import PATHS, path_of
from engine.schedules.transforms import Applied
from tests.engine.schedules.test_families import FEW, values

CLAMPED = ("wuerstchen", "cascade", "cauchy", "laplace_sigma")
"""Their definitions hold the SNR at a limit, where a step adds nothing."""
EACH = pytest.mark.parametrize("family", SCHEDULES.values(), ids=SCHEDULES)


def drawn_choice(family: Family, data: st.DataObject, least: int = 1) -> ScheduleChoice:
    steps = data.draw(st.integers(least, 200), "T")
    parameters = {each.name: data.draw(values(each), each.name) for each in family.parameters}
    choice = ScheduleChoice(family.name, steps, tuple(parameters.items()))
    try:
        choice.make()
    except ValueError:
        reject()  # each value is allowed, but they do not go together
    return choice


def after(choice: ScheduleChoice, *transforms: Applied) -> Schedule:
    try:
        return ScheduleChoice(choice.name, choice.steps, choice.parameters, transforms).make()
    except ValueError:
        reject()  # beyond the log SNRs that a float has, or a path that cannot end without signal


def applied(name: str, **parameters: float) -> Applied:
    return Applied(name, tuple(parameters.items()))


@pytest.mark.parametrize("name", SCHEDULES)
def test_the_snr_falls_at_every_step_and_every_beta_is_a_variance(name: str) -> None:
    schedule = make_schedule(name, 1000)
    falls = -np.diff(schedule.log_alpha_bar)
    assert np.all((schedule.betas > 0) == (falls > 0))
    assert np.all(falls >= 0)
    assert np.all(schedule.betas <= 1)
    assert np.all(falls > 0) == (name not in CLAMPED)
    assert falls[len(falls) // 2] > 0


@EACH
@FEW
@given(data=st.data())
def test_the_posterior_mean_by_the_true_noise_is_that_by_the_picture(
    family: Family, data: st.DataObject
) -> None:
    """(x_t - q_t / noise_t eps) / r_t: Ho et al. 2020, eq. 11, with r = sqrt(alpha) and q = beta."""
    schedule = drawn_choice(family, data).make()
    t = data.draw(st.integers(1, schedule.steps), "t")
    r, q = schedule.step_to(t)
    if r < 1e-3:
        reject()  # what is left of the picture has too few digits
    x0, eps = 0.4, -1.3
    x_t = float(schedule.signal[t]) * x0 + float(schedule.noise[t]) * eps
    by_noise = (x_t - q / float(schedule.noise[t]) * eps) / r
    size = abs(by_noise) + float(schedule.noise[t]) / r
    assert reverse_step(schedule, t, t - 1).mean(x0, x_t) == pytest.approx(by_noise, abs=1e-11 * size)


@EACH
@FEW
@given(data=st.data())
def test_noise_picture_velocity_and_noise_again(family: Family, data: st.DataObject) -> None:
    schedule = drawn_choice(family, data).make()
    t = data.draw(st.integers(1, schedule.steps), "t")
    signal, noise = float(schedule.signal[t]), float(schedule.noise[t])
    if signal < 1e-6:
        reject()  # no picture can be read from the noise
    x0, eps = 0.4, -1.3
    x_t = signal * x0 + noise * eps
    picture = PREDICTIONS["eps"].read(schedule, t, x_t, eps)
    assert picture == pytest.approx(x0, abs=1e-14 * (1 + noise / signal))
    velocity = PREDICTIONS["v"].output(schedule, t, picture, eps)
    again = PREDICTIONS["v"].read(schedule, t, x_t, velocity)
    assert again == pytest.approx(picture, rel=1e-12, abs=1e-12 * noise / signal)
    assert (x_t - signal * again) / noise == pytest.approx(eps, abs=1e-12 * (1 + signal / noise))


@EACH
@FEW
@given(data=st.data())
def test_zero_terminal_snr_keeps_the_first_step_and_leaves_nothing_at_the_end(
    family: Family, data: st.DataObject
) -> None:
    choice = drawn_choice(family, data, least=2)
    if path_of(choice.make()) == "exploding":
        with pytest.raises(ValueError, match=r"cannot end without signal|two steps of different SNR"):
            ScheduleChoice(choice.name, choice.steps, choice.parameters, (applied("zero_terminal"),)).make()
        return
    before, zero = choice.make(), after(choice, applied("zero_terminal"))
    assert (zero.signal[-1], zero.alpha_bar[-1], zero.betas[-1]) == (0, 0, 1)
    assert zero.log_snr[-1] == -math.inf
    assert zero.log_snr[1] == pytest.approx(before.log_snr[1], rel=1e-14)
    assert path_of(zero) == path_of(before)


@EACH
@FEW
@given(data=st.data(), shift=st.floats(0.1, 10))
def test_a_shift_is_undone_by_its_inverse_and_that_of_flux_is_its_logarithm(
    family: Family, data: st.DataObject, shift: float
) -> None:
    choice = drawn_choice(family, data)
    before = choice.make()
    shifted = after(choice, applied("flow_shift", shift=shift))
    back = after(choice, applied("flow_shift", shift=shift), applied("flow_shift", shift=1 / shift))
    end = slice(1, -1 if before.log_snr[-1] == -math.inf else None)
    np.testing.assert_allclose(back.log_snr[end], before.log_snr[end], atol=1e-9)
    np.testing.assert_allclose(shifted.log_snr[end] - before.log_snr[end], -2 * math.log(shift), atol=1e-9)
    by_snr = after(choice, applied("snr_shift", factor=shift**2))
    np.testing.assert_allclose(by_snr.log_snr[end], shifted.log_snr[end], atol=1e-9)
    # s' = k s / (1 + (k - 1) s), of the straight path with the same SNR
    straight = PATHS["straight"]("", (), before.log_snr[1:]).noise
    moved = PATHS["straight"]("", (), shifted.log_snr[1:]).noise
    np.testing.assert_allclose(moved, shift * straight / (1 + (shift - 1) * straight), rtol=1e-9)


@given(st.floats(-5, 5), st.integers(1, 300))
def test_flux_with_mu_is_a_flow_shifted_by_its_exponential(mu: float, steps: int) -> None:
    flux = make_schedule("flux", steps, tokens=256, base_shift=mu)
    if 0.01 <= math.exp(mu) <= 100:
        np.testing.assert_allclose(
            flux.noise, make_schedule("flow", steps, shift=math.exp(mu)).noise, rtol=1e-13
        )
    s = np.arange(1, steps) / steps  # as it stands there: e^mu / (e^mu + (1/s - 1))
    np.testing.assert_allclose(flux.noise[1:-1], math.exp(mu) / (math.exp(mu) + (1 / s - 1)), rtol=1e-12)


@EACH
@FEW
@given(data=st.data())
def test_exploding_and_preserving_paths_of_one_sigma_lead_to_each_other(
    family: Family, data: st.DataObject
) -> None:
    """x_VE = x_VP / sqrt(alpha-bar)."""
    schedule = drawn_choice(family, data).make()
    kept = schedule.alpha_bar > 1e-290
    signal, noise = (each[kept] for each in (schedule.sqrt_alpha_bar, schedule.sqrt_one_minus_alpha_bar))
    np.testing.assert_allclose(noise / signal, schedule.sigma[kept], rtol=1e-9)
    if kept.sum() < 2:
        reject()
    exploding = Schedule.from_path("", (), np.ones(kept.sum()), schedule.sigma[kept])
    np.testing.assert_allclose(exploding.alpha_bar, schedule.alpha_bar[kept], rtol=1e-9)
    back = Schedule.from_log_snr("", (), exploding.log_snr[1:])
    np.testing.assert_allclose(back.signal, signal, rtol=1e-9)
    np.testing.assert_allclose(back.noise, noise, rtol=1e-9)
    if family.group == BY_SIGMA:
        assert path_of(schedule) == "exploding"


@EACH
@FEW
@given(data=st.data())
def test_re_spaced_steps_lead_to_the_states_that_are_kept(family: Family, data: st.DataObject) -> None:
    choice = drawn_choice(family, data)
    schedule = choice.make()
    count = data.draw(st.integers(1, choice.steps), "N")
    spaced = after(choice, applied("respace", count=float(count)))
    kept = np.rint(choice.steps * np.arange(count + 1) / count).astype(int)
    for key in ("signal", "noise", "alpha_bar"):
        np.testing.assert_allclose(getattr(spaced, key), getattr(schedule, key)[kept], rtol=1e-9, atol=1e-300)
    mean = np.concatenate(([1.0], np.cumprod(spaced.gain)))
    np.testing.assert_allclose(mean, schedule.signal[kept], rtol=1e-9, atol=1e-300)
    variance = 0.0
    for t in range(1, count + 1):
        variance = spaced.step_to(t)[0] ** 2 * variance + spaced.step_to(t)[1]
        assert variance == pytest.approx(float(schedule.noise[kept[t]]) ** 2, rel=1e-9)


@pytest.mark.parametrize("name", SCHEDULES)
def test_samples_have_the_variance_of_the_path(name: str) -> None:
    """Var(x_t) = signal_t^2 Var(x_0) + noise_t^2, of 4000 chains: within five standard deviations."""
    schedule, chance = make_schedule(name, 30), np.random.default_rng(7)
    x = chance.standard_normal(4000) * 0.5
    for t in range(1, 31):
        x = step(schedule, t, x, chance.standard_normal(4000))
        expected = float(schedule.signal[t] ** 2 * 0.25 + schedule.noise[t] ** 2)
        assert np.var(x) == pytest.approx(expected, rel=5 * math.sqrt(2 / 4000))
