"""What can be copied of a run: its levels as lists of numbers that other programs take, and itself as Python."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from engine.samplers.level import Array, Course
    from engine.samplers.run import SamplerRun


@dataclass(frozen=True, slots=True)
class Copied:
    """Something to copy: its title, and `of(run, course)`, the text with a word for it.

    It raises ValueError, with the reason, where a run cannot be written so.
    """

    title: str
    of: Callable[[SamplerRun, Course], tuple[str, str]]


def _numbers(title: str, words: str, numbers_of: Callable[[Course], list[float]]) -> Copied:
    """Numbers with all digits; `words` say what they are."""

    def text_of(run: SamplerRun, course: Course) -> tuple[str, str]:
        numbers = numbers_of(course)
        return ", ".join(map(repr, numbers)), f"{len(numbers)} {words}"

    return Copied(title, text_of)


def _python(run: SamplerRun, course: Course) -> tuple[str, str]:
    from engine.samplers.as_python import as_python  # no start waits for it

    return as_python(run, course), "Python that needs NumPy alone"


def _timesteps(course: Course) -> list[float]:
    """As libraries count: their timestep 0 is the state t = 1, so that t = 0 has none."""
    return [level.t - 1 for level in course.levels[:-1]]


def _betas(course: Course) -> list[float]:
    return betas(np.array(course.sigmas[-2::-1]))


def _schedule(course: Course) -> list[float]:
    return betas(course.schedule.sigma[1:])


def betas(sigma: Array) -> list[float]:
    """The betas of the schedule that preserves variance and has these sigmas, ascending, at t = 1, 2, ..."""
    log_alpha_bar = -np.logaddexp(0.0, 2 * np.log(sigma))  # alpha_bar = 1 / (1 + sigma^2)
    before = np.concatenate(([0.0], log_alpha_bar[:-1]))
    found: list[float] = (-np.expm1(log_alpha_bar - before)).tolist()
    return found


COPIED = {
    "sigmas": _numbers("Sigmas", "sigmas, the last of which is 0", lambda course: course.sigmas),
    "timesteps": _numbers("Timesteps", "timesteps as libraries count them, t - 1, from noise on", _timesteps),
    "betas": _numbers("Betas of these levels", "betas of a schedule whose states are these levels", _betas),
    "schedule": _numbers(
        "Betas of its schedule", "betas of the schedule that it goes on (trained_betas)", _schedule
    ),
    "python": Copied("The run as Python", _python),
}
"""The ways, by name."""
