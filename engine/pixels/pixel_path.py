"""The values of one pixel over all timesteps: where it is expected, and how far it may be from that."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.mix import Mix
from engine.pixels.statistics import weights
from engine.pixels.values import Value
from engine.schedules import Schedule

Array = npt.NDArray[np.float64]
DEVIATIONS = 2
MOST = 400
"""Timesteps of a path; a chart has not many more pixels."""


@dataclass(frozen=True, slots=True, eq=False)
class PixelPath:
    """Over timesteps `t`, (n,), for each channel (n, 3): the mean signal_t x_0 of x_t, and `low` and `high`, two
    deviations of the noise from it. `path` is where x_t is with the noise of the image, (n, 3): as it is scrubbed
    by one jump. It is None where the noise is not one and the same at all timesteps. `now` are the values at `at`.
    """

    t: Array
    mean: Array
    low: Array
    high: Array
    path: Array | None
    at: float
    now: Value


def pixel_path(schedule: Schedule, t: int, mix: Mix, x0: Value, now: Value) -> PixelPath:
    """The path of a pixel with the values `x0` in the picture and `now` in an image at t, that is a mix."""
    states = np.unique(np.round(np.linspace(0, schedule.steps, min(schedule.steps + 1, MOST))).astype(int))
    signal, noise = schedule.signal[states][:, None], schedule.noise[states][:, None]
    clean, value = np.array(x0), np.array(now)
    mean = signal * clean
    deviation = max((layer.deviation for layer in mix.weights if layer.is_noise), default=1.0)
    spread = DEVIATIONS * noise * deviation
    path = None
    if _is_jump(mix, schedule, t):
        path = mean + noise * (value - schedule.signal[t] * clean) / schedule.noise[t]
    return PixelPath(states.astype(float), mean, mean - spread, mean + spread, path, float(t), now)


def _is_jump(mix: Mix, schedule: Schedule, t: int) -> bool:
    """Whether an image is x_t by one jump: one noise image, with the weights of the schedule."""
    images = [layer for layer in mix.weights if layer.kind != "picture"]
    signal, noise = weights(mix)
    return (
        len(images) == 1
        and schedule.noise[t] > 0
        and math.isclose(signal, schedule.signal[t], rel_tol=1e-9, abs_tol=1e-12)
        and math.isclose(noise, schedule.noise[t], rel_tol=1e-9)
    )
