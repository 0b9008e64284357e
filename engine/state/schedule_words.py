"""The text of a schedule, such as `cosine:s=0.01,max_beta=0.99`."""

from __future__ import annotations

from dataclasses import replace

from engine.schedules import SCHEDULES, family_named
from engine.schedules.choice import ScheduleChoice
from engine.state.field import said
from engine.state.refused import Refused


def schedule(text: str) -> ScheduleChoice:
    """The schedule of a text, with the usual T. The values of its parameters are checked by `check_schedule`."""
    typed, colon, rest = text.partition(":")
    name = family_named(typed).name
    known = [parameter.name for parameter in SCHEDULES[name].parameters]
    parameters: dict[str, float] = {}
    for part in rest.split(",") if colon else ():
        key, _, value = (word.strip() for word in part.partition("="))
        if key in parameters:
            raise ValueError(f"{said(key)} is given twice in {said(text)}; give it once")
        if key and key not in known:
            raise ValueError(f"{name!r} has no parameter {said(key)}; it has {', '.join(known) or 'none'}")
        try:
            parameters[key] = float(value)
        except ValueError:
            raise ValueError(f"{said(part)} is not KEY=NUMBER, as in cosine:s=0.01,max_beta=0.99") from None
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


def schedule_exact(choice: ScheduleChoice) -> str:
    """The text for a schedule with all its parameters: it means the same when a default has changed."""
    given = dict(choice.parameters)
    every = [
        f"{each.name}={given.get(each.name, each.default)!r}" for each in SCHEDULES[choice.name].parameters
    ]
    return f"{choice.name}:{','.join(every)}" if every else choice.name


def keep_steps(old: ScheduleChoice, new: ScheduleChoice) -> ScheduleChoice:
    """A schedule that was named, with the T that there was."""
    return replace(new, steps=old.steps)


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
