"""New pictures by any sampler: each state is one of the run, and a seed stays the picture that it was."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import torch

from engine.denoisers.estimate import Estimate
from engine.denoisers.gaussian.denoiser import Gaussian
from engine.generation.coarse_to_fine import noise_of_level
from engine.generation.recipe import Recipe
from engine.generation.trajectory import Trajectory
from engine.generation.walk import START, Step, generate, prepare
from engine.process import reverse_step
from engine.samplers.catalogue import SAMPLERS
from engine.samplers.run import parse
from engine.schedules import make_schedule
from engine.slices import finish

SCHEDULE = make_schedule("linear")
PICTURE = torch.rand(32, 40, 3, generator=torch.Generator().manual_seed(1)) * 2 - 1


def run(recipe: Recipe, x0: torch.Tensor = PICTURE) -> list[Step]:
    return [step for step in generate(finish(prepare(x0, recipe)), SCHEDULE, recipe) if step]


def gaussian(text: str, rows: int = 16) -> Recipe:
    return Recipe(denoiser="gaussian", rows=rows, sampler=parse(text))


@pytest.mark.parametrize("spacing", ["trailing", "karras"])
@pytest.mark.parametrize("name", SAMPLERS)
def test_each_sampler_makes_a_picture(name: str, spacing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[float] = []
    denoise = Gaussian.denoise

    def counted(self: Gaussian, x_t: torch.Tensor, alpha_bar: float) -> Generator[None, None, Estimate]:
        asked.append(alpha_bar)
        return denoise(self, x_t, alpha_bar)

    monkeypatch.setattr(Gaussian, "denoise", counted)
    recipe = gaussian(f"{name}:spacing={spacing},steps=6")
    steps = run(recipe)
    said = Trajectory.of(recipe, SCHEDULE)
    assert len(steps) == len(said.timesteps) == 7
    assert len(asked) == said.evaluations
    assert all(bool(step.x_t.isfinite().all()) for step in steps)
    assert 0.05 < float(steps[-1].x_t.std()) < 5
    if name != "edm":  # whose states lie a little above those of the spacing
        assert [step.t for step in steps] == [said.exactly(k) for k in range(7)]


@pytest.mark.parametrize(("text", "eta", "large"), [
    ("ddim:steps=9", 0.0, False), ("ddim:steps=9,eta=0.4", 0.4, False),
    ("ddpm:steps=9", 1.0, False), ("ddpm:steps=9,large_variance=1", 1.0, True),
])  # fmt: skip
def test_a_seed_of_ddim_and_ddpm_is_the_picture_that_it_was(text: str, eta: float, large: bool) -> None:
    """The recursion of before the samplers had names, with its noise."""
    recipe = replace(gaussian(text), seed=5)
    steps = run(recipe)
    denoiser = finish(prepare(PICTURE, recipe)).denoisers[0]
    x_t = noise_of_level(5, START, 0, (16, 20))
    for before, after in pairwise(steps):
        t, s = int(before.t), int(after.t)
        assert torch.equal(before.x_t, x_t)
        back = reverse_step(SCHEDULE, t, s, eta, large_variance=large)
        x_t = back.mean(finish(denoiser.denoise(x_t, float(SCHEDULE.alpha_bar[t]))).x0_hat, x_t)
        if back.variance:
            x_t = x_t + back.variance**0.5 * noise_of_level(5, f"generation step {t}", 0, (16, 20))
    assert torch.equal(steps[-1].x_t, x_t)


def test_noise_between_timesteps_is_much_the_same_at_any_number_of_steps() -> None:
    def picture(text: str, seed: int = 0) -> torch.Tensor:
        return run(replace(gaussian(text), seed=seed))[-1].x_t

    def alike(one: torch.Tensor, two: torch.Tensor) -> float:
        return float(np.corrcoef(one.flatten(), two.flatten())[0, 1])

    twenty = picture("euler_ancestral:spacing=karras,steps=20")
    assert alike(twenty, picture("euler_ancestral:spacing=karras,steps=40")) > 0.7
    assert abs(alike(twenty, picture("euler_ancestral:spacing=karras,steps=40", seed=1))) < 0.4


@pytest.mark.parametrize("name", ["dpmpp_2m", "unipc", "heun", "edm", "dpmpp_3m_sde"])
def test_from_coarse_to_fine_each_size_is_a_walk_of_its_own(name: str) -> None:
    recipe = Recipe(rows=96, sampler=parse(f"{name}:spacing=karras,steps=8"))
    steps = run(recipe, torch.rand(96, 24, 3, generator=torch.Generator().manual_seed(2)) * 2 - 1)
    assert [step.x_t.shape[0] for step in steps] == sorted(step.x_t.shape[0] for step in steps)
    assert {step.x_t.shape[0] for step in steps} == {48, 96}
    assert len(steps) == 9
    assert all(bool(step.x_t.isfinite().all()) for step in steps)


@pytest.mark.parametrize("spacing", ["trailing", "karras", "normal"])
def test_a_run_from_a_timestep_takes_what_is_left(spacing: str) -> None:
    recipe = replace(gaussian(f"dpmpp_2m:spacing={spacing},steps=20"), start=300)
    made = Trajectory.of(recipe, SCHEDULE)
    assert made.timesteps[0] == made.exactly(0) == 300
    assert list(made.timesteps) == sorted(set(made.timesteps), reverse=True)
    assert len(run(recipe)) == len(made.timesteps) < 21
