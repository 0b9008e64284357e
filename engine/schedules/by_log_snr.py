"""Schedules whose log SNR, called lambda, is given as a function of u = t / T."""

from __future__ import annotations

import math

import numpy as np

from engine.schedules.arrays import Array
from engine.schedules.family import BY_LOG_SNR, Family, Parameter, times

LIMIT = 15.0
"""The log SNR of simple diffusion goes from 15 to -15."""


def _ddpm_continuous(steps: int, a: float, b: float) -> Array:
    return -np.log(np.expm1(a + b * times(steps)[1:] ** 2))


def _cosine_continuous(steps: int, s: float) -> Array:
    left = (1 - times(steps)[1:]) / (1 + s) * math.pi / 2  # from pi/2, which is reached at t = T
    with np.errstate(divide="ignore"):
        return 2 * np.log(np.tan(left))


def _simple_diffusion(steps: int, log_snr_max: float, log_snr_min: float) -> Array:
    if log_snr_min >= log_snr_max:
        raise ValueError(f"log_snr_min is {log_snr_min!r}; it must be below log_snr_max, {log_snr_max!r}.")
    return _cosine(times(steps)[1:], log_snr_max, log_snr_min)


def _cosine(u: Array, log_snr_max: float, log_snr_min: float) -> Array:
    first, last = math.atan(math.exp(-log_snr_max / 2)), math.atan(math.exp(-log_snr_min / 2))
    log_snr: Array = -2 * np.log(np.tan(first + u * (last - first)))
    return log_snr


def _shifted(steps: int, image_d: float, noise_d: float) -> Array:
    return _with_fixed_ends(times(steps)[1:], image_d, noise_d)


def _with_fixed_ends(u: Array, image_d: float, noise_d: float) -> Array:
    shift = 2 * math.log(noise_d / image_d)
    return _cosine(u, LIMIT - shift, -LIMIT - shift) + shift


def _shifted_with_ends(steps: int, image_d: float, noise_d: float) -> Array:
    return _cosine(times(steps)[1:], LIMIT, -LIMIT) + 2 * math.log(noise_d / image_d)


def _interpolated(steps: int, image_d: float, noise_d_low: float, noise_d_high: float) -> Array:
    u = times(steps)[1:]
    low, high = (_with_fixed_ends(u, image_d, noise_d) for noise_d in (noise_d_low, noise_d_high))
    return (1 - u) * low + u * high


def _interpolated_backwards(steps: int, image_d: float, noise_d_low: float, noise_d_high: float) -> Array:
    u = times(steps)[1:]
    shift = u * math.log(noise_d_low / image_d) + (1 - u) * math.log(noise_d_high / image_d)
    return _cosine(u, LIMIT, -LIMIT) + 2 * shift


def _laplace(steps: int, mu: float, b: float) -> Array:
    u = times(steps)[1:]
    # 1 - 2 |1/2 - u| is 2 u in the first half and 2 (1 - u) in the second
    with np.errstate(divide="ignore"):
        return mu - b * np.where(u < 0.5, np.log(2 * u), -np.log(2 * (1 - u)))


def _cauchy(steps: int, mu: float, gamma: float, limit: float) -> Array:
    u = times(steps)[1:]
    with np.errstate(divide="ignore"):
        log_snr = mu + gamma / np.tan(math.pi * u)  # tan(pi/2 - x) = 1 / tan(x)
    log_snr[-1] = -math.inf
    cut: Array = np.clip(log_snr, -limit, limit)
    return cut


def _log_normal(steps: int, mean: float, deviation: float) -> Array:
    from scipy.special import ndtri  # slow to import, and few need it

    log_snr: Array = -2 * (mean + deviation * ndtri(times(steps)[1:]))
    return log_snr


_SIMPLE = r"\lambda_t = -2 \ln \tan(a + (b - a) t / T)"
_ENDS = r"\tan a = e^{-\lambda_0 / 2}, \tan b = e^{-\lambda_T / 2}"
_SHIFT = r"s = 2 \ln(d_{\mathrm{noise}} / d)"
_IMAGE = Parameter("image_d", "d", 256.0, 8.0, 8192.0, 64.0, 0, "Side of the picture, in pixels.")
_NOISE = Parameter(
    "noise_d",
    r"d_{\mathrm{noise}}",
    64.0,
    1.0,
    8192.0,
    16.0,
    0,
    "Side at which the noise is as in the unshifted schedule.",
)
_TWO = (
    Parameter("image_d", "d", 512.0, 8.0, 8192.0, 64.0, 0, "Side of the picture, in pixels."),
    Parameter(
        "noise_d_low", r"d_{\mathrm{low}}", 32.0, 1.0, 8192.0, 16.0, 0, "The smaller side for the shift."
    ),
    Parameter(
        "noise_d_high", r"d_{\mathrm{high}}", 256.0, 1.0, 8192.0, 16.0, 0, "The larger side for the shift."
    ),
)
_MU = Parameter("mu", r"\mu", 0.0, -10.0, 10.0, 0.5, 4, "Log SNR at half the time.")

FAMILIES = (
    Family(
        name="ddpm_continuous", title="DDPM in continuous time", group=BY_LOG_SNR,
        formula=r"\lambda_t = -\ln(e^{a + b u^{2}} - 1), u = t / T",
        source="Salimans and Ho 2022, code as in v-diffusion",
        parameters=(
            Parameter("a", "a", 1e-4, 1e-6, 1.0, 1e-4, 6, "Noise at the picture."),
            Parameter("b", "b", 10.0, 0.1, 100.0, 1.0, 4, "Noise at the end."),
        ),
        gives="log_snr", make=_ddpm_continuous,
        aliases=("linear_log_snr", "v_diffusion"),
        also_called="denoising-diffusion-pytorch calls it linear.",
    ),
    Family(
        name="cosine_continuous", title="Cosine in continuous time", group=BY_LOG_SNR,
        formula=r"\lambda_t = -2 \ln \tan((t / T + s) / (1 + s) \pi / 2)",
        source="Nichol and Dhariwal 2021, eq. 17, neither divided by f(0) nor cut",
        parameters=(Parameter("s", "s", 0.008, 0.0, 1.0, 0.001, 4, "Noise that is there from the start."),),
        gives="log_snr", make=_cosine_continuous,
        aliases=("cosine_log_snr",),
        also_called="No signal is left at t = T; denoising-diffusion-pytorch ends at about -75 by rounding.",
    ),
    Family(
        name="simple_diffusion", title="Cosine between two log SNRs (simple diffusion)", group=BY_LOG_SNR,
        formula=f"{_SIMPLE}, {_ENDS}",
        source="Hoogeboom et al. 2023 (simple diffusion), section 2 and appendix",
        parameters=(
            Parameter("log_snr_max", r"\lambda_0", LIMIT, -50.0, 50.0, 1.0, 3, "Log SNR at the picture."),
            Parameter("log_snr_min", r"\lambda_T", -LIMIT, -50.0, 50.0, 1.0, 3, "Log SNR at the noise."),
        ),
        gives="log_snr", make=_simple_diffusion,
        aliases=("cosine_simple_diffusion",),
    ),
    Family(
        name="shifted", title="Shifted cosine, ends kept (k-diffusion)", group=BY_LOG_SNR,
        formula=rf"{_SIMPLE} + s, {_SHIFT}, \lambda_0 = 15 \text{{ and }} \lambda_T = -15 \text{{ with the shift}}",
        source="Hoogeboom et al. 2023, section 3.1, as in k-diffusion",
        parameters=(_IMAGE, _NOISE), gives="log_snr", make=_shifted,
        aliases=("cosine_shifted",),
        also_called="denoising-diffusion-pytorch shifts the ends too: the next schedule.",
    ),
    Family(
        name="shifted_ends", title="Shifted cosine, ends too", group=BY_LOG_SNR,
        formula=rf"{_SIMPLE} + s, {_SHIFT}, \lambda \text{{ from }} 15 + s \text{{ to }} {{-15}} + s",
        source="Hoogeboom et al. 2023, section 3.1, as in denoising-diffusion-pytorch",
        parameters=(_IMAGE, _NOISE), gives="log_snr", make=_shifted_with_ends,
        also_called="k-diffusion keeps the ends at 15 and -15.",
    ),
    Family(
        name="interpolated", title="Interpolated shift, low first (k-diffusion)", group=BY_LOG_SNR,
        formula=r"\lambda_t = (1 - u) \lambda_{\mathrm{low}} + u \lambda_{\mathrm{high}}, u = t / T, "
        r"\lambda_{\mathrm{low}} \text{ shifted to } d_{\mathrm{low}} \text{ with ends kept}",
        source="Hoogeboom et al. 2023, section 3.1, as in k-diffusion",
        parameters=_TWO, gives="log_snr", make=_interpolated,
        aliases=("cosine_interpolated",),
        also_called="denoising-diffusion-pytorch goes the other way: the next schedule.",
    ),
    Family(
        name="interpolated_backwards", title="Interpolated shift, high first", group=BY_LOG_SNR,
        formula=r"\lambda_t = u \lambda_{\mathrm{low}} + (1 - u) \lambda_{\mathrm{high}}, u = t / T, "
        r"\lambda_{\mathrm{low}} \text{ shifted to } d_{\mathrm{low}} \text{ with its ends}",
        source="Hoogeboom et al. 2023, section 3.1, as in denoising-diffusion-pytorch",
        parameters=_TWO, gives="log_snr", make=_interpolated_backwards,
        also_called="k-diffusion goes the other way.",
    ),
    Family(
        name="laplace", title="Laplace (paper)", group=BY_LOG_SNR,
        formula=r"\lambda_t = \mu - b\,\mathrm{sgn}(0.5 - u) \ln(1 - 2 \lvert 0.5 - u \rvert), u = t / T",
        source="Hang et al. 2024, table 1",
        parameters=(
            _MU,
            Parameter("b", "b", 0.5, 0.01, 10.0, 0.1, 4, "Width of the distribution of log SNR."),
        ),
        gives="log_snr", make=_laplace,
        also_called="diffusers takes alpha for alpha-bar in it; ComfyUI has one of sigma: other schedules.",
    ),
    Family(
        name="cauchy", title="Cauchy", group=BY_LOG_SNR,
        formula=r"\lambda_t = \mu + \gamma \tan(\pi / 2 (1 - 2 u)) \text{ within } {\pm c}, u = t / T",
        source="Hang et al. 2024, table 1; the limits are this program's",
        parameters=(
            _MU,
            Parameter("gamma", r"\gamma", 1.0, 0.01, 10.0, 0.1, 4, "Width of the distribution of log SNR."),
            Parameter("limit", "c", 20.0, 1.0, 100.0, 1.0, 2, "The log SNR is cut to this on both sides."),
        ),
        gives="log_snr", make=_cauchy,
    ),
    Family(
        name="log_normal", title="Log-normal sigma (EDM training)", group=BY_LOG_SNR,
        formula=r"\ln \sigma_t = m + d\,\Phi^{-1}(t / T), \lambda_t = -2 \ln \sigma_t",
        source="Karras et al. 2022, table 1 (the noise of training, as quantiles)",
        parameters=(
            Parameter("mean", "m", -1.2, -10.0, 10.0, 0.1, 4, "Mean of ln sigma."),
            Parameter("deviation", "d", 1.2, 0.05, 10.0, 0.1, 4, "Standard deviation of ln sigma."),
        ),
        gives="log_snr", make=_log_normal,
        aliases=("edm_training", "lognormal"),
    ),
)  # fmt: skip
