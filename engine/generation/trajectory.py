"""What is known of a generation by names and numbers: what the window and the scenes see of it."""

from __future__ import annotations

from dataclasses import dataclass

from engine.generation.matches import Part
from engine.generation.recipe import Recipe
from engine.mix import Layer, Mix
from engine.samplers.begun import whole_timesteps
from engine.schedules import Schedule
from engine.schedules.schedule import Identity


@dataclass(frozen=True, slots=True)
class Trajectory:
    """A generation as far as it has come.

    `schedule` is the identity of the schedule. `samples` new pictures go back together, with the seeds from
    `recipe.seed` on, through `timesteps`; of these the first `done` are there. Levels between the whole timesteps
    have the nearest that is free; `exact` are those that they really have, empty where they are the same. `levels`
    says of each state how often its size is halved. `leaders` has for each that is there the member of a set that
    weighs most, and its weight, by sample; it is empty without a set, and `names` are those of its members, unless
    they are crops: then `parts` are their places in the picture.
    `notice` is a sentence for the user when something did not go as asked, else empty.
    """

    id: str
    recipe: Recipe
    schedule: Identity
    timesteps: tuple[int, ...]
    samples: int = 1
    done: int = 0
    levels: tuple[int, ...] = ()
    leaders: tuple[tuple[tuple[int, float], ...], ...] = ()
    names: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    notice: str = ""
    stopped: bool = False
    """What is not there will not come."""
    exact: tuple[float, ...] = ()
    nbytes: int = 0
    """What its images take once all are there, with what they are made of."""

    @classmethod
    def of(cls, recipe: Recipe, schedule: Schedule, samples: int = 1, id: str = "") -> Trajectory:
        """A run of which nothing is there.

        Raises:
            ValueError: when the recipe does not go with the schedule.
        """
        course = recipe.course(schedule)
        exact = tuple(level.t for level in course.levels)
        return cls(id, recipe, schedule.identity, whole_timesteps(course), samples, exact=exact)

    @property
    def whole(self) -> bool:
        """Whether all of it is there."""
        return self.done == len(self.timesteps)

    @property
    def evaluations(self) -> int:
        """How often the denoiser is asked for a sample."""
        return self.recipe.sampler.family.evaluations(len(self.timesteps) - 1)

    def exactly(self, state: int) -> float:
        """The timestep of a state, with its fraction."""
        return self.exact[state] if self.exact else float(self.timesteps[state])

    def answers(self, chosen: Trajectory) -> bool:
        """Whether it was made with the settings, the seed and the schedule of another one."""
        return (self.recipe, self.schedule, self.samples) == (chosen.recipe, chosen.schedule, chosen.samples)

    @property
    def reached(self) -> int:
        """The timestep of the last state that is there, of the first before."""
        return self.timesteps[max(0, self.done - 1)]

    def member(self, number: int) -> str:
        """What a member of the set is called."""
        return self.names[number] if self.names else f"Crop {number + 1}"

    def state_at(self, t: int) -> int:
        """The last state that is there whose timestep is not below t, else the first; of all while none is there."""
        there = self.timesteps[: self.done or None]
        return max((k for k, at in enumerate(there) if at >= t), default=0)

    def key(self, what: str, sample: int, state: int) -> str:
        """The key of an image of the run: `what` is "x_t", "x0_hat" or "third" (where it comes from, or weights)."""
        return f"{self.id}/{what}/{sample}/{state}"

    def image(self, what: str, sample: int, state: int) -> Mix:
        """That image."""
        return Mix.of(Layer("computed", self.key(what, sample, state)))

    @property
    def picture(self) -> Mix:
        """The picture at the size of the result."""
        return self.image("picture", 0, 0)
