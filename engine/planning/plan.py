"""What a run leaves of the power at each frequency, exactly, for a Gaussian with the picture's own spectrum.

The limits of that: the prior is Gaussian and the denoiser perfect, so a plan is a lower bound of the trouble of a
real network and no prediction of its quality. Benita, Elad and Keshet 2025 (arXiv 2502.00180).
"""

from __future__ import annotations

import math
from collections.abc import Generator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from engine.planning.spectrum import Spectrum
from engine.samplers.error import deviation, propagating
from engine.samplers.level import Course
from engine.samplers.run import SamplerRun
from engine.schedules import Schedule
from engine.schedules.number_text import percent
from engine.slices import finish

Array = npt.NDArray[np.float64]
DECADE = 10.0
"""The useful noise levels reach this far beyond the deviations of the data."""


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What comes out: `kept`, the power at each band over that of the data, and how far the laws are apart.

    `kl` is KL(result | data) of one mode in each band, nats; `kl_per_pixel` its mean over all modes, nats for each
    pixel and channel; `w2` the Wasserstein distance per pixel and channel, in the unit of the picture.
    """

    kept: Array
    kl: Array
    kl_per_pixel: float
    w2: float
    mean_lost: float
    """Share of the mean colour that is lost, the mean varying over pictures as the lowest band does."""

    @property
    def mean_in_words(self) -> str:
        """What is lost of the mean colour, of which KL and W2 know nothing."""
        if not abs(self.mean_lost) < 10:
            return "the mean is lost"
        return f"{percent(self.mean_lost, 1)} of the mean lost"


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A run on a schedule for a spectrum: from pure noise, which everyone does, and from the exact law of x_T."""

    run: SamplerRun
    course: Course
    evaluations: int
    from_noise: Outcome
    from_x_t: Outcome
    useful: float
    """Share of the levels above t = 0 between `useful_levels`."""


def plan(run: SamplerRun, schedule: Schedule, spectrum: Spectrum) -> Plan:
    """The plan of a run. x_0 = k x_T + noise of variance V in each band, so kept = (k^2 Var x_T + V) / c.

    Raises:
        ValueError: when the run does not go with the schedule.
    """
    return finish(planning(run, schedule, spectrum))


def planning(run: SamplerRun, schedule: Schedule, spectrum: Spectrum) -> Generator[None, None, Plan]:
    """The same in slices."""
    course = run.course(schedule)
    first, c = course.levels[0], spectrum.c
    seen = np.where(c > 0, c, 1.0)  # a band without power comes out without power, whatever is done
    end = yield from propagating(run, course, seen)

    def outcome(variance_of_x_t: Array, mean_lost: float) -> Outcome:
        kept = np.where(c > 0, (end.k**2 * variance_of_x_t + end.variance) / seen, 1.0)
        with np.errstate(divide="ignore"):
            kl = (kept - 1 - np.log(kept)) / 2
        w2 = math.sqrt(float(spectrum.share @ (c * (np.sqrt(kept) - 1) ** 2)))
        return Outcome(kept, kl, float(spectrum.share @ kl), w2, mean_lost)

    # x_T from noise has the mean 0 instead of signal_T m, and k of that difference is still there at the end.
    lost = float(end.k[0]) * first.signal if c[0] > 0 else 0.0
    low, high = useful_levels(spectrum)
    inside = sum(low <= level.sigma <= high for level in course.levels[:-1])
    return Plan(
        run,
        course,
        end.evaluations,
        outcome(np.full(len(c), first.noise**2), lost),
        outcome(deviation(first, seen) ** 2, 0.0),
        inside / (len(course.levels) - 1),
    )


@lru_cache(maxsize=64)
def mean_lost(run: SamplerRun, schedule: Schedule, spectrum: Spectrum, offset: float) -> float:
    """The share of the mean colour that is lost with offset noise of this strength p, known to the denoiser.

    The mean of N pixels then has noise of 1 + p^2 N times the variance. Over the root of that, its law is that of a
    mode of c / (1 + p^2 N) in white noise, and its coefficient k is the same in both.

    Raises:
        ValueError: when the run does not go with the schedule.
    """
    if not spectrum.c[0] > 0:
        return 0.0
    course = run.course(schedule)
    c = spectrum.c[:1] / (1 + offset**2 * math.prod(spectrum.size))
    return float(finish(propagating(run, course, c)).k[0]) * course.levels[0].signal


def useful_levels(spectrum: Spectrum) -> tuple[float, float]:
    """The sigmas from sqrt(c_min) / 10 to 10 sqrt(c_max): steps outside are wasted, missing ones lose a band."""
    c = spectrum.c[spectrum.c > 0]
    if not len(c):
        return 1 / DECADE, DECADE
    return math.sqrt(float(c.min())) / DECADE, math.sqrt(float(c.max())) * DECADE


def useful_log_snr(spectrum: Spectrum) -> tuple[float, float]:
    """The least and the greatest log SNR of `useful_levels`, -2 ln sigma."""
    low, high = useful_levels(spectrum)
    return -2 * math.log(high), -2 * math.log(low)
