"""Variance exploding paths x_t = x_0 + sigma_t eps: the sigmas of t = 1..T are given."""

from __future__ import annotations

import math

import numpy as np

from engine.schedules.arrays import Array
from engine.schedules.family import BY_SIGMA, Family, Parameter, ramp

Path = tuple[Array, Array]

LEAST_OF_STABLE_DIFFUSION, MOST_OF_STABLE_DIFFUSION = 0.0291675, 14.614642


def _exploding(sigmas: Array) -> Path:
    noise = np.concatenate(([0.0], sigmas))
    return np.ones_like(noise), noise


def _ordered(sigma_min: float, sigma_max: float) -> None:
    if sigma_min >= sigma_max:
        raise ValueError(f"sigma_min is {sigma_min!r}; it must be below sigma_max, which is {sigma_max!r}.")


def _log_linear(steps: int, sigma_min: float, sigma_max: float) -> Path:
    _ordered(sigma_min, sigma_max)
    return _exploding(sigma_min * np.exp(ramp(steps) * math.log(sigma_max / sigma_min)))


def _karras(steps: int, sigma_min: float, sigma_max: float, rho: float) -> Path:
    _ordered(sigma_min, sigma_max)
    low, high = sigma_min ** (1 / rho), sigma_max ** (1 / rho)
    return _exploding((low + ramp(steps) * (high - low)) ** rho)


def _polyexponential(steps: int, sigma_min: float, sigma_max: float, rho: float) -> Path:
    _ordered(sigma_min, sigma_max)
    return _exploding(sigma_min * np.exp(ramp(steps) ** rho * math.log(sigma_max / sigma_min)))


def _arctangent(steps: int, sigma_min: float, sigma_max: float) -> Path:
    _ordered(sigma_min, sigma_max)
    u = ramp(steps)
    return _exploding(np.tan((1 - u) * math.atan(sigma_min) + u * math.atan(sigma_max)))


def _laplace(steps: int, mu: float, b: float) -> Path:
    u = ramp(steps)
    logs = mu + b * np.sign(u - 0.5) * -np.log(1 - 2 * np.abs(0.5 - u) + 1e-5)
    return _exploding(np.clip(np.exp(logs), LEAST_OF_STABLE_DIFFUSION, MOST_OF_STABLE_DIFFUSION))


def _ends(low: float, high: float) -> tuple[Parameter, ...]:
    return (
        Parameter(
            "sigma_min", r"\sigma_{\mathrm{min}}", low, 1e-5, 100.0, 0.001, 7, "Noise of the first state."
        ),
        Parameter(
            "sigma_max", r"\sigma_{\mathrm{max}}", high, 1e-4, 10_000.0, 1.0, 6, "Noise of the last state."
        ),
    )


_U = r"u = (t - 1) / \max(T - 1,1)"
_MIN, _MAX = r"\sigma_{\mathrm{min}}", r"\sigma_{\mathrm{max}}"

FAMILIES = (
    Family(
        name="ve", title="Log-linear sigma (VE-SDE)", group=BY_SIGMA,
        formula=rf"\sigma_t = {_MIN} ({_MAX} / {_MIN})^{{u}}, {_U}",
        source="Song et al. 2021 (score SDE), appendix C",
        parameters=_ends(0.01, 50.0),
        gives="path", make=_log_linear,
        aliases=("vesde", "log_linear", "exploding"),
        also_called="EDM takes 0.02 and 100 for it, smalldiffusion 0.02 and 10; as a sampler's: exponential.",
    ),
    Family(
        name="karras", title="Karras (EDM)", group=BY_SIGMA,
        formula=rf"\sigma_t = ({_MIN}^{{1 / \rho}} + u ({_MAX}^{{1 / \rho}} - {_MIN}^{{1 / \rho}}))^{{\rho}}, {_U}",
        source="Karras et al. 2022, eq. 5",
        parameters=(
            *_ends(0.002, 80.0),
            Parameter(
                "rho", r"\rho", 7.0, 0.1, 100.0, 0.5, 3, "Above 1 there are more states near the picture."
            ),
        ),
        gives="path", make=_karras,
        aliases=("edm",),
        also_called="With Stable Diffusion it goes from 0.0291675 to 14.614642.",
    ),
    Family(
        name="polyexponential", title="Polyexponential (k-diffusion)", group=BY_SIGMA,
        formula=rf"\sigma_t = {_MIN} ({_MAX} / {_MIN})^{{u^{{\rho}}}}, {_U}",
        source="k-diffusion, sampling",
        parameters=(
            *_ends(0.002, 80.0),
            Parameter("rho", r"\rho", 1.0, 0.1, 100.0, 0.5, 3, "1 is log-linear."),
        ),
        gives="path", make=_polyexponential,
    ),
    Family(
        name="kl_optimal", title="Linear in arctan sigma (KL optimal)", group=BY_SIGMA,
        formula=rf"\sigma_t = \tan((1 - u) \arctan {_MIN} + u \arctan {_MAX}), {_U}",
        source="Sabour et al. 2024 (Align Your Steps)",
        parameters=_ends(0.002, 80.0),
        gives="path", make=_arctangent,
        also_called="At equal SNR it is a cosine schedule between two log SNRs.",
    ),
    Family(
        name="laplace_sigma", title="Laplace of sigma (ComfyUI)", group=BY_SIGMA,
        formula=r"\ln \sigma_t = \mu - b\,\mathrm{sgn}(u - 0.5) \ln(1 - 2 \lvert 0.5 - u \rvert + 10^{-5}), "
        rf"\sigma_t \text{{ within }} 0.0291675 \ldots 14.614642, {_U}",
        source="ComfyUI, k_diffusion/sampling",
        parameters=(
            Parameter("mu", r"\mu", 0.0, -10.0, 10.0, 0.5, 4, "ln sigma at half the time."),
            Parameter("b", "b", 0.5, 0.01, 10.0, 0.1, 4, "Width of the distribution of ln sigma."),
        ),
        gives="path", make=_laplace,
        also_called="The laplace of Hang et al. 2024 is one of log SNR, which is -2 ln sigma.",
    ),
)  # fmt: skip
