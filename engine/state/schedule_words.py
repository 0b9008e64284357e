"""The text of a schedule, such as `cosine:s=0.01,max_beta=0.99`, and of what is done to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.schedules import MAX_STEPS, SCHEDULES, Parameter, family_named
from engine.schedules.choice import ScheduleChoice
from engine.schedules.columns import parse_json
from engine.schedules.diffusers_config import is_config, open_config
from engine.schedules.drawn import Drawn, drawn_text, read_drawn
from engine.schedules.given import QUANTITIES, Given
from engine.schedules.transforms import TRANSFORMS, Applied
from engine.state.field import said
from engine.state.refused import Refused

OF_OTHER = "with."
"""What the parameters of the other schedule of a blend begin with."""


def schedule_exact(choice: ScheduleChoice) -> str:
    """The text for a schedule with all its parameters: it means the same when a default has changed."""
    given = dict(choice.parameters)
    every = [
        f"{each.name}={given.get(each.name, each.default)!r}" for each in SCHEDULES[choice.name].parameters
    ]
    return f"{choice.name}:{','.join(every)}" if every else choice.name


def keep_steps(old: ScheduleChoice, new: ScheduleChoice) -> ScheduleChoice:
    """A schedule that was named, with all that has words of its own as it was: T, transforms and data."""
    return replace(old, name=new.name, parameters=new.parameters)


def transforms(text: str) -> tuple[Applied, ...]:
    """The transforms of a text such as `snr_shift:factor=3;off blend:weight=0.5,with=cosine`."""
    return tuple(_transform(each.strip()) for each in text.split(";")) if text else ()


def _transform(text: str) -> Applied:
    active = not text.startswith("off ")
    name, colon, rest = text.removeprefix("off ").strip().partition(":")
    if name not in TRANSFORMS:
        raise ValueError(f"there is no transform {said(name)}; there are {', '.join(TRANSFORMS)}")
    other, own, of_other = "", [], []
    for part in rest.split(",") if colon else ():
        key, _, value = (word.strip() for word in part.partition("="))
        if key == "with":
            other = family_named(value).name
        elif key.startswith(OF_OTHER) and other:
            of_other.append(
                _number(f"schedule {other!r}", SCHEDULES[other].parameters, part, key[len(OF_OTHER) :])
            )
        else:
            own.append(_number(f"transform {name!r}", TRANSFORMS[name].parameters, part, key))
    return Applied(name, tuple(own), other, active, tuple(of_other))


def _number(owner: str, parameters: Sequence[Parameter], part: str, key: str) -> tuple[str, float]:
    """A parameter and its value, of a part such as `factor=3`."""
    known = {each.name: each for each in parameters}
    if key not in known:
        raise ValueError(f"the {owner} has no parameter {said(key)}; it has {', '.join(known) or 'none'}")
    try:
        return key, known[key].check(float(part.partition("=")[2]))
    except ValueError as error:
        raise ValueError(f"{said(part)} is not possible: {str(error).rstrip('.')}") from error


def transforms_text(applied: tuple[Applied, ...]) -> str:
    """The text for transforms, empty for none."""
    return ";".join(map(_transform_text, applied))


def _transform_text(applied: Applied) -> str:
    parts = [f"{key}={float(value)!r}" for key, value in applied.parameters]
    if applied.other:
        parts.append(f"with={applied.other}")
        parts += [f"{OF_OTHER}{key}={float(value)!r}" for key, value in applied.other_parameters]
    words = f"{applied.name}:{','.join(parts)}" if parts else applied.name
    return words if applied.active else f"off {words}"


def given(text: str) -> Given | None:
    """The data of a text such as `betas:0.1,0.2;mine.csv`, None for an empty one."""
    quantity, colon, rest = text.partition(":")
    numbers, _, title = rest.partition(";")
    if not text:
        return None
    if not colon or quantity not in QUANTITIES:
        raise ValueError(f"{said(quantity)} is no quantity of a schedule; there are {', '.join(QUANTITIES)}")
    words = numbers.split(",")
    if len(words) > MAX_STEPS:
        raise ValueError(f"there are {len(words)} numbers, and a schedule has at most {MAX_STEPS}")
    try:
        return Given.of(quantity, [float(word) for word in words], title)
    except ValueError as error:
        raise ValueError(f"the numbers make no schedule: {str(error).rstrip('.')}") from error


def given_text(data: Given | Drawn | None) -> str:
    """The text for numbers, with all digits; empty where there are none."""
    if not isinstance(data, Given):
        return ""
    return f"{data.quantity}:{','.join(map(repr, data.numbers.tolist()))};{data.title}"


def numbers_or_drawing(old: Given | Drawn | None, new: Given | Drawn | None) -> Given | Drawn | None:
    """Data that were named. Each kind has words of its own: none of one kind is not none of the other."""
    return old if new is None and isinstance(old, Drawn) else new


def drawing_or_numbers(old: Given | Drawn | None, new: Given | Drawn | None) -> Given | Drawn | None:
    """The same for a drawing."""
    return old if new is None and isinstance(old, Given) else new


def drawn(text: str) -> Drawn | None:
    """The drawing of a text, see `drawn_text`, None for an empty one."""
    return read_drawn(text) if text else None


def text_of_drawn(data: Given | Drawn | None) -> str:
    """The text for a drawing; empty where there is none."""
    return drawn_text(data) if isinstance(data, Drawn) else ""


def config(text: str) -> str:
    """The configuration of diffusers that a schedule was opened from."""
    if text:
        data = parse_json(text, "the configuration")
        if not is_config(data):
            raise ValueError("the configuration is none of diffusers")
        open_config(data, "the configuration")
    return text


def check_schedule(choice: ScheduleChoice) -> None:
    """Raise Refused, which names the parameter, when there is no such schedule."""
    given = dict(choice.parameters)
    for each in SCHEDULES[choice.name].parameters if choice.name in SCHEDULES else ():
        try:
            each.check(given.get(each.name, each.default))
        except ValueError as error:
            raise Refused(str(error), (each.name,)) from error
    try:
        choice.make()
    except ValueError as error:
        raise Refused(str(error), getattr(error, "fields", ("schedule",))) from error
