"""Generate: new pictures, by denoisers that know only pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from engine.denoisers import DENOISERS
from engine.denoisers.gaussian import GaussianSettings
from engine.denoisers.ideal import IdealSettings
from engine.denoisers.patches import PatchesSettings
from engine.generation.plane import Plane
from engine.generation.recipe import Recipe
from engine.generation.trajectory import Trajectory
from engine.option import Option
from engine.scenes.chart import Chart
from engine.scenes.generated import build_generated
from engine.scenes.grid import Grid
from engine.scenes.plane_chart import plane_chart, plane_spots
from engine.scenes.sampler_options import GROUP, SamplerSettings
from engine.scenes.sampling import SNAPSHOTS, START, run_of, sampler_options
from engine.scenes.scene import Experiment, Scene
from engine.scenes.strip import Given
from engine.schedules import Schedule


@dataclass(frozen=True)
class GenerateSettings(SamplerSettings, PatchesSettings, IdealSettings, GaussianSettings):
    """A denoiser (a name in DENOISERS) with its settings, the sampler and the result; see Recipe.

    `run_steps` is 0 for the usual number of the denoiser, `start` 0 for noise. `eta` holds for DDIM, `variance` for
    DDPM; the options of other samplers are those of SamplerSettings. Of `seeds` new pictures number `sample` is
    large; `snapshots` small images.
    """

    denoiser: str = "patches"
    run_steps: int = 0
    sampler: str = "ddpm"
    spacing: str = "trailing"
    eta: float = 0.0
    variance: str = "posterior"
    start: int = 0
    rows_wanted: int = 48
    seeds: int = 1
    sample: int = 1
    snapshots: int = 6
    plane: bool = False

    def recipe(self, seed: int, steps: int) -> Recipe:
        """The generation that these settings mean, with a seed, for T = `steps`."""
        family = DENOISERS[self.denoiser]
        return Recipe(
            denoiser=self.denoiser,
            settings=family.settings_from(self),
            rows=self.rows_wanted,
            sampler=run_of(self, self.run_steps or min(family.steps, steps)),
            seed=seed,
            start=self.start or None,
        )

    def trajectory(self, schedule: Schedule, seed: int) -> Trajectory:
        """What these settings mean, before any of it is made.

        Raises:
            ValueError: when they do not go with the schedule.
        """
        return _asked(self, schedule, seed)


@lru_cache(maxsize=16)  # it is asked for with each state of a run
def _asked(settings: GenerateSettings, schedule: Schedule, seed: int) -> Trajectory:
    return Trajectory.of(settings.recipe(seed, schedule.steps), schedule, settings.seeds)


def build(schedule: Schedule, t: int, given: Given, settings: GenerateSettings) -> Grid:
    """What there is of a generation: its state at t, what is predicted from it, and the way of one sample."""
    chosen = settings.trajectory(schedule, given.seed)
    grid = build_generated(schedule, t, chosen, given.trajectory, settings.sample - 1, settings.snapshots)
    if not settings.plane:
        return grid
    plane = given.plane if given.plane is not None and given.plane.has(given.trajectory) else None
    return replace(grid, charts=_charts(plane), cursors=(plane_spots(plane, t),))


@lru_cache(maxsize=8)  # the same object for all t
def _charts(plane: Plane | None) -> tuple[Chart, ...]:
    return (plane_chart(plane),)


def timesteps(schedule: Schedule, settings: GenerateSettings, run: Trajectory | None = None) -> Sequence[int]:
    """Those of the states that are there of the run, else of what the settings mean.

    A run that was made with more steps may still be shown; the schedule ends before its timesteps.
    """
    if run is not None and run.timesteps[0] <= schedule.steps:
        return run.timesteps[: max(1, run.done)][::-1]
    return settings.trajectory(schedule, seed=0).timesteps[::-1]


def _of_denoisers() -> tuple[Option, ...]:
    """The options of all denoisers, each for its own alone."""
    return tuple(
        replace(option, group="Denoiser", when=(("denoiser", (name,)), *option.when))
        for name, family in DENOISERS.items()
        for option in family.options
    )


SCENE = Scene(
    help=(
        "A denoiser that knows pictures but not x<sub>0</sub> goes back from noise, step by step: press “Generate”, "
        "then drag t to any of the states. The Gaussian denoiser knows the mean colour and the spectrum of the "
        "picture, the ideal one a set of pictures, at one of which it ends; the patches make new pictures from "
        "places of the old one, with weights that are approximate: weak coefficients are left out, and some patches "
        "where there are very many. Where they come from is a colour: blue is the upper left of the picture, orange "
        "the upper right, green the lower left, pink the lower right. States between two timesteps stand at the "
        "nearest whole t that is free, and their titles have the exact one; what a sampler only tries is not shown. "
        "The patches go from coarse to fine, and at each size a sampler that looks back begins anew. DDPM and DDIM "
        "draw noise of its own for each whole timestep; the noise of other samplers and spacings follows one path, "
        "so that a seed gives much the same picture at any number of steps."
    ),
    defaults=GenerateSettings(),
    options=(
        Option(
            "denoiser",
            "denoiser",
            "choice",
            "What predicts x₀ from xₜ; it knows pictures, and not x₀.",
            choices=tuple((name, each.title) for name, each in DENOISERS.items()),
            group="Denoiser",
        ),
        *_of_denoisers(),
        *sampler_options(
            Option(
                "run_steps",
                "steps",
                "whole",
                "Steps of the sampler; usual is "
                + ", ".join(f"{each.steps} for {each.title}" for each in DENOISERS.values())
                + ", or all T where there are fewer.",
                maximum=1000,
                none="usual",
                group=GROUP,
            )
        ),
        START,
        Option(
            "rows_wanted",
            "height",
            "whole",
            "Rows of pixels of the new picture. Patches take about four times as long for twice as many.",
            minimum=16,
            maximum=384,
            group="Result",
        ),
        Option(
            "seeds",
            "pictures",
            "whole",
            "New pictures at once, each with a seed of its own.",
            minimum=1,
            maximum=9,
            group="Result",
        ),
        Option(
            "sample",
            "large",
            "whole",
            "Which of the new pictures is shown large; a click on one chooses it.",
            minimum=1,
            maximum=9,
            group="Images",
        ),
        SNAPSHOTS,
        Option(
            "plane",
            "paths in a plane",
            "switch",
            "On: the way of xₜ and of the predicted x₀, for the large picture of this run and of those that are "
            "kept, in the plane of the two directions in which xₜ varies most, with the share of the variance of "
            "each. Both axes have one scale, on which 1 is a difference of 1 in each value.",
            group="Images",
        ),
    ),
    build=build,
    timesteps=timesteps,
    backwards=True,
    experiments=(
        Experiment(
            "Only colour and spectrum",
            "--scene generate --denoiser gaussian",
            "Press “Generate”: what comes has the mean colour of your picture and nearly its spectrum, none "
            "of its shapes.",
        ),
        Experiment(
            "A denoiser that remembers",
            "--scene generate --denoiser ideal",
            "Press “Generate”: the best denoiser for a finite set ends at a member of it. Watch the weights until "
            "one has them all.",
        ),
        Experiment(
            "Places, put together anew",
            "--scene generate --denoiser patches",
            "Press “Generate”: every patch comes from somewhere in your picture. Drag t: when are places settled?",
        ),
    ),
)
