"""What the scene Samplers is made of: the errors of runs as they are, and of the same at other numbers of steps."""

from __future__ import annotations

import math
from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from engine.planning.spectrum import Spectrum
from engine.samplers.error import End, deviation, exact_k, propagating, with_steps
from engine.samplers.level import Course
from engine.samplers.run import SamplerRun
from engine.scenes.chart import Array
from engine.scenes.runs import course_of, run_on, within_float64
from engine.schedules import Schedule

STEPS = (2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96)
"""The numbers of steps whose errors are drawn."""
ORDER_FROM = 32
"""Steps from which on the order is measured: with fewer, the formulas of higher order are not yet in their own."""
STEADY, LEAST_ORDER = 0.5, 0.25
"""How far its slopes may lie apart, and the least that it can be: else the last step has most of the error."""


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """A run on a schedule for a spectrum: its error, and `gain`, its end over the exact one in each octave.

    With fresh noise, `gain` is the deviation of its ends over that of the exact ones.
    """

    run: SamplerRun
    course: Course
    evaluations: int
    error: float
    gain: Array


@dataclass(frozen=True, slots=True)
class MeasureRun:
    """Calculation: what is Measured of a run that is given as a text."""

    text: str
    schedule: Schedule
    spectrum: Spectrum

    def run(self) -> Generator[None, None, Measured]:
        """One run. Raises ValueError when it does not go with the schedule."""
        course, run = course_of(self.text, self.schedule), run_on(self.text, self.schedule)
        with within_float64(self.text):
            c = _seen(self.spectrum)
            end = yield from propagating(run, course, c)
            gain = end.k / exact_k(course, c)
            if run.noisy:
                gain = np.sqrt(gain**2 + end.variance / c)
            return Measured(run, course, end.evaluations, error_of(end, course, self.spectrum), gain)


@dataclass(frozen=True, slots=True, eq=False)
class Errors:
    """The errors of a sampler and spacing at numbers of steps, with the evaluations that these take.

    `order` is how fast the logarithm of the error falls with that of the steps, from ORDER_FROM on; NaN if
    unknown, or if it falls by no law, as where the error of the last step is the most of what is left.
    """

    steps: Array
    evaluations: Array
    error: Array
    order: float


@dataclass(frozen=True, slots=True)
class MeasureSteps:
    """Calculation: the Errors of a run at STEPS instead of its own, as far as they are possible."""

    sampler_run: SamplerRun
    schedule: Schedule
    spectrum: Spectrum

    @classmethod
    def of(cls, text: str, schedule: Schedule, spectrum: Spectrum) -> MeasureSteps:
        """Those of a run that is given as a text, which are the same whatever its own steps are."""
        run = run_on(text, schedule)
        return cls(run if run.listed else with_steps(run, STEPS[0]), schedule, spectrum)

    def run(self) -> Generator[None, None, Errors]:
        """None for a list of levels."""
        found = []
        for steps in STEPS if not self.sampler_run.listed else ():
            if steps <= self.schedule.steps:
                each = with_steps(self.sampler_run, steps)
                yield
                try:
                    course = each.course(self.schedule)
                    with within_float64(each.text()):
                        end = yield from propagating(each, course, _seen(self.spectrum))
                except ValueError:  # the others are shown
                    continue
                found.append((float(steps), float(end.evaluations), error_of(end, course, self.spectrum)))
        numbers, evaluations, error = np.array(found, dtype=np.float64).reshape(-1, 3).T
        return Errors(numbers, evaluations, error, _order(numbers, error))


def _order(steps: Array, error: Array) -> float:
    late = (steps >= ORDER_FROM) & np.isfinite(error) & (error > 0)
    if np.count_nonzero(late) < 2:
        return math.nan
    across, down = np.log(steps[late]), -np.log(error[late])
    order = float(np.polyfit(across, down, 1)[0])
    steady = np.ptp(np.diff(down) / np.diff(across)) <= STEADY
    return order if steady and order >= LEAST_ORDER else math.nan


def error_of(end: End, course: Course, spectrum: Spectrum) -> float:
    """The distance W2 of the law of a run's end from that of the picture, over the standard deviation of the picture.

    From the exact law of x_T, so that it is the error of the run alone. For runs without fresh noise it is the
    difference to the exact end of each path; the deviation is that of all modes together, without the mean.
    """
    c, seen = spectrum.c, spectrum.c > 0
    variance = end.k**2 * deviation(course.levels[0], c) ** 2 + end.variance
    squares = spectrum.share @ np.where(seen, (np.sqrt(variance) - np.sqrt(c)) ** 2, 0.0)
    return float(np.sqrt(squares / (spectrum.share @ c))) if seen.any() else 0.0


def _seen(spectrum: Spectrum) -> Array:
    """Variances above 0: what stands for none counts for nothing."""
    return np.where(spectrum.c > 0, spectrum.c, 1.0)
