"""The reverse process with a known picture: any state of a run through its levels, at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np

from engine.chain import Chain, Steps
from engine.mix import X0, XI, Mix, noise
from engine.predictions import PREDICTIONS
from engine.process import jump, reverse_steps
from engine.samplers.begun import whole_timesteps
from engine.samplers.level import Level, at_timesteps
from engine.samplers.oracle_walk import MOST_WALKED, walked
from engine.samplers.run import SamplerRun
from engine.samplers.timesteps import WHOLE, kept_states
from engine.schedules import Schedule

START = Mix.of(noise("reverse start"))
FIRST_ORDER = ("ddpm", "ddim", "euler", "euler_ancestral")
"""Samplers that are DDIM with some eta, whose steps between whole timesteps are all computed at once."""


@dataclass(frozen=True, slots=True)
class Oracle:
    """A run with a denoiser that knows x_0; `error` times a fixed noise image is added to each prediction.

    It begins with x_t of the picture at t = `start`, or where the spacing does.
    """

    run: SamplerRun
    error: float = 0.0
    prediction: str = "eps"
    start: int | None = None


class States(Protocol):
    """The states k = 0..`steps` of a run."""

    @property
    def steps(self) -> int:
        """How many there are after the first."""
        ...

    def state(self, k: int) -> Mix:
        """State k."""
        ...


@dataclass(frozen=True, eq=False)
class OracleRun:
    """The states of a run, and for each a whole timestep: its own, or the nearest that is free.

    `between` are the levels, empty where they are those of the whole timesteps.
    """

    schedule: Schedule
    timesteps: tuple[int, ...]
    states: States
    between: tuple[Level, ...] = ()

    def level(self, k: int) -> Level:
        """The noise level of state k."""
        return self.between[k] if self.between else at_timesteps(self.schedule, [self.timesteps[k]])[0]


def is_composed(sampler: str, spacing: str) -> bool:
    """Whether runs of any length take no time: the others are walked step by step."""
    return sampler in FIRST_ORDER and spacing in WHOLE


@lru_cache(maxsize=4)
def reverse_run(schedule: Schedule, oracle: Oracle) -> OracleRun:
    """The run of an oracle from q(x_{t_1} | x_0): each prediction is right, up to its error.

    Raises:
        ValueError: when the run does not go with the schedule, or is too long to be walked.
    """
    if is_composed(oracle.run.sampler, oracle.run.spacing):
        return _composed(schedule, oracle)
    if oracle.run.steps > MOST_WALKED:
        raise ValueError(
            f"{oracle.run.family.title} is walked step by step here, for at most {MOST_WALKED} steps, and "
            f"{oracle.run.steps} are chosen: choose fewer, or DDPM, DDIM or Euler with whole timesteps."
        )
    course = oracle.run.course(schedule, oracle.start)
    timesteps = whole_timesteps(course)
    first = course.levels[0]
    start = first.signal * X0 + first.noise * START
    levels, states = walked(
        oracle.run, course, start, (X0, XI), lambda level: _error(schedule, oracle, level)
    )
    return OracleRun(schedule, timesteps, states, levels)


def _composed(schedule: Schedule, oracle: Oracle) -> OracleRun:
    run, options = oracle.run, oracle.run.sampler_options
    kept, states = kept_states(schedule.steps, run.steps, run.spacing, oracle.start, run.spacing_options)
    eta = 1.0 if run.sampler == "ddpm" else options.get("eta", 0.0)
    large_variance = bool(options.get("large_variance"))
    c0, ct, variance = reverse_steps(schedule, states, eta, large_variance=large_variance)
    drift, known = c0[:, None], [X0]
    if oracle.error:
        error = oracle.error * PREDICTIONS[oracle.prediction].gain(schedule, states[:-1])
        infinite = np.flatnonzero(~np.isfinite(error))
        if infinite.size:
            raise _infinite(kept[infinite[0]])
        drift, known = np.stack([c0, c0 * error], axis=1), [X0, XI]
    start = jump(schedule, kept[0], X0, START)
    return OracleRun(schedule, kept, Chain(start, Steps(ct, drift, variance), known, "reverse"))


def predicted(schedule: Schedule, oracle: Oracle, level: Level) -> Mix:
    """The x0_hat of the oracle at a level: x_0 with its error.

    Raises:
        ValueError: where the error is infinite.
    """
    return X0 + _error(schedule, oracle, level) * XI


def _error(schedule: Schedule, oracle: Oracle, level: Level) -> float:
    """The weight of the error in x0_hat."""
    if not oracle.error:
        return 0.0
    error = oracle.error * _gain(schedule, oracle.prediction, level)
    if not np.isfinite(error):
        raise _infinite(level.t)
    return error


def _gain(schedule: Schedule, prediction: str, level: Level) -> float:
    """How an error of an answer is multiplied in x0_hat at a level, between two timesteps too.

    The mean is that of the step to t - 1, whose gain is known at whole timesteps: its logarithm is interpolated.
    """
    between = {
        "eps": -level.sigma,
        "x0": 1.0,
        "v": -level.noise / (level.signal**2 + level.noise**2),
    }
    if prediction in between:
        return between[prediction]
    t = max(level.t, 1.0)
    ends: Sequence[float] = np.abs(
        PREDICTIONS[prediction].gain(schedule, np.array([int(t), int(np.ceil(t))]))
    )
    return float(np.exp(np.interp(t % 1, [0.0, 1.0], np.log(ends))))


def _infinite(t: float) -> ValueError:
    return ValueError(
        f"At t = {t:g} no signal is left, and an error of the prediction would be infinite: "
        "choose smaller betas, fewer steps or no error."
    )
