"""The values of one pixel over all timesteps: where it is expected, and how far it may be from that."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from engine.mix import Layer, Mix
from engine.pixels.statistics import weights
from engine.pixels.values import Value
from engine.schedules import Schedule

Array = npt.NDArray[np.float64]
DEVIATIONS = 2
MOST = 400
"""Timesteps of a path; a chart has not many more pixels."""


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """Over timesteps `t`, (n,), for each channel (n, 3): the mean signal_t x_0 of x_t, and `low` and `high`, two
    deviations of the noise from it. `path` is where x_t is with the noise of the image, (n, 3): as it is scrubbed
    by one jump. It is None where the noise is not one and the same at all timesteps.
    """

    t: Array
    mean: Array
    low: Array
    high: Array
    path: Array | None


@dataclass(frozen=True, slots=True)
class PixelPath:
    """The course of a pixel, and where it is: `now` are the values at `at`, None where they are not known."""

    course: Course
    at: float
    now: Value | None


def pixel_path(schedule: Schedule, t: int, mix: Mix, values: Mapping[Layer, Value]) -> PixelPath:
    """The path of a pixel that is in an image at t, a mix. `values` are those of the picture and of other layers."""
    x0 = next(value for layer, value in values.items() if layer.kind == "picture")
    deviation = max((layer.deviation for layer in mix.weights if layer.is_noise), default=1.0)
    known, eps = all(layer in values for layer in mix.weights), None
    if known and _is_jump(mix, schedule, t):
        eps = next(values[layer] for layer in mix.weights if layer.kind != "picture")
    return PixelPath(_course(schedule, x0, eps, deviation), float(t), _sum_of(mix, values) if known else None)


@lru_cache(maxsize=2)  # in a drag it is the same again and again, and is drawn once
def _course(schedule: Schedule, x0: Value, eps: Value | None, deviation: float) -> Course:
    states = np.unique(np.round(np.linspace(0, schedule.steps, min(schedule.steps + 1, MOST))).astype(int))
    signal, noise = schedule.signal[states][:, None], schedule.noise[states][:, None]
    mean = signal * np.array(x0)
    spread = DEVIATIONS * noise * deviation
    path = None if eps is None else mean + noise * np.array(eps)
    return Course(states.astype(float), mean, mean - spread, mean + spread, path)


def _sum_of(mix: Mix, values: Mapping[Layer, Value]) -> Value:
    red, green, blue = (
        math.fsum(weight * values[layer][channel] for layer, weight in mix.weights.items())
        for channel in range(3)
    )
    return red, green, blue


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
