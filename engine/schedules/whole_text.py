"""All of a schedule as one text, such as `cosine:s=0.01 | snr_shift:factor=3`.

A family, a drawing (`drawn:0:9,0.5:0,1:-9`) or numbers (`given:betas:0.1,0.2:file.csv`) come first, then each
transform. A re-spaced schedule also says the T before that, as in `linear | steps=1000 | respace:count=50`; all
others have any T that is asked for, but for numbers, which have their own.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from engine.quoting import shown
from engine.schedules import MAX_STEPS
from engine.schedules.choice import ScheduleChoice
from engine.schedules.drawn import Drawn, drawn_text, read_drawn
from engine.schedules.given import Given
from engine.schedules.text import schedule, schedule_text
from engine.schedules.transforms import TRANSFORMS
from engine.schedules.transforms_text import read_transform, transform_text

APART = "|"
STEPS, DRAWN, GIVEN = "steps=", "drawn:", "given:"
LONGEST = 60_000
"""Letters of a text: some 2500 numbers with all their digits."""
_BETWEEN = str.maketrans({";": "_", APART: "_", ":": "_"})
"""What is between texts and between their parts cannot be in the name of a file."""


@lru_cache(maxsize=64)  # each image of schedules that are compared asks for them
def read_whole(text: str) -> ScheduleChoice:
    """The schedule of a text. The values of parameters of its family are checked where it is made.

    Raises:
        ValueError: with what is wrong, when it means none.
    """
    base, *rest = (part.strip() for part in text.split(APART))
    choice = _read_base(base)
    if rest and rest[0].startswith(STEPS):
        choice = replace(choice, steps=_read_steps(rest.pop(0)))
    return replace(choice, transforms=tuple(map(read_transform, rest)))


def whole_text(choice: ScheduleChoice) -> str:
    """The text of a schedule, without the parameters that have their defaults.

    Raises:
        ValueError: when it has too many numbers.
    """
    parts = [_base_text(choice)]
    if choice.final_steps != choice.steps:
        parts.append(f"{STEPS}{choice.steps}")
    text = f" {APART} ".join((*parts, *map(transform_text, choice.transforms)))
    if len(text) > LONGEST:
        raise ValueError(
            f"A schedule of {choice.steps} numbers is too long for a text: re-space it, or draw it."
        )
    return text


def words_of(choice: ScheduleChoice) -> str:
    """What it is in a few words, such as `linear + Zero terminal SNR`."""
    if isinstance(choice.given, Drawn):
        base = f"drawn, {len(choice.given.points)} points"
    else:
        base = schedule_text(choice) if choice.given is None else shown(choice.title)
    return " + ".join((base, *(TRANSFORMS[each.name].title for each in choice.transforms if each.active)))


def _base_text(choice: ScheduleChoice) -> str:
    if isinstance(choice.given, Drawn):
        return DRAWN + drawn_text(choice.given).replace(";", ",")
    if isinstance(choice.given, Given):
        numbers = ",".join(map(repr, choice.given.numbers.tolist()))
        return f"{GIVEN}{choice.given.quantity}:{numbers}:{choice.given.title.translate(_BETWEEN)}"
    return schedule_text(choice)


def _read_base(text: str) -> ScheduleChoice:
    if text.startswith(DRAWN):
        parts = [part.strip() for part in text.removeprefix(DRAWN).split(",")]
        points = [part for part in parts if ":" in part]
        ends = [part for part in parts if ":" not in part]
        return ScheduleChoice(given=read_drawn(";".join((",".join(points), *ends))))
    if text.startswith(GIVEN):
        quantity, _, rest = text.removeprefix(GIVEN).partition(":")
        numbers, _, title = rest.partition(":")
        try:
            given = Given.of(quantity, [float(number) for number in numbers.split(",")], title.strip())
        except ValueError as error:
            raise ValueError(f"the numbers make no schedule: {str(error).rstrip('.')}") from error
        return ScheduleChoice(steps=given.steps, given=given)
    return schedule(text)


def _read_steps(text: str) -> int:
    number = text.removeprefix(STEPS)
    if not number.isdecimal() or not 1 <= int(number) <= MAX_STEPS:
        raise ValueError(f"{shown(repr(text))} is not {STEPS}N, a whole number from 1 to {MAX_STEPS}")
    return int(number)
