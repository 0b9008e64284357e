"""Jobs that compare runs of samplers."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

from engine.failures import device_failed
from engine.generation.comparison import Comparison
from engine.generation.kept_comparison import KeptComparison
from engine.handlers.generating import find_material
from engine.holdings import Holdings
from engine.jobs import CompareRuns, Progress


def compare(holdings: Holdings, job: CompareRuns) -> Generator[Progress, None, Comparison]:
    """Make new pictures of several runs on the device that is asked for; on the CPU when that fails."""
    device = "cpu" if job.device == "mps" else job.device  # an Apple GPU has no 64 bits
    try:
        return (yield from _compare_on(device, holdings, job))
    except (RuntimeError, MemoryError) as error:
        if device == "cpu":
            raise
        notice = device_failed(device, error)
    return (yield from _compare_on("cpu", holdings, job, notice))


def _compare_on(
    device: str, holdings: Holdings, job: CompareRuns, notice: str = ""
) -> Generator[Progress, None, Comparison]:
    schedule = job.schedule.make()
    comparison = Comparison.of(job.recipes, schedule, f"comparison {holdings.new_id()}")
    material, _, missing = yield from find_material(holdings, job.picture, job.recipes[0], device)
    said = " ".join(filter(None, (notice, missing)))
    kept = KeptComparison(replace(comparison, picture=job.picture, notice=said), material, schedule)
    holdings.comparison = kept
    return (yield from kept.advance())
