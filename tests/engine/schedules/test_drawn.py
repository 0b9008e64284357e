"""A drawn schedule: monotone, through its points, the same after every road, and never out of order."""

from __future__ import annotations

import math
import shlex
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.interpolate import PchipInterpolator

from engine.schedules import SCHEDULES, make_schedule
from engine.schedules import fit as fit_module
from engine.schedules.choice import ScheduleChoice
from engine.schedules.drawn import LEAST_FALL, MOST_POINTS, Drawn, drawn_text, read_drawn, t_of, v_of
from engine.schedules.fit import MOST, POINTS, fit
from engine.schedules.monotone import interpolate
from engine.schedules.opened import opened_text
from engine.schedules.saved_config import save_config
from engine.schedules.table import table_bytes
from engine.state.command import command_of
from engine.state.session import from_json, to_json
from engine.state.start_line import parse_start
from engine.state.view import View
from tests.engine.state.views import drawings

LINE = Drawn(((0.0, 9.0), (0.25, 3.0), (0.5, 0.0), (1.0, -10.0)))


def choice_of(drawn: Drawn, steps: int = 1000) -> ScheduleChoice:
    return ScheduleChoice("linear", steps, given=drawn)


@given(drawings(), st.integers(2, 600))
def test_log_snr_falls_at_every_step_and_every_number_is_one(drawn: Drawn, steps: int) -> None:
    schedule = choice_of(drawn, steps).make()
    assert np.all(np.diff(schedule.log_snr[1:]) <= 0)
    assert schedule.log_snr[1] == pytest.approx(drawn.points[0][1], rel=1e-12, abs=1e-12)
    last = -math.inf if drawn.zero_terminal else drawn.points[-1][1]
    assert schedule.log_snr[-1] == pytest.approx(last, rel=1e-12, abs=1e-12)
    assert np.all((schedule.betas >= 0) & (schedule.betas <= 1))
    for array in (schedule.signal, schedule.noise, schedule.gain, schedule.step_variance, schedule.alpha_bar):
        assert np.all(np.isfinite(array))


@given(drawings(most=30))
def test_the_spline_is_pchip_and_goes_through_its_points(drawn: Drawn) -> None:
    places, log_snrs = np.array(drawn.points).T
    assert np.array_equal(drawn.log_snr_at(places), log_snrs)
    at = np.linspace(0, 1, 501)
    reference = PchipInterpolator(places, log_snrs)(at)
    np.testing.assert_allclose(drawn.log_snr_at(at), reference, rtol=1e-10, atol=1e-10)


def test_points_at_whole_timesteps_are_the_log_snr_there() -> None:
    schedule = make_schedule("cosine", 1000)
    drawn = fit(schedule).drawn
    made = choice_of(drawn).make()
    for v, log_snr in drawn.points:
        t = t_of(v, 1000)
        assert t == int(t)
        assert abs(made.log_snr[int(t)] - log_snr) < 1e-12


def test_two_points_are_a_line_in_log_snr() -> None:
    at = np.linspace(0, 1, 11)
    line = interpolate(np.array([0.0, 1.0]), np.array([5.0, -5.0]), at)
    np.testing.assert_allclose(line, 5 - 10 * at, rtol=0, atol=1e-14)


@given(drawings(), st.data())
def test_no_drag_leaves_the_order_or_moves_an_end_in_t(drawn: Drawn, data: st.DataObject) -> None:
    far = st.one_of(st.floats(-2, 3), st.floats(-1e300, 1e300))
    for _ in range(4):
        index = data.draw(st.integers(0, len(drawn.points) - 1))
        drawn = drawn.moved(index, data.draw(far), data.draw(far))  # would raise where the order is lost
    assert (drawn.points[0][0], drawn.points[-1][0]) == (0, 1)


def test_a_point_stops_at_its_neighbours() -> None:
    moved = LINE.moved(1, 0.9, -50.0)
    assert moved.points[1] == (0.5 - 1e-6, LEAST_FALL)
    assert LINE.moved(1, 0.3, 2.0).points[1] == (0.3, 2.0)
    assert LINE.moved(0, 0.3, 12.0).points[0] == (0, 12.0)
    close = Drawn(((0.0, 1.0), (0.5, 0.9995), (1.0, 0.999)))
    assert close.moved(1, 0.4, 7.0).points[1] == (0.4, 0.9995)  # its neighbours leave no room


def test_points_come_and_go_but_the_ends_stay() -> None:
    more, index = LINE.with_point(0.3, 2.0)
    assert (index, more.points[2]) == (2, (0.3, 2.0))
    assert more.without(2) == LINE
    assert LINE.with_point(0.3, 99.0)[0].points[2] == (0.3, 3.0 - LEAST_FALL)
    for end in (0, 3):
        with pytest.raises(ValueError, match="first and the last point stay"):
            LINE.without(end)
    full = Drawn(tuple((n / (MOST_POINTS - 1), -float(n)) for n in range(MOST_POINTS)))
    with pytest.raises(ValueError, match="delete one first"):
        full.with_point(0.5, 0.0)
    with pytest.raises(ValueError, match="no room"):
        Drawn(((0.0, 1.0), (1.0, 0.999))).with_point(0.5, 0.0)


def test_what_is_typed_is_taken_exactly_or_refused_with_a_sentence() -> None:
    assert LINE.placed(1, 300.5, 1.25, 1000).points[1] == (v_of(300.5, 1000), 1.25)
    assert LINE.placed(3, 5.0, -20.0, 1000).points[3] == (1.0, -20.0)  # an end has its t
    with pytest.raises(
        ValueError, match=r"t = 600 is not between the neighbours of this point, at t = 1 and 500\.5"
    ):
        LINE.placed(1, 600, 1.0, 1000)
    with pytest.raises(ValueError, match="A log SNR of -1 is not between those of the neighbours, 9 and 0"):
        LINE.placed(1, 300, -1.0, 1000)
    with pytest.raises(ValueError, match="not between"):
        LINE.placed(0, 1, math.nan, 1000)


@pytest.mark.parametrize(
    ("points", "words"),
    [
        (((0.0, 1.0),), "2 to 200 points"),
        (((0.1, 1.0), (1.0, 0.0)), "first point of a drawing is at 0"),
        (((0.0, 1.0), (1.0, 1.0)), "the log SNR fall"),
        (((0.0, 3.0), (0.5, 2.0), (0.5, 1.0), (1.0, 0.0)), "t must grow"),
        (((0.0, math.inf), (1.0, 0.0)), "Point 1 has the log SNR inf"),
        (((0.0, 1.0), (math.nan, 0.5), (1.0, 0.0)), "Point 2"),
    ],
)
def test_points_out_of_order_are_no_drawing(points: tuple[tuple[float, float], ...], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Drawn(points)


def test_one_step_and_an_exploding_path_without_signal_are_refused() -> None:
    with pytest.raises(ValueError, match="choose T of 2 or more"):
        choice_of(LINE, 1).make()
    with pytest.raises(ValueError, match="choose T of 2 or more"):
        fit(make_schedule("cosine", 1))
    with pytest.raises(ValueError, match="cannot end without signal"):
        choice_of(replace(LINE, path="exploding", zero_terminal=True)).make()


@given(drawings(), st.integers(2, 3000))
def test_a_drawing_is_the_same_after_text_session_and_command(drawn: Drawn, steps: int) -> None:
    assert read_drawn(drawn_text(drawn)) == drawn
    view = View(schedule=choice_of(drawn, steps), t=1)
    assert from_json(to_json(view)).view == view
    opened = opened_text(f"drawn {drawn_text(drawn)}", "mine.txt", steps)
    assert opened.choice == view.schedule


def test_the_copied_command_and_a_file_give_the_drawing_again(tmp_path: Path) -> None:
    view = View(schedule=choice_of(replace(LINE, zero_terminal=True), 500), t=150)
    command = command_of(view)
    assert command.left_out == ""
    words = shlex.split(command.line)[2:]
    assert parse_start(words).view == view
    file = tmp_path / "mine.txt"
    file.write_text(f"drawn {drawn_text(LINE)}\n", encoding="utf-8")
    assert parse_start(["--schedule", str(file), "--steps", "50"]).view.schedule == choice_of(LINE, 50)


def test_a_schedule_that_is_named_takes_the_place_of_a_drawing(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text(to_json(View(schedule=choice_of(LINE))), encoding="utf-8")
    named = parse_start(["--session", str(file), "--schedule", "cosine"]).view.schedule
    assert (named.name, named.given) == ("cosine", None)


def test_its_table_and_its_configuration_have_its_numbers(tmp_path: Path) -> None:
    choice = choice_of(LINE, 40)
    table = opened_text(table_bytes(choice.make(), tmp_path / "a.csv").decode(), "a.csv")
    np.testing.assert_allclose(table.choice.make().log_snr[1:], choice.make().log_snr[1:], rtol=0, atol=1e-12)
    saved = save_config(choice)
    assert saved.data["trained_betas"] == choice.make().betas.tolist()


@pytest.mark.parametrize(
    "text", ["", "0:1", "0:1,1", "0:1,1:x", "0:1,1:0;round", "0:1,1:0;straight;exploding", "a" * 9999]
)
def test_a_text_that_is_no_drawing_is_refused_with_one_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"drawing|There is no path round") as caught:
        read_drawn(text)
    assert len(str(caught.value)) < 300


LONG = {"vp_discrete", "trunc_lin"}
"""Schedules that need a larger T."""


@pytest.mark.parametrize(
    ("steps", "name"),
    [case for case in product([2, 10, 1000], SCHEDULES) if case[0] == 1000 or case[1] not in LONG],
)
def test_a_fit_begins_where_the_schedule_is_and_says_how_far_it_is_off(name: str, steps: int) -> None:
    schedule = make_schedule(name, steps)
    found = fit(schedule)
    assert min(POINTS, steps) <= len(found.drawn.points) <= MOST
    made = choice_of(found.drawn, steps).make()
    there = np.isfinite(schedule.log_snr) & np.isfinite(made.log_snr)
    away = np.abs(made.log_snr[there] - schedule.log_snr[there])
    assert away.max() <= found.error + 1e-12
    assert found.error <= 0.1
    assert made.variance_preserving == schedule.variance_preserving or found.drawn.path == "preserving"
    if found.drawn.path == "exploding":
        assert np.all(made.signal == 1)


def test_a_schedule_without_signal_at_its_end_is_drawn_as_one() -> None:
    assert fit(make_schedule("jsd", 100)).drawn.zero_terminal  # its last beta is 1


@pytest.mark.parametrize("name", ["cosine", "linear", "shifted", "ve"])
def test_the_first_points_of_a_fit_are_moved_where_that_helps(name: str) -> None:
    log_snr = make_schedule(name, 200).log_snr[1:]
    places = np.linspace(0.0, 1.0, len(log_snr))
    begun = fit_module._chosen(places, log_snr, [0, len(places) - 1], POINTS)
    moved = fit_module._moved(places, log_snr, begun)
    before, after = (fit_module._away(places, log_snr, each).max() for each in (begun, moved))
    assert after < before
    assert moved == sorted(set(moved))
    assert (moved[0], moved[-1], len(moved)) == (0, len(places) - 1, len(begun))
