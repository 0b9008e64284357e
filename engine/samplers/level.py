"""Noise levels that a sampler visits: of whole timesteps, between them, and of a given sigma.

A level is a point of the path x_t = signal x_0 + noise eps. Between whole timesteps log SNR is interpolated
linearly in t. It is infinite at the ends: from t = 0 to 1 sigma is linear instead, and before a state without
signal 1 / sigma is.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from engine.schedules import Schedule

Array = npt.NDArray[np.float64]


class Level(NamedTuple):
    """x_t = signal x_0 + noise eps; `lam` is lambda = ln(signal / noise) = -ln sigma, half of log SNR.

    `t` is the timestep, 0 to T, whole or not. `trial` marks an x_t that a sampler only tries, no state of its run.
    """

    t: float
    signal: float
    noise: float
    lam: float
    trial: bool = False

    @property
    def sigma(self) -> float:
        """Noise per signal; infinite where no signal is left."""
        return self.noise / self.signal if self.signal else math.inf

    @property
    def snr(self) -> float:
        """(signal / noise)^2."""
        return (self.signal / self.noise) ** 2 if self.noise else math.inf

    def tried(self) -> Level:
        """The same level, for an x_t that is no state of the run."""
        return self._replace(trial=True)


@dataclass(frozen=True, eq=False)
class Course:
    """The levels that a run visits, from noise to t = 0, and the path that they lie on."""

    schedule: Schedule
    levels: tuple[Level, ...]
    of: int = 0
    """Steps of the run that it is a part of; 0 where it is the whole run."""

    @property
    def count(self) -> int:
        """Steps of the run."""
        return self.of or len(self.levels) - 1

    @property
    def sigmas(self) -> list[float]:
        """Those of the levels, with all digits; the last is 0."""
        return [level.sigma for level in self.levels]

    def steps(self) -> Iterator[tuple[Level, Level]]:
        """Each level with the next one."""
        return pairwise(self.levels)

    def at(self, lam: float) -> Level:
        """The level of a finite lambda, for an evaluation between two states."""
        return _tried(self.schedule, lam)


@lru_cache(maxsize=4096)
def _tried(schedule: Schedule, lam: float) -> Level:
    (level,) = at_sigmas(schedule, [math.exp(-lam) if lam > -700 else math.inf])
    return level._replace(lam=lam, trial=True)


def preserving(level: Level, halvings: int = 0) -> Level:
    """The level of the same SNR with signal^2 + noise^2 = 1; of the averages of 2^halvings x 2^halvings pixels.

    Such an average has 1 / 2^halvings of the noise, so lambda is higher by as many ln 2.
    """
    if level.lam in (math.inf, -math.inf):
        return level._replace(signal=float(level.lam > 0), noise=float(level.lam < 0))
    lam = level.lam + halvings * math.log(2)
    small = math.exp(-2 * abs(lam))  # of signal^2 and noise^2 the smaller, over the larger
    large, less = 1 / math.sqrt(1 + small), math.exp(-abs(lam)) / math.sqrt(1 + small)
    signal, noise = (large, less) if lam > 0 else (less, large)
    return level._replace(signal=signal, noise=noise, lam=lam)


def at_timesteps(schedule: Schedule, timesteps: Sequence[float]) -> tuple[Level, ...]:
    """The levels of timesteps 0 to T, whole ones or not."""
    fractions = [t for t in timesteps if not float(t).is_integer()]
    levels = _levels(schedule, np.asarray(fractions), sigmas_of(schedule, fractions)) if fractions else ()
    between = iter(levels)
    return tuple(_whole(schedule, int(t)) if float(t).is_integer() else next(between) for t in timesteps)


def at_sigmas(schedule: Schedule, sigmas: Sequence[float] | Array) -> tuple[Level, ...]:
    """The levels of given sigmas, 0 to infinity; beyond sigma_T the timestep stays T."""
    return _levels(schedule, timesteps_of(schedule, sigmas), np.asarray(sigmas, dtype=np.float64))


def timesteps_of(schedule: Schedule, sigmas: Sequence[float] | Array) -> Array:
    """Fractional timesteps of sigmas: where log SNR, interpolated linearly, is that of sigma; at most T."""
    sigma = np.asarray(sigmas, dtype=np.float64)
    last = _last_finite(schedule)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        if last == 0:
            return np.where(np.isinf(sigma), 1.0, sigma / (1.0 + sigma))
        t: Array = np.interp(2 * np.log(sigma), -schedule.log_snr[1 : last + 1], np.arange(1.0, last + 1))
        t = np.where(sigma < schedule.sigma[1], sigma / schedule.sigma[1], t)
        if last < schedule.steps:
            t = np.where(sigma > schedule.sigma[last], last + 1 - schedule.sigma[last] / sigma, t)
    return np.asarray(t)


def sigmas_of(schedule: Schedule, timesteps: Sequence[float] | Array) -> Array:
    """Sigmas of timesteps 0 to T, whole or not: the inverse of `timesteps_of`."""
    t = np.asarray(timesteps, dtype=np.float64)
    last = _last_finite(schedule)
    with np.errstate(divide="ignore"):
        if last == 0:
            return np.asarray(t / (1.0 - t))
        log_snr = np.interp(t, np.arange(1.0, last + 1), schedule.log_snr[1 : last + 1])
        sigma = np.where(t < 1, t * schedule.sigma[1], np.exp(-log_snr / 2))
        if last < schedule.steps:
            sigma = np.where(t > last, schedule.sigma[last] / np.maximum(last + 1 - t, 0.0), sigma)
    return sigma


def ends(schedule: Schedule) -> tuple[float, float]:
    """The least sigma above 0 and the greatest finite one, those of the training."""
    last = _last_finite(schedule)
    return (float(schedule.sigma[1]), float(schedule.sigma[last])) if last else (1e-2, 1e2)


def _last_finite(schedule: Schedule) -> int:
    """The last timestep that has signal left: T, or a smaller one."""
    last = schedule.steps
    while last and not math.isfinite(schedule.sigma[last]):
        last -= 1
    return last


def _whole(schedule: Schedule, t: int) -> Level:
    signal, noise = float(schedule.signal[t]), float(schedule.noise[t])
    return Level(float(t), signal, noise, float(schedule.log_snr[t]) / 2)


def _levels(schedule: Schedule, t: Array, sigma: Array) -> tuple[Level, ...]:
    """The levels of fractional timesteps with these sigmas, whose gain hypot(signal, noise) is interpolated too."""
    gain = np.interp(
        t,
        np.arange(schedule.steps + 1.0),
        np.hypot(schedule.signal, schedule.noise),
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        signal = gain / np.hypot(1.0, sigma)
        noise = np.where(np.isinf(sigma), gain, sigma * signal)
        columns = (t, signal, noise, -np.log(sigma))
    return tuple(map(Level, *(column.tolist() for column in columns)))
