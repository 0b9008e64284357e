"""Every sampler against exact solutions, against others that are the same, and at the ends where formulas break."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
import torch

from engine.mix import Mix, noise, picture
from engine.process import reverse_steps
from engine.samplers.catalogue import SAMPLERS
from engine.samplers.error import End, exact_k, propagated
from engine.samplers.level import Course, Level, at_sigmas
from engine.samplers.noise_path import NoisePath
from engine.samplers.run import SamplerRun, parse
from engine.samplers.timesteps import SPACINGS
from engine.samplers.walk import finished
from engine.schedules import Schedule, make_schedule

LINEAR = make_schedule("linear")
COSINE = make_schedule("cosine")
ANGLE = np.linspace(0, math.pi / 2, 61)
DARK = Schedule.from_path("no signal at T", (), np.append(np.cos(ANGLE)[:-1], 0.0), np.sin(ANGLE))
NOISY = [name for name, family in SAMPLERS.items() if family.noisy]
X0, START = Mix.of(picture()), Mix.of(noise("start"))


def best(c: float) -> Callable[[object, Level], object]:
    """The best denoiser of N(0, c)."""

    def denoise(x_t: object, level: Level) -> object:
        return (level.signal * c / (level.signal**2 * c + level.noise**2)) * x_t  # type: ignore[operator]

    return denoise


def relative_error(run: SamplerRun, course: Course, c: float) -> np.ndarray:
    """Below 0 where a run shrinks what it should keep, above where it overshoots."""
    return propagated(run, course, c).k / exact_k(course, c) - 1


def even(smax: float, smin: float, steps: int) -> Course:
    return Course(LINEAR, at_sigmas(LINEAR, np.geomspace(smax, smin, steps + 1)))


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("euler", 1), ("ddim", 1), ("euler_ancestral:eta=0", 1), ("heun", 2), ("edm:s_churn=0", 2), ("dpm2", 2),
        ("dpm2_ancestral:eta=0", 2), ("dpmpp_2s", 2), ("dpmpp_2s_ancestral:eta=0", 2), ("dpmpp_2m", 2),
        ("dpmpp_sde:eta=0", 2), ("dpmpp_2m_sde:eta=0", 2), ("dpmpp_2m_sde:eta=0,heun=1", 2),
        ("dpmpp_3m_sde:eta=0", 2), ("lms:order=1", 1), ("lms:order=2", 2), ("deis:order=2", 2),
        ("unipc:order=1", 2), ("unipc:order=2", 3), ("unipc:order=2,bh=1", 3),
    ],
)  # fmt: skip
def test_the_error_falls_with_the_order(text: str, order: int) -> None:
    """Against the exact end of the path of a Gaussian, N = 40 to 160, down to a sigma above 0."""
    counts = (40, 57, 80, 113, 160)
    errors = [relative_error(parse(text), even(1e3, 0.02, count), 1.0)[0] for count in counts]
    assert -np.polyfit(np.log(counts), np.log(np.abs(errors)), 1)[0] == pytest.approx(order, abs=0.2)


@pytest.mark.parametrize(
    ("text", "order", "first", "last"),
    [
        ("dpmpp_3m_sde:eta=0,curvature=2", 3, 1e2, 0.3), ("lms:order=3", 3, 1e2, 0.3), ("lms", 4, 1e2, 0.3),
        ("deis:order=3", 3, 1e4, 1.0), ("deis:order=4", 4, 1e4, 0.3), ("unipc:order=3", 4, 1e4, 1.0),
    ],
)  # fmt: skip
def test_the_error_of_high_orders_falls_with_them(text: str, order: int, first: float, last: float) -> None:
    """Over a range of sigma in which no error changes its sign; they are at their order only by N = 80."""
    counts = (80, 113, 160, 226)
    errors = [relative_error(parse(text), even(first, last, count), 1.0)[0] for count in counts]
    assert -np.polyfit(np.log(counts), np.log(np.abs(errors)), 1)[0] == pytest.approx(order, abs=0.2)


def test_ipndm_is_lms_where_steps_are_even() -> None:
    course = Course(LINEAR, at_sigmas(LINEAR, np.linspace(3.0, 1.0, 21)))
    for order in (1, 2, 3, 4):
        lms, ipndm = (
            relative_error(parse(f"{name}:order={order}"), course, 1.0) for name in ("lms", "ipndm")
        )
        np.testing.assert_allclose(lms, ipndm, rtol=1e-6)


def test_euler_shrinks_and_heun_overshoots_and_is_worse_at_ten_evaluations() -> None:
    euler, heun = (
        {steps: relative_error(run, run.course(LINEAR), 1.0)[0] for steps, run in each.items()}
        for each in (
            {steps: parse(f"{name}:spacing=karras,steps={steps}") for steps in (5, 9, 80)}
            for name in ("euler", "heun")
        )
    )
    assert parse("heun:steps=5").evaluations == 9
    assert max(euler.values()) < 0 < heun[5]
    assert heun[5] > abs(euler[9])
    assert abs(heun[80]) < abs(euler[80])


@pytest.mark.parametrize("schedule", [LINEAR, DARK], ids=["linear", "dark"])
@pytest.mark.parametrize("eta", [0.0, 0.3, 1.0])
def test_euler_ancestral_is_ddim_and_ddpm_is_ddpm(schedule: Schedule, eta: float) -> None:
    for text, large in (
        (f"euler_ancestral:eta={eta},steps=7", False),
        ("ddpm:large_variance=1,steps=7", True),
    ):
        run = parse(text)
        course = run.course(schedule)
        c0, ct, variance = reverse_steps(
            schedule, [int(level.t) for level in course.levels], 1.0 if large else eta, large_variance=large
        )
        for k, (now, then) in enumerate(pairwise(course.levels)):
            step = Course(schedule, (now, then))
            x, _ = finished(run.walk(START, step, lambda now, then: Mix.of(noise("z"))), lambda x, level: X0)
            expected = float(c0[k]) * X0 + float(ct[k]) * START + math.sqrt(variance[k]) * Mix.of(noise("z"))
            assert distance(x, expected) < 1e-12


def distance(one: Mix, other: Mix) -> float:
    return max((abs(weight) for weight in (one - other).weights.values()), default=0.0)


@pytest.mark.parametrize(
    "text",
    [
        *NOISY, "ddim:eta=0.6", "ddpm:large_variance=1", "edm:s_churn=2,s_tmin=0.2,s_tmax=10,s_noise=1.1",
        "dpmpp_sde:eta=0.5,over_sigma=1", "dpmpp_2m_sde:heun=1", "dpmpp_3m_sde:eta=0.5,s_noise=0.9",
        "dpm2_ancestral:eta=0.5",
    ],
)  # fmt: skip
def test_the_variance_of_noisy_runs_is_that_of_20_000_of_them(text: str) -> None:
    """With a fixed seed, fresh noise by the path; the bound is five standard deviations."""
    run = parse(f"{text}{',' if ':' in text else ':'}steps=6,spacing=karras,sigma_min=0.05,sigma_max=30")
    course = run.course(COSINE)
    c, count = 0.7, 20_000
    rng = np.random.default_rng(3)
    x_t = rng.normal(size=count)
    path = NoisePath(lambda key: rng.normal(size=count), "test")
    x_0, asked = finished(run.walk(x_t, course, path.between), best(c))  # type: ignore[arg-type]
    end = propagated(run, course, c)
    assert asked == end.evaluations
    assert np.var(x_0) == pytest.approx(end.k[0] ** 2 + end.variance[0], rel=5 * math.sqrt(2 / count))
    assert np.mean(x_0 * x_t) == pytest.approx(end.k[0], abs=5 * np.std(x_0) / math.sqrt(count))


@pytest.mark.parametrize("name", SAMPLERS)
def test_one_step_is_the_answer_of_the_denoiser(name: str) -> None:
    for schedule in (LINEAR, DARK):
        run = SamplerRun(name, 1)
        x_0, count = finished(
            run.walk(START, run.course(schedule), lambda now, then: Mix.of(noise("z"))), lambda x, level: X0
        )
        assert distance(x_0, X0) < 1e-12
        assert count == run.evaluations == 1 or name == "edm"


@pytest.mark.parametrize("name", SAMPLERS)
def test_every_sampler_is_finite_with_every_spacing_at_every_n(name: str) -> None:
    for spacing in SPACINGS:
        for steps in range(1, 21):
            run = SamplerRun(name, steps, spacing)
            for schedule in (LINEAR, DARK):
                end = propagated(run, run.course(schedule), [1e-3, 1.0, 1e3])
                assert np.all(np.isfinite(end.k))
                assert np.all(np.isfinite(end.variance))
                assert end.evaluations <= run.evaluations


def test_evaluations_are_counted() -> None:
    for name in SAMPLERS:
        run = SamplerRun(name, 9, "karras")
        assert propagated(run, run.course(LINEAR), 1.0).evaluations == run.evaluations


@pytest.mark.parametrize("text", [*SAMPLERS, "unipc:order=3", "deis:in_t=1", "ddpm:large_variance=1"])
def test_mixes_tensors_and_numbers_agree(text: str) -> None:
    options = (*parse(text).options, ("sigma_max", 80.0))
    run = SamplerRun(parse(text).sampler, 8, "karras", options)
    course = run.course(COSINE)
    images: dict[str, torch.Tensor] = {}

    def image(key: str) -> torch.Tensor:
        if key not in images:
            generator = torch.Generator().manual_seed(len(images))
            images[key] = torch.randn(5, dtype=torch.float64, generator=generator)
        return images[key]

    of_mixes, of_tensors = NoisePath(lambda key: Mix.of(noise(key)), "p"), NoisePath(image, "p")
    mix, _ = finished(run.walk(START, course, of_mixes.between), best(0.4))  # type: ignore[arg-type]
    tensor, _ = finished(run.walk(image("start"), course, of_tensors.between), best(0.4))  # type: ignore[arg-type]
    total = sum(weight * image(layer.key) for layer, weight in mix.weights.items())
    assert torch.allclose(torch.as_tensor(total), tensor, rtol=0, atol=1e-12)
    end = propagated(run, course, 0.4)
    assert mix.weights.get(noise("start"), 0.0) == pytest.approx(end.k[0], abs=1e-12)
    rest = sum(weight**2 for layer, weight in mix.weights.items() if layer.key != "start")
    assert rest == pytest.approx(end.variance[0], abs=1e-12)


def test_the_oracle_gives_the_picture_back() -> None:
    for name in SAMPLERS:
        run = SamplerRun(name, 12, "karras")
        course = run.course(COSINE)
        first = course.levels[0]
        path = NoisePath(lambda key: Mix.of(noise(key)), name)
        x_0, _ = finished(
            run.walk(first.signal * X0 + first.noise * START, course, path.between), lambda x, level: X0
        )
        assert distance(x_0, X0) < 1e-12


def test_exact_k_is_the_path_of_the_ode() -> None:
    """Against many steps of Heun."""
    course = even(80.0, 0.5, 4000)
    for c in (0.01, 1.0, 30.0):
        assert relative_error(parse("heun"), course, c)[0] == pytest.approx(0, abs=1e-5)
        assert exact_k(course, c)[0] == pytest.approx(
            course.levels[-1].signal * math.sqrt(c + 0.25) / (course.levels[0].signal * math.sqrt(c + 6400))
        )


@pytest.mark.parametrize("text", ["ddim:eta=1", *(name for name in NOISY if name != "ddim")])
def test_one_seed_is_one_composition_at_any_number_of_steps(text: str) -> None:
    """Correlation of the results of N and 2N steps for a smooth part of a picture.

    It is not 1 because fewer steps follow the SDE less well; with unrelated noise it would be near 0. Churn adds less
    noise in more steps, and what is like LCM forgets x_t at each step: they have bounds of their own.
    """
    once, twice, both = {"edm": (0.88, 0.92, 0.77), "lcm": (0.83, 0.89, 0.67)}.get(text, (0.89, 0.97, 0.88))

    def end(steps: int) -> Mix:
        given = parse(text)
        ends = (("sigma_max", 80.0), ("sigma_min", 0.02))
        run = SamplerRun(given.sampler, steps, "karras", (*given.options, *ends))
        path = NoisePath(lambda key: Mix.of(noise(key)), "p")
        x_0, _ = finished(run.walk(START, run.course(COSINE), path.between), best(30.0))  # type: ignore[arg-type]
        return x_0

    ends = {steps: end(steps) for steps in (10, 20, 40)}
    assert correlation(ends[10], ends[20]) > once
    assert correlation(ends[20], ends[40]) > twice
    assert correlation(ends[10], ends[40]) > both


def correlation(one: Mix, other: Mix) -> float:
    def product(a: Mix, b: Mix) -> float:
        return sum(weight * b.weights.get(layer, 0.0) for layer, weight in a.weights.items())

    return product(one, other) / math.sqrt(product(one, one) * product(other, other))


def test_end_is_what_it_says() -> None:
    end = propagated(parse("ddpm:steps=3"), parse("ddpm:steps=3").course(LINEAR), [1.0, 2.0])
    assert isinstance(end, End)
    assert end.k.shape == end.variance.shape == (2,)
