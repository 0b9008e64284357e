"""The families against published numbers, and against diffusers where that is right and where it is not."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

from engine.schedules import make_schedule


def test_published_numbers() -> None:
    """At a quarter, half and three quarters: k-diffusion and denoising-diffusion-pytorch; SD 3 and Flux; warm-up."""
    places = [250, 500, 750]
    kept, moved = make_schedule("shifted"), make_schedule("shifted_ends")
    np.testing.assert_allclose(kept.log_snr[places], [-1.00730, -2.76844, -4.52616], atol=6e-6)
    np.testing.assert_allclose(
        moved.log_snr[[*places, 1000]], [-1.01141, -2.77259, -4.53377, -17.7726], atol=6e-5
    )
    assert np.count_nonzero(make_schedule("cosine_floor").betas == 1e-4) == 13
    assert make_schedule("warmup10").betas[99:101].tolist() == [0.02, 0.02]
    flux = make_schedule("flux", tokens=1024.0)
    assert flux.log_snr[500] == pytest.approx(-2 * 0.63)
    twice, once = make_schedule("flow_shifted_twice"), make_schedule("flow", shift=3.0)
    np.testing.assert_allclose(twice.noise[[3, 2, 1]], [0.0148, 0.0119, 0.0089], atol=5e-5)  # the error
    np.testing.assert_allclose(once.noise[[3, 2, 1]], [0.0089, 0.0060, 0.0030], atol=5e-5)  # what is meant


def test_wuerstchen_of_diffusers_is_the_same() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import torch
        from diffusers import DDPMWuerstchenScheduler
    scheduler_class: Any = DDPMWuerstchenScheduler
    t = torch.arange(1, 101, dtype=torch.float64) / 100
    for scaler, s in ((1.0, 0.008), (2.0, 0.02), (0.5, 0.008)):
        scheduler = scheduler_class(scaler=scaler, s=s)
        theirs = scheduler._alpha_cumprod(t, "cpu").double().numpy()
        ours = make_schedule("wuerstchen", 100, s=s, k=scaler).alpha_bar[1:]
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=2e-7)


@pytest.mark.parametrize(
    ("name", "theirs"),
    [
        ("linear", "linear"),
        ("quadratic", "scaled_linear"),
        ("sigmoid", "sigmoid"),
        ("cosine", "squaredcos_cap_v2"),
    ],
)
def test_diffusers_has_the_same_betas(name: str, theirs: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from diffusers import DDPMScheduler
    scheduler: Any = DDPMScheduler
    betas = scheduler(beta_schedule=theirs, beta_start=1e-4, beta_end=0.02).betas.numpy()
    np.testing.assert_allclose(make_schedule(name).betas, betas, rtol=2e-4, atol=3e-8)


def test_diffusers_takes_alpha_for_alpha_bar_in_laplace() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from diffusers.schedulers.scheduling_ddpm import betas_for_alpha_bar
    kinds: tuple[tuple[str, Any], ...] = (("exp", "exp"), ("laplace_diffusers", "laplace"))
    for name, kind in kinds:
        theirs = betas_for_alpha_bar(1000, alpha_transform_type=kind).double().numpy()
        np.testing.assert_allclose(make_schedule(name).betas, theirs, rtol=1e-5, atol=1e-7)
    right, wrong = make_schedule("laplace"), make_schedule("laplace_diffusers")
    assert right.alpha_bar[500] == pytest.approx(0.5, rel=1e-12)
    assert wrong.alpha_bar[500] == pytest.approx(0.7071, abs=5e-4)
