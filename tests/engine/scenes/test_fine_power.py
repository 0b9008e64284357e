"""What is said of the power that a sampler keeps, against samples that are walked step by step."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from engine.samplers.run import parse
from engine.scenes import SCENES, Given
from engine.scenes.fine_power import DETAIL, kept_power
from engine.scenes.generate import GenerateSettings
from engine.schedules import make_schedule
from engine.schedules.number_text import percent

SCHEDULE = make_schedule("linear")


def walked(timesteps: tuple[int, ...], eta: float, deviation: float) -> float:
    """The variance of many samples over that of the prior, by the equations of DDIM (Song et al. 2021, eq. 12)."""
    rng = np.random.default_rng(5)
    x = rng.normal(size=200_000)
    alpha_bar = np.concatenate(([1.0], np.cumprod(1 - SCHEDULE.betas)))
    for t, s in pairwise(timesteps):
        a, b = alpha_bar[t], alpha_bar[s]
        x0_hat = math.sqrt(a) * deviation**2 / (a * deviation**2 + 1 - a) * x
        eps_hat = (x - math.sqrt(a) * x0_hat) / math.sqrt(1 - a)
        sigma = eta * math.sqrt((1 - b) / (1 - a) * (1 - a / b))
        z = rng.normal(size=x.size)
        x = math.sqrt(b) * x0_hat + math.sqrt(max(1 - b - sigma**2, 0.0)) * eps_hat + sigma * z
    return float(x.var() / deviation**2)


@pytest.mark.parametrize("eta", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("deviation", [DETAIL, 0.1, 1.0])
def test_it_is_the_variance_of_the_samples(eta: float, deviation: float) -> None:
    timesteps = (*range(1000, 0, -50), 0)
    kept = kept_power(SCHEDULE, parse(f"ddim:steps=20,eta={eta}"), deviation)
    assert kept == pytest.approx(walked(timesteps, eta, deviation), rel=0.02)


def test_more_steps_keep_more_and_so_the_usual_number_of_the_gaussian_is_larger() -> None:
    few, usual, all_of_them = (
        kept_power(SCHEDULE, GenerateSettings(denoiser="gaussian", run_steps=n).recipe(0, 1000).sampler)
        for n in (40, 0, 1000)
    )
    assert few < 0.8 * usual
    assert few < usual < all_of_them < 1.01
    assert len(GenerateSettings(denoiser="gaussian").trajectory(SCHEDULE, 0).timesteps) == 251
    assert len(GenerateSettings(denoiser="patches").trajectory(SCHEDULE, 0).timesteps) == 41
    assert (
        len(GenerateSettings(denoiser="gaussian").trajectory(make_schedule("linear", 20), 0).timesteps) == 21
    )


def test_the_loss_is_said_where_it_happens() -> None:
    def remark(**settings: object) -> str:
        chosen = GenerateSettings(**settings)  # type: ignore[arg-type]
        return SCENES["generate"].build(SCHEDULE, 0, Given(), chosen).remark

    kept = percent(kept_power(SCHEDULE, parse("ddpm:steps=40")))
    words = f"Detail of ten grey levels (s.d.) keeps {kept} of its power."
    assert words in remark(denoiser="gaussian", run_steps=40)
    larger = kept_power(SCHEDULE, parse("ddpm:steps=40,large_variance=1"))
    assert f"keeps {percent(larger)} of" in remark(denoiser="gaussian", run_steps=40, variance="beta")
    assert "power" not in remark(denoiser="gaussian", start=300)
    assert "power" not in remark(denoiser="patches")
