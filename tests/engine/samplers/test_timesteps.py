"""Spacings: N levels that descend to 0, those of the libraries, and lists that are wrong said in words."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np
import pytest
from diffusers import DDIMScheduler, EulerDiscreteScheduler

from engine.samplers.level import at_sigmas, at_timesteps, sigmas_of, timesteps_of
from engine.samplers.listed import listed
from engine.samplers.timesteps import SPACINGS, WHOLE, kept_timesteps, rounded, spaced
from engine.schedules import Schedule, make_schedule

LINEAR = make_schedule("linear")
SD = make_schedule("quadratic", beta_start=0.00085, beta_end=0.012)


def sigmas(schedule: Schedule, spacing: str, kept: int, **options: float) -> list[float]:
    return [level.sigma for level in spaced(schedule, spacing, kept, tuple(options.items())).levels]


@pytest.mark.parametrize("name", ["linear", "cosine"])
@pytest.mark.parametrize("spacing", SPACINGS)
def test_every_spacing_descends_to_zero_in_n_steps(spacing: str, name: str) -> None:
    for kept in (*range(1, 21), 100):
        course = spaced(make_schedule(name), spacing, kept)
        levels = course.levels
        assert course.count == kept
        assert len(levels) == kept + 1
        sigma = np.array([level.sigma for level in levels])
        assert np.all(np.diff(sigma) < 0)
        assert sigma[-1] == levels[-1].t == 0
        assert all(0 <= level.t <= 1000 for level in levels)


@pytest.mark.parametrize("spacing", WHOLE)
@pytest.mark.parametrize("steps", [1, 7, 10, 1000])
def test_whole_spacings_have_no_timestep_twice(spacing: str, steps: int) -> None:
    for kept in range(1, min(steps, 130) + 1):
        timesteps = kept_timesteps(steps, kept, spacing)
        assert len(set(timesteps)) == kept + 1
        assert steps >= timesteps[0] > timesteps[-1] == 0


@pytest.mark.parametrize(
    ("spacing", "setting"),
    [("karras", "use_karras_sigmas"), ("exponential", "use_exponential_sigmas")],
)
def test_spacings_over_sigma_are_those_of_diffusers(spacing: str, setting: str) -> None:
    make: Any = EulerDiscreteScheduler
    peer = make(
        beta_schedule="scaled_linear",
        beta_start=0.00085,
        beta_end=0.012,
        timestep_spacing="linspace",
        **{setting: True},
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of NumPy, about the peer's own code
        peer.set_timesteps(12)
    np.testing.assert_allclose(sigmas(SD, spacing, 12), peer.sigmas.numpy(), rtol=2e-5)  # theirs are float32


def test_leading_and_linspace_are_those_of_diffusers() -> None:
    for spacing in ("leading", "linspace"):
        make: Any = DDIMScheduler
        peer = make(timestep_spacing=spacing)
        peer.set_timesteps(7)
        assert [t - 1 for t in kept_timesteps(1000, 7, spacing)[:-1]] == peer.timesteps.tolist()


def test_leading_with_an_offset_is_that_of_diffusers_as_far_as_there_is_room() -> None:
    make: Any = DDIMScheduler
    for offset in (1, 3):
        peer = make(timestep_spacing="leading", steps_offset=offset)
        for kept in (1, 7, 30, 50):
            peer.set_timesteps(kept)
            here = kept_timesteps(1000, kept, "leading", options=(("offset", float(offset)),))
            assert [t - 1 for t in here[:-1]] == peer.timesteps.tolist()
    full = kept_timesteps(1000, 1000, "leading", options=(("offset", 1.0),))
    assert (full[0], full[-2]) == (1000, 1)  # where diffusers asks for a timestep that is none
    begun = kept_timesteps(1000, 50, "leading", 500, (("offset", 1.0),))
    assert begun[:3] == (500, 462, 442)
    with pytest.raises(ValueError, match=r"offset is 0\.5; it must be a whole number"):
        kept_timesteps(1000, 50, "leading", options=(("offset", 0.5),))


def test_beta_has_the_quantiles_of_its_distribution() -> None:
    from scipy.stats import beta

    t = np.array([level.t for level in spaced(LINEAR, "beta", 9).levels[:-1]])
    np.testing.assert_allclose(beta(0.6, 0.6).cdf((t - 1) / 999), 1 - np.arange(9) / 9, atol=1e-12)


def test_the_table_of_align_your_steps_comes_back() -> None:
    table = [14.615, 6.475, 3.861, 2.697, 1.886, 1.396, 0.963, 0.652, 0.399, 0.152, 0]
    np.testing.assert_allclose(sigmas(SD, "ays", 10), table, rtol=1e-12)


def test_the_linear_and_quadratic_halves_join_smoothly() -> None:
    """Both halves have one slope there, and the second is a parabola that ends at 1."""
    g = 1 - np.array(sigmas(SD, "linear_quadratic", 4000, sigma_max=1.0))
    assert g[2000] == pytest.approx(0.025)
    assert g[2001] - g[2000] == pytest.approx(g[2000] - g[1999], rel=0.02)
    assert np.ptp(np.diff(g, 2)[2005:]) < 1e-12


def test_ends_can_be_given_and_default_to_those_of_the_training() -> None:
    given = sigmas(LINEAR, "karras", 5, sigma_min=0.002, sigma_max=80.0, rho=7.0)
    assert given[0] == pytest.approx(80)
    assert given[-2] == pytest.approx(0.002)
    own = sigmas(LINEAR, "karras", 5)
    assert (own[0], own[-2]) == pytest.approx((LINEAR.sigma[-1], LINEAR.sigma[1]))
    long = make_schedule("linear", 100_000)  # sigma_T is 1e219: beside it sigma_1 is lost in rounding
    assert sigmas(long, "karras", 10)[-2] == pytest.approx(long.sigma[1])


def test_timesteps_and_sigmas_are_inverse_and_whole_timesteps_are_exact() -> None:
    t = np.array([0.0, 0.3, 1.0, 1.5, 2.0, 999.25, 1000.0])
    np.testing.assert_allclose(timesteps_of(LINEAR, sigmas_of(LINEAR, t)), t, atol=1e-9)
    middle = at_timesteps(LINEAR, [500.5])[0].lam
    assert middle == pytest.approx((LINEAR.log_snr[500] + LINEAR.log_snr[501]) / 4)
    for level in at_timesteps(LINEAR, [0, 1, 500, 1000]):
        k = int(level.t)
        assert (level.signal, level.noise) == (LINEAR.signal[k], LINEAR.noise[k])
    (end,) = at_sigmas(LINEAR, [math.inf])
    assert (end.signal, end.noise, end.lam) == (0.0, 1.0, -math.inf)


def test_before_a_state_without_signal_one_over_sigma_is_linear() -> None:
    angle = np.linspace(0, math.pi / 2, 61)
    dark = Schedule.from_path("dark", (), np.append(np.cos(angle)[:-1], 0.0), np.sin(angle))
    t = np.array([0.5, 58.5, 59.0, 59.25, 59.9, 60.0])
    sigma = sigmas_of(dark, t)
    assert 1 / sigma[3] == pytest.approx(0.75 / dark.sigma[59])
    assert sigma[5] == math.inf
    np.testing.assert_allclose(timesteps_of(dark, sigma), t, atol=1e-9)


def test_levels_between_timesteps_lie_on_a_path_that_explodes() -> None:
    path = Schedule.from_path("exploding", (), np.ones(101), np.append(0.0, np.geomspace(0.01, 80, 100)))
    for level in at_sigmas(path, [80.0, 3.3, 0.2, 0.0]):
        assert level.signal == pytest.approx(1, rel=2e-3)
        assert level.noise == pytest.approx(level.sigma * level.signal)


def test_rounding_names_the_timesteps_that_come_twice() -> None:
    """The case in which libraries crash: squaredcos with Karras, N = 20."""
    course, twice = rounded(spaced(make_schedule("cosine"), "karras", 20))
    timesteps = [level.t for level in course.levels]
    assert twice
    assert timesteps == sorted(set(timesteps), reverse=True)
    assert set(twice) <= set(timesteps)
    assert rounded(spaced(LINEAR, "trailing", 10))[1] == ()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ([], "no sigma above 0"),
        ([0.0], "no sigma above 0"),
        ([1.0, 2.0, 0.0], "Entry 2 of the list is sigma = 2, above the 1 before it"),
        ([3.0, 2.0, 2.0], "Entry 3 of the list is sigma = 2, twice in a row"),
        ([3.0, math.nan], "Entry 2 of the list is sigma = nan"),
        ([3.0, -1.0], "Entry 2 of the list is sigma = -1; it must be 0 or more"),
    ],
)
def test_a_wrong_list_is_said_in_a_sentence(values: list[float], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        listed(LINEAR, values, sigmas=True)


def test_a_list_without_a_zero_gets_one() -> None:
    assert [level.sigma for level in listed(LINEAR, [3.0, 1.0], sigmas=True).levels] == pytest.approx(
        [3, 1, 0]
    )
    assert [level.t for level in listed(LINEAR, [700], sigmas=False).levels] == [700, 0]
    with pytest.raises(ValueError, match="from 0 to T = 1000"):
        listed(LINEAR, [1001], sigmas=False)


@pytest.mark.parametrize(
    "spacing", ["karras", "exponential", "polyexponential", "log_snr", "kl_optimal", "beta_sigma"]
)
def test_one_step_of_a_schedule_with_one_begins_at_its_only_sigma(spacing: str) -> None:
    one = make_schedule("linear", 1)
    assert sigmas(one, spacing, 1) == pytest.approx([one.sigma[1], 0.0])


@pytest.mark.parametrize(
    ("spacing", "kept", "options", "sentence"),
    [
        ("odd", 5, (), "no spacing 'odd'"),
        ("karras", 0, (), "takes 0 steps"),
        ("trailing", 1001, (), "keeps 1001 steps; it must be 1 to T = 1000"),
        ("karras", 5, (("rho", 0.0),), "rho is 0; it must be from 0.1"),
        ("karras", 5, (("eta", 0.0),), "has no option 'eta'"),
        ("trailing", 5, (("rho", 1.0),), "it has none"),
        ("karras", 5, (("sigma_min", 200.0),), "sigma_min must be below sigma_max"),
        ("karras", 2, (("sigma_min", 2.0), ("sigma_max", 2.0)), "sigma_min must be below sigma_max"),
    ],
)
def test_what_a_spacing_cannot_do_is_said(
    spacing: str, kept: int, options: tuple[tuple[str, float], ...], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        spaced(LINEAR, spacing, kept, options)
