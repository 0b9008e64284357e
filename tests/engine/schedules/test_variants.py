"""Variants are held against their originals."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.schedules import SCHEDULES, make_schedule
from engine.schedules.choice import ScheduleChoice
from engine.schedules.variants import ORIGINALS, difference


@pytest.mark.parametrize("name", ORIGINALS)
def test_every_variant_has_its_original_and_the_two_are_their_own_schedules(name: str) -> None:
    original = ORIGINALS[name]
    assert original in SCHEDULES
    values = ScheduleChoice(name).made_parameters()
    apart = difference(name, 100, values)
    assert apart is not None
    assert apart.original == original
    np.testing.assert_array_equal(apart.here, make_schedule(name, 100, **values).log_snr[1:])
    assert abs(apart.largest) == pytest.approx(abs(apart.here[apart.at - 1] - apart.there[apart.at - 1]))


def test_laplace_of_diffusers_takes_alpha_for_alpha_bar() -> None:
    """At t = T / 2 its alpha-bar is sqrt(1/2) instead of 1/2: log SNR is ln(1 / (sqrt 2 - 1)) and not 0."""
    apart = difference("laplace_diffusers", 1000, ScheduleChoice("laplace_diffusers").made_parameters())
    assert apart is not None
    assert apart.original == "laplace"
    assert apart.here[499] == pytest.approx(-math.log(math.sqrt(2) - 1), abs=3e-3)  # its f(0) is not quite 1
    assert apart.there[499] == pytest.approx(0.0, abs=1e-6)


def test_parameters_of_one_default_are_shared_and_those_that_make_the_variant_are_not() -> None:
    floor = ScheduleChoice("cosine_floor").made_parameters() | {"s": 0.02}
    apart = difference("cosine_floor", 1000, floor)
    assert apart is not None
    np.testing.assert_array_equal(apart.there, make_schedule("cosine", 1000, s=0.02).log_snr[1:])
    twice = difference("flow_shifted_twice", 100, {"shift": 2.0})
    assert twice is not None
    np.testing.assert_array_equal(twice.there, make_schedule("flow", 100, shift=2.0).log_snr[1:])
    assert difference("linear", 100, {}) is None
