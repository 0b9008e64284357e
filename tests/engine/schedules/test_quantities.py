"""How numbers are written, and which points of a curve are enough."""

from __future__ import annotations

import math
from decimal import Decimal, localcontext

import numpy as np
import pytest

from engine.schedules.number_text import format_exp, format_number
from engine.schedules.quantity import thin


def test_thinning_keeps_ends_and_extremes() -> None:
    values = np.random.default_rng(0).normal(size=54_321)
    values[[7, 54_000]] = 100, -100
    kept = thin(values, 800)
    assert len(kept) <= 800
    assert (np.diff(kept) > 0).all()
    assert {0, 7, 54_000, 54_320} <= set(kept.tolist())
    for count in (1, 2, 800, 801, 1601):
        kept = thin(values[:count], 800)
        assert (kept[0], kept[-1]) == (0, count - 1)
        assert len(kept) <= 800


@pytest.mark.parametrize(
    ("number", "digits", "expected"),
    [
        (0.0064544544, 4, "0.006454"),
        (0.5, 4, "0.5000"),
        (1, 8, "1.0000000"),
        (2.42876691e-9, 5, "2.4288e-09"),
        (1e-4, 4, "0.0001000"),
        (9.9999e-5, 4, "0.0001000"),
        (9.99e-5, 3, "9.99e-05"),
        (123456.7, 4, "123457"),
        (999999.6, 4, "1.000e+06"),
        (1e6, 4, "1.000e+06"),
        (-0.62, 4, "-0.6200"),
        (0.1, 16, "0.1000000000000000"),
        (0, 4, "0"),
        (-0.0, 4, "0"),
        (math.inf, 4, "∞"),
        (-math.inf, 4, "-∞"),
    ],
)
def test_numbers_are_written_plainly_where_that_is_short(number: float, digits: int, expected: str) -> None:
    assert format_number(number, digits) == expected
    assert len(expected) <= digits + 6


@pytest.mark.parametrize("log_value", [-1005.3, -12.5, -0.001, 0.0, 7.25, 690.1, 2000.0])
@pytest.mark.parametrize("digits", [1, 4, 10])
def test_powers_of_e_beyond_float64(log_value: float, digits: int) -> None:
    written = format_exp(log_value, digits)
    with localcontext(prec=40):
        assert abs(Decimal(written) / Decimal(log_value).exp() - 1) < Decimal(10) ** (1 - digits)
    assert len(written.partition("e")[0].replace(".", "")) == digits
    assert len(written) <= digits + 6


def test_a_long_exponent_takes_the_place_of_digits() -> None:
    assert format_exp(-690_775.5278982137, 4) == "1e-300000"
    assert len(format_exp(-690_775.5278982137, 8)) <= 14
    assert format_exp(-690_775.5278982137, 8).endswith("e-300000")


def test_no_digits_are_shown_that_the_logarithm_does_not_hold() -> None:
    assert len(format_exp(-1005.3, 16).partition("e")[0]) <= 12
