"""New pictures of several runs: those of Generate, and away from exact paths that an ODE solver of the test finds."""

from __future__ import annotations

from collections.abc import Generator
from itertools import pairwise

import numpy as np
import pytest
import torch

from engine.denoisers.estimate import Estimate
from engine.denoisers.gaussian.denoiser import Gaussian
from engine.generation.comparison import Comparison, reference_recipe
from engine.generation.kept_comparison import KeptComparison
from engine.generation.recipe import Recipe
from engine.generation.walk import Material, generate, prepare
from engine.samplers.run import parse
from engine.schedules import make_schedule
from engine.slices import finish
from tests.facts import cloudy

LINEAR = make_schedule("linear")
RUNS = ("euler:spacing=karras,steps=8", "heun:spacing=karras,steps=4", "ddpm:steps=5")


def recipes(denoiser: str = "gaussian", runs: tuple[str, ...] = RUNS) -> list[Recipe]:
    return [Recipe(denoiser, None, 24, parse(text), seed=3) for text in runs]


def compared(made: list[Recipe]) -> tuple[KeptComparison, Comparison]:
    picture = torch.from_numpy(cloudy(48, 96).astype(np.float32))
    with torch.inference_mode():
        material = finish(prepare(picture, made[0]))
        kept = KeptComparison(Comparison.of(made, LINEAR, "c"), material, LINEAR)
        return kept, finish(kept.advance())


def pixels(kept: KeptComparison, key: str) -> np.ndarray:
    return np.asarray(kept.images[key].picture.x0(slice(None), slice(None)), np.float64)


def test_the_exact_flow_is_the_end_of_many_small_steps() -> None:
    gaussian = Gaussian(torch.from_numpy(cloudy(16, 32)).double())
    x = torch.randn(16, 32, 3, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    ab = 0.004
    right = gaussian.flowed(x, ab, 0.9)
    sigmas = np.geomspace(((1 - ab) / ab) ** 0.5, (0.1 / 0.9) ** 0.5, 1500)
    y = x / ab**0.5
    for now, then in pairwise(sigmas):

        def slope(y: torch.Tensor, s: float) -> torch.Tensor:
            signal = 1 / (1 + s * s) ** 0.5
            return (y - finish(gaussian.denoise(y * signal, signal**2)).x0_hat) / s

        middle = (now * then) ** 0.5
        y = y + (then - now) * slope(y + (middle - now) * slope(y, now), middle)
    torch.testing.assert_close(right, y * 0.9**0.5, rtol=0, atol=2e-5)
    torch.testing.assert_close(gaussian.flowed(right, 0.9, 1.0), gaussian.flowed(x, ab, 1.0))
    torch.testing.assert_close(gaussian.flowed(x, ab, ab), x)
    with pytest.raises(ValueError, match="begins with noise"):
        gaussian.flowed(x, 1.0, 1.0)


def test_each_run_is_that_of_generate_and_away_is_from_the_exact_path() -> None:
    made = recipes()
    kept, comparison = compared(made)
    picture = torch.from_numpy(cloudy(48, 96).astype(np.float32))
    with torch.inference_mode():
        material = finish(prepare(picture, made[0]))
        for number, (recipe, run) in enumerate(zip(made, comparison.runs, strict=True)):
            steps = [step for step in generate(material, LINEAR, recipe) if step is not None]
            assert run.done == len(steps) == len(run.timesteps)
            for state, step in enumerate(steps):
                np.testing.assert_array_equal(pixels(kept, run.key("x_t", 0, state)), step.x_t.numpy())
                np.testing.assert_array_equal(
                    pixels(kept, run.key("x0_hat", 0, state)), step.estimate.x0_hat.numpy()
                )
            if recipe.sampler.noisy:
                assert comparison.away[number] == ()
                assert comparison.exact(number, 2) is None
                continue
            away = [
                np.sqrt(np.mean((step.x_t.numpy() - pixels(kept, run.key("exact", 0, state))) ** 2))
                for state, step in enumerate(steps)
            ]
            assert comparison.away[number] == pytest.approx(away, abs=1e-6)
            assert away[0] == 0
            assert away[-1] > 0.01
    ends = [pixels(kept, run.key("end", 0, 0)) for run in comparison.runs[:2]]
    np.testing.assert_array_equal(ends[0], ends[1])  # both begin at the same sigma, with the same noise
    np.testing.assert_allclose(pixels(kept, comparison.runs[0].key("exact", 0, 8)), ends[0], atol=2e-6)


def test_more_steps_end_nearer_to_the_exact_end() -> None:
    runs = tuple(f"euler:spacing=karras,steps={steps}" for steps in (5, 20, 80))
    few, more, many = (each[-1] for each in compared(recipes(runs=runs))[1].away)
    assert many < more / 3 < few / 6


def test_elsewhere_the_end_of_a_run_of_many_steps_is_the_measure() -> None:
    made = recipes("ideal", ("euler:spacing=karras,steps=4", "heun:spacing=karras,steps=100", "ddpm:steps=3"))
    kept, comparison = compared(made)
    assert comparison.reference is not None
    assert comparison.reference.evaluations == 199
    assert comparison.reference.recipe == reference_recipe(made[0], LINEAR)
    assert comparison.away[2] == ()
    assert comparison.away[1] == (0.0,)  # that very run
    last = comparison.runs[0].key("x_t", 0, 4)
    right = pixels(kept, comparison.reference.key("end", 0, 0))
    assert comparison.away[0] == pytest.approx((np.sqrt(np.mean((pixels(kept, last) - right) ** 2)),))
    assert comparison.exact(0, 3) is None
    assert comparison.exact(0, 4) == comparison.end(0)


@pytest.mark.parametrize("denoiser", ["gaussian", "ideal"])
def test_runs_that_have_not_changed_are_kept(denoiser: str) -> None:
    """With one run in place of another, that one alone is made, and all is as if everything had been made anew."""
    runs = ("euler:spacing=karras,steps=4", "heun:spacing=karras,steps=3")
    changed = recipes(denoiser, ("dpmpp_2m:spacing=karras,steps=3", *runs))
    before, _ = compared(recipes(denoiser, runs))
    anew, expected = compared(changed)
    picture = torch.from_numpy(cloudy(48, 96).astype(np.float32))
    with torch.inference_mode():
        material = finish(prepare(picture, changed[0]))
        asked = count_asked(material)
        kept = KeptComparison(Comparison.of(changed, LINEAR, "next"), material, LINEAR, before)
        comparison = finish(kept.advance())
    assert asked[0] == 3
    assert [run.recipe for run in comparison.runs] == changed
    assert comparison.away == expected.away
    assert all(run.whole for run in comparison.runs)
    for run, fresh in zip(comparison.runs, expected.runs, strict=True):
        for state in range(run.done):
            np.testing.assert_array_equal(
                pixels(kept, run.key("x_t", 0, state)), pixels(anew, fresh.key("x_t", 0, state))
            )
    assert len(kept.images) == len(anew.images)
    other = make_schedule("cosine")
    again = KeptComparison(Comparison.of(changed, other, "last"), material, other, kept)
    assert not any(run.done for run in again.comparison.runs)
    assert not again.images


def count_asked(material: Material) -> list[int]:
    """How often the denoiser is asked from now on."""
    asked, denoiser = [0], material.denoisers[0]
    denoise = denoiser.denoise

    def counted(x_t: torch.Tensor, alpha_bar: float) -> Generator[None, None, Estimate]:
        asked[0] += 1
        return denoise(x_t, alpha_bar)

    denoiser.denoise = counted  # type: ignore[method-assign]
    return asked


def test_too_much_is_refused_in_a_sentence() -> None:
    runs = tuple(f"ddim:steps=1000,spacing=karras,rho={rho}" for rho in range(1, 10))
    made = [Recipe("gaussian", None, 96, parse(text)) for text in runs]
    with torch.inference_mode():
        material = finish(prepare(torch.from_numpy(cloudy(96, 192).astype(np.float32)), made[0]))
    with pytest.raises(ValueError, match=r"would keep 27054 images, 5.6 GB of at most 1 GB"):
        KeptComparison(Comparison.of(made, LINEAR), material, LINEAR)
