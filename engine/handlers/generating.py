"""Jobs about new pictures."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

import torch

from engine.failures import device_failed
from engine.generation.kept import KeptTrajectory
from engine.generation.matches import Match
from engine.generation.recipe import Recipe
from engine.generation.trajectory import Trajectory
from engine.generation.walk import Material, prepare
from engine.holdings import Holdings
from engine.jobs import Continue, FindMatches, Generate, Progress
from engine.pictures.picture import Picture
from engine.pictures.sets import read_members
from engine.pixels.noise import TOP
from engine.pixels.pyramid import Pyramid

NO_FLOAT64 = "An Apple GPU cannot compute in 64 bits, which new pictures need: the CPU makes them."


def generate(holdings: Holdings, job: Generate) -> Generator[Progress, None, Trajectory]:
    """Make new pictures on the device that is asked for; on the CPU when that fails, which is said."""
    if job.device == "mps":
        return (yield from _generate_on("cpu", holdings, job, NO_FLOAT64))
    try:
        return (yield from _generate_on(job.device, holdings, job))
    except (RuntimeError, MemoryError) as error:
        if job.device == "cpu":
            raise
        notice = device_failed(job.device, error)
    return (yield from _generate_on("cpu", holdings, job, notice))


def go_on(holdings: Holdings, job: Continue) -> Generator[Progress, None, Trajectory]:
    """Go on with a run where it was stopped; make it anew where that cannot be."""
    kept = holdings.trajectories.get(job.trajectory)
    if kept is None or kept.broken:
        return (yield from generate(holdings, job.run))
    holdings.keep(kept)
    try:
        return (yield from kept.advance())
    except (RuntimeError, MemoryError) as error:
        if kept.device.type == "cpu":
            raise
        notice = device_failed(str(kept.device), error)
    return (yield from _generate_on("cpu", holdings, job.run, notice))


def find_matches(holdings: Holdings, job: FindMatches) -> Generator[Progress, None, tuple[Match, ...]]:
    """The patches that a pixel of a state may come from."""
    kept = holdings.trajectories.get(job.trajectory)
    return (yield from kept.find_matches(job.sample, job.state, job.place)) if kept else ()


def _generate_on(
    device: str, holdings: Holdings, job: Generate, notice: str = ""
) -> Generator[Progress, None, Trajectory]:
    schedule, recipe = job.schedule.make(), job.recipe
    made = Trajectory.of(recipe, schedule, job.samples)
    material, names, missing = yield from find_material(holdings, job.picture, recipe, device)
    notice = " ".join(filter(None, (notice, missing)))
    trajectory = replace(made, id=f"run {holdings.new_id()}", names=names, notice=notice)
    kept = KeptTrajectory(trajectory, material, schedule)
    holdings.keep(kept)
    return (yield from kept.advance())


def find_material(
    holdings: Holdings, picture: str, recipe: Recipe, device: str
) -> Generator[float | None, None, tuple[Material, tuple[str, ...], str]]:
    """What new pictures are made of; the names of the members of a set, and what is to be said of those."""
    x0 = _enough_of(holdings.pyramid(picture), recipe.rows)
    pictures, missing = yield from _members(holdings, recipe)
    members = (torch.from_numpy(each.x0()).to(device) for each in pictures)
    material = yield from prepare(x0.to(device), recipe, members if pictures else None)
    return material, tuple(each.name for each in pictures), missing


def _members(holdings: Holdings, recipe: Recipe) -> Generator[float, None, tuple[list[Picture], str]]:
    if not recipe.family.takes_a_set:
        return [], ""
    return (yield from read_members(recipe.settings.members, recipe.settings.folder, holdings.decoder))


def _enough_of(pyramid: Pyramid, rows: int) -> torch.Tensor:
    """The picture x0 at the coarsest exact level that is still twice as fine as `rows` rows, if there is one."""
    width, height = pyramid.size
    fits = [height >> level >= 2 * rows and width >> level > 0 for level in range(TOP + 1)]
    level = max((level for level, fit in enumerate(fits) if fit), default=0)
    return pyramid.averages(level, range(height >> level), range(width >> level))
