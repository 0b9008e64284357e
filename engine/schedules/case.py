"""What the doctor looks at, and what he says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Protocol

from engine.schedules.choice import ScheduleChoice
from engine.schedules.diffusers_classes import CLASS, CLASSES
from engine.schedules.schedule import Schedule
from engine.schedules.transforms import Applied


@dataclass(frozen=True, slots=True)
class OctavesLost:
    """What a run loses: `count` of `octaves` keep less than half of their power, the worst of them `kept`.

    `details` is the size of the worst one's details, the wave lengths from and to, in pixels.
    """

    run: str
    count: int
    octaves: int
    kept: float
    details: tuple[float, float]


class Loses(Protocol):
    """A run that is to make such a picture."""

    def lost(self, schedule: Schedule) -> OctavesLost | None:
        """What it loses on a schedule, None where that is nothing."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Of the picture and its use: its name, its working size, None if there is none, the log SNRs that matter.

    `useful` is (lowest, highest) log SNR between which the bands of its spectrum are won, None where it is not
    known; `kept` is the number of steps that a sampler will take. `gains` has the long side of the picture and of its
    halves, each with what halving it makes of the SNR (4 in the textbook). `run` is the one that is looked at, and
    `keys` those of the configuration in whose place the scene says something else.
    """

    name: str = "a picture"
    size: tuple[int, int] | None = None
    useful: tuple[float, float] | None = None
    kept: int = 50
    gains: tuple[tuple[int, float], ...] = ()
    run: Loses | None = None
    keys: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong: `number` is the value that shows it, `remedy` a schedule without the fault, if there is one."""

    severity: Literal["error", "warning", "note"]
    title: str
    number: str
    sentence: str
    source: str
    remedy: ScheduleChoice | None = None
    remedy_words: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A choice, its schedule, None with a sentence where there is none, and the keys of its configuration."""

    choice: ScheduleChoice
    schedule: Schedule | None
    impossible: str
    facts: Facts
    keys: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, choice: ScheduleChoice, facts: Facts) -> Case:
        """The case of a choice, which need not be possible."""
        try:
            schedule, impossible = choice.make(), ""
        except ValueError as error:
            schedule, impossible = None, str(error)
        keys = choice.keys | dict(facts.keys) if choice.config else {}
        return cls(choice, schedule, impossible, facts, keys)

    def key(self, name: str) -> Any:
        """The value of a key, else the default of the class; None where there is no such key, or no configuration."""
        scheduler = CLASSES.get(self.keys.get(CLASS, "DDPMScheduler")) if self.keys else None
        if scheduler is None or name not in scheduler.keys:
            return None
        return self.keys.get(name, scheduler.keys[name])

    @property
    def learns_noise(self) -> bool:
        """Whether the configuration says that the network predicts the noise, and the path is no flow."""
        return self.key("prediction_type") == "epsilon" and not self.key("use_flow_sigmas")

    @property
    def trailing(self) -> dict[str, Any]:
        """The keys of trailing timesteps: they have no offset."""
        return {"timestep_spacing": "trailing"} | ({"steps_offset": 0} if self.key("steps_offset") else {})

    def for_no_signal(self, choice: ScheduleChoice) -> tuple[ScheduleChoice, str]:
        """A schedule that ends without signal with the keys that go with it, and those that are others in words."""
        keys: dict[str, Any] = {"prediction_type": "v_prediction"} if self.learns_noise else {}
        if self.key("timestep_spacing") == "leading":
            keys |= self.trailing
        return choice.with_keys(**keys) if keys else choice, in_words(keys)

    def with_transform(self, name: str, **values: float) -> ScheduleChoice:
        """The choice with one more transform at the end."""
        applied = Applied(name, tuple(values.items()))
        return replace(self.choice, transforms=(*self.choice.transforms, applied))

    def with_parameters(self, **values: float) -> ScheduleChoice:
        """The choice with other parameters."""
        return replace(self.choice, parameters=tuple({**dict(self.choice.parameters), **values}.items()))

    def with_keys(self, **values: Any) -> ScheduleChoice:
        """The choice with other keys of its configuration."""
        return self.choice.with_keys(**values)


def in_words(keys: Mapping[str, Any]) -> str:
    """Keys with their values, such as "timestep_spacing trailing, steps_offset 0"."""
    return ", ".join(f"{key} {value}" for key, value in keys.items())
