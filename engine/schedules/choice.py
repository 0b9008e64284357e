"""A noise schedule by name and numbers, with what is done to it."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from engine.schedules import SCHEDULES, Schedule, make_schedule
from engine.schedules.cache import ScheduleCache
from engine.schedules.drawn import Drawn
from engine.schedules.given import Given
from engine.schedules.transforms import OFFSET_NOISE, OFFSET_STRENGTH, Applied, NotPossible

_MADE = ScheduleCache(2**27)


@dataclass(frozen=True, slots=True)
class ScheduleChoice:
    """A schedule by name; parameters that are not given take their defaults.

    With `given` it is that data, whatever the name: numbers, of which there must be `steps`, or a drawing. The
    transforms follow in order.
    `config` is the configuration (JSON) that it was opened from, which says how it is used: it changes no number.
    """

    name: str = "linear"
    steps: int = 1000
    parameters: tuple[tuple[str, float], ...] = ()
    transforms: tuple[Applied, ...] = ()
    given: Given | Drawn | None = None
    config: str = ""

    @property
    def final_steps(self) -> int:
        """T of the schedule that is made: fewer than `steps` after a re-spacing."""
        counts = [
            dict(each.parameters).get("count", 50.0)
            for each in self.transforms
            if each.active and each.name == "respace"
        ]
        return int(counts[-1]) if counts else self.steps

    @property
    def offset_noise(self) -> float:
        """The strength of the offset of its noise; that of several together, as they are independent."""
        strengths = [
            dict(each.parameters).get("strength", OFFSET_STRENGTH)
            for each in self.transforms
            if each.active and each.name == OFFSET_NOISE
        ]
        return math.hypot(*strengths)

    @property
    def title(self) -> str:
        """What people call it: its family, or where its data come from."""
        return SCHEDULES[self.name].title if self.given is None else self.given.title or "Given numbers"

    @property
    def word(self) -> str:
        """One word for it in names of files: that of its family, "given" or "drawn"."""
        return self.name if self.given is None else type(self.given).__name__.lower()

    @property
    def keys(self) -> dict[str, Any]:
        """Those of the configuration that it carries, with their values; empty if it carries none."""
        return dict(_keys_in(self.config)) if self.config else {}

    def with_keys(self, **values: Any) -> ScheduleChoice:
        """The same with these keys in its configuration."""
        return replace(self, config=_config_with(self.config, json.dumps(values)))

    def made_parameters(self) -> dict[str, float]:
        """All parameters of the family. Raises ValueError when one is not possible."""
        return dict(SCHEDULES[self.name].check(dict(self.parameters)))

    def make(self) -> Schedule:
        """The schedule. Raises ValueError with one sentence when the choice is not possible."""
        # The panels ask for it one after the other. A T of 10.0 is equal to one of 10, but is not possible.
        return _MADE.get((self, type(self.steps)), self._make)

    def _make(self) -> Schedule:
        schedule = self._base()
        for place, transform in enumerate(self.transforms, 1):
            try:
                schedule = transform.to(schedule)
            except ValueError as error:
                raise NotPossible(str(error), place) from error
        return schedule

    def _base(self) -> Schedule:
        if self.given is None:
            return make_schedule(self.name, self.steps, **dict(self.parameters))
        return self.given.made(self.steps)


# With 100,000 trained_betas these take 40 and 85 ms, and the window and the doctor ask again and again.
@lru_cache(maxsize=4)
def _keys_in(config: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(config)
    return data


@lru_cache(maxsize=4)
def _config_with(config: str, values: str) -> str:
    keys = _keys_in(config) if config else {}
    return json.dumps(keys | _keys_in(values), separators=(",", ":"))
