"""The command line of a usual start, read without the scenes, schedules and exports that others may name."""

from __future__ import annotations

from collections.abc import Sequence

from engine.state.start import Looks, Machine, Start
from engine.state.words import LOOKS, MACHINE


def plain_start(words: Sequence[str]) -> Start | None:
    """What a command line asks for that says at most how the window looks and what computes.

    None for any other, and for one that is not possible: `parse_start` reads all, and says what is wrong.
    """
    looks, machine = Looks(), Machine()
    rest = iter(words)
    for word in rest:
        name, apart, text = word.removeprefix("--").replace("-", "_").partition("=")
        if not apart:
            text = next(rest, "-")
        field = LOOKS.get(name) or MACHINE.get(name)
        if field is None or not field.on_line or field.flag != word.partition("=")[0] or text.startswith("-"):
            return None
        try:
            value = field.read(text)
        except ValueError:
            return None
        if name in LOOKS:
            looks = field.put(looks, value)
        else:
            machine = field.put(machine, value)
    return Start(looks=looks, machine=machine)
