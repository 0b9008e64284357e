"""A drawing of a schedule that there is: a few points on its log SNR, so that the drawing begins where one is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, product

import numpy as np
import numpy.typing as npt

from engine.schedules.arrays import Array
from engine.schedules.checks import HIGHEST_LOG_SNR
from engine.schedules.drawn import LEAST_FALL, Drawn
from engine.schedules.monotone import interpolate
from engine.schedules.paths import path_of
from engine.schedules.schedule import Schedule

POINTS, MOST = 7, 32
"""Points at first, and where these are not enough."""
CLOSE = 0.08
"""In log SNR, of the places that are looked at: then a drawing is within 0.1 at all timesteps."""
DIGITS = 4
"""Decimals of the log SNRs of the points, as people read them."""
_PLACES = 160  # at which it is looked while the points are sought
_MOVES = (-0.5, -0.15, 0.15, 0.5)  # parts of the way to a neighbour
_ROUNDS = 2


@dataclass(frozen=True, slots=True)
class Fit:
    """A drawing, the greatest |difference| of its log SNR to that of the schedule, and the t where it is."""

    drawn: Drawn
    error: float
    t: int


@lru_cache(maxsize=8)
def fit(schedule: Schedule) -> Fit:
    """A drawing of the same kind of path whose points are on the log SNR.

    There are POINTS, and more where the drawing is worst as long as it is not CLOSE, up to MOST.

    Where no signal is left at t = T, the drawing says so of its own; its last point goes on as those before it.

    Raises:
        ValueError: when the schedule has one step.
    """
    if schedule.steps < 2:
        raise ValueError("A schedule of one step has nothing to draw: choose T of 2 or more.")
    log_snr = schedule.log_snr[1:].copy()
    zero = bool(np.isneginf(log_snr[-1]))
    if zero:
        log_snr[-1] = 2 * log_snr[-2] - log_snr[max(len(log_snr) - 3, 0)]
    places = np.arange(len(log_snr)) / (len(log_snr) - 1)
    index = _looked_at(len(log_snr))
    there = places[index]
    falling = _falling(log_snr[index])
    begun = _moved(there, falling, _chosen(there, falling, [0, len(there) - 1], POINTS))
    chosen = _chosen(there, falling, begun, MOST, CLOSE)
    points = _apart(there[chosen], log_snr[index][chosen])
    drawn = Drawn(points, path_of(schedule), zero)
    away = np.abs(drawn.log_snr_at(places) - log_snr)
    worst = int(np.argmax(away))
    return Fit(drawn, float(away[worst]), worst + 1)


def _looked_at(steps: int) -> npt.NDArray[np.integer]:
    """Indices of timesteps, close together towards both ends, where log SNR may be steep."""
    if steps <= 2 * _PLACES:
        return np.arange(steps)
    near = np.rint(np.geomspace(1, steps / 2, _PLACES // 2)).astype(int) - 1
    evenly = np.rint(np.linspace(0, steps - 1, _PLACES)).astype(int)
    return np.unique(np.concatenate((near, steps - 1 - near, evenly)))


def _falling(log_snr: Array) -> Array:
    """The same, but for level parts, which fall by next to nothing: the spline needs chords that do."""
    return np.asarray(np.minimum.accumulate(log_snr) - 1e-9 * np.arange(len(log_snr)))


def _away(places: Array, log_snr: Array, chosen: list[int]) -> Array:
    return np.abs(interpolate(places[chosen], log_snr[chosen], places) - log_snr)


def _chosen(
    places: Array, log_snr: Array, chosen: list[int], count: int, close: float = -math.inf
) -> list[int]:
    """Those, and one by one the place where the spline through all so far is worst, while it is not close."""
    while len(chosen) < min(count, len(places)):
        away = _away(places, log_snr, chosen)
        if away.max() <= close:
            break
        away[chosen] = -1
        chosen = sorted([*chosen, int(np.argmax(away))])
    return chosen


def _moved(places: Array, log_snr: Array, chosen: list[int]) -> list[int]:
    """Each inner point moved towards a neighbour as long as that helps."""
    best = _away(places, log_snr, chosen).max()
    for _, number, part in product(range(_ROUNDS), range(1, len(chosen) - 1), _MOVES):
        towards = chosen[number + (1 if part > 0 else -1)]
        place = round(chosen[number] + abs(part) * (towards - chosen[number]))
        tried = [*chosen[:number], place, *chosen[number + 1 :]]
        if all(one < other for one, other in pairwise(tried)):
            away = _away(places, log_snr, tried).max()
            if away < best:
                best, chosen = away, tried
    return chosen


def _apart(places: Array, log_snr: Array) -> tuple[tuple[float, float], ...]:
    """The points, each below the one before by what a drawing needs, where the schedule is level."""
    points: list[tuple[float, float]] = []
    most = HIGHEST_LOG_SNR - 1  # so that there is room below
    for v, value in zip(places.tolist(), np.clip(log_snr, -most, most).round(DIGITS).tolist(), strict=True):
        points.append((v, min(value, points[-1][1] - LEAST_FALL) if points else value))
    return tuple(points)
