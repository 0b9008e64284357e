"""A schedule in a few letters, such as `cosine:s=0.01,max_beta=0.99`."""

from __future__ import annotations

from dataclasses import replace

from engine.quoting import shown
from engine.schedules import SCHEDULES, family_named
from engine.schedules.choice import ScheduleChoice


def schedule(text: str) -> ScheduleChoice:
    """The schedule of a text such as `cosine:s=0.01`, with the usual T; `check_schedule` checks its values.

    Raises:
        ValueError: when a name is unknown, or a parameter is given twice or is no number.
    """
    typed, colon, rest = text.partition(":")
    name = family_named(typed).name
    known = [parameter.name for parameter in SCHEDULES[name].parameters]
    parameters: dict[str, float] = {}
    for part in rest.split(",") if colon else ():
        key, _, value = (word.strip() for word in part.partition("="))
        if key in parameters:
            raise ValueError(f"'{shown(key)}' is given twice in '{shown(text)}'; give it once")
        if key and key not in known:
            raise ValueError(f"{name!r} has no parameter '{shown(key)}'; it has {', '.join(known) or 'none'}")
        try:
            parameters[key] = float(value)
        except ValueError:
            raise ValueError(
                f"'{shown(part)}' is not KEY=NUMBER, as in cosine:s=0.01,max_beta=0.99"
            ) from None
    return canonical(ScheduleChoice(name, parameters=tuple(parameters.items())))


def canonical(choice: ScheduleChoice) -> ScheduleChoice:
    """The same schedule without parameters that have their defaults, so that equal schedules are equal values."""
    given = dict(choice.parameters)
    return replace(
        choice,
        parameters=tuple(
            (each.name, given[each.name])
            for each in SCHEDULES[choice.name].parameters
            if given.get(each.name, each.default) != each.default
        ),
    )


def schedule_text(choice: ScheduleChoice) -> str:
    """The text for a schedule, without the parameters that have their defaults."""
    changed = [f"{key}={float(value)!r}" for key, value in canonical(choice).parameters]
    return f"{choice.name}:{','.join(changed)}" if changed else choice.name
