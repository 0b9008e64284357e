"""How a new picture is generated, in names and numbers: what the window chooses and the engine carries out."""

from __future__ import annotations

import math
from dataclasses import dataclass

from engine.samplers.timesteps import kept_timesteps

ANYWHERE = math.inf
"""The width of a preference for the same place that prefers nothing."""


MEMBERS = ("crops", "bundled", "folder")
"""What a set may be made of: random crops of the picture, the bundled pictures, or those of a folder."""
CROPS = 64


@dataclass(frozen=True, slots=True)
class Recipe:
    """A denoiser, its settings, and the sampler that goes back with it.

    Raises:
        ValueError: when a number is out of its range.
    """

    denoiser: str = "patches"
    """A name in `DENOISERS`."""
    rows: int = 48
    """Height of the result in pixels; its width follows from the picture."""

    kept: int = 40
    """Sampler steps over the whole schedule."""
    spacing: str = "trailing"
    eta: float = 0.0
    """0 is DDIM, 1 is DDPM."""
    large_variance: bool = False
    """The variance of a step is beta instead of eta^2 beta~."""

    seed: int = 0
    start: int | None = None
    """Timestep t of the picture's x_t that the run starts from (the strength); None: from noise alone."""

    scale: float = 1.0
    """Patches: times the size of a patch; large ones copy, small ones forget the layout."""
    row_width: float = 0.1
    """Patches: how far above or below its own place a patch may come from, as a fraction of the height."""
    column_width: float = ANYWHERE
    """Patches: the same to the left and right, as a fraction of the width."""
    mirrored: bool = False
    """Patches: those of the mirrored picture too."""

    members: str = MEMBERS[0]
    """Ideal: what the set is made of."""
    crops: int = CROPS
    """Ideal: how many random crops of the picture stand for a set, when no other pictures are given."""
    folder: str = ""
    """Ideal: the folder with the pictures of the set, when it is made of those."""

    def __post_init__(self) -> None:
        _check("rows", self.rows, 8, 1024)
        _check("crops", self.crops, 1, 1024)
        _check("scale", self.scale, 0.1, 4.0)
        _check("eta", self.eta, 0.0, 1.0)
        _check("row_width", self.row_width, 0.0, ANYWHERE)
        _check("column_width", self.column_width, 0.0, ANYWHERE)
        if self.members not in MEMBERS:
            raise ValueError(f"members is {self.members!r}; it must be one of {', '.join(MEMBERS)}.")

    def timesteps(self, steps: int) -> tuple[int, ...]:
        """The timesteps t_1 > ... > t_N >= 1 that a schedule of T = `steps` is sampled at, then 0.

        A run that starts at a timestep of the picture keeps the same share of the steps that it has left.

        Raises:
            ValueError: when the start, the number of steps or the spacing does not go with T.
        """
        if self.start is None:
            return kept_timesteps(steps, self.kept, self.spacing)
        if not 1 <= self.start <= steps:
            raise ValueError(
                f"The run starts at t = {self.start}; it must be 1 to T = {steps}: start lower, or raise T."
            )
        share = round(self.kept * self.start / steps)
        _, *rest = kept_timesteps(self.start, min(max(share, 1), self.start), self.spacing)
        return (self.start, *rest)  # also where the spacing leaves out the last timestep


def _check(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise ValueError(f"{name} is {value:g}; it must be from {low:g} to {high:g}.")
