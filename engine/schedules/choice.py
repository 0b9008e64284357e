"""A noise schedule by name and numbers."""

from __future__ import annotations

from dataclasses import dataclass

from engine.schedules import Schedule, make_schedule


@dataclass(frozen=True, slots=True)
class ScheduleChoice:
    """A schedule by name; parameters that are not given take their defaults."""

    name: str = "linear"
    steps: int = 1000
    parameters: tuple[tuple[str, float], ...] = ()

    def make(self) -> Schedule:
        """The schedule. Raises ValueError with one sentence when the choice is not possible."""
        return make_schedule(self.name, self.steps, **dict(self.parameters))
