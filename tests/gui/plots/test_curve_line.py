"""The points of a line that are enough to paint it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.plots.curve_line import corners

X = np.linspace(0.0, 320.0, 801)
CURVES = {
    "straight": 0.3 * X,
    "smooth": 190 * np.cos(X / 320 * np.pi / 2) ** 2,
    "steep": 40 * np.log((320.01 - X) / (X + 0.01)),
    "one peak": np.where(np.arange(801) == 411, 50.0, 0.0),
    "jagged": np.random.default_rng(7).uniform(0, 190, 801),
}


@pytest.mark.parametrize("name", CURVES)
def test_no_point_of_a_line_is_further_from_it_than_said(name: str) -> None:
    y = CURVES[name]
    kept = corners(X, y, 0.03)
    assert (kept[0], kept[-1]) == (0, 800)
    assert (np.diff(kept) > 0).all()
    assert np.abs(np.interp(X, X[kept], y[kept]) - y).max() <= 0.03 + 1e-9


def test_smooth_lines_need_few_points_and_jagged_ones_all() -> None:
    assert len(corners(X, CURVES["straight"], 0.03)) == 14  # one for each 64 steps, and the last
    assert len(corners(X, CURVES["smooth"], 0.03)) < 100
    assert len(corners(X, CURVES["jagged"], 0.03)) == 801
    assert 411 in corners(X, CURVES["one peak"], 0.03)


@given(st.integers(1, 200), st.integers(0, 2**32), st.floats(1e-3, 10))
def test_any_line_holds(count: int, seed: int, astray: float) -> None:
    """Also where several points are at one place: none of those is left out."""
    chance = np.random.default_rng(seed)
    x = np.sort(chance.integers(0, max(count // 2, 1), count)).astype(float)
    y = chance.normal(0, astray, count).cumsum()
    kept = corners(x, y, astray)
    assert (kept[0], kept[-1]) == (0, count - 1)
    for first, last in pairwise(kept.tolist()):
        if last > first + 1:
            between = np.arange(first + 1, last)
            assert x[first] < x[last]
            line = np.interp(x[between], x[[first, last]], y[[first, last]])
            assert np.abs(line - y[between]).max() <= astray + 1e-9
