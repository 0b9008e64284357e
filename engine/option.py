"""What a setting may be, in words for people: the window, the command line and a session offer and check the same."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["choice", "several", "switch", "whole", "number", "value", "name", "folder", "runs", "text"]
"""What a value is; see KINDS, which says what is allowed."""


@dataclass(frozen=True, slots=True)
class Option:
    """A setting: a field of a frozen dataclass, with what people need to choose its value."""

    name: str
    label: str
    """Without one it has no field of its own: something else changes it."""
    kind: Kind
    help: str
    choices: tuple[tuple[str, str], ...] = ()
    """Of a "choice" or "several": key and words of each."""
    headings: tuple[tuple[str, str], ...] = ()
    """The key of the first choice under each heading, and the heading."""
    minimum: float = 0.0
    maximum: float = 1.0
    step: float = 1.0
    none: str = ""
    """What is said for the least or empty value, or for None, where that means something else."""
    when: tuple[tuple[str, tuple[str | bool, ...]], ...] = ()
    """Other options with the choices for which this one does anything: elsewhere it is not shown."""
    group: str = ""
    """Options of the same group stand together."""
    unit: str = ""
    """What a text may end in, as in 85mm."""
    presets: tuple[float, ...] = ()
    """Numbers that have a button each."""
    read: Callable[[str], str] = str
    """Makes a "text", or one of "runs", canonical, or refuses it by a ValueError."""
    word: str = "NAME[:KEY=VALUE,...]"
    """Stands for one of "runs" in the list of options."""
    suggestions: tuple[str, ...] = ()
    """Some of what "runs" may be."""
    spread: Callable[[Any, str], Any] | None = None
    """`spread(settings, text)` reads a text that means several settings, or raises ValueError."""

    def applies(self, settings: Any) -> bool:
        """Whether it does anything with these settings."""
        return all(getattr(settings, name) in values for name, values in self.when)

    def check(self, value: Any) -> None:
        """Refuse a value that is not possible.

        Raises:
            ValueError: with what is allowed.
        """
        possible, allowed = KINDS[self.kind](self, value)
        if not possible:
            raise ValueError(f"{self.name} is {value!r}; it must be {allowed}.")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _choice(option: Option, value: Any) -> tuple[bool, str]:
    keys = [key for key, _ in option.choices]
    return value in keys, f"one of {', '.join(keys)}"


def _several(option: Option, value: Any) -> tuple[bool, str]:
    keys = [key for key, _ in option.choices]
    once = isinstance(value, tuple) and 0 < len(set(value)) == len(value)
    return once and set(value) <= set(keys), f"some of {', '.join(keys)}, each once"


def _number(option: Option, value: Any) -> tuple[bool, str]:
    possible = _is_number(value) and option.minimum <= value <= option.maximum
    return possible, f"from {option.minimum:g} to {option.maximum:g}"


def _whole(option: Option, value: Any) -> tuple[bool, str]:
    possible, allowed = _number(option, value)
    return possible and isinstance(value, int), f"a whole number {allowed}"


def _runs(option: Option, value: Any) -> tuple[bool, str]:
    possible = isinstance(value, tuple) and option.minimum <= len(value) <= option.maximum
    for each in value if possible else ():
        option.read(each)
    return possible, f"{option.minimum:g} to {option.maximum:g} runs"


def _text(option: Option, value: Any) -> tuple[bool, str]:
    possible = isinstance(value, str)
    if possible:
        option.read(value)
    return possible, "a text"


KINDS: Mapping[Kind, Callable[[Option, Any], tuple[bool, str]]] = {
    "choice": _choice,
    "several": _several,
    "switch": lambda _, value: (isinstance(value, bool), "true or false"),
    "whole": _whole,
    "number": _number,
    "value": lambda _, value: (value is None or _is_number(value), "a number"),
    "name": lambda _, value: (isinstance(value, str), "a name"),
    "folder": lambda _, value: (isinstance(value, str), "the path of a folder, or empty"),
    "runs": _runs,
    "text": _text,
}
"""For each kind, whether a value is possible, and what is allowed: one entry a kind.

"choice" is one of the choices, "several" a tuple of at least one of them, each once; a "switch" is a bool; "whole"
and "number" lie between minimum and maximum; a "value" is any number, or None; a "name" is a word that is looked up
elsewhere; a "folder" is the text of a path, or empty; "runs" is a tuple of minimum to maximum texts, and a "text" is
one.
"""


def applying(options: Sequence[Option], settings: Any) -> dict[str, Any]:
    """The values of those options that do something with these settings, by name."""
    return {each.name: getattr(settings, each.name) for each in options if each.applies(settings)}
