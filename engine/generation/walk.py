"""From noise to a new picture, with a denoiser that is computed from pictures: from coarse to fine."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

import torch

from engine.denoisers import Family
from engine.denoisers.estimate import Denoiser, Estimate, check_picture
from engine.denoisers.ideal.denoiser import crop_corners, random_crops
from engine.generation.coarse_to_fine import (
    area_average,
    fitted,
    halved,
    noise_of_level,
    refined,
    shifted_schedule,
)
from engine.generation.fresh_noise import fresh_noise
from engine.generation.matches import Part
from engine.generation.recipe import Recipe
from engine.samplers.level import Course, Level, preserving
from engine.samplers.walk import Walk
from engine.schedules import Schedule

COARSEST = 48
"""A run from coarse to fine does not begin below this many rows."""
BURIED = 1.0
"""The sigma of a level at which what is finer than the next coarser level is buried, and the size doubles.

Chosen by eye at 192 x 384: at 0.25 the blocks of the coarse picture stay visible as stripes, at 0.5 edges are
soft, at 1 leaves and rocks have detail of their own, for twice the time of 0.5.
"""
START = "generation start"


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """A state of a run: x_t, and what the denoiser made of it.

    `x_t` is (H, W, 3) float32 at the size of the run's level at t, half or a quarter of the result's while it
    is coarse. The last step, t = 0, is the new picture: x_t and its x0_hat are the same, as are the sources
    and weights of the step before. `at` is the noise level of x_t, with its variance preserved.
    """

    at: Level
    x_t: torch.Tensor
    estimate: Estimate

    @property
    def t(self) -> float:
        """The timestep, whole or not."""
        return self.at.t


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """The picture at the result's size and its halves, each with its denoiser: index 0 is the finest level.

    `parts` are the places of the members of a set in the picture, if they are crops of it. `nbytes` is what the
    pictures and the members take.
    """

    pictures: tuple[torch.Tensor, ...]
    denoisers: tuple[Denoiser, ...]
    parts: tuple[Part, ...] = ()
    nbytes: int = 0

    def levels(self, course: Course) -> tuple[int, ...]:
        """The level of each state of a run, which never rises; that of the last is 0."""
        coarsest = len(self.pictures) - 1
        return (*accumulate((_level(coarsest, now, then) for now, then in course.steps()), min), 0)


def prepare(
    x0: torch.Tensor, recipe: Recipe, others: Iterable[torch.Tensor] | None = None
) -> Generator[None, None, Material]:
    """What the samples of a recipe are made of, in slices; one will do for every seed, start and sampler.

    `x0` is the picture, (H, W, 3) float32 in [-1, 1], at its working size; `others` are the pictures, of any size,
    of a denoiser with a set, taken one after the other. Without them its set is crops of the picture, half as high
    and wide (or as large as the result, where that is more); they are the same for every seed.

    Raises:
        ValueError: when the picture is smaller than the result, or the denoiser refuses it.
    """
    family = recipe.family
    check_picture(x0)
    height, width, levels = _size(x0, recipe.rows, family)
    if height > x0.shape[0] or width > x0.shape[1]:
        raise ValueError(
            f"The picture is {x0.shape[1]} x {x0.shape[0]} pixels and the result would be {width} x {height}: "
            "choose a smaller result or a larger picture."
        )
    pictures = [area_average(x0, height, width)]
    while len(pictures) <= levels:
        pictures.append(halved(pictures[-1]))
    members = []
    if family.takes_a_set:
        for member in _members(x0, recipe, others, height, width):
            members.append(member)
            yield
    denoisers = []
    for picture in pictures:
        denoisers.append(family.make(picture, recipe.settings, members))
        yield
    crops = family.takes_a_set and others is None
    parts = _parts(x0, recipe, height, width) if crops else ()
    return Material(
        tuple(pictures), tuple(denoisers), parts, sum(each.nbytes for each in (*pictures, *members))
    )


def _size(x0: torch.Tensor, rows: int, family: Family) -> tuple[int, int, int]:
    """Height and width of the result, `rows` or a little less, in its proportion; how often it is halved."""
    levels = 0
    while family.coarse_to_fine and rows >> (levels + 1) >= COARSEST:
        levels += 1
    whole = 1 << levels
    height = rows // whole * whole
    width = max(1, height * x0.shape[1] // (x0.shape[0] * whole)) * whole
    return height, width, levels


def _members(
    x0: torch.Tensor, recipe: Recipe, others: Iterable[torch.Tensor] | None, height: int, width: int
) -> Iterator[torch.Tensor]:
    if others is None:
        rows, columns = _crop_size(x0, height, width)
        for crop in random_crops(x0, recipe.settings.crops, rows, columns, seed=0):
            yield area_average(crop, height, width)
    else:
        for other in others:
            check_picture(other)
            yield fitted(other, height, width)


def _crop_size(x0: torch.Tensor, height: int, width: int) -> tuple[int, int]:
    return max(height, x0.shape[0] // 2), max(width, x0.shape[1] // 2)


def _parts(x0: torch.Tensor, recipe: Recipe, height: int, width: int) -> tuple[Part, ...]:
    """Where the crops are."""
    high, wide = x0.shape[:2]
    rows, columns = _crop_size(x0, height, width)
    corners = crop_corners(x0, recipe.settings.crops, rows, columns, seed=0)
    return tuple(Part(left / wide, top / high, columns / wide, rows / high) for top, left in corners)


def generate(material: Material, schedule: Schedule, recipe: Recipe) -> Generator[Step | None, None, None]:
    """A run from noise, or from the picture's x_t, to a new picture: a `Step` for each level as it is done.

    Between the steps it yields None, after each slice of work of at most some 40 ms, and nothing else for what a
    sampler only tries. The last step has t = 0 and is the picture. Iterate on to resume, close it to stop; what was
    handed out stays valid. The same material, schedule and recipe give the same steps.

    Raises:
        ValueError: when the sampler does not go with the schedule.
    """
    course = recipe.course(schedule)
    levels = material.levels(course)
    x_t, estimate = _start(material, recipe, course, levels[0]), None
    # At each change of size the sampler begins anew on the rest of the course, since no state or answer of
    # before has that size: one that looks back at earlier answers takes its first step as the first of a run.
    begin = 0
    while begin < course.count:
        level = levels[begin]
        end = next(k for k in range(begin + 1, course.count + 1) if k == course.count or levels[k] < level)
        part = _part(course, schedule, level, begin, end)
        walk = recipe.sampler.walk(x_t, part, fresh_noise(recipe, part, level, x_t))
        x_t, estimate = yield from _walked(walk, material.denoisers[level])
        for finer in range(level - 1, levels[end] - 1, -1):
            coarse, fine = (preserving(course.levels[end], each) for each in (finer + 1, finer))
            x_t = refined(x_t, coarse, fine, recipe.seed, START, finer)
        begin = end
    assert estimate is not None  # a course has at least one step
    yield Step(course.levels[-1], x_t, Estimate(x_t, estimate.sources, estimate.weights))


def _walked(
    walk: Walk[torch.Tensor], denoiser: Denoiser
) -> Generator[Step | None, None, tuple[torch.Tensor, Estimate]]:
    """The states of a walk; returns what it ends at, and the last estimate. The denoiser works in slices."""
    x_t, at = next(walk)
    while True:
        estimate = yield from denoiser.denoise(x_t, at.signal**2)
        if not at.trial:
            yield Step(at, x_t, estimate)
        try:
            x_t, at = walk.send(estimate.x0_hat)
        except StopIteration as end:
            return end.value, estimate


def _part(course: Course, schedule: Schedule, level: int, first: int, last: int) -> Course:
    """What a sampler goes through at one level: the levels `first` to `last`, as a denoiser there sees them."""
    seen = tuple(preserving(each, level) for each in course.levels[first : last + 1])
    return Course(shifted_schedule(schedule, level), seen, of=course.count)


def _level(coarsest: int, now: Level, then: Level) -> int:
    """The level for a step: the coarsest above which all detail is buried. The last step is at level 0."""
    level = 0
    while then.noise and level < coarsest and now.sigma / 2**level > BURIED:
        level += 1
    return level


def _start(material: Material, recipe: Recipe, course: Course, level: int) -> torch.Tensor:
    """Noise alone, or x_t of the picture with that noise, at a level."""
    x0, first = material.pictures[level], preserving(course.levels[0], level)
    eps = noise_of_level(recipe.seed, START, level, tuple(x0.shape)).to(x0.device)
    return eps if recipe.start is None else first.signal * x0 + first.noise * eps
