import math
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch

from engine.denoisers import DENOISERS
from engine.denoisers.ideal import IdealSettings
from engine.denoisers.ideal.denoiser import Ideal
from engine.denoisers.patches import PatchesSettings
from engine.denoisers.patches.denoiser import Patches
from engine.generation.coarse_to_fine import (
    area_average,
    doubled,
    halved,
    noise_of_level,
    refined,
    shifted_schedule,
)
from engine.generation.recipe import Recipe
from engine.generation.walk import BURIED, Step, generate, prepare
from engine.process import jump
from engine.samplers.level import at_timesteps, preserving
from engine.samplers.run import SamplerRun, parse
from engine.samplers.timesteps import WHOLE, kept_timesteps
from engine.schedules import Schedule, make_schedule
from engine.slices import finish

SCHEDULE = make_schedule("linear", 1000)
SMALL = Recipe(rows=12, sampler=parse("ddim:steps=5"))
IDEAL = Recipe(denoiser="ideal", settings=IdealSettings(crops=6), rows=12, sampler=parse("ddim:steps=5"))
TALL = Recipe(rows=96, sampler=parse("ddim:steps=10"))


def picture(height: int = 24, width: int = 32, seed: int = 1) -> torch.Tensor:
    return torch.rand(height, width, 3, generator=torch.Generator().manual_seed(seed)) * 2 - 1


def run(x0: torch.Tensor, recipe: Recipe, others: tuple[torch.Tensor, ...] = ()) -> list[Step]:
    return [step for step in generate(finish(prepare(x0, recipe, others or None)), SCHEDULE, recipe) if step]


def small(denoiser: str) -> Recipe:
    return IDEAL if denoiser == "ideal" else replace(SMALL, denoiser=denoiser, settings=None)


@pytest.mark.parametrize("denoiser", DENOISERS)
@pytest.mark.parametrize("start", [None, 400])
def test_a_run_has_a_step_for_each_timestep_and_ends_with_a_picture(denoiser: str, start: int | None) -> None:
    recipe = replace(small(denoiser), start=start)
    steps = run(picture(), recipe)
    assert [step.t for step in steps] == [level.t for level in recipe.course(SCHEDULE).levels]
    for step in steps:
        assert step.x_t.shape == step.estimate.x0_hat.shape == (12, 16, 3)
        assert step.x_t.dtype == step.estimate.x0_hat.dtype == torch.float32
    assert torch.equal(steps[-1].x_t, steps[-1].estimate.x0_hat)
    torch.testing.assert_close(steps[-1].x_t, steps[-2].estimate.x0_hat)  # the last step adds no noise
    assert (steps[-1].estimate.sources is not None) == (denoiser == "patches")
    assert (steps[-1].estimate.weights is not None) == (denoiser == "ideal")


@pytest.mark.parametrize("eta", [0.0, 1.0])
def test_a_seed_is_a_picture(eta: float) -> None:
    recipe = replace(SMALL, sampler=parse(f"ddim:steps=5,eta={eta}"))
    one, again, other = (run(picture(), replace(recipe, seed=seed)) for seed in (7, 7, 8))
    assert all(torch.equal(a.x_t, b.x_t) for a, b in zip(one, again, strict=True))
    assert not torch.equal(one[-1].x_t, other[-1].x_t)


def test_each_step_is_that_of_ddim() -> None:
    steps = run(picture(), SMALL)
    for before, after in pairwise(steps):
        ab_t, ab_s = (float(SCHEDULE.alpha_bar[int(step.t)]) for step in (before, after))
        x0_hat = before.estimate.x0_hat
        eps_hat = (before.x_t - math.sqrt(ab_t) * x0_hat) / math.sqrt(1 - ab_t)
        torch.testing.assert_close(after.x_t, math.sqrt(ab_s) * x0_hat + math.sqrt(1 - ab_s) * eps_hat)


@pytest.mark.parametrize(("large", "gain"), [(False, "posterior"), (True, "beta")])
def test_the_noise_of_ddpm_has_the_variance_of_the_posterior(large: bool, gain: str) -> None:
    recipe = Recipe(denoiser="gaussian", rows=96, sampler=parse(f"ddpm:steps=1000,large_variance={large:d}"))
    first, second = (step for step in _first(recipe, 2))
    t, ab = 1000, SCHEDULE.alpha_bar
    variance = SCHEDULE.posterior_variance[t - 1] if gain == "posterior" else SCHEDULE.beta(t)
    mean = math.sqrt(ab[t - 1]) * SCHEDULE.beta(t) / (1 - ab[t]) * first.estimate.x0_hat
    mean += math.sqrt(SCHEDULE.alpha(t)) * (1 - ab[t - 1]) / (1 - ab[t]) * first.x_t
    z = (second.x_t - mean).double() / math.sqrt(variance)
    assert abs(float(z.mean())) < 5 / z.numel() ** 0.5
    assert abs(float(z.var()) - 1) < 5 * (2 / z.numel()) ** 0.5


def _first(recipe: Recipe, count: int) -> list[Step]:
    """The first steps of a run that is then given up."""
    run = generate(finish(prepare(picture(96, 128), recipe)), SCHEDULE, recipe)
    steps: list[Step] = []
    while len(steps) < count:
        step = next(run)
        if step:
            steps.append(step)
    run.close()
    assert list(run) == []
    return steps


@pytest.mark.parametrize("count", [1, 2, 5])
def test_the_steps_of_a_run_that_was_given_up_are_those_of_the_whole(count: int) -> None:
    recipe = replace(SMALL, rows=12)
    whole = run(picture(96, 128), recipe)
    for step, expected in zip(_first(recipe, count), whole, strict=False):
        assert torch.equal(step.x_t, expected.x_t)
        assert torch.equal(step.estimate.x0_hat, expected.estimate.x0_hat)


def test_half_way_and_back_starts_from_x_t_of_the_picture() -> None:
    recipe = replace(SMALL, start=300, sampler=parse("ddim:steps=20"), seed=4)
    assert tuple(level.t for level in recipe.course(SCHEDULE).levels) == (300, 250, 200, 150, 100, 50, 0)
    x0 = picture(12, 16)
    first = run(x0, recipe)[0]
    eps = noise_of_level(4, "generation start", 0, (12, 16))
    torch.testing.assert_close(first.x_t, jump(SCHEDULE, 300, x0, eps))


def test_with_the_place_fixed_noise_leads_back_to_the_picture() -> None:
    recipe = Recipe(
        settings=PatchesSettings(row_width=0.0, column_width=0.0), rows=96, sampler=parse("ddim:steps=6")
    )
    x0 = picture(96, 24)
    torch.testing.assert_close(run(x0, recipe)[-1].x_t, x0, atol=1e-5, rtol=0)


def test_a_set_of_one_is_remembered_and_the_weights_say_so() -> None:
    x0 = picture()
    others = tuple(picture(30, 30, seed) for seed in range(2, 5))
    steps = run(x0, replace(IDEAL, sampler=parse("ddim:steps=40")), others)
    weights = steps[-1].estimate.weights
    assert weights is not None
    assert len(weights) == 3
    assert float(weights.max()) > 0.99
    material = finish(prepare(x0, IDEAL, others)).denoisers[0]
    assert isinstance(material, Ideal)
    torch.testing.assert_close(steps[-1].x_t, material.members[int(weights.argmax())], atol=1e-3, rtol=0)
    torch.testing.assert_close(material.members[0], area_average(others[0][4:26], 12, 16))


def test_other_pictures_keep_their_proportions() -> None:
    wide = picture(12, 40, seed=2)
    material = finish(prepare(picture(12, 16), IDEAL, [wide])).denoisers[0]
    assert isinstance(material, Ideal)
    torch.testing.assert_close(material.members[0], wide[:, 12:28])


def test_the_spectrum_of_gaussian_samples_is_that_of_the_picture() -> None:
    x0, seeds = picture(8, 8), 64
    recipe = Recipe(denoiser="gaussian", rows=8, sampler=parse("ddim:steps=100"))
    material = finish(prepare(x0, recipe))
    power = torch.zeros(8, 8)
    for seed in range(seeds):
        *_, last = (step for step in generate(material, SCHEDULE, replace(recipe, seed=seed)) if step)
        field = last.x_t - x0.mean((0, 1))
        power += torch.fft.fft2(field, dim=(0, 1), norm="ortho").abs().square().sum(2) / seeds
    expected = torch.fft.fft2(x0 - x0.mean((0, 1)), dim=(0, 1), norm="ortho").abs().square().sum(2)
    ratio = (power / expected).flatten()[1:]  # without the mean colour, which does not vary
    # |z|^2 of a complex z has deviation 1, of a real one (3 of the 63) sqrt 2; half of the others are conjugates.
    assert float((ratio - 1).abs().max()) < 5 * math.sqrt(2 / seeds)
    assert abs(float(ratio.mean()) - 1) < 5 / math.sqrt(seeds * 31)
    assert float(power[0, 0]) < 1e-3


@pytest.mark.parametrize("name", ["linear", "cosine", "sigmoid"])
@pytest.mark.parametrize("level", [1, 3])
def test_a_shifted_schedule_has_the_snr_of_block_averages(name: str, level: int) -> None:
    schedule = make_schedule(name, 1000)
    shifted = shifted_schedule(schedule, level)
    np.testing.assert_allclose(shifted.sigma, schedule.sigma / 2**level, rtol=1e-9)
    np.testing.assert_allclose(shifted.alpha_bar, 1 / (1 + (schedule.sigma / 2**level) ** 2), rtol=1e-9)


def test_a_shifted_schedule_keeps_betas_that_rounding_would_lose() -> None:
    extreme = Schedule.from_betas("extreme", (), [1e-15, 1e-15, 0.5, 1 - 1e-12, 1e-15])
    assert np.isfinite(shifted_schedule(extreme, 2).log_alpha_bar).all()


def test_a_picture_is_refined_consistently() -> None:
    t, coarse, fine = 300, shifted_schedule(SCHEDULE, 2), shifted_schedule(SCHEDULE, 1)
    x0 = picture(6, 10)
    x_c = jump(coarse, t, x0, noise_of_level(3, "key", 2, (6, 10)))
    (at,) = at_timesteps(SCHEDULE, [t])
    x_f = refined(x_c, preserving(at, 2), preserving(at, 1), 3, "key", 1)
    expected = jump(fine, t, doubled(x0), noise_of_level(3, "key", 1, (12, 20)))
    torch.testing.assert_close(x_f, expected, atol=2e-5, rtol=0)
    ratio = float(fine.sqrt_alpha_bar[t] / coarse.sqrt_alpha_bar[t])
    torch.testing.assert_close(halved(x_f), ratio * x_c, atol=2e-6, rtol=0)


def test_coarse_steps_are_the_exact_process_of_the_halved_picture() -> None:
    x0, steps = picture(96, 24), run(picture(96, 24), TALL)
    denoiser = Patches(halved(x0), row_width=TALL.settings.row_width)
    x_t = noise_of_level(TALL.seed, "generation start", 1, (48, 12))
    coarse = [step for step in steps if step.x_t.shape[0] == 48]
    assert len(coarse) > 5
    for step, s in zip(coarse, kept_timesteps(1000, 10, "trailing")[1:], strict=False):
        torch.testing.assert_close(step.x_t, x_t, atol=1e-4, rtol=0)
        ab_t, ab_s = (1 / (1 + float(SCHEDULE.sigma[u]) ** 2 / 4) for u in (int(step.t), s))
        x0_hat = finish(denoiser.denoise(x_t, ab_t)).x0_hat
        eps_hat = (x_t - math.sqrt(ab_t) * x0_hat) / math.sqrt(1 - ab_t)
        x_t = math.sqrt(ab_s) * x0_hat + math.sqrt(1 - ab_s) * eps_hat


def test_the_size_doubles_where_the_detail_is_buried() -> None:
    steps = run(picture(96, 24), TALL)
    assert {step.x_t.shape[0] for step in steps} == {48, 96}
    for step in steps[:-1]:
        assert step.x_t.shape[0] == (48 if SCHEDULE.sigma[int(step.t)] > BURIED else 96)
    assert steps[-1].x_t.shape == (96, 24, 3)
    only = run(picture(96, 24), replace(TALL, sampler=parse("ddim:steps=1")))
    assert [step.x_t.shape[0] for step in only] == [96, 96]


def test_an_area_average_is_exact_for_parts_of_pixels() -> None:
    x0 = picture(10, 9)
    torch.testing.assert_close(area_average(x0, 10, 9), x0)
    torch.testing.assert_close(area_average(x0, 5, 3), x0.view(5, 2, 3, 3, 3).mean((1, 3)))
    # 10 x 9 and 4 x 6 have 20 x 18 in common: each pixel of either covers whole ones of that.
    common = x0.repeat_interleave(2, 0).repeat_interleave(2, 1)
    torch.testing.assert_close(area_average(x0, 4, 6), common.view(4, 5, 6, 3, 3).mean((1, 3)))


def test_one_colour_is_generated_as_that_colour() -> None:
    x0 = torch.full((24, 32, 3), 0.5)
    for denoiser in DENOISERS:
        last = run(x0, small(denoiser))[-1]
        torch.testing.assert_close(last.x_t, area_average(x0, 12, 16), atol=1e-5, rtol=0)


def test_bad_input_gets_its_sentence() -> None:
    with pytest.raises(
        ValueError, match="32 x 24 pixels and the result would be 64 x 48: choose a smaller result"
    ):
        finish(prepare(picture(), Recipe()))
    with pytest.raises(ValueError, match="no denoiser 'unet'; there are gaussian, ideal, patches"):
        Recipe(denoiser="unet")
    with pytest.raises(ValueError, match="cannot be used"):
        finish(prepare(torch.zeros(24, 32), SMALL))
    with pytest.raises(ValueError, match="starts at t = 1001; it must be 1 to T = 1000"):
        Recipe(start=1001).course(SCHEDULE)
    with pytest.raises(ValueError, match="keeps 40 steps; it must be 1 to T = 10"):
        Recipe().course(make_schedule("linear", 10))
    wrong: dict[str, Any] = {"rows": 4}
    for name, value in wrong.items():
        with pytest.raises(ValueError, match=f"{name} is .*; it must be from"):
            Recipe(**{name: value})
    wrong = {"scale": 0.0, "row_width": -0.1, "column_width": math.nan}
    for name, value in wrong.items():
        with pytest.raises(ValueError, match=f"{name} is .*; it must be from"):
            Recipe(settings=PatchesSettings(**{name: value}))


def test_a_size_is_doubled_where_no_signal_is_left_to_speak_of() -> None:
    schedule = make_schedule("linear", 100_000, beta_end=0.5)
    recipe = replace(TALL, sampler=parse("ddim:steps=2"))
    steps = generate(finish(prepare(picture(192, 256), recipe)), schedule, recipe)
    assert all(bool(step.x_t.isfinite().all()) for step in steps if step)


@pytest.mark.parametrize("spacing", WHOLE)
def test_a_run_from_a_timestep_begins_there(spacing: str) -> None:
    assert Recipe(start=500, sampler=SamplerRun("ddim", 40, spacing)).course(SCHEDULE).levels[0].t == 500


@pytest.mark.parametrize("name", ["flow", "karras"])
@pytest.mark.parametrize("level", [0, 2])
def test_denoisers_see_a_path_that_preserves_variance(name: str, level: int) -> None:
    schedule = make_schedule(name, 100)
    seen = shifted_schedule(schedule, level)
    assert seen.variance_preserving
    np.testing.assert_allclose(seen.signal**2 + seen.noise**2, 1, rtol=1e-12)
    np.testing.assert_allclose(seen.log_snr[1:], schedule.log_snr[1:] + 2 * level * math.log(2), rtol=1e-12)
