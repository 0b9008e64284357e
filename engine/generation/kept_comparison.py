"""Carries out the runs of a comparison, and keeps their images."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

import torch

from engine.denoisers.gaussian.denoiser import Gaussian
from engine.generation.comparison import Comparison
from engine.generation.kept_runs import MOST_BYTES
from engine.generation.trajectory import Trajectory
from engine.generation.walk import Material, Step, generate
from engine.pixels.computed import Computed
from engine.pixels.pyramid import Pyramid
from engine.samplers.level import preserving
from engine.schedules import Schedule


class KeptComparison:
    """A comparison, and its images by key."""

    def __init__(
        self,
        comparison: Comparison,
        material: Material,
        schedule: Schedule,
        before: KeptComparison | None = None,
    ) -> None:
        """Of one of which nothing is there but the runs that the one `before` has made, of the same picture.

        Raises:
            ValueError: when its images would take more than MOST_BYTES.
        """
        self.comparison = comparison
        self.images: dict[str, Pyramid] = {}
        self._material, self._schedule = material, schedule
        count = 3 * sum(len(run.timesteps) + 1 for run in comparison.runs)
        size = 4 * count * material.pictures[0].numel()
        if size > MOST_BYTES:
            raise ValueError(
                f"The runs would keep {count} images, {size / 2**30:.1f} GB of at most {MOST_BYTES / 2**30:.0f} GB: "
                "choose a smaller height, fewer steps or fewer runs."
            )

        if before is not None:
            self._take_over(before)

    def _take_over(self, before: KeptComparison) -> None:
        """Runs that are whole there, and the reference, stay as they are, with their images and their ids."""
        schedule = self._schedule.identity
        old, new = before.comparison, self.comparison
        whole = {run.recipe: n for n, run in enumerate(old.runs) if run.whole and run.schedule == schedule}
        kept = set[str]()
        for number, run in enumerate(new.runs):
            if run.recipe in whole:
                n = whole[run.recipe]
                self._put(number, old.runs[n], old.away[n])
                kept.add(old.runs[n].id)
        if new.reference and old.reference and old.reference.done and old.reference.answers(new.reference):
            self.comparison = replace(self.comparison, reference=old.reference)
            kept.add(old.reference.id)
        self.images |= {key: image for key, image in before.images.items() if key.split("/")[0] in kept}

    def advance(self) -> Generator[Comparison | float, None, Comparison]:
        """One run after the other, then the reference. Yields the comparison whenever it has come further."""
        yield self.comparison
        for number, run in enumerate(self.comparison.runs):
            if not run.whole:
                yield from self._go_back(number, run)
        if self.comparison.reference is not None:
            yield from self._refer(self.comparison.reference)
        return self.comparison

    def _go_back(self, number: int, run: Trajectory) -> Generator[Comparison | float, None, None]:
        denoiser = self._material.denoisers[0]
        exact = denoiser if isinstance(denoiser, Gaussian) and not run.recipe.sampler.noisy else None
        start: Step | None = None
        away: tuple[float, ...] = ()
        for step in generate(self._material, self._schedule, run.recipe):
            if step is None:
                yield 0.0
                continue
            start = start or step
            self._keep(run.key("x_t", 0, run.done), step.x_t)
            self._keep(run.key("x0_hat", 0, run.done), step.estimate.x0_hat)
            if run.done == 0 and isinstance(denoiser, Gaussian):
                self._keep(run.key("end", 0, 0), denoiser.flowed(step.x_t, step.at.signal**2, 1.0))
            if exact is not None:
                now = preserving(step.at, 0).signal ** 2
                right = exact.flowed(start.x_t, start.at.signal**2, now) if run.done else step.x_t
                self._keep(run.key("exact", 0, run.done), right)
                away = (*away, _deviation(step.x_t, right))
            run = replace(run, done=run.done + 1)
            self._put(number, run, away)
            yield self.comparison

    def _refer(self, reference: Trajectory) -> Generator[Comparison | float, None, None]:
        """Of the reference the end alone is kept."""
        if not reference.done:
            end = None
            for step in generate(self._material, self._schedule, reference.recipe):
                yield 0.0
                end = end if step is None else step.x_t
            assert end is not None  # a run has a last step
            self._keep(reference.key("end", 0, 0), end)
            self.comparison = replace(self.comparison, reference=replace(reference, done=1))
        right = self._kept(reference.key("end", 0, 0))
        for number, run in enumerate(self.comparison.runs):
            if not run.recipe.sampler.noisy:
                own = self._kept(run.key("x_t", 0, run.done - 1))
                self._put(number, run, (_deviation(own, right),))
        yield self.comparison

    def _put(self, number: int, run: Trajectory, away: tuple[float, ...]) -> None:
        runs, each = list(self.comparison.runs), list(self.comparison.away)
        runs[number], each[number] = run, away
        self.comparison = replace(self.comparison, runs=tuple(runs), away=tuple(each))

    def _kept(self, key: str) -> torch.Tensor:
        return torch.from_numpy(self.images[key].picture.x0(slice(None), slice(None)))

    def _keep(self, key: str, image: torch.Tensor) -> None:
        self.images[key] = Pyramid(Computed(image.cpu().contiguous().numpy()))


def _deviation(one: torch.Tensor, other: torch.Tensor) -> float:
    return float((one.double() - other.double()).square().mean().sqrt())
