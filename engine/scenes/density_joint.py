"""Density of two pixels: how a pixel and its right neighbour drown in noise together, with the score as arrows."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from engine.planning.density import NORMALISATIONS, Pair, plane
from engine.samplers.level import Level, at_timesteps
from engine.scenes.chart import Array, Arrows, Axis, Chart, HeatMap, linear_ticks
from engine.scenes.density_calculations import FARTHEST, TAILS
from engine.scenes.runs import short_number
from engine.schedules import Schedule

FINE, COARSE = 96, 17
"""Places of the map, and arrows, along an axis."""
TALL = 1.6
HALF_BIN = 1 / 64
"""The least noise that is drawn, over the signal: the histogram is no finer."""


def shown_level(schedule: Schedule, t: int, exploding: bool) -> Level:
    """The level whose density is drawn at t; `exploding` it is that of x_t / signal.

    Raises:
        ValueError: when no signal is left at t to divide by.
    """
    (level,) = at_timesteps(schedule, [t])
    noise = max(level.noise, HALF_BIN * level.signal)
    if not exploding:
        return level._replace(noise=noise)
    if not level.signal:
        raise ValueError("No signal is left at this timestep to divide by: show xₜ itself.")
    return level._replace(signal=1.0, noise=noise / level.signal)


@lru_cache(maxsize=32)
def joint(schedule: Schedule, t: int, prior: Pair, exploding: bool, normalisation: str) -> Chart:
    """The map of p_t over two neighbours at t, and the score there.

    Raises:
        ValueError: when x_t / signal is asked for where no signal is left.
    """
    level = shown_level(schedule, t, exploding)
    extent = _extent(schedule, exploding)
    density = plane(prior, level, FINE, extent).p
    shown = NORMALISATIONS[normalisation](density.T.reshape(-1, 1)).reshape(FINE, FINE)
    few = plane(prior, level, COARSE, extent)
    ticks = linear_ticks(-extent, extent)
    at_t, of_x_0 = prior.correlation(level), prior.correlation(None)
    arrows, longest = _arrows(few.x, few.score, 2 * extent / COARSE)
    return Chart(
        f"What do two neighbours share at t = {t}?",
        Axis(-extent, extent, ticks, "a pixel"),
        Axis(-extent, extent, ticks),
        heat=HeatMap(shown),
        arrows=arrows,
        even=True,
        share=TALL,
        notes=(
            "Across: a pixel. Up: its right neighbour.",
            f"Arrows: the score, the longest {short_number(longest)}",
            f"Their correlation: {at_t:.3f} at t, {of_x_0:.3f} in the picture",
        ),
    )


def joint_words(schedule: Schedule, t: int, prior: Pair, exploding: bool, x: float, y: float) -> str:
    """The score and E[x_0 | x_t] at a place."""
    level = shown_level(schedule, t, exploding)
    x0_hat = prior.x0_hat(x, y, level)
    score = [(level.signal * each - at) / level.noise**2 for each, at in zip(x0_hat, (x, y), strict=True)]
    return (
        f"({x:.2f}, {y:.2f}): score ({score[0]:.3g}, {score[1]:.3g}), "
        f"E[x₀ | xₜ] = ({x0_hat[0]:.2f}, {x0_hat[1]:.2f})"
    )


def _extent(schedule: Schedule, exploding: bool) -> float:
    if exploding:
        return FARTHEST
    return float((schedule.signal + TAILS * schedule.noise).max())


def _arrows(x: Array, score: Array, room: float) -> tuple[Arrows, float]:
    """Arrows as long as the score, the longest of them as the room of each; and how long that is."""
    across, up = np.meshgrid(x, x, indexing="ij")
    there = np.all(np.isfinite(score), axis=-1)
    across, up, vectors = across[there], up[there], score[there]
    longest = float(np.hypot(vectors[:, 0], vectors[:, 1]).max(initial=0.0)) or 1.0
    drawn = vectors * room / longest
    return Arrows(across, up, drawn[:, 0], drawn[:, 1]), longest
