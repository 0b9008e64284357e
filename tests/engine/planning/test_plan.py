"""Plans against a recursion of their own in mpmath, with 40 digits, in the coordinates of the papers."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp, mpf

from engine.planning import suggest as suggest_module
from engine.planning.kl_map import kl_map
from engine.planning.loss_floor import loss_floor
from engine.planning.plan import Plan, mean_lost, plan, useful_levels
from engine.planning.spectrum import Spectrum, spectrum
from engine.planning.suggest import Suggestion, better, said, suggest, suggest_shift
from engine.planning.suggest_sampler import suggest_sampler
from engine.samplers.catalogue import SAMPLERS
from engine.samplers.run import SamplerRun, parse
from engine.schedules import Schedule, make_schedule
from engine.schedules.number_text import percent
from engine.slices import finish

mp.dps = 40
LINEAR, COSINE = make_schedule("linear"), make_schedule("cosine")
EXPLODING = Schedule.from_path("exploding", (), np.ones(101), np.append(0.0, np.geomspace(0.01, 80, 100)))


def made(c: list[float]) -> Spectrum:
    """A spectrum of octaves with these powers, the lowest first."""
    band = np.arange(len(c))[::-1]
    octaves = np.exp2(-band.astype(np.float64))
    return Spectrum((64, 64), 1, band, 0.4 * octaves, octaves**2 * 3000, np.array(c), np.zeros(3))


def euler(s: list[Any], c: Any, fresh: Callable[[], Any], x: Any, eta: float) -> Any:
    for now, then in pairwise(s):
        up = mpf(eta) * then * mp.sqrt(1 - (then / now) ** 2)
        down = mp.sqrt(then**2 - up**2)
        x = down / now * x + (1 - down / now) * c / (c + now**2) * x
        if up:
            x = x + up * fresh()
    return x


def heun(s: list[Any], c: Any, fresh: Callable[[], Any], x: Any) -> Any:
    for now, then in pairwise(s):
        slope = (x - c / (c + now**2) * x) / now
        ahead = x + (then - now) * slope
        if then:
            slope = (slope + (ahead - c / (c + then**2) * ahead) / then) / 2
        x = x + (then - now) * slope
    return x


def dpm2(s: list[Any], c: Any, fresh: Callable[[], Any], x: Any) -> Any:
    for now, then in pairwise(s):
        slope = (x - c / (c + now**2) * x) / now
        if then:
            middle = mp.sqrt(now * then)
            half = x + (middle - now) * slope
            slope = (half - c / (c + middle**2) * half) / middle
        x = x + (then - now) * slope
    return x


def dpmpp_2m_sde(s: list[Any], c: Any, fresh: Callable[[], Any], x: Any, eta: float) -> Any:
    before, h_before = None, None
    for now, then in pairwise(s):
        guess = c / (c + now**2) * x
        if not then:
            return guess
        h = mp.log(now / then)
        filled = 1 - mp.exp(-(1 + mpf(eta)) * h)
        x = then / now * mp.exp(-mpf(eta) * h) * x + filled * guess
        if before is not None:
            x = x + filled / 2 * (h / h_before) * (guess - before)
        if eta:
            x = x + then * mp.sqrt(1 - mp.exp(-2 * mpf(eta) * h)) * fresh()
        before, h_before = guess, h
    return x


ORACLES: dict[str, Callable[..., Any]] = {
    "ddim:eta=0.4": partial(euler, eta=0.4),
    "euler": partial(euler, eta=0.0),
    "ddpm": partial(euler, eta=1.0),
    "heun": heun,
    "dpm2": dpm2,
    "dpmpp_2m": partial(dpmpp_2m_sde, eta=0.0),
    "dpmpp_2m_sde:eta=0.7": partial(dpmpp_2m_sde, eta=0.7),
}


@pytest.mark.parametrize("schedule", [LINEAR, COSINE, EXPLODING], ids=["linear", "cosine", "exploding"])
@pytest.mark.parametrize("text", ORACLES)
def test_kept_and_kl_are_those_of_an_independent_recursion(text: str, schedule: Schedule) -> None:
    rng = np.random.default_rng(7)
    of = made(np.exp(rng.uniform(-6, 7, 5)).tolist())
    for spacing in ("karras", "trailing"):
        run = parse(f"{text}{',' if ':' in text else ':'}spacing={spacing},steps={int(rng.integers(2, 12))}")
        got = plan(run, schedule, of)
        levels = run.course(schedule).levels
        s = [mp.exp(-mpf(level.lam)) if level.noise else mpf(0) for level in levels]
        total = mpf(0)
        for k, c in enumerate(map(mpf, of.c.tolist())):
            variances: list[Any] = []
            sources = run.steps + 1

            def fresh(variances: list[Any] = variances, sources: int = sources) -> np.ndarray:
                variances.append(1)
                return np.array([mpf(int(i == len(variances))) for i in range(sources)])

            x = np.array([s[0]] + [mpf(0)] * run.steps)
            end = ORACLES[text](s, c, fresh, x)
            kept = sum(value**2 for value in end) / c
            kl = (kept - 1 - mp.log(kept)) / 2
            total += kl * mpf(of.share[k])
            assert got.from_noise.kept[k] == pytest.approx(float(kept), rel=1e-9)
            assert got.from_noise.kl[k] == pytest.approx(float(kl), rel=1e-9, abs=1e-15)
            exact = (end[0] / s[0]) ** 2 * (c + s[0] ** 2) + sum(value**2 for value in end[1:])
            assert got.from_x_t.kept[k] == pytest.approx(float(exact / c), rel=1e-9)
        assert got.from_noise.kl_per_pixel == pytest.approx(float(total), rel=1e-9)


def test_many_steps_keep_everything_but_what_the_start_has_lost() -> None:
    of = made([300.0, 10.0, 1.0, 0.1])
    fine = plan(parse("dpmpp_2m:spacing=exponential,steps=900"), COSINE, of)
    np.testing.assert_allclose(fine.from_x_t.kept, 1, atol=2e-3)
    assert fine.from_noise.kl_per_pixel < 1e-5
    bright = plan(parse("dpmpp_2m:spacing=exponential,steps=900"), LINEAR, made([1e5, 1.0]))
    assert bright.from_noise.kept[0] < 0.25  # sigma_T = 157 against a deviation of 316
    assert bright.from_x_t.kept[0] == pytest.approx(1, abs=1e-3)
    assert bright.from_noise.mean_lost == pytest.approx(
        math.sqrt(1e5 / (1e5 + LINEAR.sigma[-1] ** 2)), rel=1e-3
    )
    assert bright.from_x_t.mean_lost == 0


def test_euler_loses_fine_structure_and_heun_adds_it() -> None:
    of = made([10.0, 1.0, 0.1])
    assert np.all(plan(parse("euler:spacing=karras"), COSINE, of).from_x_t.kept < 1)
    assert plan(parse("heun:spacing=karras,steps=10"), COSINE, of).from_x_t.kept[-1] > 1


def test_pictures_without_power_are_kept_as_they_are() -> None:
    for x0 in (np.full((8, 8, 3), 0.5), np.full((8, 1), -1.0)):
        for name in SAMPLERS:
            got = plan(parse(name), LINEAR, spectrum(x0))
            assert np.all(got.from_noise.kept == 1)
            assert got.from_noise.kl_per_pixel == got.from_noise.w2 == got.from_noise.mean_lost == 0


def test_levels_outside_the_useful_range_are_counted() -> None:
    of = made([4.0, 1.0])
    assert useful_levels(of) == (0.1, 20.0)
    run = parse("euler:sigmas=100/19/1/0.2/0.05")
    assert plan(run, LINEAR, of).useful == pytest.approx(3 / 5)


def test_the_map_has_the_numbers_of_single_plans() -> None:
    of = made([4.0, 1.0])
    short = make_schedule("linear", 30)
    kl, lost = finish(kl_map(parse("ddim:eta=0.5"), short, of, ["trailing", "karras"], [5, 40]))
    end = plan(parse("ddim:eta=0.5,steps=5"), short, of).from_noise
    assert (kl[0, 0], lost[0, 0]) == (end.kl_per_pixel, end.mean_lost)
    assert np.isnan(kl[0, 1])
    assert np.isnan(lost[0, 1])


def test_a_suggestion_says_what_it_loses_of_the_mean_colour() -> None:
    """DDIM begins at the noisiest level; k of the mean of x_T that is not there is still there at the end."""
    of = made([5000, 900, 200, 50, 8, 2, 0.5, 0.1])
    found = finish(suggest(parse("ddim:steps=10"), LINEAR, of))
    plain = [each.from_noise.mean_lost for each in (found.before, found.after)]
    offset = [mean_lost(each.run, LINEAR, of, 0.1) for each in (found.before, found.after)]
    assert len({*plain, *offset}) == 4
    for (before, after), strength in ((plain, 0.0), (offset, 0.1)):
        words = said(found, LINEAR, of, strength)
        assert f"is lost instead of {percent(before, 1)}: {found.after.run.text()}." in words
        assert f"of the mean colour, which KL leaves out, {percent(after, 1)} is lost" in words


@settings(max_examples=10, deadline=None)
@given(
    st.lists(st.floats(-7, 9), min_size=1, max_size=7),
    st.sampled_from(["ddim", "ddpm", "heun", "dpmpp_2m", "unipc"]),
    st.integers(1, 25),
    st.sampled_from([LINEAR, COSINE, EXPLODING]),
)
def test_a_suggestion_is_never_worse_than_karras_and_trailing(
    logs: list[float], name: str, steps: int, schedule: Schedule
) -> None:
    of = made(np.exp(logs).tolist())
    for spacing in ("karras", "trailing"):
        run = parse(f"{name}:spacing={spacing},steps={steps}")
        got = finish(suggest(run, schedule, of))
        assert got.before.run == run
        assert got.after.from_noise.kl_per_pixel <= plan(run, schedule, of).from_noise.kl_per_pixel
        assert (got.after.run.steps, got.after.run.sampler) == (steps, name)
        assert parse(got.after.run.text()) == got.after.run
        low, high = schedule.sigma[1], schedule.sigma[-1]
        assert all(low * 0.999 <= level.sigma <= high * 1.001 for level in got.after.course.levels[:-1])


@pytest.mark.parametrize("search", [suggest, suggest_sampler])
@pytest.mark.parametrize(
    ("schedule", "text"),
    [
        (make_schedule("quadratic", 1000, beta_start=0.00085, beta_end=0.012), "ddim:steps=10"),
        (COSINE, "dpmpp_2m:spacing=karras,steps=10"),
    ],
    ids=["Stable Diffusion", "cosine"],
)
def test_less_kl_is_not_had_for_the_large_shapes_and_the_mean_colour(
    schedule: Schedule, text: str, search: Callable[..., Generator[float, None, Suggestion]]
) -> None:
    found = finish(search(parse(text), schedule, made([5000, 900, 200, 50, 8, 2, 0.5, 0.1])))
    old, new = found.before.from_noise, found.after.from_noise
    assert new.kl_per_pixel < old.kl_per_pixel / 2.5
    assert new.w2 <= old.w2
    assert abs(new.mean_lost) <= abs(old.mean_lost) + 0.01


def test_a_suggestion_keeps_to_the_levels_of_its_schedule() -> None:
    """There are spacings with sigmas of their own, far below those that this network would know."""
    narrow = make_schedule("ve", 1000, sigma_min=0.5, sigma_max=20.0)
    got = finish(suggest(parse("euler:steps=10"), narrow, made([5000, 900, 200, 50, 8, 2, 0.5, 0.1])))
    assert got.after.course.sigmas[-2] >= 0.5 * (1 - 1e-6)
    assert suggest_module._inside(got.before, 0.8, 20.0) is None
    assert suggest_module._inside(got.before, 0.1, 19.0) is None
    assert suggest_module._inside(got.before, 0.5, 20.0) is got.before


@pytest.mark.parametrize(
    ("lost", "words"),
    [
        (0.1234, "12.3 % of the mean lost"),
        (-0.05, "−5.0 % of the mean lost"),
        *((lost, "the mean is lost") for lost in (10.0, -10.0, math.nan, math.inf)),
    ],
)
def test_a_mean_that_is_gone_is_not_given_in_percent(lost: float, words: str) -> None:
    outcome = plan(parse("ddim:steps=5"), LINEAR, made([1.0, 0.1])).from_noise
    assert replace(outcome, mean_lost=lost).mean_in_words == words


def test_a_suggestion_is_far_better_than_trailing_at_few_steps() -> None:
    of = made([5000, 900, 200, 50, 8, 2, 0.5, 0.1])
    for text in ("ddim:steps=10", "heun:steps=5"):
        got = finish(suggest(parse(text), LINEAR, of))
        assert got.after.from_noise.kl_per_pixel < got.before.from_noise.kl_per_pixel / 2.5


@pytest.mark.parametrize("search", [suggest, suggest_shift])
def test_a_suggestion_is_searched_in_slices_of_a_plan_or_two(
    search: Callable[..., Generator[float, None, Suggestion]], monkeypatch: pytest.MonkeyPatch
) -> None:
    made_plans: list[SamplerRun] = []

    def counted(run: SamplerRun, *rest: Any) -> Plan:
        made_plans.append(run)
        return plan(run, *rest)

    monkeypatch.setattr(suggest_module, "plan", counted)
    counts, progress = [0], []
    for done in search(parse("heun:steps=6"), LINEAR, made([5000, 200, 8, 0.1])):
        counts.append(len(made_plans))
        progress.append(done)
    assert max(np.diff(counts)) <= 3
    assert progress == sorted(progress)
    assert 0 <= progress[0] < progress[-1] <= 1
    assert len(set(made_plans)) > len(made_plans) * 0.9  # hardly one is made twice


@pytest.mark.parametrize("text", ["ddim:steps=10", "heun:spacing=karras,steps=4", "ddpm:steps=1"])
def test_the_suggested_sampler_is_the_best_for_as_many_evaluations(text: str) -> None:
    of = made([5000, 900, 200, 50, 8, 2, 0.5, 0.1])
    run = parse(text)
    got = finish(suggest_sampler(run, LINEAR, of))
    assert got.before.run == run
    assert got.after.evaluations <= run.evaluations
    for name, family in SAMPLERS.items():
        steps = max([n for n in range(1, 21) if family.evaluations(n) <= run.evaluations], default=None)
        if steps:
            other = finish(suggest(parse(f"{name}:steps={steps}"), LINEAR, of, got.before)).after
            assert better(got.after, other, got.before) is got.after, name


def test_a_suggested_shift_is_the_best_of_a_grid() -> None:
    """The shifted schedules are made here from angles, apart from the transform that a run uses."""

    def shifted(k: float) -> Schedule:
        angle = np.arctan(k * COSINE.sigma)
        return Schedule.from_path("shifted", (("k", k),), np.cos(angle), np.sin(angle))

    of = made([5000, 900, 200, 50, 8, 2, 0.5, 0.1])
    for text in ("ddim:steps=25", "dpmpp_2m:steps=12"):
        run = parse(text)
        got = finish(suggest_shift(run, COSINE, of))
        grid = [plan(run, shifted(k), of).from_noise.kl_per_pixel for k in np.geomspace(1 / 16, 16, 33)]
        assert got.after.from_noise.kl_per_pixel <= min(grid) * 1.01
        assert got.after.from_noise.kl_per_pixel < got.before.from_noise.kl_per_pixel
        again = plan(run, shifted(got.after.run.shift), of)
        assert again.from_noise.kl_per_pixel == pytest.approx(got.after.from_noise.kl_per_pixel, rel=1e-9)


@pytest.mark.parametrize("schedule", [LINEAR, EXPLODING], ids=["linear", "exploding"])
def test_the_loss_floor_is_the_conditional_variance(schedule: Schedule) -> None:
    """From the joint law of target and x_t: Var(y) - Cov(y, x_t)^2 / Var(x_t)."""
    c = 0.3
    floor = loss_floor(schedule, made([c]))
    for t in (1, 5, schedule.steps // 2, schedule.steps):
        signal, noise = float(schedule.signal[t]), float(schedule.noise[t])
        total = signal**2 * c + noise**2
        for values, in_x0, in_eps in (
            (floor.eps, 0.0, 1.0), (floor.x0, 1.0, 0.0), (floor.v, -noise, signal)
        ):  # fmt: skip
            variance = in_x0**2 * c + in_eps**2
            expected = mpf(variance) - mpf(in_x0 * c * signal + in_eps * noise) ** 2 / mpf(total)
            assert values[t - 1] == pytest.approx(float(expected), rel=1e-6, abs=1e-13)
