"""The numbers of axes: ranges, spacings and ticks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.plots.ranges import value_range
from gui.plots.ticks import LINEAR, round_spacing, tick_text, ticks


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


@given(st.integers(-250, 250), st.sampled_from([1, 2, 5]))
def test_each_round_spacing_has_a_finer_one(exponent: int, factor: int) -> None:
    spacing = factor * 10.0**exponent
    assert round_spacing(0.4 * spacing) == pytest.approx(0.5 * spacing if factor != 5 else 0.4 * spacing)


@given(st.floats(-1, 1), st.floats(1e-6, 1), st.integers(-200, 200), st.floats(0.1, 20))
def test_an_axis_of_any_range_has_two_ticks_or_more_in_it(
    low: float, size: float, exponent: int, most: float
) -> None:
    start, end = low * 10.0**exponent, (low + size) * 10.0**exponent
    places = [place for place, _ in ticks(LINEAR, start, end, most)]
    assert len(places) >= 2
    assert np.all(np.diff(places) > 0)
    slack = 1e-6 * (end - start)
    assert start - slack <= places[0]
    assert places[-1] <= end + slack


def test_a_range_around_a_twentieth_has_ticks() -> None:
    assert [text for _, text in ticks(LINEAR, 0.03, 0.09, 1)] == ["0.04", "0.06", "0.08"]


def test_where_one_tick_is_not_enough_there_are_no_more_than_there_is_room_for() -> None:
    assert [text for _, text in ticks(LINEAR, 1.1, 9.6, 2.2)] == ["4", "8"]  # not 2, 4, 6, 8


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
