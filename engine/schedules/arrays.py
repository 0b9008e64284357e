"""All arrays of a schedule, from the betas of its steps or from its signal and noise; see Schedule for each."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def median(values: Array) -> float:
    """The median of some numbers, NaN if one is: to the bit that of numpy, which reads all of numpy.ma for it."""
    if np.isnan(values).any():
        return math.nan
    middle, odd = divmod(len(values), 2)
    ordered = np.partition(values, middle if odd else (middle - 1, middle))  # to sort all takes far longer
    return float(ordered[middle] if odd else (ordered[middle - 1] + ordered[middle]) / 2)


def arrays_preserving(
    betas: Array, alphas: Array, coarse: Array, fine: Array, log_snr: Array | None = None
) -> dict[str, Any]:
    """Those of the variance-preserving path with these betas; the logarithm of its alpha_bar is coarse + fine."""
    log_alpha_bar = coarse + fine
    one_minus_alpha_bar = 0.0 - np.expm1(log_alpha_bar)  # a plain minus would give -0.0 at t = 0
    if log_snr is None:
        with np.errstate(divide="ignore"):
            log_snr = log_alpha_bar - np.log(one_minus_alpha_bar)
    return _complete(
        variance_preserving=True,
        # Far down, an error in the last place of the logarithm costs alpha_bar three of its digits.
        signal=np.exp(coarse / 2) * np.exp(fine / 2),
        alpha_bar=np.exp(coarse) * np.exp(fine),
        noise=np.sqrt(one_minus_alpha_bar),
        gain=np.sqrt(alphas),
        step_variance=betas,
        posterior_variance=betas * (one_minus_alpha_bar[:-1] / one_minus_alpha_bar[1:]),
        log_snr=log_snr,
        betas=betas,
        alphas=alphas,
        log_alpha_bar=log_alpha_bar,
    )


def arrays_of_path(signal: Array, noise: Array) -> dict[str, Any]:
    """Those of the path with these signals and noises of t = 0..T."""
    # With rho = SNR_t / SNR_{t-1}: the share 1 - rho of the noise of x_t is new.
    now, before = noise[1:] * signal[:-1], noise[:-1] * signal[1:]
    # Each factor is divided: of a small signal the square is no number of a float.
    new_share = np.maximum((now - before) / now * ((now + before) / now), 0.0)
    total = np.hypot(signal, noise)
    keeps_variance = bool(np.all(np.abs(total - 1) < 1e-14))
    with np.errstate(divide="ignore"):
        log_snr = np.minimum.accumulate(2 * (np.log(signal) - np.log(noise)))
    log_alpha_bar = 0.0 - np.logaddexp(0.0, -log_snr)
    step_variance = noise[1:] ** 2 * new_share
    return _complete(
        variance_preserving=keeps_variance,
        signal=signal,
        noise=noise,
        gain=signal[1:] / signal[:-1],
        step_variance=step_variance,
        posterior_variance=noise[:-1] ** 2 * new_share,
        log_snr=log_snr,
        betas=step_variance if keeps_variance else (noise / total)[1:] ** 2 * new_share,
        alphas=np.exp(np.diff(log_alpha_bar)),
        log_alpha_bar=log_alpha_bar,
        alpha_bar=(signal / total) ** 2,
    )


def _complete(*, variance_preserving: bool, **given: Array) -> dict[str, Any]:
    """The arrays that are given and those that follow from them, all of them read-only."""
    log_snr, log_alpha_bar = given["log_snr"], given["log_alpha_bar"]
    # Infinity is meant at t = 0, and at either end it is what the limit of float64 leaves.
    with np.errstate(over="ignore", under="ignore"):
        arrays = given | {
            "snr": np.exp(log_snr),
            "sigma": np.exp(-log_snr / 2),
            "sqrt_alphas": given["gain"],
            "sqrt_alpha_bar": given["signal"],
            "sqrt_one_minus_alpha_bar": given["noise"],
        }
        if not variance_preserving:
            arrays["sqrt_alphas"] = np.sqrt(given["alphas"])
            arrays["sqrt_alpha_bar"] = np.exp(log_alpha_bar / 2)
            arrays["sqrt_one_minus_alpha_bar"] = np.sqrt(0.0 - np.expm1(log_alpha_bar))
    for array in arrays.values():
        array.setflags(write=False)
    return {"variance_preserving": variance_preserving, **arrays}
