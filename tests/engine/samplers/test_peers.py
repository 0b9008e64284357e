"""Runs against those of diffusers, where it does what the papers say; its sigmas are float32: the bound."""

from __future__ import annotations

import sys
import warnings
from typing import Any

import diffusers
import numpy as np
import pytest
import torch

from engine.samplers.error import propagated
from engine.samplers.level import Course
from engine.samplers.run import parse
from engine.schedules import make_schedule

SCHEDULE = make_schedule("quadratic", beta_start=0.00085, beta_end=0.012)
SAME = {"beta_schedule": "scaled_linear", "beta_start": 0.00085, "beta_end": 0.012}
C = 0.7
"""Variance of the Gaussian that is sampled."""
SOURCES = 32
"""x_T and the noises of a run, at most."""
TO_ZERO = {"final_sigmas_type": "zero", "euler_at_final": True}
SDE = TO_ZERO | {"algorithm_type": "sde-dpmsolver++"}
EXPLODING = ("EulerDiscreteScheduler", "HeunDiscreteScheduler", "KDPM2DiscreteScheduler")
"""Theirs is X = x_t / signal."""


def end(name: str, steps: int, first: float, **settings: object) -> tuple[float, float]:
    """x_0 of a scheduler that is asked with the best denoiser at its own sigmas, from x_T = `first`; and the variance
    that its fresh noise adds: each of its noises is a coordinate of its own."""
    make: Any = getattr(diffusers, name)
    module = sys.modules[make.__module__]
    coordinates = iter(torch.eye(SOURCES, dtype=torch.float64)[1:].unbind())

    def fresh(*shape: object, **settings: object) -> torch.Tensor:
        return next(coordinates)[None, None, None]

    with warnings.catch_warnings(), pytest.MonkeyPatch.context() as patched:
        warnings.simplefilter("ignore", DeprecationWarning)  # of NumPy, about the peer's own code
        patched.setattr(module, "randn_tensor", fresh, raising=False)
        peer = make(**(SAME | settings))
        peer.set_timesteps(steps)
        x_t = torch.zeros((1, 1, 1, SOURCES), dtype=torch.float64)
        x_t[..., 0] = first
        for t in peer.timesteps:
            sigma = asked_at(peer, int(t))
            signal, noise = 1 / np.hypot(1, sigma), sigma / np.hypot(1, sigma)
            scaled = peer.scale_model_input(x_t, t)
            x0_hat = signal * C / (signal**2 * C + noise**2) * scaled
            x_t = peer.step((scaled - signal * x0_hat) / noise, t, x_t).prev_sample
    return float(x_t[..., 0]), float((x_t[..., 1:] ** 2).sum())


def asked_at(peer: Any, t: int) -> float:
    """The sigma at which a scheduler wants its next prediction; DPM2 says elsewhere that of its second one."""
    if not hasattr(peer, "sigmas"):
        return float(SCHEDULE.sigma[t + 1])
    second = hasattr(peer, "sigmas_interpol") and not peer.state_in_first_order
    sigmas = peer.sigmas_interpol if second else peer.sigmas
    return float(sigmas[peer.step_index or 0])


@pytest.mark.parametrize("steps", [2, 6, 11])
@pytest.mark.parametrize(
    ("text", "name", "settings"),
    [
        ("euler", "EulerDiscreteScheduler", {}),
        ("heun", "HeunDiscreteScheduler", {}),
        ("dpmpp_2m", "DPMSolverMultistepScheduler", TO_ZERO),
        ("dpmpp_2m_sde", "DPMSolverMultistepScheduler", SDE),
        ("dpmpp_2m_sde:heun=1", "DPMSolverMultistepScheduler", SDE | {"solver_type": "heun"}),
        ("dpm2", "KDPM2DiscreteScheduler", {}),
        ("unipc", "UniPCMultistepScheduler", {"solver_order": 2, "final_sigmas_type": "zero"}),
        ("unipc:order=3", "UniPCMultistepScheduler", {"solver_order": 3, "final_sigmas_type": "zero"}),
    ],
)
def test_runs_end_where_those_of_diffusers_do(
    text: str, name: str, settings: dict[str, object], steps: int
) -> None:
    run = parse(f"{text}{',' if ':' in text else ':'}spacing=karras,steps={steps}")
    course = run.course(SCHEDULE)
    first = 1 / course.levels[0].signal if name in EXPLODING else 1.0
    k, variance = end(name, steps, first, use_karras_sigmas=True, timestep_spacing="linspace", **settings)
    ours = propagated(run, course, C)
    assert ours.k[0] == pytest.approx(k, rel=3e-5)
    assert ours.variance[0] == pytest.approx(variance, rel=3e-5)


@pytest.mark.parametrize("order", [2, 3])
def test_deis_ends_where_that_of_diffusers_does(order: int) -> None:
    """Theirs ends at the least sigma above 0, as another dummy step."""
    run = parse(f"deis:order={order},spacing=karras,steps=9")
    course = run.course(SCHEDULE)
    k, _ = end(
        "DEISMultistepScheduler", 9, 1.0, use_karras_sigmas=True, timestep_spacing="linspace",
        solver_order=order, lower_order_final=False,
    )  # fmt: skip
    assert propagated(run, Course(SCHEDULE, course.levels[:-1]), C).k[0] == pytest.approx(k, rel=3e-5)


@pytest.mark.parametrize("steps", [2, 6, 11])
def test_euler_ancestral_ends_where_that_of_diffusers_does(steps: int) -> None:
    """Theirs interpolates sigma between whole timesteps, and not its logarithm."""
    sigmas = np.interp(np.linspace(999, 0, steps), np.arange(1000), SCHEDULE.sigma[1:])
    run = parse("euler_ancestral:sigmas=" + "/".join(map(repr, sigmas.tolist())))
    course = run.course(SCHEDULE)
    first = 1 / course.levels[0].signal
    k, variance = end("EulerAncestralDiscreteScheduler", steps, first, timestep_spacing="linspace")
    ours = propagated(run, course, C)
    assert ours.k[0] == pytest.approx(k, rel=5e-5)
    assert ours.variance[0] == pytest.approx(variance, rel=5e-5)


def test_ddim_ends_where_that_of_diffusers_does() -> None:
    """Where T is a multiple of N; elsewhere theirs leaves its own list."""
    run = parse("ddim:steps=10")
    k, _ = end("DDIMScheduler", 10, 1.0, timestep_spacing="trailing", clip_sample=False)
    assert propagated(run, run.course(SCHEDULE), C).k[0] == pytest.approx(k, rel=1e-5)
