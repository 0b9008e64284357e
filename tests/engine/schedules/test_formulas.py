"""The families against their formulas in 40 digits, and against diffusers where that is right and where it is not."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import pytest
from mpmath import mp, mpf

from engine.schedules import make_schedule

T = 40
Number = Any


def sigmoid(x: Number) -> Number:
    return 1 / (1 + mp.exp(-x))


def simple_cosine(u: Number, shift: Number = 0) -> Number:
    first, last = mp.atan(mp.exp(-(15 - shift) / 2)), mp.atan(mp.exp((15 + shift) / 2))
    return -2 * mp.log(mp.tan(first + u * (last - first))) + shift


def of_size(d: Number, image: Number) -> Number:
    return 2 * mp.log(mpf(d) / image)


ALPHA_BAR: dict[str, Callable[[Number], Number]] = {
    "vp_sde": lambda u: mp.exp(-(mpf("0.1") * u + mpf("19.9") / 2 * u**2)),
    "sigmoid_chen": lambda u: (sigmoid(3) - sigmoid(6 * u - 3)) / (sigmoid(3) - sigmoid(-3)),
    "cosine_chen": lambda u: mp.cos(u * mp.pi / 2) ** 2,
    "cosine_simple": lambda u: mp.cos((u + mpf("0.0002")) / mpf("1.00025") * mp.pi / 2) ** 2,
    "alpha_bar_linear": lambda u: 1 - u,
    "jsd": lambda u: 1 - u,
    "exp": lambda u: mp.exp(-12 * u),
    "log": lambda u: (mp.log(100) - mp.log(99 * u + 1)) / mp.log(100),
    "trigonometric": lambda u: mp.cos(u * mp.pi / 2) ** 2,
}
LOG_SNR: dict[str, Callable[[Number], Number]] = {
    "ddpm_continuous": lambda u: -mp.log(mp.expm1(mpf("1e-4") + 10 * u**2)),
    "cosine_continuous": lambda u: -mp.log(mp.cos((u + mpf("0.008")) / mpf("1.008") * mp.pi / 2) ** -2 - 1),
    "simple_diffusion": simple_cosine,
    "shifted": lambda u: simple_cosine(u, of_size(64, 256)),
    "shifted_ends": lambda u: simple_cosine(u) + of_size(64, 256),
    "interpolated": lambda u: (
        (1 - u) * simple_cosine(u, of_size(32, 512)) + u * simple_cosine(u, of_size(256, 512))
    ),
    "interpolated_backwards": lambda u: simple_cosine(u) + u * of_size(32, 512) + (1 - u) * of_size(256, 512),
    "laplace": lambda u: -mp.sign(mpf("0.5") - u) / 2 * mp.log(1 - 2 * abs(mpf("0.5") - u)),
    "cauchy": lambda u: min(mpf(20), mp.tan(mp.pi / 2 * (1 - 2 * u))),
    "log_normal": lambda u: 2.4 - 2.4 * mp.sqrt(2) * mp.erfinv(2 * u - 1),
    "flow": lambda u: 2 * mp.log((1 - u) / u),
    "cosmap": lambda u: -2 * mp.log(mp.tan(u * mp.pi / 2)),
}


@pytest.mark.parametrize("name", [*ALPHA_BAR, *LOG_SNR])
def test_the_log_snr_is_that_of_the_formula(name: str) -> None:
    schedule = make_schedule(name, T)
    with mpmath.workdps(40):
        for t in (1, 2, 7, 20, 33, T - 1):
            u = mpf(t) / T
            if name in ALPHA_BAR:
                alpha_bar = ALPHA_BAR[name](u)
                expected = mp.log(alpha_bar / (1 - alpha_bar))
            else:
                expected = LOG_SNR[name](u)
            assert schedule.log_snr[t] == pytest.approx(float(expected), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize(
    ("name", "sigma"),
    [
        ("ve", lambda u: mpf("0.01") * mpf(5000) ** u),
        ("karras", lambda u: (mpf("0.002") ** (mpf(1) / 7) * (1 - u) + mpf(80) ** (mpf(1) / 7) * u) ** 7),
        ("polyexponential", lambda u: mpf("0.002") * mpf(40_000) ** u),
        ("kl_optimal", lambda u: mp.tan(u * mp.atan(80) + (1 - u) * mp.atan(mpf("0.002")))),
    ],
)
def test_the_sigma_is_that_of_the_formula(name: str, sigma: Callable[[Number], Number]) -> None:
    schedule = make_schedule(name, T)
    with mpmath.workdps(40):
        for t in (1, 2, 20, T):
            assert schedule.noise[t] == pytest.approx(float(sigma(mpf(t - 1) / (T - 1))), rel=1e-12)
            assert schedule.signal[t] == 1


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
