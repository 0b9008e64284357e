"""Straight and other interpolations between picture and noise, x_t = signal_t x_0 + noise_t eps."""

from __future__ import annotations

import math

import numpy as np

from engine.schedules.arrays import Array
from engine.schedules.family import FLOW, RATES, Family, Parameter, times

Path = tuple[Array, Array]


def _shifted(s: Array, k: float) -> Path:
    """1 - s' and s', with s' = k s / (1 + (k - 1) s)."""
    below = (1 - s) + k * s  # which is not 0 at s = 1, however small k is
    return (1 - s) / below, k * s / below


def _flow(steps: int, shift: float) -> Path:
    return _shifted(times(steps), shift)


def _flux(steps: int, tokens: float, base_shift: float, max_shift: float) -> Path:
    mu = base_shift + (max_shift - base_shift) * (tokens - 256) / (4096 - 256)
    return _shifted(times(steps), math.exp(mu))


def _shifted_twice(steps: int, shift: float) -> Path:
    first = shift / steps / (1 + (shift - 1) / steps)
    s = np.concatenate(([0.0], np.linspace(first, 1.0, steps) if steps > 1 else [1.0]))
    return _shifted(s, shift)


def _cosmap(steps: int) -> Path:
    u = times(steps) * math.pi / 2
    signal, noise = np.sin(u[::-1]), np.sin(u)
    return signal / (signal + noise), noise / (signal + noise)


def _trigonometric(steps: int) -> Path:
    u = times(steps) * math.pi / 2
    return np.sin(u[::-1]), np.sin(u)


def _linear_quadratic(steps: int, threshold: float) -> Path:
    if steps == 1:
        return np.array([1.0, 0.0]), np.array([0.0, 1.0])
    linear = steps // 2
    quadratic = steps - linear
    excess = linear - threshold * steps
    i = np.arange(steps + 1.0)
    late = excess / quadratic**2 * ((i - linear) ** 2 / linear) + threshold * i / linear
    signal = np.where(i <= linear, threshold * i / linear, late)
    signal[-1] = 1.0
    return signal[::-1], (1 - signal)[::-1]


def _sub_vp(steps: int, beta_min: float, beta_max: float) -> Path:
    u = times(steps)
    rate = beta_min * u + (beta_max - beta_min) / 2 * u**2
    return np.exp(-rate / 2), 0.0 - np.expm1(-rate)


_STRAIGHT = r"x_t = (1 - s) x_0 + s \epsilon"
_SHIFT = r"s = k u / (1 + (k - 1) u), u = t / T"
_SHIFT_HELP = "Above 1 there is more noise at the same t: for large pictures."

FAMILIES = (
    Family(
        name="flow", title="Rectified flow", group=FLOW,
        formula=f"{_STRAIGHT}, {_SHIFT}",
        source="Liu et al. 2023, eq. 1; shift: Esser et al. 2024, eq. 23 (SD 3 has 3)",
        parameters=(Parameter("shift", "k", 1.0, 0.01, 100.0, 0.5, 4, _SHIFT_HELP),),
        gives="path", make=_flow,
        aliases=("rectified_flow", "flow_matching", "flow_match_euler"),
        also_called="Some count t from noise to picture; here t = 0 is the picture.",
    ),
    Family(
        name="flux", title="Flow shifted by image size (Flux)", group=FLOW,
        formula=rf"{_STRAIGHT}, {_SHIFT}, \ln k \text{{ linear in }} n: \mu_1 \text{{ at }} 256"
        r"\text{ and } \mu_2 \text{ at } 4096",
        source="Black Forest Labs 2024 (Flux), as in diffusers",
        parameters=(
            Parameter("tokens", "n", 4096.0, 16.0, 65_536.0, 256.0, 0, "Tokens: pixels / 256."),
            Parameter("base_shift", r"\mu_1", 0.5, -5.0, 5.0, 0.05, 4, "ln k at 256 tokens."),
            Parameter("max_shift", r"\mu_2", 1.15, -5.0, 5.0, 0.05, 4, "ln k at 4096 tokens."),
        ),
        gives="path", make=_flux,
        aliases=("dynamic_shifting",),
    ),
    Family(
        name="flow_shifted_twice", title="Flow shifted twice (as in diffusers)", group=FLOW,
        formula=rf"{_STRAIGHT}, s = k v / (1 + (k - 1) v), v \text{{ linear from }} k / (T + k - 1) \text{{ to }} 1",
        source="diffusers, FlowMatchEulerDiscreteScheduler.set_timesteps; an error: its issue 13243",
        parameters=(Parameter("shift", "k", 3.0, 0.01, 100.0, 0.5, 4, _SHIFT_HELP),),
        gives="path", make=_shifted_twice,
        also_called="The schedule that is meant is rectified flow with the same shift.",
    ),
    Family(
        name="cosmap", title="Flow, cosine map (SD 3)", group=FLOW,
        formula=rf"{_STRAIGHT}, s = 1 - 1 / (\tan(\pi / 2 \cdot t / T) + 1)",
        source="Esser et al. 2024, section 3.1 (CosMap)",
        parameters=(), gives="path", make=_cosmap,
        also_called="It has the SNR of the trigonometric path.",
    ),
    Family(
        name="trigonometric", title="Trigonometric (GVP)", group=FLOW,
        formula=r"x_t = \cos(\pi / 2 \cdot t / T) x_0 + \sin(\pi / 2 \cdot t / T) \epsilon",
        source="Albergo and Vanden-Eijnden 2023; Ma et al. 2024 (SiT), GVP",
        parameters=(), gives="path", make=_trigonometric,
        aliases=("gvp", "trigflow"),
        also_called="The cosine schedule without its offset; it ends without signal.",
    ),
    Family(
        name="linear_quadratic", title="Flow, linear then quadratic (Mochi)", group=FLOW,
        formula=rf"{_STRAIGHT}, 1 - s = \theta \text{{ at }} T / 2, \text{{linear above and quadratic below}}",
        source="Genmo 2024 (Mochi), as in ComfyUI",
        parameters=(
            Parameter(
                "threshold", r"\theta", 0.025, 1e-4, 0.5, 0.005, 4, "Signal at the end of the linear half."
            ),
        ),
        gives="path", make=_linear_quadratic,
        aliases=("mochi",),
    ),
    Family(
        name="sub_vp", title="sub-VP-SDE", group=FLOW,
        formula=r"x_t = e^{-B / 2} x_0 + (1 - e^{-B}) \epsilon, "
        r"B = \beta_{\mathrm{min}} u + (\beta_{\mathrm{max}} - \beta_{\mathrm{min}}) u^{2} / 2, u = t / T",
        source="Song et al. 2021 (score SDE), appendix C",
        parameters=RATES, gives="path", make=_sub_vp,
        aliases=("subvpsde",),
    ),
)  # fmt: skip
