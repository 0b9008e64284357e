"""Schedules whose alpha-bar is given as a function of time, and is cut itself: betas follow from it.

The functions give log SNRs, in forms that keep the digits of alpha-bar near 0 and near 1.
"""

from __future__ import annotations

import math

import numpy as np

from engine.schedules.arrays import Array
from engine.schedules.by_alpha_bar import cut_betas, offset_parameter
from engine.schedules.family import BY_ALPHA_BAR, RATES, Family, Parameter, times

LEAST_ALPHA_BAR = 1e-9
"""Where Chen 2023 cuts alpha-bar, in the code of the authors."""


def _vp_sde(steps: int, beta_min: float, beta_max: float) -> Array:
    u = times(steps)[1:]
    return -np.log(np.expm1(beta_min * u + (beta_max - beta_min) / 2 * u**2))


def _sigmoid(steps: int, start: float, end: float, tau: float) -> Array:
    return np.maximum(_sigmoid_log_snr(times(steps)[1:], start, end, tau), _log_odds(LEAST_ALPHA_BAR))


def _sigmoid_cut(steps: int, start: float, end: float, tau: float) -> Array:
    log_snr = _sigmoid_log_snr(times(steps)[1:], start, end, tau)
    return cut_betas(np.concatenate(([0.0], -np.logaddexp(0.0, -log_snr))), 0.999)


def _sigmoid_log_snr(u: Array, start: float, end: float, tau: float) -> Array:
    """log (s(e) - s(x)) / (s(x) - s(a)), with s(x) - s(y) = sinh((x - y) / 2) / (2 cosh(x / 2) cosh(y / 2))."""
    _check_range(start, end)
    a, e = start / tau / 2, end / tau / 2
    x = a + u * (e - a)
    x[-1] = e
    with np.errstate(divide="ignore"):
        high, low = np.log(np.sinh(e - x)), np.log(np.sinh(x - a))
    log_snr: Array = high - low + math.log(math.cosh(a)) - math.log(math.cosh(e))
    return log_snr


def _cosine_chen(steps: int, start: float, end: float, tau: float) -> Array:
    _check_range(start, end)
    u = start + times(steps) * (end - start)
    # log of cos^(2 tau), in the form that keeps the digits of 1 - cos near 0, and those of cos near pi/2
    with np.errstate(divide="ignore"):
        near_0, near_1 = np.log1p(-(np.sin(u * math.pi / 2) ** 2)) / 2, np.log(np.sin((1 - u) * math.pi / 2))
    logs = 2 * tau * np.where(u < 0.5, near_0, near_1)
    first, last = float(logs[0]), float(logs[-1])
    gone = -np.expm1(logs[1:] - first) / -math.expm1(last - first)
    left = (np.exp(logs[1:] - first) - math.exp(last - first)) / -math.expm1(last - first)
    return _cut_odds(left, gone)


def _cosine_simple(steps: int) -> Array:
    u = times(steps)[1:]
    # the tangent of an angle near pi/2 loses digits: that of what is left of it does not
    early, late = (u + 0.0002) / 1.00025 * math.pi / 2, ((1 - u) + 0.00005) / 1.00025 * math.pi / 2
    log_snr: Array = np.where(u < 0.5, -2 * np.log(np.tan(early)), 2 * np.log(np.tan(late)))
    return log_snr.clip(_log_odds(LEAST_ALPHA_BAR))


def _alpha_bar_linear(steps: int) -> Array:
    return _cut_odds(1 - times(steps)[1:], times(steps)[1:])


def _logarithm(steps: int, start: float, end: float, reverse: float) -> Array:
    if start == end:
        raise ValueError(f"Start and end are both {start!r}; they must differ.")
    first, last = (end, start) if reverse else (start, end)
    width = math.log(last / first)
    gone = np.log1p(times(steps)[1:] * (last - first) / first) / width
    return _cut_odds(1 - gone, gone)


def _wuerstchen(steps: int, s: float, k: float) -> Array:
    u = times(steps)[1:]
    u = 1 - (1 - u) ** k if k > 1 else u**k
    return np.clip(_normalised_cosine(u, s), _log_odds(1e-4), _log_odds(0.9999))


def _cascade(steps: int, s: float, shift: float) -> Array:
    shifted = _normalised_cosine(times(steps)[1:], s) - 2 * math.log(shift)
    return np.clip(shifted, _log_odds(1e-4), _log_odds(0.9999))


def _normalised_cosine(u: Array, s: float) -> Array:
    """Log SNR of the alpha-bar cos^2 b / cos^2 a, with a and b the angles at 0 and u."""
    a, left = s / (1 + s) * math.pi / 2, (1 - u) / (1 + s) * math.pi / 2
    b = math.pi / 2 - left
    with np.errstate(divide="ignore"):
        log_snr: Array = 2 * np.log(np.sin(left)) - np.log(np.sin(b - a) * np.sin(a + b))
    return log_snr


def _cut_odds(alpha_bar: Array, gone: Array) -> Array:
    """Log SNR of an alpha-bar, cut, and of 1 minus it, which has digits of its own."""
    return np.log(np.maximum(alpha_bar, LEAST_ALPHA_BAR)) - np.log(np.minimum(gone, 1 - LEAST_ALPHA_BAR))


def _check_range(start: float, end: float) -> None:
    if end < start + 0.001:
        raise ValueError(
            f"The end is {end!r}; it must be above the start by 0.001 or more, which is {start!r}."
        )


def _log_odds(alpha_bar: float) -> float:
    return math.log(alpha_bar) - math.log1p(-alpha_bar)


_CHEN = "Chen 2023, code of the authors (pix2seq)"
_SIGMOID = r"x = a + (e - a) t / T"


def _range(start: float, end: float, low: float, high: float) -> tuple[Parameter, ...]:
    return (
        Parameter("start", "a", start, low, high, 0.1, 4, "Where on the curve the picture is."),
        Parameter("end", "e", end, low, high, 0.1, 4, "Where on the curve the noise is."),
        Parameter("tau", r"\tau", 1.0, 0.05, 20.0, 0.1, 4, "Temperature: how wide the curve is."),
    )


FAMILIES = (
    Family(
        name="vp_sde", title="VP-SDE", group=BY_ALPHA_BAR,
        formula=r"\bar\alpha_t = \exp(-\beta_{\mathrm{min}} u - (\beta_{\mathrm{max}} - \beta_{\mathrm{min}})"
        r" u^{2} / 2), u = t / T",
        source="Song et al. 2021 (score SDE), appendix C",
        parameters=RATES, gives="log_snr", make=_vp_sde,
        aliases=("vpsde", "vp"),
    ),
    Family(
        name="sigmoid_chen", title="Sigmoid (Chen)", group=BY_ALPHA_BAR,
        formula=r"\bar\alpha_t = \max((s(e) - s(x)) / (s(e) - s(a)),10^{-9}), "
        rf"s(x) = 1 / (1 + e^{{-x / \tau}}), {_SIGMOID}",
        source=f"Jabri et al. 2022; {_CHEN}",
        parameters=_range(-3.0, 3.0, -20.0, 20.0),
        gives="log_snr", make=_sigmoid,
        aliases=("sigmoid_alpha_bar",),
        also_called="The sigmoid of GeoDiff and diffusers is one of beta: another schedule.",
    ),
    Family(
        name="sigmoid_jabri", title="Sigmoid (Chen), betas cut", group=BY_ALPHA_BAR,
        formula=r"\beta_t = \min(1 - f(t) / f(t - 1),0.999), f(t) = (s(e) - s(x)) / (s(e) - s(a)), "
        rf"s(x) = 1 / (1 + e^{{-x / \tau}}), {_SIGMOID}",
        source="Jabri et al. 2022, as in denoising-diffusion-pytorch",
        parameters=_range(-3.0, 3.0, -20.0, 20.0),
        gives="betas", make=_sigmoid_cut,
        also_called="That library computes the ends in float32; here all is float64.",
    ),
    Family(
        name="cosine_chen", title="Cosine (Chen)", group=BY_ALPHA_BAR,
        formula=r"\bar\alpha_t = \max((f(x) - f(e)) / (f(a) - f(e)),10^{-9}), "
        rf"f(x) = \cos^{{2 \tau}}(x \pi / 2), {_SIGMOID}",
        source=f"{_CHEN}; the paper has e = 1, the code 0.5",
        parameters=_range(0.0, 1.0, 0.0, 1.0),
        gives="log_snr", make=_cosine_chen,
        also_called="Not the cosine of Nichol and Dhariwal, which cuts betas.",
    ),
    Family(
        name="cosine_simple", title="Cosine, simple (pix2seq)", group=BY_ALPHA_BAR,
        formula=r"\bar\alpha_t = \max(\cos^{2}((t / T + 0.0002) / 1.00025 \cdot \pi / 2),10^{-9})",
        source=_CHEN,
        parameters=(), gives="log_snr", make=_cosine_simple,
    ),
    Family(
        name="alpha_bar_linear", title="Linear alpha-bar", group=BY_ALPHA_BAR,
        formula=r"\bar\alpha_t = \max(1 - t / T,10^{-9})",
        source="Chen 2023, section 2 (1 - t)",
        parameters=(), gives="log_snr", make=_alpha_bar_linear,
        aliases=("simple_linear",),
        also_called="But for the last state it is jsd.",
    ),
    Family(
        name="log", title="Logarithm (pix2seq)", group=BY_ALPHA_BAR,
        formula=r"\bar\alpha_t = \max(\ln(e / x) / \ln(e / a),10^{-9}), "
        rf"{_SIGMOID}, \text{{reversed: a and e exchanged}}",
        source=_CHEN,
        parameters=(
            Parameter("start", "a", 1.0, 0.01, 1000.0, 1.0, 2, "Where on the curve the picture is."),
            Parameter("end", "e", 100.0, 0.01, 1000.0, 10.0, 2, "Where on the curve the noise is."),
            Parameter(
                "reverse", r"\text{reversed}", 0.0, 0.0, 1.0, 1.0, 0, "Exchange the two ends.", kind="switch"
            ),
        ),
        gives="log_snr", make=_logarithm,
    ),
    Family(
        name="wuerstchen", title="Cosine (Würstchen)", group=BY_ALPHA_BAR,
        formula=r"\bar\alpha_t = f(u) / f(0) \text{ within } 0.0001 \ldots 0.9999, "
        r"f(u) = \cos^{2}((u + s) / (1 + s) \pi / 2), "
        r"u = 1 - (1 - t / T)^{k} \text{ if } k > 1 \text{ or } (t / T)^{k}",
        source="Pernias et al. 2024 (Würstchen), as in diffusers (DDPMWuerstchenScheduler)",
        parameters=(
            offset_parameter(),
            Parameter("k", "k", 1.0, 0.1, 10.0, 0.1, 4, "Warps time: noise early above 1, late below."),
        ),
        gives="log_snr", make=_wuerstchen,
        aliases=("ddpm_wuerstchen",),
    ),
    Family(
        name="cascade", title="Cosine, shifted (Stable Cascade)", group=BY_ALPHA_BAR,
        formula=r"\lambda_t = \ln(f / (1 - f)) - 2 \ln k, f = f(t) / f(0) \text{ as cosine}, "
        r"\bar\alpha_t \text{ within } 0.0001 \ldots 0.9999",
        source="Stable Cascade, as in ComfyUI (StableCascadeSampling)",
        parameters=(
            offset_parameter(),
            Parameter("shift", "k", 2.0, 0.01, 100.0, 0.5, 4, "The noise is stronger by this factor."),
        ),
        gives="log_snr", make=_cascade,
        aliases=("stable_cascade",),
    ),
)  # fmt: skip
