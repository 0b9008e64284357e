"""Scenes with charts on pictures that have little to tell: numbers are finite, or a sentence says what is missing."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.scenes import SCENES, Given, plan_floor
from engine.schedules import Schedule, make_schedule
from tests.facts import facts_of

RAMP = np.linspace(-1, 1, 48, dtype=np.float32)
PICTURES = {
    "one colour": np.full((16, 24, 3), 0.25, np.float32),
    "two levels": np.where(np.indices((16, 24)).sum(0) % 2, 1.0, -1.0)[..., None]
    .repeat(3, 2)
    .astype(np.float32),
    "one pixel wide": RAMP[:, None, None].repeat(3, 2),
    "one pixel high": RAMP[None, :, None].repeat(3, 2),
    "two pixels": np.array([[[-1.0] * 3, [1.0] * 3]], np.float32),
    "grey": RAMP[:, None, None].repeat(32, 1).repeat(3, 2),
}
SETTINGS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("samplers", {}),
    ("samplers", {"below": "octaves"}),
    ("plan", {}),
    ("plan", {"above": "sizes"}),
    ("plan", {"above": "floor"}),
    ("density", {"channel": "red"}),
    ("density", {"joint": True}),
    ("density", {"coordinates": "x_t/signal", "axis": "log_snr", "map": "log"}),
)
SCHEDULES = (make_schedule("linear"), make_schedule("flow"))


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize(("scene", "settings"), SETTINGS, ids=str)
def test_charts_are_finite_or_a_sentence_says_why_there_are_none(
    name: str, scene: str, settings: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan_floor, "SIGMAS", (5.0, 0.2))
    given = Given(facts=facts_of(PICTURES[name]))
    for schedule in SCHEDULES:
        one_wide = PICTURES[name].shape[1] == 1
        if settings.get("joint") and one_wide:
            with pytest.raises(ValueError, match=r"one pixel wide.*switch that off"):
                built(scene, settings, schedule, given)
            continue
        for chart in built(scene, settings, schedule, given).charts:
            for axis in (chart.x, chart.y):
                assert math.isfinite(axis.low)
                assert math.isfinite(axis.high)
                assert axis.low != axis.high
            for curve in chart.curves:
                assert np.all(np.isfinite(curve.x))
                assert np.all(np.isfinite(curve.y))
            if chart.heat is not None:
                assert np.all((chart.heat.values >= 0) & (chart.heat.values <= 1))


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize("scene", ["samplers", "plan", "density"])
def test_tables_are_finite(name: str, scene: str) -> None:
    table = SCENES[scene].table
    assert table is not None
    rows = list(table(SCHEDULES[0], Given(facts=facts_of(PICTURES[name])), SCENES[scene].defaults))
    assert rows
    assert all(math.isfinite(value) for row in rows for value in row.values() if isinstance(value, float))


def built(scene: str, settings: dict[str, Any], schedule: Schedule, given: Given) -> Any:
    own = replace(SCENES[scene].defaults, **settings)
    return SCENES[scene].build(schedule, 300, given, own)
