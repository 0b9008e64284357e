"""The axes and the words of statistics: from numbers alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.pixels.statistics import Statistics
from gui.plots.statistics_diagrams import HEIGHTS, histogram_diagram, moments_texts

SHAPE = np.array([0.0, 0.5, 1.0, 0.25])
FOUND = Statistics(
    edges=np.linspace(-2, 2, 5),
    measured=np.tile(SHAPE, (3, 1)),
    normal=np.full(4, 0.1),
    mixture=None,
    mean=np.array([0.25, -0.125, 0.0]),
    deviation=np.array([0.12345, 0.98765, 1.23456]),
    frequency=np.zeros(0),
    power=np.zeros(0),
    picture=np.zeros(0),
    signal=1.0,
    noise=0.0,
    pixels=100,
    counted=100,
)


@pytest.mark.parametrize("highest", [0.11, 0.7, 0.95, 1.0, 3.3, 47.0, 96.0, 640.0])
def test_an_axis_of_densities_has_room_for_the_highest_and_ends_at_a_round_number(highest: float) -> None:
    assert FOUND.measured is not None
    low, high = histogram_diagram(replace(FOUND, measured=highest * FOUND.measured), "dark").y
    assert low == 0
    assert 1.05 * highest <= high * (1 + 1e-9)
    assert high < 1.05 * highest * 1.5
    assert any(np.isclose(high, height * 10.0**power) for height in HEIGHTS for power in range(-2, 4))


def test_moments_have_three_decimals() -> None:
    assert moments_texts(FOUND) == ("mean +0.250  −0.125  +0.000", "s.d. 0.123  0.988  1.235")
    assert moments_texts(None) == ("…", "…")
    of_law = replace(FOUND, counted=0)
    assert moments_texts(of_law)[0].startswith("mean of the law +0.250")
