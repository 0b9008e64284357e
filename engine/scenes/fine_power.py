"""What a sampler leaves of fine detail, where the prior is Gaussian."""

from __future__ import annotations

import math
from functools import lru_cache

from engine.samplers.error import propagated
from engine.samplers.run import SamplerRun
from engine.schedules import Schedule

DETAIL = 10 * 2 / 255
"""The deviation of ten of the 256 grey levels of a picture in [-1, 1]: that of fine detail in a photograph."""


@lru_cache(maxsize=64)  # it stays while t moves
def kept_power(schedule: Schedule, run: SamplerRun, deviation: float = DETAIL) -> float:
    """The variance at the end of a run from noise alone, over that of the prior N(0, deviation^2); 1 is right.

    It holds for each frequency and colour of a Gaussian field by itself. The run begins with noise of the size of
    the whole x_T, as new pictures do.
    """
    course, c = run.course(schedule), deviation**2
    first, end = course.levels[0], propagated(run, course, c)
    return float((end.k[0] ** 2 * math.hypot(first.signal, first.noise) ** 2 + end.variance[0]) / c)
