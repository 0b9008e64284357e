"""Schedules whose betas follow from a function of time, and are cut.

beta_t = min(1 - f(t) / f(t - 1), max_beta), whatever f(0) is (Nichol and Dhariwal 2021): alpha-bar is the product of
what is left. The functions here give log f, whose differences keep the digits that 1 - f(t) / f(t - 1) loses.
"""

from __future__ import annotations

import math

import numpy as np

from engine.schedules.arrays import Array
from engine.schedules.family import BY_ALPHA_BAR, Family, Parameter, beta_parameter, times


def _cosine(steps: int, s: float, max_beta: float, min_beta: float) -> Array:
    if min_beta > max_beta:
        raise ValueError(f"min_beta is {min_beta!r}; it must be at most max_beta, which is {max_beta!r}.")
    # 1 - f(t) / f(t-1) loses digits where beta is small. With a and b the angles at t-1 and t it is
    # sin(b - a) sin(a + b) / cos(a)^2, and the angles are counted from pi/2, which t = T reaches.
    h = math.pi / 2 / (1 + s) / steps
    left = np.arange(steps, 0, -1)  # steps from t-1 to T
    betas = math.sin(h) * np.sin(h * (2 * left - 1)) / np.sin(h * left) ** 2
    cut: Array = np.clip(betas, min_beta, max_beta)
    return cut


def _truncated_cosine(steps: int, s: float, max_beta: float) -> Array:
    # One state later than the cosine schedule: what is f(t / T) there is the state t + 1 here, and f(0) is not 1.
    angles = (np.arange(steps) / steps + s) / (1 + s) * math.pi / 2
    # To pi/2, near which the cosine is its sine.
    left = np.arange(steps, 0, -1) / steps / (1 + s) * math.pi / 2
    log_f = np.where(angles < 0.5, np.log1p(-(np.sin(angles) ** 2)), 2 * np.log(np.sin(left)))
    return cut_betas(np.concatenate(([0.0], log_f)), max_beta)


def _exponential(steps: int, rate: float, power: float, max_beta: float) -> Array:
    return cut_betas(-rate * times(steps) ** power, max_beta)


def _square_root(steps: int, offset: float, max_beta: float) -> Array:
    with np.errstate(divide="ignore"):  # f(1) is below 0: nothing is left, and beta is cut
        return cut_betas(np.log1p(-np.minimum(np.sqrt(times(steps) + offset), 1.0)), max_beta)


def _laplace_diffusers(steps: int, mu: float, b: float, max_beta: float) -> Array:
    u = times(steps)
    log_snr = mu - b * np.copysign(1.0, 0.5 - u) * np.log(1 - 2 * np.abs(0.5 - u) + 1e-6)
    return cut_betas(-np.logaddexp(0.0, -log_snr) / 2, max_beta)  # the root of alpha-bar


def cut_betas(log_f: Array, max_beta: float) -> Array:
    """Betas of t = 1..T from log f of t = 0..T, which may end in -inf."""
    with np.errstate(invalid="ignore"):
        betas = -np.expm1(np.diff(log_f))
    cut: Array = np.clip(np.nan_to_num(betas, nan=1.0), 0.0, max_beta)
    return cut


_MAX = r"\beta_{\mathrm{max}}"
_CUT = rf"\beta_t = \min(1 - f(t) / f(t - 1),{_MAX})"
_FLOORED = rf"\beta_t = \max(\beta_{{\mathrm{{min}}}},\min(1 - f(t) / f(t - 1),{_MAX}))"
_COS = r"f(t) = \cos^{2}((t / T + s) / (1 + s) \pi / 2)"


def _max_beta(help: str = "Larger betas are cut to this.") -> Parameter:
    return Parameter("max_beta", _MAX, 0.999, 1e-6, 1.0, 1e-3, 6, help)


def offset_parameter(default: float = 0.008) -> Parameter:
    """The s of the cosine schedules."""
    return Parameter(
        name="s",
        label="s",
        default=default,
        minimum=0.0,
        maximum=1.0,
        step=0.001,
        decimals=4,
        help="Offset that keeps the first betas from being too small.",
    )


def _cosine_parameters(max_beta: float, min_beta: float) -> tuple[Parameter, ...]:
    return (
        offset_parameter(),
        beta_parameter(
            "max_beta", "max", max_beta, 1e-3, "Larger betas are cut to this; the last would be 1."
        ),
        Parameter(
            name="min_beta",
            label=r"\beta_{\mathrm{min}}",
            default=min_beta,
            minimum=0.0,
            maximum=0.999999,
            step=1e-4,
            decimals=6,
            help="Smaller betas are raised to this; the paper has no such floor.",
        ),
    )


FAMILIES = (
    Family(
        name="cosine", title="Cosine", group=BY_ALPHA_BAR,
        formula=rf"{_FLOORED}, {_COS}",
        source="Nichol and Dhariwal 2021, eq. 17",
        parameters=_cosine_parameters(0.999, 0.0),
        gives="betas", make=_cosine,
        aliases=("squaredcos_cap_v2", "cosine_nichol"),
        also_called="Chen 2023 and the flows have cosines of their own: other schedules.",
    ),
    Family(
        name="cosine_floor", title="Cosine with a floor (DiffusionFastForward)", group=BY_ALPHA_BAR,
        formula=rf"{_FLOORED}, {_COS}",
        source="DiffusionFastForward, notebooks: betas of Nichol and Dhariwal 2021 cut to 0.0001 .. 0.9999",
        parameters=_cosine_parameters(0.9999, 1e-4),
        gives="betas", make=_cosine,
        also_called="At T = 1000 the floor raises the first 13 betas of the cosine schedule.",
    ),
    Family(
        name="exp", title="Exponential", group=BY_ALPHA_BAR,
        formula=rf"{_CUT}, f(t) = \exp(-r (t / T)^{{p}})",
        source="diffusers, betas_for_alpha_bar (exp)",
        parameters=(
            Parameter("rate", "r", 12.0, 0.01, 100.0, 1.0, 4, "How much is lost: log alpha-bar ends at -r."),
            Parameter("power", "p", 1.0, 0.1, 10.0, 0.5, 4, "1: every step has the same beta."),
            _max_beta(),
        ),
        gives="betas", make=_exponential,
        aliases=("exponential_alpha_bar",),
        also_called="The exponential of k-diffusion is a spacing of sigmas: a sampler's, no schedule.",
    ),
    Family(
        name="sqrt", title="Square root (Diffusion-LM)", group=BY_ALPHA_BAR,
        formula=rf"{_CUT}, f(t) = 1 - \sqrt{{t / T + s}}",
        source="Li et al. 2022 (Diffusion-LM), appendix A",
        parameters=(
            Parameter("offset", "s", 1e-4, 0.0, 0.5, 1e-4, 6, "Noise that is there from the start."),
            _max_beta("Larger betas are cut to this; the last would be above 1."),
        ),
        gives="betas", make=_square_root,
        aliases=("sqrt_alpha_bar", "diffusion_lm"),
        also_called="The sqrt of Latent Diffusion is one of beta: another schedule.",
    ),
    Family(
        name="trunc_cos", title="Cosine, cut off at the start (Diffusion-LM)", group=BY_ALPHA_BAR,
        formula=rf"{_CUT}, f(0) = 1, f(t) = \cos^{{2}}(((t - 1) / T + s) / (1 + s) \pi / 2)",
        source="Li et al. 2022 (Diffusion-LM), code of the authors (trunc_cos)",
        parameters=(offset_parameter(0.1), _max_beta()), gives="betas", make=_truncated_cosine,
        aliases=("truncated_cosine",),
    ),
    Family(
        name="laplace_diffusers", title="Laplace (as in diffusers: alpha taken for alpha-bar)", group=BY_ALPHA_BAR,
        formula=rf"{_CUT}, f(t) = \sqrt{{1 / (1 + e^{{-\lambda}})}}, "
        r"\lambda = \mu - b\,\mathrm{sgn}(0.5 - u) \ln(1 - 2 \lvert 0.5 - u \rvert + 10^{-6}), u = t / T",
        source="diffusers, betas_for_alpha_bar (laplace); the root is an error: Hang et al. 2024 have none",
        parameters=(
            Parameter("mu", r"\mu", 0.0, -10.0, 10.0, 0.5, 4, "Log SNR at half the time."),
            Parameter("b", "b", 0.5, 0.01, 10.0, 0.1, 4, "Width of the distribution of log SNR."),
            _max_beta(),
        ),
        gives="betas", make=_laplace_diffusers,
        also_called="The laplace of Hang et al. 2024 is by log SNR; that of ComfyUI by sigma.",
    ),
)  # fmt: skip
