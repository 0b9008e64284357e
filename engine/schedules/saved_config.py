"""A schedule as a scheduler_config.json of diffusers: in its keys, and where they cannot say it, as trained_betas."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from engine.schedules.choice import ScheduleChoice
from engine.schedules.diffusers_classes import (
    BETA_SCHEDULES,
    CLASS,
    CLASSES,
    ONLY_IN,
    VERSION,
    SchedulerClass,
)
from engine.schedules.diffusers_config import USUAL_STEPS, open_config
from engine.schedules.given import Given
from engine.schedules.schedule import Schedule
from engine.schedules.transforms import OFFSET_NOISE, Applied

DIFFUSERS = "0.42.1"
"""The version whose keys are written where no configuration was opened."""

Keys = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SavedConfig:
    """The configuration as a value of JSON, and sentences on what it cannot say in other ways."""

    data: Mapping[str, Any]
    said: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The JSON."""
        return json.dumps(self.data, indent=2, ensure_ascii=False) + "\n"


def save_config(choice: ScheduleChoice) -> SavedConfig:
    """The configuration of a choice: that which it was opened from, with the keys changed that are others now.

    Raises:
        ValueError: when there is no such schedule.
    """
    schedule = choice.make()
    before = choice.keys
    beside = (
        ("Offset noise belongs to training: no key of a scheduler says it.",) if choice.offset_noise else ()
    )
    if before and _same(open_config(before, "").choice, choice):
        return SavedConfig(before, beside)
    name = before.get(CLASS, "")
    kind = _kind(choice, name)
    if not _can_say(name, kind, choice, before):
        name, before = USUAL[kind], {CLASS: USUAL[kind], VERSION: DIFFUSERS}
    said = (
        ()
        if name == choice.keys.get(CLASS, name)
        else (f"The path is another, and so is the class: {name}.",)
    )
    keys, more = WRITERS[kind](choice, schedule, name)
    return SavedConfig(before | _needed(keys, before, CLASSES[name]), said + more + beside)


USUAL = {
    "betas": "DDPMScheduler",
    "flow": "FlowMatchEulerDiscreteScheduler",
    "karras": "EDMEulerScheduler",
    "exploding": "ScoreSdeVeScheduler",
    "wuerstchen": "DDPMWuerstchenScheduler",
}
"""The class that is written where none was opened that says such a path."""


OF_ONE_FAMILY = ("wuerstchen", "vp_sde", "trigonometric")
"""The kinds of classes that say a single family, which has their name."""


def _kind(choice: ScheduleChoice, opened: str) -> str:
    """The kind of class that says a choice; `opened` is the class that it was opened from."""
    if choice.given is not None or _active(choice):
        return "betas"
    own = CLASSES[opened].kind if opened in CLASSES else ""
    if choice.name in OF_ONE_FAMILY and own == choice.name:
        return own
    if choice.name == "ve" and own == "karras" and "sigma_schedule" in CLASSES[opened].keys:
        return own
    if choice.name == "wuerstchen" and choice.steps == USUAL_STEPS:
        return "wuerstchen"
    return {"flow": "flow", "flux": "flow", "karras": "karras", "ve": "exploding"}.get(choice.name, "betas")


def _can_say(name: str, kind: str, choice: ScheduleChoice, before: Mapping[str, Any]) -> bool:
    """Whether a class that was opened can say what the choice is now."""
    if name not in CLASSES:
        return False
    keys, straight = CLASSES[name].keys, bool(before.get("use_flow_sigmas"))
    if ("flow" if straight else CLASSES[name].kind) != kind:
        return False
    if "num_train_timesteps" not in keys and choice.steps != USUAL_STEPS:
        return False
    if kind == "flow" and choice.name == "flux":
        return "use_dynamic_shifting" in keys
    if kind == "flow":
        return bool({"shift", "flow_shift"} & keys.keys()) or choice.made_parameters()["shift"] == 1
    return kind != "betas" or "trained_betas" in keys or _said_by_keys(choice, name) is not None


def _needed(keys: Keys, before: Mapping[str, Any], scheduler: SchedulerClass) -> Keys:
    """The keys that are not yet so, by the file or by the default of the class; in a new file all of them."""
    if set(before) == {CLASS, VERSION}:
        return dict(scheduler.keys) | keys
    return {key: value for key, value in keys.items() if before.get(key, scheduler.keys.get(key)) != value}


def _betas(choice: ScheduleChoice, schedule: Schedule, name: str) -> tuple[Keys, tuple[str, ...]]:
    scheduler = CLASSES[name]
    keys = _said_by_keys(choice, name)
    if keys is not None:
        return keys, ()
    why = "no other keys of its class say this schedule"
    if not schedule.variance_preserving:
        why += "; their path preserves variance, with the same SNR at every timestep"
    keys = {"num_train_timesteps": schedule.steps, "trained_betas": schedule.betas.tolist()}
    for key, value in (("rescale_betas_zero_snr", False), ("snr_shift_scale", 1.0)):
        if key in scheduler.keys:
            keys[key] = value
    return keys, (f"Written as {schedule.steps} trained_betas: {why}.",)


def _said_by_keys(choice: ScheduleChoice, name: str) -> Keys | None:
    scheduler = CLASSES[name]
    transforms = {each.name: dict(each.parameters) for each in _active(choice)}
    names = list(transforms)
    known = [name for name in ("snr_shift", "zero_terminal") if KEY_OF[name] in scheduler.keys]
    if len(names) != len(_active(choice)) or names != [name for name in known if name in names]:
        return None
    keys: Keys = {}
    if "rescale_betas_zero_snr" in scheduler.keys:
        keys["rescale_betas_zero_snr"] = "zero_terminal" in transforms
    if "snr_shift_scale" in scheduler.keys:
        keys["snr_shift_scale"] = transforms.get("snr_shift", {"factor": 1.0}).get("factor", 3.0)
    if choice.given is not None:
        if (
            not isinstance(choice.given, Given)
            or choice.given.quantity != "betas"
            or "trained_betas" not in scheduler.keys
        ):
            return None
        return keys | {"num_train_timesteps": choice.steps, "trained_betas": choice.given.numbers.tolist()}
    kind = next((key for key, family in BETA_SCHEDULES.items() if family == choice.name), None)
    usual = ScheduleChoice(choice.name, choice.steps).made_parameters()
    values = choice.made_parameters()
    ends = {key: values.pop(key) for key in ("beta_start", "beta_end") if key in values}
    if (
        kind is None
        or name not in ONLY_IN.get(kind, (name,))
        or any(usual[key] != value for key, value in values.items())
    ):
        return None
    if ends and "beta_start" not in scheduler.keys:
        return None
    plain = {"trained_betas": None} if "trained_betas" in scheduler.keys else {}
    return keys | plain | {"num_train_timesteps": choice.steps, "beta_schedule": kind} | ends


KEY_OF = {"zero_terminal": "rescale_betas_zero_snr", "snr_shift": "snr_shift_scale"}


def _flow(choice: ScheduleChoice, schedule: Schedule, name: str) -> tuple[Keys, tuple[str, ...]]:
    values, scheduler = choice.made_parameters(), CLASSES[name]
    keys: Keys = {"num_train_timesteps": choice.steps}
    if choice.name == "flow":
        keys |= {"use_dynamic_shifting": False, "use_flow_sigmas": True}
        keys |= {"shift": values["shift"], "flow_shift": values["shift"]}
        return {key: value for key, value in keys.items() if key in scheduler.keys}, ()
    tokens = values.pop("tokens")
    said = f"Its shift depends on the size of the picture, {tokens:g} tokens here: the pipeline must say it."
    lengths = {"base_image_seq_len": 256, "max_image_seq_len": 4096}
    return keys | {"use_dynamic_shifting": True} | values | lengths, (said,)


def _parameters(choice: ScheduleChoice, schedule: Schedule, name: str) -> tuple[Keys, tuple[str, ...]]:
    """T and the parameters of the family, which have the names of the keys."""
    keys: Keys = {"num_train_timesteps": choice.steps} | choice.made_parameters()
    keys["sigma_schedule"] = "exponential" if choice.name == "ve" else "karras"
    return {key: value for key, value in keys.items() if key in CLASSES[name].keys}, ()


def _wuerstchen(choice: ScheduleChoice, schedule: Schedule, name: str) -> tuple[Keys, tuple[str, ...]]:
    values = choice.made_parameters()
    return {"s": values["s"], "scaler": values["k"]}, ()


WRITERS: dict[str, Callable[[ScheduleChoice, Schedule, str], tuple[Keys, tuple[str, ...]]]] = {
    "betas": _betas,
    "flow": _flow,
    "karras": _parameters,
    "exploding": _parameters,
    "wuerstchen": _wuerstchen,
    "vp_sde": _parameters,
    "trigonometric": _parameters,
}
"""What writes the keys of a kind of class."""


def _active(choice: ScheduleChoice) -> list[Applied]:
    """The transforms that change the schedule: offset noise is another noise on it, of which no key speaks."""
    return [each for each in choice.transforms if each.active and each.name != OFFSET_NOISE]


def _same(one: ScheduleChoice, other: ScheduleChoice) -> bool:
    """Whether they say the same schedule, title and inactive transforms apart."""
    return _said(one) == _said(other)


def _said(choice: ScheduleChoice) -> tuple[Any, ...]:
    data = replace(choice.given, title="") if isinstance(choice.given, Given) else choice.given or choice.name
    parameters = () if choice.given else tuple(choice.made_parameters().items())
    return data, choice.steps, parameters, [replace(each) for each in _active(choice)]
