"""Weights of a loss: each against its paper's own form, on another loss, or against an exact bound."""

from __future__ import annotations

import numpy as np
import pytest
from mpmath import exp, log, mpf

from engine.process import reverse_step
from engine.schedules import Schedule, make_schedule
from engine.schedules.quantities import QUANTITIES

LINEAR = make_schedule("linear", 200)
SCHEDULES = [LINEAR, make_schedule("cosine", 1000), make_schedule("flow", 50)]
NAMES = ["linear", "cosine", "flow"]


def at(name: str, schedule: Schedule, t: int) -> float:
    value = QUANTITIES[f"{name}_weight"].at(schedule, t)
    assert value is not None
    return value


@pytest.mark.parametrize("schedule", SCHEDULES, ids=NAMES)
def test_weights_are_those_of_the_papers(schedule: Schedule) -> None:
    for t in (1, 2, schedule.steps // 3, schedule.steps - 1):
        snr = mpf(float(schedule.signal[t])) ** 2 / mpf(float(schedule.noise[t])) ** 2
        sigma = 1 / snr**0.5
        assert at("min_snr", schedule, t) == pytest.approx(float(min(snr, 5) / snr), rel=1e-9)
        assert at("min_snr_x0", schedule, t) == pytest.approx(float(min(snr, 5)), rel=1e-9)
        assert at("min_snr_v", schedule, t) == pytest.approx(float(min(snr, 5) / (snr + 1)), rel=1e-9)
        assert at("p2", schedule, t) == pytest.approx(float(1 / (1 + snr)), rel=1e-9)
        of_x0 = (sigma**2 + mpf(0.5) ** 2) / (sigma * mpf(0.5)) ** 2
        assert at("edm", schedule, t) == pytest.approx(float(of_x0 / snr), rel=1e-9)


def test_the_three_forms_of_min_snr_are_one_loss() -> None:
    """|x0 - x0_hat|^2 and |v - v_hat|^2 that belong to one error of eps."""
    t, error = 70, 0.3
    signal, noise = float(LINEAR.signal[t]), float(LINEAR.noise[t])
    of_x0, of_v = error * noise / signal, error / signal
    losses = [
        at("min_snr", LINEAR, t) * error**2,
        at("min_snr_x0", LINEAR, t) * of_x0**2,
        at("min_snr_v", LINEAR, t) * of_v**2,
    ]
    assert losses == pytest.approx([losses[0]] * 3, rel=1e-12)


@pytest.mark.parametrize("schedule", SCHEDULES, ids=NAMES)
def test_the_elbo_weight_is_the_divergence_of_the_step_back(schedule: Schedule) -> None:
    """KL of two Gaussians whose means differ by c0 times the error of x0 that an error of eps makes."""
    for t in (2, 9, schedule.steps // 2, schedule.steps - 1):
        back = reverse_step(schedule, t, t - 1)
        of_x0 = float(schedule.noise[t] / schedule.signal[t])
        kl = (back.c0 * of_x0) ** 2 / (2 * back.variance)
        assert at("elbo", schedule, t) == pytest.approx(schedule.steps * kl, rel=1e-8)


def test_the_sigmoid_weight_is_that_of_the_continuous_loss() -> None:
    """Against the derivative of log SNR of the flow path, 2 log((1 - s) / s), and the sigmoid in mpmath."""
    schedule = make_schedule("flow", 5000)
    for t in (1200, 2500, 3900):
        s = mpf(t) / 5000
        slope = 2 / (s * (1 - s))
        weight = slope / 2 / (1 + exp(2 * log((1 - s) / s) - 2))
        assert at("sigmoid", schedule, t) == pytest.approx(float(weight), rel=2e-3)


def test_the_density_over_noise_levels_has_the_area_of_the_steps() -> None:
    for schedule in SCHEDULES:
        density = QUANTITIES["log_snr_density"]
        values = np.array([density.at(schedule, t) for t in range(2, schedule.steps)])
        area = float(values @ (schedule.log_snr[1:-2] - schedule.log_snr[2:-1]))
        assert area == pytest.approx((schedule.steps - 2) / schedule.steps, rel=1e-12)


def test_weights_hold_at_both_ends() -> None:
    """No digits are lost where the SNR is huge, and nothing is undefined where no signal is left."""
    schedule = Schedule.from_log_snr("ends", (), [80.0, 0.0, -np.inf])
    assert at("p2", schedule, 1) == pytest.approx(np.exp(-80.0), rel=1e-12)
    assert [at(name, schedule, 3) for name in ("min_snr", "min_snr_x0", "min_snr_v", "p2")] == [1, 0, 0, 1]
    assert at("edm", schedule, 3) == np.inf
