"""The axis of the small beta curves."""

from __future__ import annotations

import numpy as np
import pytest

from engine.scenes.row_axes import MOST_DECADES, beta_decades
from engine.schedules import SCHEDULES, Schedule, make_schedule


def test_between_two_powers_of_ten_are_all_betas_and_no_others_would_do() -> None:
    made = tuple(make_schedule(name, 1000) for name in ("linear", "quadratic", "cosine"))
    low, high = beta_decades(made)
    betas = np.concatenate([each.betas for each in made])
    assert 10.0**low <= betas.min() < 10.0 ** (low + 1)
    assert 10.0 ** (high - 1) < betas.max() <= 10.0**high
    assert (low, high) == (-5, 0)


@pytest.mark.parametrize("name", SCHEDULES)
@pytest.mark.parametrize("steps", [100, 1000])
def test_every_schedule_has_an_axis(name: str, steps: int) -> None:
    low, high = beta_decades((make_schedule(name, steps),))
    assert low < high <= low + MOST_DECADES


def test_betas_of_a_power_of_ten_begin_and_end_there() -> None:
    schedule = Schedule.from_betas("given", (), np.geomspace(1e-4, 1e-1, 7))
    assert beta_decades((schedule,)) == (-4, -1)
    assert beta_decades(()) == (-1, 0)
