"""How a new picture is generated, in names and numbers: what the window chooses and the engine carries out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from engine.denoisers import DENOISERS, Family
from engine.samplers.level import Course
from engine.samplers.run import SamplerRun
from engine.schedules import Schedule


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

    sampler: SamplerRun = field(default_factory=lambda: SamplerRun(steps=40))
    """The sampler that goes back, its steps over the whole schedule, and their spacing."""

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

    @property
    def family(self) -> Family:
        """The kind of denoiser."""
        return DENOISERS[self.denoiser]

    def course(self, schedule: Schedule) -> Course:
        """The levels of a run on a schedule, noise first, then t = 0.

        Raises:
            ValueError: when the start, the number of steps or the spacing does not go with the schedule.
        """
        return self.sampler.course(schedule, self.start)


def _check(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise ValueError(f"{name} is {value:g}; it must be from {low:g} to {high:g}.")
