"""The plane of runs against numpy's own singular values, and the states that are in it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.generation.plane import MOST_ROWS, Plane, find_plane, states_of
from engine.generation.recipe import Recipe
from engine.generation.trajectory import Trajectory
from engine.samplers.run import parse
from engine.scenes.plane_chart import plane_chart, plane_spots
from engine.schedules import make_schedule
from engine.slices import finish

LINEAR = make_schedule("linear")


def run(text: str, seed: int = 0, id: str = "run 1") -> Trajectory:
    made = Trajectory.of(Recipe("gaussian", None, 16, parse(text), seed), LINEAR, id=id)
    return replace(made, done=len(made.timesteps), levels=(0,) * len(made.timesteps))


def images(count: int, seed: int = 0) -> list[np.ndarray]:
    """As of runs: the noise of the first states fades into a picture."""
    random = np.random.default_rng(seed)
    noise, picture = random.normal(size=(2, 40, 50, 3))
    return [
        (noise * (count - k) / count + picture * k / count + 0.1 * random.normal(size=(40, 50, 3))).astype(
            np.float32
        )
        for k in range(count)
    ]


def test_the_plane_is_that_of_the_two_first_singular_vectors() -> None:
    one, other = run("ddim:steps=5"), run("heun:steps=3", id="run 2")
    x_t, x0_hat = images(10), images(10, seed=1)
    runs = [(one, tuple(range(6))), (other, tuple(range(4)))]
    plane = finish(find_plane(runs, [*x_t, *x0_hat]))
    assert plane is not None
    rows = np.array([each.reshape(-1) for each in x_t], np.float64)
    mean = rows.mean(0)
    _, s, v = np.linalg.svd(rows - mean, full_matrices=False)
    assert plane.shares == pytest.approx(tuple(s[:2] ** 2 / np.sum(s**2)), rel=1e-9)
    for whole, part in (
        (rows, "x_t"),
        (np.array([each.reshape(-1) for each in x0_hat], np.float64), "x0_hat"),
    ):
        expected = (whole - mean) @ v[:2].T / np.sqrt(rows.shape[1])
        found = np.concatenate([getattr(path, part) for path in plane.paths])
        np.testing.assert_allclose(np.abs(found), np.abs(expected), atol=1e-9)
    assert [len(path.x_t) for path in plane.paths] == [6, 4]
    farthest = np.concatenate([path.x_t for path in plane.paths])
    assert np.all(farthest[np.abs(farthest).argmax(0), [0, 1]] > 0)  # the same way round each time


def test_there_is_no_plane_of_two_states_or_of_one_place() -> None:
    two = run("ddim:steps=1")
    assert finish(find_plane([(two, (0, 1))], images(4))) is None
    same = [np.ones((4, 5, 3), np.float32)] * 8
    assert finish(find_plane([(run("ddim:steps=3"), tuple(range(4)))], same)) is None


def test_long_runs_are_thinned_out_evenly_and_coarse_states_are_left_out() -> None:
    long = run("ddim:steps=1000")
    states = states_of(long, 2)
    assert len(states) == MOST_ROWS // 4
    assert (states[0], states[-1]) == (0, 1000)
    assert np.ptp(np.diff(states)) <= 1
    assert states_of(replace(long, levels=(1,) * 998 + (0,) * 3), 1) == (998, 999, 1000)
    assert states_of(replace(long, done=3), 1) == (0, 1, 2)


def test_the_chart_says_the_shares_and_the_spots_are_at_t() -> None:
    one, other = run("ddim:steps=5"), run("heun:steps=3", seed=4, id="run 2")
    runs = [(one, tuple(range(6))), (other, tuple(range(4)))]
    plane = finish(find_plane(runs, images(20)))
    assert isinstance(plane, Plane)
    chart = plane_chart(plane)
    first, second = plane.shares
    assert f"{100 * first:.1f} % of the variance" in chart.x.unit
    assert f"up {100 * second:.1f} %" in chart.x.unit
    names = [curve.label for curve in chart.curves if curve.label]
    assert names == ["DDIM trailing 5, seed 0", "Heun trailing 3, seed 4"]
    assert [curve.colour for curve in chart.curves] == [0, 0, 1, 1]
    for t, states in ((1000, (0, 0)), (700, (1, 0)), (400, (3, 1)), (0, (5, 3))):
        spots = plane_spots(plane, t)
        assert spots is not None
        expected = [
            (*places[state], number)
            for number, (path, state) in enumerate(zip(plane.paths, states, strict=True))
            for places in (path.x_t, path.x0_hat)
        ]
        assert list(spots.places) == expected
    assert plane.has(other)
    assert not plane.has(replace(one, id="run 9"))
    assert not plane_chart(None).curves
    assert plane_spots(None, 3) is None
