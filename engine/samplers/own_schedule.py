"""The schedule that a run goes on: the one that is given, or one of its own, either of them shifted."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from engine.schedules import Schedule
from engine.schedules.choice import ScheduleChoice
from engine.schedules.text import schedule as read
from engine.schedules.text import schedule_text
from engine.schedules.transforms import Applied

APART = "/"
"""Between the parameters of a schedule in the text of a run, whose own settings are apart by commas."""
MOST_SHIFT = 100.0


def own_text(text: str) -> str:
    """The canonical text of a schedule `NAME[:KEY=VALUE/...]`; empty where a run has none of its own.

    Raises:
        ValueError: when there is no such schedule, or a number is not possible.
    """
    if not text:
        return ""
    try:
        choice = read(text.replace(APART, ","))
        choice.made_parameters()
    except ValueError as error:
        raise ValueError(f"The run has a schedule of its own, {text!r}, that is none: {error}") from error
    return schedule_text(choice).replace(",", APART)


def check_shift(shift: float) -> None:
    """Raise ValueError where sigma cannot be multiplied by it."""
    if not 1 / MOST_SHIFT <= shift <= MOST_SHIFT:
        raise ValueError(f"The shift is {shift:g}; it must be from {1 / MOST_SHIFT:g} to {MOST_SHIFT:g}.")


def own_choice(text: str, shift: float, given: ScheduleChoice) -> ScheduleChoice:
    """The schedule that a run goes on where this one is chosen, as a choice."""
    choice = replace(read(text.replace(APART, ",")), steps=given.final_steps) if text else given
    return choice if shift == 1 else replace(choice, transforms=(*choice.transforms, _shifted_by(shift)))


def _shifted_by(shift: float) -> Applied:
    return Applied("snr_shift", (("factor", shift**2),))


@lru_cache(maxsize=64)
def own_schedule(text: str, shift: float, given: Schedule) -> Schedule:
    """The schedule of a text with the T of the given one, or that one; sigma at each t is multiplied by the shift.

    Log SNR moves by -2 ln shift (Hoogeboom et al. 2023, eq. 4).

    Raises:
        ValueError: when the schedule cannot have so many steps.
    """
    schedule = given
    if text:
        schedule = replace(read(text.replace(APART, ",")), steps=given.steps).make()
    return schedule if shift == 1 else _shifted_by(shift).to(schedule)
