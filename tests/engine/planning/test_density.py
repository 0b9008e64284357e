"""One pixel and two: densities, x0_hat and paths against mpmath, direct sums and Runge-Kutta."""

from __future__ import annotations

import math

import numpy as np
import pytest
from mpmath import mp, mpf
from scipy.special import ndtr
from scipy.stats import norm

from engine.planning.density import NORMALISATIONS, heat_map, pair, plane
from engine.planning.histogram import Histogram, condensed, histogram
from engine.planning.quantile_paths import exact_paths, sampling_paths
from engine.samplers.level import Level, at_timesteps
from engine.samplers.run import parse
from engine.schedules import Schedule, make_schedule
from engine.slices import finish

LINEAR = make_schedule("linear")
ANGLE = np.linspace(0, math.pi / 2, 101)
DARK = Schedule.from_path("no signal at T", (), np.append(np.cos(ANGLE)[:-1], 0.0), np.sin(ANGLE))


def picture(seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    codes = np.clip(rng.gamma(3.0, 25.0, (40, 50, 3)) + 90 * (rng.random((40, 50, 1)) < 0.2), 0, 255)
    result: np.ndarray = np.rint(codes) / 127.5 - 1
    return result


GREYS = histogram(picture())
TWO = Histogram(np.array([-0.6, 0.9]), np.array([0.7, 0.3]))
ONE = Histogram(np.array([0.25]), np.array([1.0]))


def test_the_histogram_is_that_of_the_picture() -> None:
    x0 = picture()
    red = histogram(x0, 0)
    assert red.weights.sum() == pytest.approx(1)
    assert red.mean == pytest.approx(x0[..., 0].mean())
    assert red.variance == pytest.approx(x0[..., 0].var())
    assert GREYS.mean == pytest.approx(x0.mean(), abs=1e-2)
    assert histogram(np.full((2, 2, 1), -1.0)).values.tolist() == [-1.0]
    with pytest.raises(ValueError, match="no channel 3"):
        histogram(x0, 3)


@pytest.mark.parametrize("prior", [GREYS, TWO, ONE], ids=["greys", "two", "one"])
def test_x0_hat_and_score_are_those_of_mpmath(prior: Histogram) -> None:
    for t in (1, 100, 700, 1000):
        (level,) = at_timesteps(LINEAR, [t])
        for x in (-2.0, 0.1, 0.9):
            signal, noise = mpf(level.signal), mpf(level.noise)
            parts = [
                mpf(float(w)) * mp.exp(-(((mpf(x) - signal * mpf(float(v))) / noise) ** 2) / 2)
                for v, w in zip(prior.values, prior.weights, strict=True)
            ]
            total = mp.fsum(parts)
            x0_hat = mp.fsum(p * mpf(float(v)) for p, v in zip(parts, prior.values, strict=True)) / total
            assert float(prior.x0_hat(x, level)) == pytest.approx(float(x0_hat), rel=1e-9)
            score = (signal * x0_hat - mpf(x)) / noise**2
            assert float(prior.score(x, level)) == pytest.approx(float(score), rel=1e-6)


def test_at_the_ends_x0_hat_is_the_mean_and_the_nearest_level() -> None:
    start, end = at_timesteps(DARK, [100, 0])
    assert TWO.x0_hat(np.array([-3.0, 3.0]), start) == pytest.approx([TWO.mean] * 2)
    assert TWO.x0_hat(np.array([-3.0, 0.2, 0.1]), end).tolist() == [-0.6, 0.9, -0.6]


def density(prior: Histogram, x: np.ndarray, level: Level) -> np.ndarray:
    """p_t(x) as a sum over the levels of the picture."""
    bells = norm.pdf(x[:, None], level.signal * prior.values, level.noise)
    result: np.ndarray = bells @ prior.weights
    return result


@pytest.mark.parametrize("prior", [GREYS, TWO, ONE], ids=["greys", "two", "one"])
def test_the_mass_of_the_map_is_one_and_its_values_those_of_the_density(prior: Histogram) -> None:
    levels = at_timesteps(LINEAR, [0, 1, 50, 400, 1000])
    shown = heat_map(prior, levels, 256)
    width = shown.x[1] - shown.x[0]
    assert shown.p.shape == (256, 5)
    np.testing.assert_allclose(shown.p.sum(0) * width, 1, atol=1e-5)
    for column in (3, 4):  # noise wider than the bins
        np.testing.assert_allclose(shown.p[:, column], density(prior, shown.x, levels[column]), atol=2e-3)


def test_the_map_may_show_what_explodes() -> None:
    levels = at_timesteps(LINEAR, [100, 500])
    shown = heat_map(TWO, levels, 400, extent=4.0, exploding=True)
    for column, level in enumerate(levels):
        exploded = Level(level.t, 1.0, level.sigma, level.lam)
        np.testing.assert_allclose(shown.p[:, column], density(TWO, shown.x, exploded), atol=2e-3)
    with pytest.raises(ValueError, match="infinite: show xₜ"):
        heat_map(TWO, at_timesteps(DARK, [100]), 64, exploding=True)
    with pytest.raises(ValueError, match="make it longer"):
        heat_map(TWO, levels, 64, extent=0.5)


def test_maps_are_shown_from_nothing_to_the_most_of_a_column() -> None:
    shown = heat_map(GREYS, at_timesteps(LINEAR, [0, 30, 1000]), 128)
    for normalise in NORMALISATIONS.values():
        values = normalise(shown.p)
        assert values.min() >= 0
        np.testing.assert_allclose(values.max(0), 1)


@pytest.mark.parametrize("count", [24, 64])
def test_condensed_levels_have_the_same_moments(count: int) -> None:
    few = condensed(GREYS, count)
    assert len(few.values) == count
    assert np.all(few.weights > 0)
    for power in (0, 1, 2, 7, 2 * count - 1):
        assert few.weights @ few.values**power == pytest.approx(
            GREYS.weights @ GREYS.values**power, abs=1e-13
        )
    assert condensed(TWO, count) is TWO


def runge_kutta(prior: Histogram, x: np.ndarray, first: Level, last: Level, steps: int) -> np.ndarray:
    """dX / dlog sigma = X - x0_hat, in even steps of log sigma."""

    def slope(lam: float, x: np.ndarray) -> np.ndarray:
        result: np.ndarray = prior.x0_hat(x, Level(0.0, 1.0, math.exp(-lam), lam)) - x
        return result

    x, lam, h = x / first.signal, first.lam, (last.lam - first.lam) / steps
    for _ in range(steps):
        one = slope(lam, x)
        two = slope(lam + h / 2, x + h / 2 * one)
        three = slope(lam + h / 2, x + h / 2 * two)
        four = slope(lam + h, x + h * three)
        x, lam = x + h / 6 * (one + 2 * two + 2 * three + four), lam + h
    return last.signal * x


@pytest.mark.parametrize("prior", [GREYS, TWO, ONE], ids=["greys", "two", "one"])
def test_exact_paths_are_those_of_runge_kutta(prior: Histogram) -> None:
    starts = np.array([-3.0, -1.0, 0.05, 0.7, 2.5])
    levels = at_timesteps(LINEAR, [1000, 800, 500, 300, 150, 60])
    paths = exact_paths(prior, levels, starts)
    assert paths[:, 0].tolist() == starts.tolist()
    expected = starts
    for column in range(1, len(levels)):
        expected = runge_kutta(prior, expected, levels[column - 1], levels[column], 400)
        np.testing.assert_allclose(paths[:, column], expected, rtol=0, atol=1e-9)


@pytest.mark.parametrize("schedule", [LINEAR, DARK], ids=["linear", "dark"])
def test_exact_paths_do_not_cross_and_end_on_the_levels(schedule: Schedule) -> None:
    starts = np.linspace(-3, 3, 41)
    levels = at_timesteps(schedule, np.linspace(schedule.steps, 0, 60).tolist())
    for prior in (GREYS, TWO, ONE):
        paths = exact_paths(prior, levels, starts)
        assert np.all(np.diff(paths[:, 1:], axis=0) >= -1e-12)
        assert np.all(np.isin(paths[:, -1], prior.values))
        assert np.all(np.abs(paths[:, -2] - prior.x0_hat(paths[:, -2], levels[-2])) < 5 * levels[-2].sigma)


def test_paths_keep_their_quantile() -> None:
    levels = at_timesteps(LINEAR, [1000, 333, 20, 2])
    paths = exact_paths(GREYS, levels, np.array([-1.3, 0.2, 1.9]))
    shares = [
        ndtr((paths[:, k, None] - level.signal * GREYS.values) / level.noise) @ GREYS.weights
        for k, level in enumerate(levels)
    ]
    for share in shares[1:]:
        np.testing.assert_allclose(share, shares[0], rtol=1e-9)


def test_many_steps_of_a_sampler_follow_the_exact_paths() -> None:
    run = parse("heun:steps=400,spacing=exponential")
    starts = np.array([-1.5, 0.3, 1.1])
    levels, states = finish(sampling_paths(run, run.course(LINEAR), GREYS, starts))
    assert len(levels) == states.shape[1] == 401
    exact = exact_paths(GREYS, levels[:300], starts)
    np.testing.assert_allclose(states[:, :300], exact, atol=2e-3)
    few = parse("euler:steps=5")
    _, rough = finish(sampling_paths(few, few.course(LINEAR), GREYS, starts))
    assert rough.shape == (3, 6)


def test_noisy_paths_are_those_of_their_seed() -> None:
    run = parse("ddpm:steps=12")
    course, starts = run.course(LINEAR), np.zeros(4)
    one, again, other = (finish(sampling_paths(run, course, GREYS, starts, seed))[1] for seed in (1, 1, 2))
    assert np.array_equal(one, again)
    assert not np.allclose(one[:, 1:], other[:, 1:])
    assert len({float(x) for x in one[:, 3]}) == 4


def test_neighbours_have_the_density_and_score_of_a_direct_sum() -> None:
    x0 = picture()
    both = pair(x0, 1, bins=16)
    assert both.weights.sum() == pytest.approx(1)
    assert both.weights.shape == (16, 16)
    (level,) = at_timesteps(LINEAR, [250])
    got = plane(both, level, 20, 2.5)
    i, j = 7, 12
    here = np.array([got.x[i], got.x[j]])
    grid = np.stack(np.meshgrid(both.values, both.values, indexing="ij"), axis=-1)
    parts = both.weights * np.exp(-(((here - level.signal * grid) / level.noise) ** 2).sum(-1) / 2)
    assert got.p[i, j] == pytest.approx(parts.sum() / (2 * math.pi * level.noise**2))
    x0_hat = (parts[..., None] * grid).sum((0, 1)) / parts.sum()
    np.testing.assert_allclose(got.score[i, j], (level.signal * x0_hat - here) / level.noise**2, rtol=1e-9)
    width = got.x[1] - got.x[0]
    (late,) = at_timesteps(LINEAR, [900])
    assert plane(both, late, 60, 5.0).p.sum() * (10 / 60) ** 2 == pytest.approx(1, abs=1e-4)
    assert width == pytest.approx(0.25)


def test_noise_beyond_the_range_of_floats_has_no_joint_density() -> None:
    with pytest.raises(ValueError, match=r"At t = 1000 the noise is 3e\+220"):
        plane(pair(picture(), 1, bins=4), Level(1000.0, 1.0, 3e220, -507.0), 8, 4.0)


def test_a_picture_one_pixel_wide_has_no_neighbours() -> None:
    with pytest.raises(ValueError, match="no pixels beside each other"):
        pair(np.zeros((5, 1, 3)))
