"""The levels of a run as lists of numbers that other programs take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from engine.samplers.level import Array, Course


@dataclass(frozen=True, slots=True)
class Copied:
    """A way to write a course: its title, what its numbers are in words, and those numbers."""

    title: str
    words: str
    of: Callable[[Course], list[float]]


def _sigmas(course: Course) -> list[float]:
    return [level.sigma for level in course.levels]


def _timesteps(course: Course) -> list[float]:
    """As libraries count: their timestep 0 is the state t = 1, so that t = 0 has none."""
    return [level.t - 1 for level in course.levels[:-1]]


def _betas(course: Course) -> list[float]:
    return betas(np.array([level.sigma for level in course.levels[-2::-1]]))


def _schedule(course: Course) -> list[float]:
    return betas(course.schedule.sigma[1:])


def betas(sigma: Array) -> list[float]:
    """The betas of the schedule that preserves variance and has these sigmas, ascending, at t = 1, 2, ..."""
    log_alpha_bar = -np.logaddexp(0.0, 2 * np.log(sigma))  # alpha_bar = 1 / (1 + sigma^2)
    before = np.concatenate(([0.0], log_alpha_bar[:-1]))
    found: list[float] = (-np.expm1(log_alpha_bar - before)).tolist()
    return found


COPIED = {
    "sigmas": Copied("Sigmas", "sigmas, the last of which is 0", _sigmas),
    "timesteps": Copied("Timesteps", "timesteps as libraries count them, t - 1, from noise on", _timesteps),
    "betas": Copied("Betas of these levels", "betas of a schedule whose states are these levels", _betas),
    "schedule": Copied(
        "Betas of its schedule", "betas of the schedule that it goes on (trained_betas)", _schedule
    ),
}
"""The ways, by name."""
