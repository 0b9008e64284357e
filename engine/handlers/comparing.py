"""Jobs that compare runs of samplers."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from engine.failures import device_failed
from engine.generation.comparison import Comparison, possible
from engine.generation.kept import KeptTrajectory
from engine.generation.kept_comparison import KeptComparison
from engine.generation.plane import Plane, find_plane, states_of
from engine.handlers.generating import NO_FLOAT64, find_material
from engine.holdings import Holdings
from engine.jobs import CompareRuns, FindPlane, Progress
from engine.pixels.computed import Computed

MOST_IN_PLANE = 6


def compare(holdings: Holdings, job: CompareRuns) -> Generator[Progress, None, Comparison]:
    """Make new pictures of several runs on the device that is asked for; on the CPU when that fails."""
    if job.device == "mps":
        return (yield from _compare_on("cpu", holdings, job, NO_FLOAT64))
    try:
        return (yield from _compare_on(job.device, holdings, job))
    except (RuntimeError, MemoryError) as error:
        if job.device == "cpu":
            raise
        notice = device_failed(job.device, error)
    return (yield from _compare_on("cpu", holdings, job, notice))


def plane(holdings: Holdings, job: FindPlane) -> Generator[Progress, None, Plane | None]:
    """Where a run goes, and the last ones of its size that are kept beside it, MOST_IN_PLANE together."""
    shown = holdings.trajectories.get(job.trajectory)
    if shown is None or not states_of(shown.trajectory, 1):
        return None
    last = list(holdings.trajectories.values())[::-1]
    others = [each for each in last if _size(each) == _size(shown) and states_of(each.trajectory, 1)]
    kept = [shown, *(each for each in others if each is not shown)][:MOST_IN_PLANE]
    runs = [(each.trajectory, states_of(each.trajectory, len(kept))) for each in kept]
    images = [
        _image(each, what, min(job.sample, run.samples - 1), state)
        for what in ("x_t", "x0_hat")
        for each, (run, states) in zip(kept, runs, strict=True)
        for state in states
    ]
    return (yield from find_plane(runs, images))


def _size(kept: KeptTrajectory) -> tuple[int, int]:
    return kept.images[kept.trajectory.key("picture", 0, 0)].size


def _image(kept: KeptTrajectory, what: str, sample: int, state: int) -> npt.NDArray[np.float32]:
    source = kept.images[kept.trajectory.key(what, sample, state)].picture
    assert isinstance(source, Computed)
    return source.image


def _compare_on(
    device: str, holdings: Holdings, job: CompareRuns, notice: str = ""
) -> Generator[Progress, None, Comparison]:
    schedule = job.schedule.make()
    recipes = possible(job.recipes, schedule) or job.recipes  # where none is, the reason of the first is said
    comparison = Comparison.of(recipes, schedule, f"comparison {holdings.new_id()}")
    material, _, missing = yield from find_material(holdings, job.picture, recipes[0], device)
    said = " ".join(filter(None, (notice, missing)))
    before = holdings.comparison
    if before is not None and before.comparison.picture != job.picture:
        before = None
    comparison = replace(comparison, picture=job.picture, notice=said)
    kept = KeptComparison(comparison, material, schedule, before)
    holdings.comparison = kept
    return (yield from kept.advance())
