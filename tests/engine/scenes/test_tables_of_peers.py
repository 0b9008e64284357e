"""The tables of the scenes against schedulers of diffusers that are stepped by hand, and against scipy's solvers.

Nothing here is taken from the program but the picture's spectrum and histogram and the file that it writes: levels,
denoisers and steps are those of the peer, with float32 sigmas, which is the bound.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import diffusers
import numpy as np
import pytest
import torch
from scipy.integrate import solve_ivp
from scipy.special import softmax

from engine.exports.table import write_table
from engine.scenes import SCENES, Given
from engine.scenes.density_options import DensitySettings
from engine.scenes.plan_options import PlanSettings
from engine.scenes.samplers import SamplersSettings
from engine.schedules import make_schedule
from tests.facts import FACTS

Array = np.ndarray[Any, np.dtype[np.float64]]
LINEAR = make_schedule("linear")
SPECTRUM = FACTS.spectrum
BETAS = np.linspace(1e-4, 0.02, 1000)
SIGMAS = np.sqrt(1 / np.cumprod(1 - BETAS) - 1)
EXPLODING = ("EulerDiscreteScheduler", "HeunDiscreteScheduler", "KDPM2DiscreteScheduler")
KARRAS = {"use_karras_sigmas": True, "timestep_spacing": "linspace"}
ZERO = {"final_sigmas_type": "zero", "euler_at_final": True}
RUNS: dict[str, tuple[str, dict[str, Any]]] = {
    "ddim:steps=10": ("DDIMScheduler", {"timestep_spacing": "trailing", "clip_sample": False}),
    "ddim:steps=50": ("DDIMScheduler", {"timestep_spacing": "trailing", "clip_sample": False}),
    "ddim:spacing=leading,steps=20": ("DDIMScheduler", {"timestep_spacing": "leading", "clip_sample": False}),
    "euler:spacing=karras,steps=7": ("EulerDiscreteScheduler", KARRAS),
    "euler:spacing=exponential,steps=12": (
        "EulerDiscreteScheduler",
        {"use_exponential_sigmas": True, "timestep_spacing": "linspace"},
    ),
    "heun:spacing=karras,steps=5": ("HeunDiscreteScheduler", KARRAS),
    "heun:spacing=karras,steps=20": ("HeunDiscreteScheduler", KARRAS),
    "dpm2:spacing=karras,steps=9": ("KDPM2DiscreteScheduler", KARRAS),
    "dpmpp_2m:spacing=karras,steps=10": ("DPMSolverMultistepScheduler", KARRAS | ZERO),
    "dpmpp_2m:spacing=karras,steps=25": ("DPMSolverMultistepScheduler", KARRAS | ZERO),
    "unipc:spacing=karras,steps=8": (
        "UniPCMultistepScheduler",
        KARRAS | {"solver_order": 2, "final_sigmas_type": "zero"},
    ),
}


def stepped(
    text: str, x0_hat_of: Callable[[Array, float, float], Array], starts: Array
) -> tuple[Array, float, int]:
    """x_0 from x_T = noise_T times the starts, the sigma of x_T, and how often the denoiser was asked."""
    name, settings = RUNS[text]
    peer: Any = getattr(diffusers, name)(beta_schedule="linear", beta_start=1e-4, beta_end=0.02, **settings)
    peer.set_timesteps(int(text.split("steps=")[1]))
    first = float(peer.sigmas[0]) if hasattr(peer, "sigmas") else float(SIGMAS[peer.timesteps[0]])
    scale = first if name in EXPLODING else first / math.hypot(1, first)
    x = torch.from_numpy(scale * starts)[None, None, None]
    for t in peer.timesteps:
        sigma = asked_at(peer, int(t))
        signal, noise = 1 / math.hypot(1, sigma), sigma / math.hypot(1, sigma)
        x_t = peer.scale_model_input(x, t)
        x0_hat = torch.from_numpy(x0_hat_of(x_t.numpy().ravel(), signal, noise)).view_as(x_t)
        x = peer.step((x_t - signal * x0_hat) / noise, t, x).prev_sample
    return x.numpy().ravel(), first, len(peer.timesteps)


def asked_at(peer: Any, t: int) -> float:
    """The sigma at which a scheduler wants its next prediction; DPM2 says elsewhere that of its second one."""
    if not hasattr(peer, "sigmas"):
        return float(SIGMAS[t])
    second = hasattr(peer, "sigmas_interpol") and not peer.state_in_first_order
    return float((peer.sigmas_interpol if second else peer.sigmas)[peer.step_index or 0])


def written(scene: str, settings: Any, folder: Path) -> list[dict[str, str]]:
    """The rows of the file that `--table` writes."""
    table = SCENES[scene].table
    assert table is not None
    write_table(list(table(LINEAR, Given(facts=FACTS), settings)), folder / "table.csv")
    with (folder / "table.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def wiener(x_t: Array, signal: float, noise: float) -> Array:
    """E[x_0 | x_t] of each band, by itself."""
    return np.asarray(signal * SPECTRUM.c * x_t / (signal**2 * SPECTRUM.c + noise**2))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of NumPy, about the peer's own code
@pytest.mark.parametrize("text", RUNS)
def test_kept_kl_and_error_are_those_of_the_peer(text: str, tmp_path: Path) -> None:
    k, sigma, asked = stepped(text, wiener, np.ones(len(SPECTRUM.c)))
    kept, c = k**2 / SPECTRUM.c, SPECTRUM.c
    rows = written("plan", PlanSettings((text,)), tmp_path)
    assert [float(row["c"]) for row in rows] == c.tolist()
    np.testing.assert_allclose([float(row["kept"]) for row in rows], kept, rtol=2e-4)
    kl = (kept - 1 - np.log(kept)) / 2
    np.testing.assert_allclose([float(row["kl"]) for row in rows], kl, rtol=2e-3, atol=2e-8)
    assert {int(row["evaluations"]) for row in rows} == {asked}
    # From the exact law of x_T, of variance c + sigma^2 over the signal, instead of noise alone.
    deviation = np.abs(k) / sigma * np.sqrt(c + sigma**2)
    share = SPECTRUM.modes / SPECTRUM.modes.sum()
    error = math.sqrt(share @ (deviation - np.sqrt(c)) ** 2 / (share @ c))
    first = written("samplers", SamplersSettings((text,)), tmp_path)[0]
    assert float(first["error"]) == pytest.approx(error, rel=1e-3)
    assert int(first["evaluations"]) == asked


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(
    "text", ["ddim:steps=10", "euler:spacing=karras,steps=7", "dpmpp_2m:spacing=karras,steps=10"]
)
def test_paths_of_a_pixel_are_those_of_the_peer_and_the_exact_ones_those_of_scipy(
    text: str, tmp_path: Path
) -> None:
    prior = FACTS.histograms[0]
    values, weights = np.asarray(prior.values), np.asarray(prior.weights)

    def posterior_mean(x_t: Array, signal: float, noise: float) -> Array:
        logits = np.log(weights) - (x_t[:, None] - signal * values) ** 2 / (2 * noise**2)
        return np.asarray(softmax(logits, axis=1) @ values)

    rows = written("density", DensitySettings((text,)), tmp_path)
    paths = [[row for row in rows if int(row["path"]) == number + 1] for number in range(8)]
    first = paths[0][0]
    signal, noise = float(first["signal"]), float(first["noise"])
    starts = np.array([float(path[0]["x"]) for path in paths]) / noise
    ends, sigma, _ = stepped(text, posterior_mean, starts)
    assert sigma == pytest.approx(noise / signal, rel=1e-5)
    np.testing.assert_allclose([float(path[-1]["x"]) for path in paths], ends, atol=2e-4)

    def slope(s: float, x: Array) -> Array:
        """dX / dsigma of the probability flow in X = x_t / signal."""
        scale = math.hypot(1, s)
        return (x - posterior_mean(x / scale, 1 / scale, s / scale)) / s

    levels = [(float(row["signal"]), float(row["noise"])) for row in paths[0][:-1]]
    sigmas = [noise / signal for signal, noise in levels]
    flow = solve_ivp(
        slope,
        (sigmas[0], sigmas[-1]),
        starts * sigmas[0],
        method="DOP853",
        t_eval=sigmas,
        rtol=1e-9,
        atol=1e-10,
    )
    for number, path in enumerate(paths):
        exact = [float(row["x_exact"]) / signal for row, (signal, _) in zip(path[:-1], levels, strict=True)]
        np.testing.assert_allclose(exact, flow.y[number], rtol=1e-6, atol=1e-7)
