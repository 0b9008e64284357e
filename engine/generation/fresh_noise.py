"""The noise that a sampler adds to a new picture on its way."""

from __future__ import annotations

import torch

from engine.generation.coarse_to_fine import noise_of_level
from engine.generation.recipe import Recipe
from engine.samplers.level import Course
from engine.samplers.noise_path import NoisePath
from engine.samplers.walk import Noise

BY_TIMESTEP = ("ddpm", "ddim")
"""Samplers with a noise image for each timestep that is left, so that a seed stays the picture that it has been."""


def fresh_noise(recipe: Recipe, course: Course, level: int, like: torch.Tensor) -> Noise[torch.Tensor]:
    """The noise for the steps of a course, at a level and of the size of an image, (H, W, 3).

    At whole timesteps DDPM and DDIM have an image for each. All else follows a Brownian path, which is the same
    for any number of steps. Each level has a path of its own: one of another level has added its noise already.
    """

    def white(key: str) -> torch.Tensor:
        return noise_of_level(recipe.seed, key, level, tuple(like.shape)).to(like.device)

    timesteps = [each.t for each in course.levels]
    whole = all(t.is_integer() for t in timesteps) and len(set(timesteps)) == len(timesteps)
    if recipe.sampler.sampler in BY_TIMESTEP and whole:
        return lambda now, then: white(f"generation step {int(now.t)}")
    return NoisePath(white, f"generation path {level}").between
