"""Runs against those of diffusers, where it does what the papers say; its sigmas are float32: the bound."""

from __future__ import annotations

import warnings
from typing import Any

import diffusers
import numpy as np
import pytest
import torch

from engine.samplers.error import propagated
from engine.samplers.run import parse
from engine.schedules import make_schedule

SCHEDULE = make_schedule("quadratic", beta_start=0.00085, beta_end=0.012)
SAME = {"beta_schedule": "scaled_linear", "beta_start": 0.00085, "beta_end": 0.012}
C = 0.7
"""Variance of the Gaussian that is sampled."""


def end(name: str, steps: int, first: float, **settings: object) -> float:
    """x_0 of a scheduler that is asked with the best denoiser at its own sigmas, from x_T = `first`."""
    make: Any = getattr(diffusers, name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of NumPy, about the peer's own code
        peer = make(**(SAME | settings))
        peer.set_timesteps(steps)
        x_t = torch.full((1, 1, 1, 1), first, dtype=torch.float64)
        for t in peer.timesteps:
            if hasattr(peer, "sigmas"):
                sigma = float(peer.sigmas[peer.step_index or 0])
            else:
                sigma = float(SCHEDULE.sigma[int(t) + 1])
            signal, noise = 1 / np.hypot(1, sigma), sigma / np.hypot(1, sigma)
            scaled = peer.scale_model_input(x_t, t)
            x0_hat = signal * C / (signal**2 * C + noise**2) * scaled
            x_t = peer.step((scaled - signal * x0_hat) / noise, t, x_t).prev_sample
    return float(x_t)


@pytest.mark.parametrize("steps", [2, 6, 11])
@pytest.mark.parametrize(
    ("text", "name", "settings"),
    [
        ("euler", "EulerDiscreteScheduler", {}),
        ("heun", "HeunDiscreteScheduler", {}),
        ("dpmpp_2m", "DPMSolverMultistepScheduler", {"final_sigmas_type": "zero", "euler_at_final": True}),
        ("unipc", "UniPCMultistepScheduler", {"solver_order": 2, "final_sigmas_type": "zero"}),
        ("unipc:order=3", "UniPCMultistepScheduler", {"solver_order": 3, "final_sigmas_type": "zero"}),
    ],
)
def test_runs_end_where_those_of_diffusers_do(
    text: str, name: str, settings: dict[str, object], steps: int
) -> None:
    run = parse(f"{text}{',' if ':' in text else ':'}spacing=karras,steps={steps}")
    course = run.course(SCHEDULE)
    exploding = name in ("EulerDiscreteScheduler", "HeunDiscreteScheduler")  # theirs is X = x_t / signal
    first = 1 / course.levels[0].signal if exploding else 1.0
    peer = end(name, steps, first, use_karras_sigmas=True, timestep_spacing="linspace", **settings)
    assert propagated(run, course, C).k[0] == pytest.approx(peer, rel=3e-5)


def test_ddim_ends_where_that_of_diffusers_does() -> None:
    """Where T is a multiple of N; elsewhere theirs leaves its own list."""
    run = parse("ddim:steps=10")
    peer = end("DDIMScheduler", 10, 1.0, timestep_spacing="trailing", clip_sample=False)
    assert propagated(run, run.course(SCHEDULE), C).k[0] == pytest.approx(peer, rel=1e-5)
