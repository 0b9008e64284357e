import math

import numpy as np
import pytest

from engine.process import reverse_step
from engine.schedules import SCHEDULES, make_schedule
from engine.schedules.axes import X_AXES
from engine.schedules.quantities import QUANTITIES


@pytest.mark.parametrize("name", ["linear", "cosine", "ve", "flow"])
def test_derived_curves_are_what_they_say(name: str) -> None:
    schedule = make_schedule(name, 50)
    for t in (1, 2, 25, 49):
        back = reverse_step(schedule, t, t - 1)
        assert QUANTITIES["posterior_x0"].at(schedule, t) == pytest.approx(back.c0, rel=1e-9)
        assert QUANTITIES["posterior_xt"].at(schedule, t) == pytest.approx(back.ct, rel=1e-9, abs=1e-12)
        snr = float(schedule.snr[t])
        assert QUANTITIES["snr_db"].at(schedule, t) == pytest.approx(10 * math.log10(snr))

        gain, variance = schedule.step_to(t)
        assert QUANTITIES["gain"].at(schedule, t) == gain
        assert QUANTITIES["step_variance"].at(schedule, t) == variance
    fall = QUANTITIES["log_snr_fall"].at(schedule, 25)
    assert fall == pytest.approx(float(schedule.log_snr[24] - schedule.log_snr[25]))


@pytest.mark.parametrize("name", SCHEDULES)
def test_every_curve_of_every_family_has_finite_points(name: str) -> None:
    schedule = make_schedule(name, 60)
    for quantity in QUANTITIES.values():
        for axis in X_AXES.values():
            for log in (False, quantity.positive):
                places, heights = quantity.curve(schedule, axis, log, 800)
                assert len(places) == len(heights) > 1
                assert np.isfinite([*places, *heights]).all(), quantity.name
