"""Carries out generations, and keeps their images."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace

import torch

from engine.denoisers.estimate import Estimate
from engine.denoisers.patches.denoiser import Patches, patch_size
from engine.generation import kept_runs
from engine.generation.matches import Match
from engine.generation.trajectory import Trajectory
from engine.generation.walk import Material, Step, generate
from engine.pixels.computed import Computed
from engine.pixels.pyramid import Pyramid
from engine.samplers.level import Level
from engine.schedules import Schedule

CORNERS = ((0, 90, 255), (255, 150, 0), (0, 170, 60), (230, 0, 140))
"""Colours of the corners of the picture, row by row; those of other places lie between them."""
MATCHES = 12
_BAR, _GROUND = (0.8, 0.25, -1.0), -0.75  # colours in [-1, 1]


class KeptTrajectory:
    """A run, its images by key, and what is needed to look into it."""

    def __init__(self, trajectory: Trajectory, material: Material, schedule: Schedule) -> None:
        """Of a run of which nothing is there.

        Raises:
            ValueError: when its images would take more than there is room for.
        """
        levels = material.levels(trajectory.recipe.course(schedule))
        size = _check_room(trajectory.samples, levels, material)
        self.trajectory = replace(
            trajectory, levels=levels, parts=material.parts, nbytes=size + material.nbytes
        )
        self.images = {trajectory.key("picture", 0, 0): _pyramid(material.pictures[0])}
        self.broken = False
        """It cannot go on: something failed on the way."""
        self._material = material
        self._seen: list[Level] = []  # of each state that is there
        recipe = trajectory.recipe
        seeds = [replace(recipe, seed=recipe.seed + sample) for sample in range(trajectory.samples)]
        # Each rests where it was left when the run is stopped, in the middle of a step too, and goes on from there.
        self._walks = [generate(material, schedule, each) for each in seeds]
        self._steps: list[Step] = []  # of the state that is on its way, by sample

    @property
    def device(self) -> torch.device:
        """What it is made on."""
        return self._material.pictures[0].device

    def advance(self) -> Generator[Trajectory | float, None, Trajectory]:
        """Take all samples back together, from where they are.

        Yields the run, and again when it has a state more, else the progress. It can be closed at any time: the next
        one goes on, as if there had been no pause.
        """
        yield self.trajectory
        try:
            while not self.trajectory.whole:
                yield from self._to_next_state()
                yield self.trajectory
        except Exception:
            self.broken = True
            raise
        return self.trajectory

    def _to_next_state(self) -> Generator[float, None, None]:
        state, walks = self.trajectory.done, self._walks
        parts = len(self.trajectory.timesteps) * len(walks)
        for sample in range(len(self._steps), len(walks)):
            while (step := next(walks[sample])) is None:
                yield (state * len(walks) + sample) / parts
            self._keep(step, sample, state)
            self._steps.append(step)
        self.trajectory = self._with(self._steps)
        self._steps = []

    def _keep(self, step: Step, sample: int, state: int) -> None:
        images = {"x_t": step.x_t, "x0_hat": step.estimate.x0_hat, "third": _third(step.estimate)}
        for what, image in images.items():
            if image is not None:
                self.images[self.trajectory.key(what, sample, state)] = _pyramid(image)

    def _with(self, steps: Sequence[Step]) -> Trajectory:
        """The run with one more state."""
        weights = [step.estimate.weights for step in steps]
        leaders = tuple(_leader(each) for each in weights if each is not None)
        self._seen.append(steps[0].at)
        exact = list(self.trajectory.exact)
        if exact:
            exact[self.trajectory.done] = steps[0].t  # a sampler that adds noise first goes up a little
        return replace(
            self.trajectory,
            done=self.trajectory.done + 1,
            leaders=(*self.trajectory.leaders, leaders) if leaders else (),
            exact=tuple(exact),
        )

    def find_matches(
        self, sample: int, state: int, place: tuple[float, float]
    ) -> Generator[None, None, tuple[Match, ...]]:
        """The patches that the pixel at a place of a state may come from; none but for the denoiser of patches."""
        if self.trajectory.timesteps[state] == 0:
            state -= 1  # the new picture is what was predicted there
        pyramid = self.images[self.trajectory.key("x_t", sample, state)]
        x_t = torch.from_numpy(pyramid.picture.x0(slice(None), slice(None))).to(
            self._material.pictures[0].device
        )
        height, width, _ = x_t.shape
        level = self.trajectory.levels[state]
        denoiser = self._material.denoisers[level]
        if not isinstance(denoiser, Patches):
            return ()
        alpha_bar = self._seen[state].signal ** 2
        search = yield from denoiser.search(x_t, alpha_bar)
        row, column = min(int(place[1] * height), height - 1), min(int(place[0] * width), width - 1)
        side = patch_size(alpha_bar, self.trajectory.recipe.settings.scale, min(height, width)) / height
        return tuple(
            Match((each.column + 0.5) / width, (each.row + 0.5) / height, side, each.weight)
            for each in search.winners(row, column, MATCHES)
        )


def _check_room(samples: int, levels: Sequence[int], material: Material) -> int:
    """Refuse too much of a run, else say its bytes: three images for each state of each sample, at its size."""
    size = 3 * samples * sum(4 * material.pictures[level].numel() for level in levels)
    if size > kept_runs.MOST_BYTES:
        raise ValueError(
            f"The run would keep {3 * samples * len(levels)} images, "
            f"{size / 2**30:.1f} GB of at most {kept_runs.MOST_BYTES / 2**30:.0f} GB: choose a smaller height, or "
            "fewer steps or samples."
        )
    return size


def _pyramid(image: torch.Tensor) -> Pyramid:
    return Pyramid(Computed(image.cpu().contiguous().numpy()))


def _third(estimate: Estimate) -> torch.Tensor | None:
    """What else an estimate tells, as an image in [-1, 1]."""
    if estimate.sources is not None:
        return _coloured(estimate.sources)
    return None if estimate.weights is None else _bars(estimate.weights, *estimate.x0_hat.shape[:2])


def _coloured(sources: torch.Tensor) -> torch.Tensor:
    """Places in the picture (H, W, 2) as colours between those of the corners."""
    upper_left, upper_right, lower_left, lower_right = (
        torch.tensor(CORNERS, device=sources.device) / 127.5 - 1
    )
    down, across = sources[..., :1], sources[..., 1:]
    upper = upper_left + across * (upper_right - upper_left)
    colours: torch.Tensor = upper + down * (lower_left + across * (lower_right - lower_left) - upper)
    return colours


def _bars(weights: torch.Tensor, height: int, width: int) -> torch.Tensor:
    """A bar for each member of a set, as high as its weight."""
    image = torch.full((height, width, 3), _GROUND)
    edges = torch.linspace(0, width, len(weights) + 1).round().int().tolist()
    for weight, left, right in zip(weights.tolist(), edges, edges[1:], strict=False):
        top = height - round(weight * height)
        image[top:, left : max(left + 1, right - 1)] = torch.tensor(_BAR)
    return image


def _leader(weights: torch.Tensor) -> tuple[int, float]:
    most = int(weights.argmax())
    return most, float(weights[most])
