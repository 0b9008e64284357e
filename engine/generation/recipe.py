"""How a new picture is generated, in names and numbers: what the window chooses and the engine carries out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.denoisers import DENOISERS, Family
from engine.samplers.timesteps import kept_timesteps


@dataclass(frozen=True, slots=True)
class Recipe:
    """A denoiser, its settings, and the sampler that goes back with it.

    Raises:
        ValueError: when there is no such denoiser, or a number is out of its range.
    """

    denoiser: str = "patches"
    """A name in `DENOISERS`."""
    settings: Any = None
    """Those of the denoiser, see `Family`; None becomes its defaults."""
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

    def __post_init__(self) -> None:
        if self.denoiser not in DENOISERS:
            raise ValueError(f"There is no denoiser {self.denoiser!r}; there are {', '.join(DENOISERS)}.")
        settings = self.family.defaults if self.settings is None else self.settings
        object.__setattr__(self, "settings", settings)
        for option in self.family.options:
            option.check(getattr(settings, option.name))
        _check("rows", self.rows, 8, 1024)
        _check("eta", self.eta, 0.0, 1.0)

    @property
    def family(self) -> Family:
        """The kind of denoiser."""
        return DENOISERS[self.denoiser]

    def timesteps(self, steps: int) -> tuple[int, ...]:
        """The timesteps t_1 > ... > t_N >= 1 that a schedule of T = `steps` is sampled at, then 0.

        Raises:
            ValueError: when the start, the number of steps or the spacing does not go with T.
        """
        return kept_timesteps(steps, self.kept, self.spacing, self.start)


def _check(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise ValueError(f"{name} is {value:g}; it must be from {low:g} to {high:g}.")
