"""Schedules whose betas are given."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from engine.schedules.arrays import Array
from engine.schedules.family import BY_BETA, RATES, Family, Parameter, beta_parameter

REFERENCE_STEPS = 1000
"""The T that the usual beta_start and beta_end are meant for."""


def _linear(steps: int, beta_start: float, beta_end: float, rescale: float) -> Array:
    def shape(steps: int) -> Array:
        return np.linspace(beta_start, beta_end, steps)

    return _rescaled(shape, steps, rescale)


def _quadratic(steps: int, beta_start: float, beta_end: float, rescale: float) -> Array:
    def shape(steps: int) -> Array:
        roots: Array = np.linspace(math.sqrt(beta_start), math.sqrt(beta_end), steps)
        return roots**2

    return _rescaled(shape, steps, rescale)


def _sigmoid(steps: int, beta_start: float, beta_end: float, rescale: float) -> Array:
    def shape(steps: int) -> Array:
        logistic: Array = 1 / (1 + np.exp(-np.linspace(-6, 6, steps)))
        return beta_start + (beta_end - beta_start) * logistic

    return _rescaled(shape, steps, rescale)


def _sqrt_beta(steps: int, beta_start: float, beta_end: float) -> Array:
    return np.sqrt(np.linspace(beta_start, beta_end, steps))


def _constant(steps: int, beta: float) -> Array:
    return np.full(steps, beta)


def _warmup(steps: int, beta_start: float, beta_end: float, share: float) -> Array:
    betas = np.full(steps, beta_end)
    rising = int(steps * share)
    betas[:rising] = np.linspace(beta_start, beta_end, rising)
    return betas


def _jsd(steps: int) -> Array:
    return 1 / np.arange(steps, 0.0, -1.0)


def _vp_discrete(steps: int, beta_min: float, beta_max: float) -> Array:
    return _below_one(np.linspace(beta_min, beta_max, steps) / steps, steps)


def _truncated_linear(steps: int, beta_start: float, beta_end: float, offset: float) -> Array:
    scale = REFERENCE_STEPS / steps
    return _below_one(np.linspace(scale * beta_start, scale * beta_end, steps) + offset, steps)


def _piecewise_linear(steps: int, beta_start: float, beta_end: float, offset: float) -> Array:
    scale, first = REFERENCE_STEPS / steps, min(10, steps)
    falling = np.linspace(scale * beta_start + offset, scale * beta_start, first)
    rising = np.linspace(scale * beta_start, scale * beta_end, steps - first)
    return _below_one(np.concatenate((falling, rising)), steps)


def _below_one(betas: Array, steps: int) -> Array:
    if betas.max() >= 1:
        raise ValueError(
            f"Beta reaches {betas.max():.6g} at T = {steps}, and it must stay below 1: "
            "a larger T is needed, or smaller betas."
        )
    return betas


def _rescaled(shape: Callable[[int], Array], steps: int, rescale: float) -> Array:
    """The betas of `shape`, multiplied by 1000/T if `rescale`: then the end is as noisy at any T."""
    betas = shape(steps)
    if not rescale:
        return betas
    peak = betas.max() * REFERENCE_STEPS / steps
    if peak >= 1:
        enough = math.floor(shape(2).max() * REFERENCE_STEPS) + 1  # two steps are the two ends
        raise ValueError(
            f"With rescale, beta reaches {peak:.6g} at T = {steps}, and it must stay below 1: "
            f"T >= {enough} is needed, or smaller betas, or no rescale."
        )
    return betas * (REFERENCE_STEPS / steps)


_FIRST = beta_parameter("beta_start", "start", 1e-4, 1e-5, "Variance of the noise that the first step adds.")
_LAST = beta_parameter("beta_end", "end", 0.02, 1e-3, "Variance of the noise that the last step adds.")
_RESCALE_HELP = "Multiply every beta by 1000/T, so that the end is as noisy at any T."
_RESCALE = Parameter("rescale", r"\beta_t × 1000 / T", 0.0, 0.0, 1.0, 1.0, 0, _RESCALE_HELP, kind="switch")
_OFFSET = Parameter(
    "offset", r"\delta", 0.01, 0.0, 0.5, 0.001, 6, "What is added to beta, so that no step is too small."
)

_START, _END = r"\beta_{\mathrm{start}}", r"\beta_{\mathrm{end}}"
_U = r"u = (t - 1) / \max(T - 1,1)"
_C = r"c = 1 \text{ or (rescaled) } 1000 / T"


def _warm_up(name: str, title: str, share: float) -> Family:
    help = "Share of the steps over which beta rises; the others have the largest beta."
    return Family(
        name=name,
        title=title,
        group=BY_BETA,
        formula=rf"\beta_t = {_START} + \min(1,(t - 1) / (w - 1)) ({_END} - {_START})",
        source="Ho et al. 2020, code of the authors",
        parameters=(_FIRST, _LAST, Parameter("share", "w / T", share, 0.0, 1.0, 0.05, 4, help)),
        gives="betas",
        make=_warmup,
    )


FAMILIES = (
    Family(
        name="linear", title="Linear", group=BY_BETA,
        formula=rf"\beta_t = c ({_START} + u ({_END} - {_START})), {_U}, {_C}",
        source="Ho et al. 2020, section 4; rescaled: Nichol and Dhariwal 2021, code of the authors",
        parameters=(_FIRST, _LAST, _RESCALE), gives="betas", make=_linear,
        aliases=("ddpm", "sqrt_linear"),
        also_called="The linear of Latent Diffusion and ComfyUI is quadratic here; their sqrt_linear is this.",
    ),
    Family(
        name="quadratic", title="Quadratic (scaled linear)", group=BY_BETA,
        formula=rf"\beta_t = c (\sqrt{{{_START}}} + u (\sqrt{{{_END}}} - \sqrt{{{_START}}}))^{{2}}, {_U}, {_C}",
        source="Ho et al. 2020, code of the authors (quad); Rombach et al. 2022 with 0.00085 and 0.012",
        parameters=(_FIRST, _LAST, _RESCALE), gives="betas", make=_quadratic,
        aliases=("scaled_linear", "quad", "ldm_linear"),
        also_called="Latent Diffusion and ComfyUI call it linear.",
    ),
    Family(
        name="sigmoid", title="Sigmoid (GeoDiff)", group=BY_BETA,
        formula=rf"\beta_t = c ({_START} + ({_END} - {_START}) / (1 + e^{{6 - 12 u}})), {_U}, {_C}",
        source="Xu et al. 2022 (GeoDiff), code of the authors",
        parameters=(_FIRST, _LAST, _RESCALE), gives="betas", make=_sigmoid,
        aliases=("geodiff",),
        also_called="The sigmoid of Chen 2023 and Jabri et al. 2022 is one of alpha-bar: another schedule.",
    ),
    Family(
        name="const", title="Constant", group=BY_BETA,
        formula=r"\beta_t = \beta",
        source="Ho et al. 2020, code of the authors",
        parameters=(
            Parameter(
                "beta", r"\beta", 0.02, 1e-6, 0.999999, 1e-3, 6, "Variance of every step.", inside=(0.0, 1.0)
            ),
        ),
        gives="betas", make=_constant,
        aliases=("constant",),
    ),
    _warm_up("warmup10", "Warm-up over 10 %", 0.1),
    _warm_up("warmup50", "Warm-up over 50 %", 0.5),
    Family(
        name="jsd", title="Inverse of the steps left (jsd)", group=BY_BETA,
        formula=r"\beta_t = 1 / (T + 1 - t), \bar\alpha_t = 1 - t / T",
        source="Sohl-Dickstein et al. 2015, section 2.4.1",
        parameters=(), gives="betas", make=_jsd,
        aliases=("sohl_dickstein",),
        also_called="Its last beta is 1: no signal is left at t = T.",
    ),
    Family(
        name="sqrt_beta", title="Square root of beta (LDM)", group=BY_BETA,
        formula=rf"\beta_t = \sqrt{{{_START} + u ({_END} - {_START})}}, {_U}",
        source="Rombach et al. 2022, code of the authors (sqrt)",
        parameters=(_FIRST, _LAST), gives="betas", make=_sqrt_beta,
        aliases=("ldm_sqrt",),
        also_called="The sqrt of Diffusion-LM is one of alpha-bar: another schedule.",
    ),
    Family(
        name="vp_discrete", title="VP-SDE in steps", group=BY_BETA,
        formula=r"\beta_t = (\beta_{\mathrm{min}} + u (\beta_{\mathrm{max}} - \beta_{\mathrm{min}})) / T, "
        + _U,
        source="Song et al. 2021 (score SDE), appendix C and code of the authors",
        parameters=RATES, gives="betas", make=_vp_discrete,
        aliases=("vpsde_discrete",),
        also_called="At T = 1000 it is the linear schedule.",
    ),
    Family(
        name="trunc_lin", title="Linear, raised (Diffusion-LM)", group=BY_BETA,
        formula=rf"\beta_t = c ({_START} + u ({_END} - {_START})) + \delta, {_U}, c = 1000 / T",
        source="Li et al. 2022 (Diffusion-LM), code of the authors (trunc_lin)",
        parameters=(_FIRST, _LAST, _OFFSET), gives="betas", make=_truncated_linear,
        aliases=("truncated_linear",),
    ),
    Family(
        name="pw_lin", title="Piecewise linear (Diffusion-LM)", group=BY_BETA,
        formula=rf"\beta_t = c {_START} + \delta \to c {_START} \text{{ until }} t = 10, "
        rf"\text{{then }} \to c {_END}, c = 1000 / T",
        source="Li et al. 2022 (Diffusion-LM), code of the authors (pw_lin)",
        parameters=(_FIRST, _LAST, _OFFSET), gives="betas", make=_piecewise_linear,
        aliases=("piecewise_linear",),
    ),
)  # fmt: skip
