"""What betas, log SNRs and paths must be to make a schedule; each check raises ValueError with one sentence."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

HIGHEST_LOG_SNR = 700.0
"""Above it the noise is nothing to float64."""
ROUNDING = 1e-9
"""By so much of itself may an SNR seem to grow, as numbers that were rounded do."""


def is_whole_number(value: object) -> bool:
    """Whether `value` is an int, Python's or NumPy's, and no bool."""
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def check_betas(betas: Array) -> None:
    """Raise ValueError where betas of t = 1..T, an array (T,), make no schedule; it names the first that is wrong."""
    if betas.ndim != 1 or betas.size == 0:
        raise ValueError(f"Betas of shape {betas.shape} make no schedule: a list of at least one is needed.")
    allowed = (betas > 0) & (betas < 1)
    allowed[-1] |= betas[-1] == 1
    wrong = np.flatnonzero(~allowed)
    if wrong.size:
        first = int(wrong[0])
        raise ValueError(
            f"beta is {float(betas[first])!r} at t = {first + 1}; it must be above 0 and below 1 "
            "(the last may be 1)."
        )


def check_log_snr(log_snr: Array) -> None:
    """Raise ValueError where log SNRs of t = 0..T, (T + 1,), make no schedule: infinite at 0, and then they fall."""
    if log_snr.size < 2:
        raise ValueError("No log SNR makes no schedule: a list of at least one is needed.")
    allowed = (log_snr[1:] > -np.inf) & (log_snr[1:] <= HIGHEST_LOG_SNR)
    allowed[-1] |= log_snr[-1] == -np.inf
    wrong = np.flatnonzero(~allowed)
    if wrong.size:
        t = int(wrong[0]) + 1
        raise ValueError(
            f"The log SNR is {float(log_snr[t])!r} at t = {t}; it must be a number up to {HIGHEST_LOG_SNR:g} "
            "(the last may be -inf)."
        )
    _check_falling(log_snr)


def check_path(signal: Array, noise: Array) -> None:
    """Raise ValueError where signals and noises of t = 0..T, both (T + 1,), make no schedule: their ratio falls."""
    if signal.ndim != 1 or signal.shape != noise.shape or signal.size < 2:
        raise ValueError(
            f"Signal of shape {signal.shape} and noise of shape {noise.shape} make no schedule: "
            "two lists of one length, t = 0..T, are needed."
        )
    if (signal[0], noise[0]) != (1, 0):
        raise ValueError(
            f"At t = 0 the signal is {float(signal[0])!r} and the noise {float(noise[0])!r}; "
            "they must be 1 and 0, for x_0 is the picture."
        )
    allowed = (signal > 0) & (signal < np.inf) & (noise > 0) & (noise < np.inf)
    allowed[0] = True
    allowed[-1] |= signal[-1] == 0 and 0 < noise[-1] < np.inf
    wrong = np.flatnonzero(~allowed)
    if wrong.size:
        t = int(wrong[0])
        raise ValueError(
            f"At t = {t} the signal is {float(signal[t])!r} and the noise {float(noise[t])!r}; "
            "both must be above 0 and finite (the last signal may be 0)."
        )
    with np.errstate(divide="ignore"):
        _check_falling(2 * (np.log(signal) - np.log(noise)))


def _check_falling(log_snr: Array) -> None:
    wrong = np.flatnonzero(~(log_snr[1:] <= log_snr[:-1] + ROUNDING))
    if wrong.size:
        t = int(wrong[0]) + 1
        raise ValueError(
            f"The SNR grows at t = {t}, from log SNR {log_snr[t - 1]:.6g} to {log_snr[t]:.6g}: "
            "a step can only add noise."
        )
