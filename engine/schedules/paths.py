"""The kinds of paths: what signal and noise are where the log SNR is so much."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from engine.schedules.arrays import Array
from engine.schedules.schedule import Parameters, Schedule


def _exploding(name: str, parameters: Parameters, log_snr: Array) -> Schedule:
    if log_snr[-1] == -math.inf:
        raise ValueError("A path whose signal stays 1 cannot end without signal: choose another schedule.")
    noise = np.concatenate(([0.0], np.exp(-log_snr / 2)))
    return Schedule.from_path(name, parameters, np.ones_like(noise), noise)


def _straight(name: str, parameters: Parameters, log_snr: Array) -> Schedule:
    # Each from its own logarithm: 1 - noise would lose the digits of a small signal.
    signal = np.concatenate(([1.0], np.exp(-np.logaddexp(0.0, -log_snr / 2))))
    noise = np.concatenate(([0.0], np.exp(-np.logaddexp(0.0, log_snr / 2))))
    return Schedule.from_path(name, parameters, signal, noise)


PATHS: dict[str, Callable[[str, Parameters, Array], Schedule]] = {
    "preserving": Schedule.from_log_snr,
    "exploding": _exploding,
    "straight": _straight,
}
"""What makes a schedule of log SNRs of t = 1..T: signal^2 + noise^2 = 1, signal = 1, or signal + noise = 1."""


def path_of(schedule: Schedule) -> str:
    """The kind of a schedule's path; "preserving" also where it is none of the kinds: its SNR is what counts."""
    if np.all(schedule.signal == 1):
        return "exploding"
    if not schedule.variance_preserving and np.allclose(schedule.signal + schedule.noise, 1, atol=1e-12):
        return "straight"
    return "preserving"


def at_log_snr(schedule: Schedule, log_snr: Array) -> Schedule:
    """The path of the same kind, name and parameters with these log SNRs of t = 1..T."""
    return PATHS[path_of(schedule)](schedule.name, schedule.parameters, log_snr)
