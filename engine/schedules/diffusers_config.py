"""The scheduler_config.json of diffusers: what noise schedule it says, and one that says a schedule."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.quoting import shown
from engine.schedules import MAX_STEPS
from engine.schedules.choice import ScheduleChoice
from engine.schedules.diffusers_classes import BETA_SCHEDULES, CLASS, CLASSES, OF_TOKENS, SchedulerClass
from engine.schedules.given import Given
from engine.schedules.transforms import Applied

USUAL_STEPS = 1000
"""T of a class that has no key for it."""


@dataclass(frozen=True, slots=True)
class OpenedConfig:
    """The schedule of a configuration, which the choice carries whole, and what is to be said of it."""

    choice: ScheduleChoice
    said: tuple[str, ...]


def is_config(data: object) -> bool:
    """Whether parsed JSON is meant as the configuration of a scheduler."""
    return isinstance(data, Mapping) and bool({CLASS, "beta_schedule", "num_train_timesteps"} & data.keys())


def open_config(data: Mapping[str, Any], name: str) -> OpenedConfig:
    """The schedule that a configuration says; `name` is that of its file.

    Raises:
        ValueError: with one sentence that names the file, when a value or its class is not possible.
    """
    try:
        config = Config(data)
        choice, said = config.kind(config, name)
    except ValueError as error:
        raise ValueError(f"{shown(name)}: {str(error).rstrip('.')}.") from error
    if not config.has_steps:
        said = (f"Its class says no T: {USUAL_STEPS} is shown.", *said)
    idle = sorted(key for key in data if key not in config.scheduler.keys and not key.startswith("_"))
    if idle:
        said = (*said, f"Kept, and without meaning for the schedule: {', '.join(map(shown, idle))}.")
    text = json.dumps(dict(data), separators=(",", ":"))
    return OpenedConfig(_with_config(choice, text), said)


class Config:
    """A configuration, read with the defaults of its class."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        """Raises ValueError when its class is none whose schedule is known."""
        self.data = data
        self.name = data.get(CLASS, "DDPMScheduler")
        scheduler = CLASSES.get(self.name) if isinstance(self.name, str) else None
        if self.name in OF_TOKENS:
            raise ValueError(
                f"its class {shown(self.name)} replaces tokens by others and adds no noise: it has no noise schedule"
            )
        if scheduler is None:
            raise ValueError(f"its class {shown(self.name)} has no noise schedule that can be shown here")
        self.scheduler: SchedulerClass = scheduler

    @property
    def kind(self) -> Callable[[Config, str], tuple[ScheduleChoice, tuple[str, ...]]]:
        """What reads its keys."""
        return _flow if self.is_flow else READERS[self.scheduler.kind]

    @property
    def is_flow(self) -> bool:
        """Whether its path is straight."""
        return self.scheduler.kind == "flow" or bool(self.get("use_flow_sigmas"))

    def get(self, key: str) -> Any:
        """The value of a key, its default if it is not there, None where the class has no such key."""
        return self.data.get(key, self.scheduler.keys[key]) if key in self.scheduler.keys else None

    def number(self, key: str) -> float:
        """The value of a key as a finite number. Raises ValueError when it is none."""
        value = self.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise ValueError(f"{key} is {_said(value)}; it must be a number")
        return float(value)

    def switch(self, key: str) -> bool:
        """The value of a key as true or false. Raises ValueError when it is neither."""
        value = self.get(key)
        if value is not None and not isinstance(value, bool):
            raise ValueError(f"{key} is {_said(value)}; it must be true or false")
        return bool(value)

    @property
    def has_steps(self) -> bool:
        """Whether the class has a key for T."""
        return "num_train_timesteps" in self.scheduler.keys

    @property
    def steps(self) -> int:
        """T, the usual one where the class has none. Raises ValueError when it is none."""
        if not self.has_steps:
            return USUAL_STEPS
        value = self.get("num_train_timesteps")
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MAX_STEPS:
            raise ValueError(
                f"num_train_timesteps is {_said(value)}; it must be a whole number from 1 to {MAX_STEPS}"
            )
        return value


def _with_config(choice: ScheduleChoice, text: str) -> ScheduleChoice:
    return ScheduleChoice(
        choice.name, choice.steps, choice.parameters, choice.transforms, choice.given, config=text
    )


Read = tuple[ScheduleChoice, tuple[str, ...]]


def _betas(config: Config, name: str) -> Read:
    transforms = []
    if "snr_shift_scale" in config.scheduler.keys:
        transforms.append(Applied("snr_shift", (("factor", config.number("snr_shift_scale")),)))
    if config.switch("rescale_betas_zero_snr"):
        transforms.append(Applied("zero_terminal"))
    betas = config.get("trained_betas")
    if betas is not None:
        given = Given("betas", _trained(betas), name)
        said = (f"It has {given.steps} trained_betas, which count; beta_schedule does not.",)
        return ScheduleChoice("linear", given.steps, (), tuple(transforms), given), said
    kind = config.get("beta_schedule")
    if not isinstance(kind, str) or kind not in BETA_SCHEDULES:
        raise ValueError(f"beta_schedule is {_said(kind)}; it must be one of {', '.join(BETA_SCHEDULES)}")
    family = BETA_SCHEDULES[kind]
    parameters: tuple[tuple[str, float], ...] = ()
    if family in ("linear", "quadratic", "sigmoid"):
        parameters = (("beta_start", config.number("beta_start")), ("beta_end", config.number("beta_end")))
    return ScheduleChoice(family, config.steps, parameters, tuple(transforms)), ()


def _trained(betas: Any) -> bytes:
    if not isinstance(betas, list) or not betas:
        raise ValueError(f"trained_betas is {_said(betas)}; it must be a list of numbers")
    if len(betas) > MAX_STEPS:
        raise ValueError(f"trained_betas has {len(betas)} numbers, and a schedule has at most {MAX_STEPS}")
    for place, value in enumerate(betas):
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError(f"trained_betas[{place}] is {_said(value)}; it must be a number")
    return np.array(betas, dtype="<f8").tobytes()


def _flow(config: Config, name: str) -> Read:
    if config.switch("use_dynamic_shifting"):
        if (config.get("base_image_seq_len"), config.get("max_image_seq_len")) == (256, 4096):
            ends = tuple((key, config.number(key)) for key in ("base_shift", "max_shift"))
            said = "Its shift depends on the size of the picture: shown is that of 4096 tokens, 1024 x 1024 pixels."
            return ScheduleChoice("flux", config.steps, (("tokens", 4096.0), *ends)), (said,)
        tokens = config.number("max_image_seq_len")
        said = f"Its shift depends on the size of the picture: shown is that of {tokens:g} tokens, max_shift."
        shift = math.exp(config.number("max_shift"))
        return ScheduleChoice("flow", config.steps, (("shift", shift),)), (said,)
    key = "flow_shift" if "flow_shift" in config.scheduler.keys else "shift"
    shift = config.number(key) if key in config.scheduler.keys else 1.0
    return ScheduleChoice("flow", config.steps, (("shift", shift),)), ()


def _karras(config: Config, name: str) -> Read:
    ends = (("sigma_min", config.number("sigma_min")), ("sigma_max", config.number("sigma_max")))
    if config.get("sigma_schedule") == "exponential":
        return ScheduleChoice("ve", config.steps, ends), ()
    return ScheduleChoice("karras", config.steps, (*ends, ("rho", config.number("rho")))), ()


def _exploding(config: Config, name: str) -> Read:
    ends = (("sigma_min", config.number("sigma_min")), ("sigma_max", config.number("sigma_max")))
    return ScheduleChoice("ve", config.steps, ends), ()


def _wuerstchen(config: Config, name: str) -> Read:
    parameters = (("s", config.number("s")), ("k", config.number("scaler")))
    return ScheduleChoice("wuerstchen", config.steps, parameters), ()


def _vp_sde(config: Config, name: str) -> Read:
    ends = (("beta_min", config.number("beta_min")), ("beta_max", config.number("beta_max")))
    return ScheduleChoice("vp_sde", config.steps, ends), ()


def _trigonometric(config: Config, name: str) -> Read:
    if config.get("trained_betas") is not None:
        raise ValueError(
            "trained_betas of this class are no betas, but the noise at each step: take them out"
        )
    return ScheduleChoice("trigonometric", config.steps), ()


READERS: dict[str, Callable[[Config, str], Read]] = {
    "betas": _betas,
    "flow": _flow,
    "karras": _karras,
    "exploding": _exploding,
    "wuerstchen": _wuerstchen,
    "vp_sde": _vp_sde,
    "trigonometric": _trigonometric,
}
"""What reads the keys of a kind of class."""


def _said(value: object) -> str:
    return "nothing" if value is None else shown(repr(value))
