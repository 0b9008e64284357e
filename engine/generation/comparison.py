"""New pictures of several runs, from one noise and one denoiser: what the window and the scenes see of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.generation.recipe import Recipe
from engine.generation.trajectory import Trajectory
from engine.mix import Mix
from engine.samplers.run import SamplerRun
from engine.schedules import Schedule

MANY_STEPS = 100


@dataclass(frozen=True, slots=True)
class Comparison:
    """The runs, each as far as it has come, and what they are compared with.

    Where the denoiser is that of a Gaussian, the exact path from the noise of each run is known, and `away` has for
    each state that is there the deviation sqrt(mean (x_t - exact)^2) from it. Elsewhere `reference` is a run of many
    steps, and `away` is that of the ends alone, once all are there. Runs with fresh noise have no one path: of
    theirs it is empty.
    """

    id: str
    runs: tuple[Trajectory, ...]
    away: tuple[tuple[float, ...], ...]
    reference: Trajectory | None = None
    picture: str = ""
    """The id of the picture that the denoiser knows."""
    notice: str = ""
    """A sentence for the user when something did not go as asked, else empty."""

    @classmethod
    def of(cls, recipes: Sequence[Recipe], schedule: Schedule, id: str = "") -> Comparison:
        """Runs of which nothing is there, of recipes that differ in their samplers alone.

        Raises:
            ValueError: when one does not go with the schedule.
        """
        runs = [Trajectory.of(recipe, schedule, id=f"{id}.{number}") for number, recipe in enumerate(recipes)]
        reference = None
        if not recipes[0].family.gaussian:
            reference = Trajectory.of(reference_recipe(recipes[0], schedule), schedule, id=f"{id}.reference")
        return cls(id, tuple(runs), ((),) * len(runs), reference)

    def answers(self, recipes: Sequence[Recipe], schedule: Schedule) -> bool:
        """Whether it was made with these recipes on this schedule."""
        made = [(run.recipe, run.schedule) for run in self.runs]
        return made == [(recipe, schedule.identity) for recipe in recipes]

    def exact(self, run: int, state: int) -> Mix | None:
        """What a state that is there is compared with; None where there is no such thing, or not yet."""
        trajectory = self.runs[run]
        if trajectory.recipe.sampler.noisy:
            return None
        if self.reference is None:
            return trajectory.image("exact", 0, state)
        ended = state == len(trajectory.timesteps) - 1 and self.reference.done
        return self.reference.image("end", 0, 0) if ended else None

    def end(self, run: int) -> Mix | None:
        """The exact end of the path of a run, or that of the reference; None while it is not there."""
        of = self.reference or self.runs[run]
        return of.image("end", 0, 0) if of.done else None


def possible(recipes: Sequence[Recipe], schedule: Schedule) -> tuple[Recipe, ...]:
    """Those that go with a schedule."""
    return tuple(recipe for recipe in recipes if _goes(recipe, schedule))


def _goes(recipe: Recipe, schedule: Schedule) -> bool:
    try:
        recipe.course(schedule)
    except ValueError:
        return False
    return True


def reference_recipe(recipe: Recipe, schedule: Schedule) -> Recipe:
    """The same with a run of many steps."""
    run = SamplerRun("heun", min(MANY_STEPS, schedule.steps), "karras")
    return Recipe(recipe.denoiser, recipe.settings, recipe.rows, run, recipe.seed)
