"""The path of fresh noise: exactly white in every run, and shared by runs of different steps."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from engine.mix import Mix, noise
from engine.samplers.level import Level, at_sigmas
from engine.samplers.noise_path import CELL, NoisePath
from engine.schedules import make_schedule

SCHEDULE = make_schedule("cosine")


def levels(lams: list[float]) -> list[Level]:
    return [
        level._replace(lam=lam)
        for level, lam in zip(at_sigmas(SCHEDULE, [math.exp(-lam) for lam in lams]), lams, strict=True)
    ]


def increments(lams: list[float]) -> list[Mix]:
    path = NoisePath(lambda key: Mix.of(noise(key)), "p")
    return [path.between(now, then) for now, then in pairwise(levels(lams))]


def gram(mixes: list[Mix]) -> np.ndarray:
    names = {layer: i for i, layer in enumerate({layer for mix in mixes for layer in mix.weights})}
    weights = np.zeros((len(mixes), len(names)))
    for row, mix in zip(weights, mixes, strict=True):
        for layer, weight in mix.weights.items():
            row[names[layer]] = weight
    return weights @ weights.T


@pytest.mark.parametrize("count", [1, 2, 7, 40, 200])
def test_increments_are_white_and_independent(count: int) -> None:
    rng = np.random.default_rng(count)
    for first in (-math.inf, -9.0, -1.3):
        lams = [first, *np.sort(rng.uniform(max(first, -8), 5, count)).tolist()]
        np.testing.assert_allclose(gram(increments(lams)), np.eye(count), atol=1e-12)


def test_steps_that_end_where_cells_end_add_up_to_one_longer_step() -> None:
    fine = [-math.inf, *(CELL * k for k in range(-20, 13))]
    coarse = [fine[0], *fine[1::4]]
    snr = {lam: math.exp(2 * lam) for lam in fine}
    parts = dict(zip(pairwise(fine), increments(fine), strict=True))
    for (start, end), whole in zip(pairwise(coarse), increments(coarse), strict=True):
        total = Mix({})
        for (low, high), part in parts.items():
            if start <= low and high <= end:
                total = total + math.sqrt((snr[high] - snr[low]) / (snr[end] - snr[start])) * part
        assert all(abs(weight) < 1e-12 for weight in (whole - total).weights.values())


def test_a_run_that_begins_later_shares_the_rest() -> None:
    whole, late = increments([-5.0, -1.0, 0.0, 1.0]), increments([-1.0, 0.0, 1.0])
    assert whole[1:] == late


def test_a_step_that_does_not_go_on_is_refused() -> None:
    path = NoisePath(lambda key: Mix.of(noise(key)), "p")
    low, middle, high = levels([-1.0, 0.0, 1.0])
    path.between(middle, high)
    with pytest.raises(ValueError, match="cannot step from -1 to 0"):
        path.between(low, middle)


def test_the_noise_of_a_step_to_the_picture_stands_apart() -> None:
    path = NoisePath(lambda key: Mix.of(noise(key)), "p")
    low, high = levels([-1.0, 1.0])
    last = path.between(high, Level(0.0, 1.0, 0.0, math.inf))
    assert last.weights == {noise("p end"): 1.0}
    assert noise("p end") not in path.between(low, high).weights
