"""What curves are drawn over, and which of their points are enough there."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.schedules import MAX_STEPS, Schedule, make_schedule
from engine.schedules.axes import X_AXES
from engine.schedules.curve_looks import CurveLooks
from engine.schedules.curve_text import curve_text
from engine.schedules.quantities import ALL, QUANTITIES
from engine.slices import finish

COSINE = make_schedule("cosine", 1000)
LONG = make_schedule("linear", MAX_STEPS)


@pytest.mark.parametrize("name", X_AXES)
def test_noise_grows_to_the_right_and_values_are_those_of_the_schedule(name: str) -> None:
    axis = X_AXES[name]
    places = axis.places(COSINE)
    assert (np.diff(places) >= 0).all()
    for t in (1, 250, 1000):
        expected = {"t": t, "log_snr": float(COSINE.log_snr[t]), "sigma": float(COSINE.sigma[t])}[name]
        assert axis.value(float(places[t])) == pytest.approx(expected, rel=1e-12)
        assert axis.place(expected) == pytest.approx(float(places[t]), rel=1e-12)


@pytest.mark.parametrize("name", X_AXES)
@pytest.mark.parametrize("log_snr", [[3.0, 3.0, -1.0, -np.inf], [5.0], [-np.inf]])
def test_the_nearest_state_is_one_that_is_on_the_axis(name: str, log_snr: list[float]) -> None:
    schedule, axis = Schedule.from_log_snr("odd", (), log_snr), X_AXES[name]
    low, high = axis.whole(schedule)
    assert math.isfinite(low)
    assert low < high < math.inf
    places = axis.places(schedule)
    there = [t for t, place in enumerate(places) if math.isfinite(place)]
    for place in np.linspace(low - 1, high + 1, 41):
        t = axis.nearest(schedule, float(place))
        if there:
            assert abs(places[t] - place) == min(abs(places[each] - place) for each in there)


@pytest.mark.parametrize("name", X_AXES)
def test_few_points_look_like_all_on_every_axis(name: str) -> None:
    """Between them the curve is off by less than a pixel of 100, as high as a chart is."""
    axis = X_AXES[name]
    schedule = make_schedule("cosine", MAX_STEPS)  # half of its log SNR is in the first of 800 parts of t
    quantity = ALL["sqrt_one_minus_alpha_bar"]
    places, heights = quantity.curve(schedule, axis, True, 800)
    assert len(places) <= 800
    everywhere = axis.places(schedule)[1:]
    there = np.isfinite(everywhere)
    drawn = np.interp(everywhere[there], places, heights)
    off = np.abs(drawn - np.log10(schedule.noise[1:][there]))
    seen = (everywhere[there] - places[0]) > np.ptp(places) / 300  # not within the first pixel of the width
    assert off[seen].max() < np.ptp(heights) / 100
    wide = np.flatnonzero(np.diff(places) > np.ptp(places) / 200)  # only where there is no state between
    left, right = (np.searchsorted(everywhere[there], places[each]) for each in (wide, wide + 1))
    np.testing.assert_array_equal(right - left, 1)


def test_a_part_is_drawn_with_all_its_points() -> None:
    quantity, axis = QUANTITIES["beta"], X_AXES["t"]
    places, heights = quantity.curve(LONG, axis, False, 800, (50_000.0, 50_500.0))
    np.testing.assert_array_equal(places, np.arange(49_999, 50_502))  # and one more on each side
    np.testing.assert_array_equal(heights, LONG.betas[places.astype(int) - 1])


def test_logarithms_reach_beyond_floats() -> None:
    """alpha_bar underflows at half of a long schedule; its logarithm does not."""
    assert LONG.alpha_bar[-1] == 0
    places, heights = QUANTITIES["alpha_bar"].curve(LONG, X_AXES["t"], True, 800)
    assert places[-1] == MAX_STEPS
    assert heights[-1] == pytest.approx(float(LONG.log_alpha_bar[-1]) / math.log(10), rel=1e-14)
    assert QUANTITIES["alpha_bar"].height(LONG, MAX_STEPS, True) == heights[-1]


def test_what_has_no_logarithm_is_left_out() -> None:
    places, heights = QUANTITIES["posterior_variance"].curve(COSINE, X_AXES["t"], True, 2000)
    assert places[0] == 2  # it is 0 at t = 1
    np.testing.assert_allclose(10**heights, COSINE.posterior_variance[1:], rtol=1e-12)
    assert QUANTITIES["posterior_variance"].height(COSINE, 1, True) == -math.inf
    assert math.isnan(QUANTITIES["beta"].height(COSINE, 0, True))


def test_the_data_are_those_of_the_schedule_with_all_digits() -> None:
    looks = CurveLooks(over="log_snr", ranges=(("x", 2.0, -3.0),))
    text = finish(curve_text((COSINE,), (QUANTITIES["beta"], QUANTITIES["sigma"]), looks))
    head, *rows = [line.split("\t") for line in text.splitlines()]
    assert head == ["t", "log_snr", "sigma", "beta"]
    assert [int(row[0]) for row in rows] == [t for t in range(1001) if -3 <= COSINE.log_snr[t] <= 2]
    for t, log_snr, sigma, beta in rows:
        assert float(log_snr) == COSINE.log_snr[int(t)]
        assert float(sigma) == COSINE.sigma[int(t)]
        assert float(beta) == COSINE.beta(int(t))


def test_the_weights_of_another_path_are_its_own_under_their_own_names() -> None:
    flow = make_schedule("flow", 10)
    names = "alpha_bar", "sqrt_alpha_bar", "sqrt_one_minus_alpha_bar"
    text = finish(curve_text((flow,), [QUANTITIES[name] for name in names], CurveLooks()))
    head, *rows = [line.split("\t") for line in text.splitlines()]
    assert head == ["t", "log_snr", "sigma", "alpha_bar", "signal", "noise"]
    assert [float(each) for each in rows[3][3:]] == pytest.approx([0.49 / 0.58, 0.7, 0.3], rel=1e-15)


def test_the_data_of_several_schedules_have_their_names_and_all_states() -> None:
    schedules = make_schedule("linear", 3), make_schedule("cosine", 2)
    text = finish(curve_text(schedules, (QUANTITIES["beta"],), CurveLooks()))
    rows = [line.split("\t") for line in text.splitlines()]
    assert [row[:2] for row in rows] == [
        ["schedule", "t"],
        *(["linear", str(t)] for t in range(4)),
        *(["cosine", str(t)] for t in range(3)),
    ]
    assert rows[1][2:] == ["inf", "0.0", ""]  # no step leads to t = 0
