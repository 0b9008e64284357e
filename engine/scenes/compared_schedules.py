"""The schedules that are compared: by their texts, each with a colour of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from engine.mix import Mix, with_offset
from engine.schedules import SCHEDULES, Schedule
from engine.schedules.choice import ScheduleChoice
from engine.schedules.given import Given
from engine.schedules.whole_text import read_whole, whole_text, words_of

COLOURS, DASHES = 7, 8
"""How many the window has for rows."""


def canonical_text(text: str) -> str:
    """The text of a schedule as the program writes it. Raises ValueError when there is none like it."""
    choice = read_whole(text)
    choice.make()
    return whole_text(choice)


@dataclass(frozen=True, slots=True)
class Compared:
    """A schedule, what it is called in full and in a word, and the number of its colour and its dashes.

    That is of its family, unless another has it: n % COLOURS is the colour, n // COLOURS the dashes. `offset` is
    the strength of an offset of its own noise.
    """

    schedule: Schedule
    words: str
    word: str
    colour: int
    offset: float


@lru_cache(maxsize=8)  # they stay while t moves
def compared(schedule: Schedule, texts: tuple[str, ...]) -> tuple[Compared, ...]:
    """The schedules that are compared, all with the T of the one in use.

    Raises:
        ValueError: when no schedule is chosen, or one cannot have as many steps.
    """
    if not texts:
        raise ValueError("No schedule is chosen; choose at least one to compare.")
    kinds = [*SCHEDULES, "drawn", "given"]
    found: list[Compared] = []
    for text in texts:
        choice = _of_steps(read_whole(text), schedule.steps)
        colour = _free(kinds.index(choice.word), {each.colour for each in found})
        word = f"{choice.word} +" if any(each.active for each in choice.transforms) else choice.word
        made = schedule if text == schedule.name else choice.make()
        found.append(Compared(made, words_of(choice), word, colour, choice.offset_noise))
    return tuple(found)


def _free(first: int, others: set[int]) -> int:
    """The number itself, or the next of a colour that none has; with all colours in use, of dashes that are free."""
    looks, colours = COLOURS * DASHES, {each % COLOURS for each in others}
    if len(colours) < COLOURS:
        order = [(first + step) % looks for step in range(COLOURS)]
        return next(each for each in order if each % COLOURS not in colours)
    order = [(first + COLOURS * dash + step) % looks for step in range(COLOURS) for dash in range(DASHES)]
    return next((each for each in order if each not in others), first)


def _of_steps(choice: ScheduleChoice, steps: int) -> ScheduleChoice:
    """The choice with so many steps. Raises ValueError when it is numbers, or re-spaced, of another T."""
    own = choice.final_steps
    if own == choice.steps and not isinstance(choice.given, Given):
        return replace(choice, steps=steps)
    if own != steps:
        raise ValueError(
            f"{words_of(choice)} has T = {own}, and the schedule in use T = {steps}: schedules are compared at one T."
        )
    return choice


def with_own_offset(eps: Mix, each: Compared) -> Mix:
    """The noise of a schedule that is compared: with an offset, where that is named."""
    if not each.offset:
        return eps
    return Mix({with_offset(layer, each.offset): weight for layer, weight in eps.weights.items()})
