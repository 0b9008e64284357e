"""A run by name and numbers: `NAME[:KEY=VALUE,...]`, such as `dpmpp_2m:spacing=karras,steps=20,sigma_min=0.002`."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from engine.samplers.begun import begun_at
from engine.samplers.catalogue import SAMPLERS
from engine.samplers.family import SamplerFamily
from engine.samplers.level import Course, at_timesteps
from engine.samplers.listed import check_levels, listed
from engine.samplers.names import known_as, spacing_known_as
from engine.samplers.option import complete
from engine.samplers.own_schedule import check_shift, own_schedule, own_text
from engine.samplers.timesteps import (
    MOST,
    SPACINGS,
    WHOLE,
    kept_timesteps,
    rounded,
    spaced,
)
from engine.samplers.walk import Noise, Walk, X
from engine.schedules import Schedule

STEPS = 20
LISTS = {"sigmas": "list of sigmas", "timesteps": "list of timesteps"}
"""The spacings that are a list of the user's, with the numbers apart by `/`, and their titles."""


@dataclass(frozen=True, slots=True)
class SamplerRun:
    """A sampler with its steps, spacing and options; equal runs do the same.

    `options` are those of the sampler and of the spacing, sorted by name, those that equal the default left out.
    `listed` are the levels of the spacings `sigmas` and `timesteps`; `steps` is then their number. `whole` rounds
    the levels to whole timesteps, which drops those that come twice. `schedule` is the text of one of its own, empty
    for the one that it is given, and `shift` multiplies sigma at every t of it: see `on`.

    Raises:
        ValueError: when a name is unknown or a number not allowed, with a sentence that says which.
    """

    sampler: str = "ddim"
    steps: int = STEPS
    spacing: str = "trailing"
    options: tuple[tuple[str, float], ...] = ()
    listed: tuple[float, ...] = ()
    whole: bool = False
    schedule: str = ""
    shift: float = 1.0

    def __post_init__(self) -> None:
        if self.sampler not in SAMPLERS:
            raise ValueError(f"There is no sampler {self.sampler!r}; there are {', '.join(SAMPLERS)}.")
        if self.spacing not in SPACINGS and self.spacing not in LISTS:
            known = ", ".join((*SPACINGS, *LISTS))
            raise ValueError(f"There is no spacing {self.spacing!r}; there are {known}.")
        if (self.spacing in LISTS) != bool(self.listed):
            raise ValueError(
                f"The spacing {self.spacing!r} does not go with a list of {len(self.listed)} levels."
            )
        if self.listed:
            object.__setattr__(self, "steps", sum(value != 0 for value in self.listed))
        if not 1 <= self.steps <= MOST:
            raise ValueError(f"The run takes {self.steps} steps; it must be 1 to {MOST}.")
        given = dict(self.options)
        both = (*self.family.options, *(SPACINGS[self.spacing].options if self.spacing in SPACINGS else ()))
        values = complete(both, given, f"The run {self.sampler!r} with the spacing {self.spacing!r}")
        defaults = {option.name: option.default for option in both}
        kept = {
            name: value for name, value in values.items() if value is not None and value != defaults[name]
        }
        object.__setattr__(self, "options", tuple(sorted(kept.items())))
        object.__setattr__(self, "schedule", own_text(self.schedule))
        check_shift(self.shift)

    @property
    def family(self) -> SamplerFamily:
        """The entry of the sampler."""
        return SAMPLERS[self.sampler]

    @property
    def sampler_options(self) -> dict[str, float]:
        """The value of each option of the sampler."""
        given = dict(self.options)
        return {one.name: given.get(one.name, one.default or 0.0) for one in self.family.options}

    @property
    def spacing_options(self) -> tuple[tuple[str, float], ...]:
        """The options of the spacing that are not as usual, with their values."""
        there = SPACINGS[self.spacing].options if self.spacing in SPACINGS else ()
        names = {option.name for option in there}
        return tuple((name, value) for name, value in self.options if name in names)

    @property
    def evaluations(self) -> int:
        """How often the denoiser is asked."""
        return self.family.evaluations(self.steps)

    @property
    def noisy(self) -> bool:
        """Whether fresh noise is added on the way."""
        still = self.sampler_options.get("eta") == 0 or self.sampler_options.get("s_churn") == 0
        return self.family.noisy and not still

    def on(self, schedule: Schedule) -> Schedule:
        """The schedule that it goes on where this one is given: its own with as many steps, and shifted.

        Raises:
            ValueError: when its own cannot have so many steps.
        """
        return own_schedule(self.schedule, self.shift, schedule)

    def course(self, schedule: Schedule, start: int | None = None) -> Course:
        """The levels that it visits on a schedule, from noise, or from timestep `start`, to t = 0.

        From a start it takes what is left of its levels; a spacing of whole timesteps spaces its share of the
        steps anew (see `kept_timesteps`).

        Raises:
            ValueError: when the spacing or the start does not go with the schedule.
        """
        return _course(self, schedule, start)

    def walk(self, x: X, course: Course, noise: Noise[X]) -> Walk[X]:
        """The generator of the run: from `x` at the first level of the course."""
        options = self.family.fixed | self.sampler_options
        walk: Walk[X] = self.family.walk(x, course, noise, **options)
        return walk

    def text(self) -> str:
        """`NAME[:KEY=VALUE,...]`, which `parse` reads; what equals the default is left out."""
        words = []
        if self.listed:
            words.append(f"{self.spacing}={levels_text(self.listed)}")
        else:
            if self.spacing != "trailing":
                words.append(f"spacing={self.spacing}")
            if self.steps != STEPS:
                words.append(f"steps={self.steps}")
        words += [f"{name}={_number(value)}" for name, value in self.options]
        words += ["whole=1"] if self.whole else []
        words += [f"schedule={self.schedule}"] if self.schedule else []
        words += [f"shift={_number(self.shift)}"] if self.shift != 1 else []
        return f"{self.sampler}:{','.join(words)}" if words else self.sampler


def levels_text(levels: Iterable[float]) -> str:
    """The text of a list of levels."""
    return "/".join(map(_number, levels))


def read_levels(text: str) -> str:
    """A list of levels as people paste it, apart by commas, blanks, lines or `/`, as its text.

    Raises:
        ValueError: when one is no number, or the list is no list of falling levels.
    """
    words = [word for word in re.split(r"[\s,;/\[\]()]+", text) if word]
    levels = [_parsed("A level of the list", word) for word in words]
    check_levels(levels)
    return levels_text(levels)


def as_list(course: Course, spacing: str) -> tuple[float, ...]:
    """The levels of a course above 0 as a list of the spacing, one of LISTS; an infinite sigma has no place in it."""
    levels = course.levels[:-1]
    sigmas = tuple(level.sigma for level in levels if math.isfinite(level.sigma))
    return sigmas if spacing == "sigmas" else tuple(level.t for level in levels)


@lru_cache(maxsize=64)
def _course(run: SamplerRun, given: Schedule, start: int | None) -> Course:
    schedule = run.on(given)
    if start is not None and run.spacing in WHOLE:
        timesteps = kept_timesteps(schedule.steps, run.steps, run.spacing, start, run.spacing_options)
        return Course(schedule, at_timesteps(schedule, timesteps))
    if run.listed:
        course = listed(schedule, run.listed, sigmas=run.spacing == "sigmas")
    else:
        course = spaced(schedule, run.spacing, run.steps, run.spacing_options)
    course = rounded(course)[0] if run.whole else course
    return course if start is None else begun_at(course, start)


@lru_cache(maxsize=256)  # each scene asks for its runs at each t
def parse(text: str) -> SamplerRun:
    """The run of `NAME[:KEY=VALUE,...]`; a name may be one of another program, such as "DPM++ 2M Karras".

    Raises:
        ValueError: with a sentence that says what is wrong.
    """
    name, _, rest = text.partition(":")
    sampler, spacing = known_as(name)
    fields: dict[str, str] = {}
    for word in filter(None, (word.strip() for word in rest.split(","))):
        key, equals, value = (part.strip() for part in word.partition("="))
        if not equals or not key or not value:
            raise ValueError(f"{word!r} is no setting of a run: KEY=VALUE is needed, such as steps=20.")
        if key in fields:
            raise ValueError(f"{key} is given twice in {text!r}: give it once.")
        fields[key] = value
    levels: tuple[float, ...] = ()
    for key in LISTS:
        if key in fields:
            if "spacing" in fields or levels:
                raise ValueError(f"{key} is a spacing of its own: give no other spacing with it.")
            spacing, levels = key, tuple(_parsed(key, part) for part in fields.pop(key).split("/"))
    spacing = spacing_known_as(fields.pop("spacing", spacing))
    steps, whole = (
        _parsed("steps", fields.pop("steps", str(STEPS))),
        _parsed("whole", fields.pop("whole", "0")),
    )
    own, shift = fields.pop("schedule", ""), _parsed("shift", fields.pop("shift", "1"))
    if not steps.is_integer():
        raise ValueError(f"steps is {steps:g}; it must be a whole number from 1 to {MOST}.")
    if whole not in (0.0, 1.0):
        raise ValueError(f"whole is {whole:g}; it must be 0 or 1.")
    options = tuple((key, _parsed(key, value)) for key, value in fields.items())
    return SamplerRun(sampler, int(steps), spacing, options, levels, bool(whole), own, shift)


def _number(value: float) -> str:
    return f"{value:g}" if float(f"{value:g}") == value else repr(value)


def _parsed(key: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"{key} is {text!r}; it must be a number.") from None
