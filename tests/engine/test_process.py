"""The equations, on float64 tensors and on mixes, against recursions that know no closed form."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
import torch

from engine.mix import Layer, Mix, noise, picture
from engine.process import X, jump, jump_mean, reverse_step, step, step_mean
from engine.schedules import Schedule, make_schedule

PRESERVING = ("linear", "quadratic", "sigmoid", "cosine")
X0, EPS, MORE = picture(), noise("first"), noise("second")
TIMESTEPS = (1, 2, 37, 500, 999, 1000)


@pytest.fixture(params=PRESERVING)
def schedule(request: pytest.FixtureRequest) -> Schedule:
    return make_schedule(request.param, 1000)


def draw(mix: Mix, layers: dict[Layer, torch.Tensor]) -> torch.Tensor:
    total = torch.zeros(3, 4, 5, dtype=torch.float64)
    for layer, weight in mix.weights.items():
        total += weight * layers[layer]
    return total


@pytest.fixture
def layers() -> dict[Layer, torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    return {
        layer: torch.randn(3, 4, 5, dtype=torch.float64, generator=generator) for layer in (X0, EPS, MORE)
    }


def evaluate(schedule: Schedule, t: int, x0: X, eps: X, more: X) -> tuple[X, ...]:
    return (
        jump_mean(schedule, t, x0),
        jump(schedule, t, x0, eps),
        step_mean(schedule, t, x0),
        step(schedule, t, jump(schedule, t - 1, x0, eps), more),
        reverse_step(schedule, t, t - 1).mean(x0, jump(schedule, t, x0, eps)),
    )


@pytest.mark.parametrize("t", TIMESTEPS)
def test_a_mix_that_is_drawn_is_the_tensor_that_is_computed(
    t: int, schedule: Schedule, layers: dict[Layer, torch.Tensor]
) -> None:
    mixes = evaluate(schedule, t, Mix.of(X0), Mix.of(EPS), Mix.of(MORE))
    tensors = evaluate(schedule, t, layers[X0], layers[EPS], layers[MORE])
    for mix, tensor in zip(mixes, tensors, strict=True):
        assert tensor.dtype == torch.float64
        torch.testing.assert_close(draw(mix, layers), tensor, rtol=1e-13, atol=1e-14)


def test_at_t_0_there_is_the_picture_itself(schedule: Schedule) -> None:
    assert jump(schedule, 0, Mix.of(X0), Mix.of(EPS)) == Mix.of(X0)


@pytest.mark.parametrize("move", [lambda s, x: step_mean(s, 0, x), lambda s, x: step(s, 0, x, x)])
def test_no_step_leads_to_t_0(move: Callable[[Schedule, Mix], Mix], schedule: Schedule) -> None:
    with pytest.raises(ValueError, match="No step leads to t = 0"):
        move(schedule, Mix.of(X0))


@pytest.mark.parametrize("t", TIMESTEPS)
def test_the_weights_of_a_jump_are_those_of_the_schedule(t: int, schedule: Schedule) -> None:
    weights = jump(schedule, t, Mix.of(X0), Mix.of(EPS)).weights
    assert weights[X0] ** 2 == pytest.approx(schedule.alpha_bar[t], rel=1e-12)
    assert weights[X0] ** 2 + weights[EPS] ** 2 == pytest.approx(1, rel=1e-12)


@pytest.mark.parametrize("steps", [1, 2, 10, 1000])
@pytest.mark.parametrize("name", PRESERVING)
def test_steps_in_a_row_have_the_mean_and_the_variance_of_the_jump(name: str, steps: int) -> None:
    schedule = make_schedule(name, steps)
    mean, variance = 1.0, 0.0
    for t in range(1, steps + 1):
        one = step(schedule, t, Mix.of(X0), Mix.of(EPS)).weights
        mean, variance = one[X0] * mean, one[X0] ** 2 * variance + one[EPS] ** 2
        there = jump(schedule, t, Mix.of(X0), Mix.of(EPS)).weights
        assert there[X0] == pytest.approx(mean, rel=1e-10)
        assert there[EPS] ** 2 == pytest.approx(variance, rel=1e-10)


def test_a_chain_of_samples_is_distributed_as_the_jump() -> None:
    """Steps one after the other with fresh noise: mean and variance within five standard errors of the jump's."""
    schedule, count, x0 = make_schedule("linear", 50, beta_end=0.2), 200_000, 0.7
    generator = torch.Generator().manual_seed(1)
    x = torch.full((count,), x0, dtype=torch.float64)
    for t in range(1, schedule.steps + 1):
        x = step(schedule, t, x, torch.randn(count, dtype=torch.float64, generator=generator))
        expected = float(schedule.sqrt_alpha_bar[t]) * x0
        variance = float(schedule.sqrt_one_minus_alpha_bar[t]) ** 2
        assert abs(x.mean().item() - expected) < 5 * math.sqrt(variance / count)
        assert abs(x.var().item() - variance) < 5 * variance * math.sqrt(2 / count)


@pytest.mark.parametrize("t", TIMESTEPS)
def test_a_step_back_is_the_posterior_of_ho_et_al(t: int, schedule: Schedule) -> None:
    """Eq. 6 and 7 as they stand there, in extended precision."""
    one = np.longdouble(1)
    beta = np.longdouble(schedule.betas[t - 1])
    alpha_bar = np.cumprod(one - schedule.betas.astype(np.longdouble))
    now, before = alpha_bar[t - 1], alpha_bar[t - 2] if t > 1 else one
    back = reverse_step(schedule, t, t - 1)
    assert back.c0 == pytest.approx(float(np.sqrt(before) * beta / (one - now)), rel=1e-9)
    assert back.ct == pytest.approx(
        float(np.sqrt(one - beta) * (one - before) / (one - now)), rel=1e-9, abs=1e-15
    )
    assert back.variance == pytest.approx(float((one - before) / (one - now) * beta), rel=1e-9, abs=1e-18)
    assert back.variance == pytest.approx(float(schedule.posterior_variance[t - 1]), rel=1e-9, abs=1e-18)


@pytest.mark.parametrize("eta", [0.0, 0.3, 1.0])
@pytest.mark.parametrize(("t", "s"), [(1, 0), (2, 1), (500, 250), (1000, 999), (1000, 1), (1000, 0)])
def test_a_step_back_from_a_sample_gives_a_sample(t: int, s: int, eta: float, schedule: Schedule) -> None:
    """From q(x_t | x_0) it leads to q(x_s | x_0), whatever eta is (Song et al. 2021, lemma 1)."""
    back = reverse_step(schedule, t, s, eta)
    weights = back.mean(Mix.of(X0), jump(schedule, t, Mix.of(X0), Mix.of(EPS))).weights
    assert weights[X0] == pytest.approx(schedule.sqrt_alpha_bar[s], rel=1e-12)
    variance = weights.get(EPS, 0.0) ** 2 + back.variance
    assert variance == pytest.approx(schedule.sqrt_one_minus_alpha_bar[s] ** 2, rel=1e-10, abs=1e-15)


def test_the_larger_variance_changes_nothing_but_the_variance(schedule: Schedule) -> None:
    small, large = (reverse_step(schedule, 600, 599, large_variance=large) for large in (False, True))
    assert (small.c0, small.ct) == (large.c0, large.ct)
    assert large.variance == pytest.approx(schedule.beta(600), rel=1e-12)
    assert small.variance < large.variance


@pytest.mark.parametrize("t", [1, 40, 1000])
@pytest.mark.parametrize("eta", [0.0, 0.5, 1.0])
def test_the_step_to_the_picture_adds_no_noise(t: int, eta: float, schedule: Schedule) -> None:
    for large in (False, True):
        assert reverse_step(schedule, t, 0, eta, large_variance=large).variance == 0
