"""Noise levels that are given one by one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from engine.samplers.level import Course, at_sigmas, at_timesteps
from engine.schedules import Schedule


def listed(schedule: Schedule, values: Sequence[float], *, sigmas: bool) -> Course:
    """The levels of a given list of sigmas, or of timesteps 0..T, whole or not; a missing 0 at the end is added.

    Raises:
        ValueError: when the list is empty, does not descend, or has a value that is not possible.
    """
    check_levels(values, "sigma" if sigmas else "t", None if sigmas else schedule.steps)
    whole = [float(value) for value in values]
    if whole[-1] != 0.0:
        whole.append(0.0)
    return Course(schedule, (at_sigmas if sigmas else at_timesteps)(schedule, whole))


def check_levels(values: Sequence[float], what: str = "level", steps: int | None = None) -> None:
    """Refuse a list that is empty, does not descend, or has an entry below 0, infinite or above T = `steps`.

    Raises:
        ValueError: with a sentence that says which entry.
    """
    if not values or list(values) == [0.0]:
        raise ValueError(f"The list has no {what} above 0: give at least one.")
    for place, value in enumerate(values, start=1):
        if not 0 <= value <= (np.inf if steps is None else steps):
            limit = "0 or more" if steps is None else f"from 0 to T = {steps}"
            raise ValueError(f"Entry {place} of the list is {what} = {value:g}; it must be {limit}.")
    for place, (value, following) in enumerate(pairwise(values), start=2):
        if following >= value:
            fault = "twice in a row" if following == value else f"above the {value:g} before it"
            raise ValueError(
                f"Entry {place} of the list is {what} = {following:g}, {fault}; it must descend."
            )
