"""The numbers beside a figure are those of the paths that it shows."""

from __future__ import annotations

import pytest

from engine.exports.beside import numbers_at
from engine.schedules import make_schedule


def test_of_another_path_its_own_weights_are_written() -> None:
    """Of a flow beta and alpha_bar would be of the path that preserves variance, with other weights than shown."""
    flow, linear = make_schedule("flow", 1000), make_schedule("linear", 1000)
    both = {row["quantity"]: row for row in numbers_at(300, (flow, linear))}
    assert float(both["signal"]["flow"]) == pytest.approx(0.7)
    assert float(both["noise"]["flow"]) == pytest.approx(0.3)
    assert float(both["signal_squared"]["linear"]) == pytest.approx(float(linear.alpha_bar[300]))
    assert float(both["step_variance"]["linear"]) == pytest.approx(linear.beta(300))
    assert "alpha_bar" not in both
    assert next(numbers_at(300, (linear,)))["quantity"] == "beta"


def test_a_shorter_schedule_has_its_last_state() -> None:
    short, long = make_schedule("cosine", 100), make_schedule("linear", 1000)
    rows = {row["quantity"]: row for row in numbers_at(300, (long, short))}
    assert float(rows["sigma"]["cosine"]) == pytest.approx(float(short.sigma[100]))
    assert float(rows["sigma"]["linear"]) == pytest.approx(float(long.sigma[300]))
