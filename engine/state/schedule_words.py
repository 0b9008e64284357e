"""The texts of the parts of a schedule, as fields of a view have them."""

from __future__ import annotations

from dataclasses import replace

from engine.json_text import read_json
from engine.schedules import MAX_STEPS, SCHEDULES
from engine.schedules.choice import ScheduleChoice
from engine.schedules.drawn import Drawn, drawn_text, read_drawn
from engine.schedules.given import QUANTITIES, Given
from engine.state.field import said
from engine.state.refused import Refused


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


def given(text: str) -> Given | None:
    """The data of a text such as `betas:0.1,0.2;mine.csv`, None for an empty one.

    Raises:
        ValueError: when the quantity is unknown or the numbers make no schedule.
    """
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
    """The configuration of diffusers that a schedule was opened from, as it stood; ValueError where it is none."""
    if text:
        from engine.schedules.diffusers_config import is_config, open_config  # no usual start needs them

        data = read_json(text, "the configuration")
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
