"""The reverse process with a known picture: the chain through the kept timesteps."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from engine.chain import Chain, Steps
from engine.mix import Mix, noise, picture
from engine.predictions import PREDICTIONS
from engine.process import Timesteps, jump, reverse_steps
from engine.samplers.timesteps import kept_timesteps
from engine.schedules import Schedule

X0 = Mix.of(picture())
XI = Mix.of(noise("xi"))
"""The fixed noise image that stands for the error of a prediction."""
START = Mix.of(noise("reverse start"))


@dataclass(frozen=True, slots=True)
class Sampler:
    """How the chain goes back: DDPM is eta = 1; `error` times a fixed noise image is added to each prediction.

    It begins with x_t of the picture at t = `start`, or where the spacing does.
    """

    kept: int
    spacing: str = "trailing"
    eta: float = 1.0
    large_variance: bool = False
    error: float = 0.0
    prediction: str = "eps"
    start: int | None = None


@lru_cache(maxsize=4)
def reverse_chain(schedule: Schedule, sampler: Sampler) -> tuple[tuple[int, ...], Chain]:
    """The kept timesteps and the chain whose state k is at the k-th of them; it starts from q(x_{t_1} | x_0).

    The denoiser knows x0: each prediction is right, up to the sampler's error.

    Raises:
        ValueError: when the sampler does not go with the schedule.
    """
    kept, states = _kept(schedule.steps, sampler.kept, sampler.spacing, sampler.start)
    c0, ct, variance = reverse_steps(schedule, states, sampler.eta, large_variance=sampler.large_variance)
    drift, known = c0[:, None], [X0]
    if sampler.error:
        error = sampler.error * PREDICTIONS[sampler.prediction].gain(schedule, states[:-1])
        infinite = np.flatnonzero(~np.isfinite(error))
        if infinite.size:
            raise ValueError(
                f"At t = {kept[infinite[0]]} no signal is left, and an error of the prediction would be infinite: "
                "choose smaller betas, fewer steps or no error."
            )
        drift, known = np.stack([c0, c0 * error], axis=1), [X0, XI]
    start = jump(schedule, kept[0], X0, START)
    return kept, Chain(start, Steps(ct, drift, variance), known, "reverse")


@lru_cache(maxsize=4)  # they stay while the parameters of a schedule move
def _kept(steps: int, kept: int, spacing: str, start: int | None) -> tuple[tuple[int, ...], Timesteps]:
    timesteps = kept_timesteps(steps, kept, spacing, start)
    return timesteps, np.fromiter(timesteps, np.int64, len(timesteps))


@lru_cache(maxsize=8)  # one for each column of a film
def forward_chain(schedule: Schedule, key: str) -> Chain:
    """The Markov chain x_0 -> x_T of the forward process, one path (Ho et al. 2020, eq. 2)."""
    steps = Steps(schedule.gain, np.zeros((schedule.steps, 0)), schedule.step_variance)
    return Chain(X0, steps, [], f"path {key}")
