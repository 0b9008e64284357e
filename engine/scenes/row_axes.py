"""The axis of the small beta curves that stand beside the rows of schedules."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from engine.schedules import Schedule

MOST_DECADES = 6
"""Smaller betas than so many powers of ten below the largest are left out: a curve would be flat for them."""


@lru_cache(maxsize=8)  # it is asked for at every move of t
def beta_decades(schedules: tuple[Schedule, ...]) -> tuple[int, int]:
    """The powers of ten, lower and upper, between which the betas of all these schedules lie."""
    betas = [each.betas[np.isfinite(each.betas) & (each.betas > 0)] for each in schedules]
    there = [each for each in betas if len(each)]
    if not there:
        return -1, 0
    high = math.ceil(math.log10(max(float(each.max()) for each in there)) - 1e-9)
    low = math.floor(math.log10(min(float(each.min()) for each in there)) + 1e-9)
    return max(min(low, high - 1), high - MOST_DECADES), high
