"""The numbers of axes: ranges, spacings and ticks."""

from __future__ import annotations

import numpy as np
import pytest

from gui.plots.ranges import value_range
from gui.plots.ticks import round_spacing, tick_text


@pytest.mark.parametrize(
    ("values", "low", "high"),
    [([0, 1], -0.06, 1.06), ([3, 3], 2.7, 3.3), ([-5, -5], -5.5, -4.5), ([0, 0], -0.06, 1.06)],
)
def test_the_range_has_a_margin_and_is_never_empty(values: list[float], low: float, high: float) -> None:
    assert value_range(np.array(values, dtype=float)) == pytest.approx((low, high))


def test_spacings_are_round() -> None:
    assert [round_spacing(least) for least in (1, 1.01, 2, 2.1, 5, 5.1)] == [1, 2, 2, 5, 5, 10]
    for exponent in range(-12, 7):
        assert round_spacing(0.999 * 10.0**exponent) == pytest.approx(10.0**exponent)
        assert round_spacing(10.0**exponent) == pytest.approx(10.0**exponent)


@pytest.mark.parametrize(
    ("number", "spacing", "text"),
    [
        (0.015, 0.005, "0.015"),
        (1e-19, 0.005, "0"),
        (-10, 5, "−10"),
        (0.4, 0.2, "0.4"),
        (5e-5, 5e-5, "5e−5"),
        (1.5e-4, 5e-5, "1.5e−4"),
        (80_000, 20_000, "80000"),
        (-600_000, 200_000, "−6e5"),
    ],
)
def test_ticks_have_the_digits_that_their_spacing_needs(number: float, spacing: float, text: str) -> None:
    assert tick_text(number, spacing) == text
