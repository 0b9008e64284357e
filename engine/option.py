"""What a setting may be, in words for people: the window, the command line and a session offer and check the same."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Option:
    """A setting: a field of a frozen dataclass, with what people need to choose its value.

    A "choice" is one of `choices` (key -> words), "several" a tuple of at least one of them; a "switch" is a
    bool; "whole" and "number" lie between `minimum` and `maximum`; a "value" is any number, or None; a "name" is a
    word that is looked up elsewhere; a "folder" is the text of a path, or empty; "runs" is a tuple of `minimum` to
    `maximum` texts, and a "text" is one, which `read` makes canonical or refuses by a ValueError. A choice of which
    `headings` has the key is the first of those under that heading. `none` is what is said for the least or
    empty value, or for None, where that means something else. `when` names other options with
    the choices for which this one does anything: elsewhere it is not shown, and so is one without a label, which
    something else than a field of its own changes. Options of the same `group` stand together. A text may end in the
    `unit`, as in 85mm; each of the numbers `presets` has a button. `word` stands for one of "runs" in the list of
    options, and `suggestions` are some of what they may be. `spread(settings, text)` reads a text that means several
    settings, or raises ValueError.
    """

    name: str
    label: str
    kind: Literal["choice", "several", "switch", "whole", "number", "value", "name", "folder", "runs", "text"]
    help: str
    choices: tuple[tuple[str, str], ...] = ()
    headings: tuple[tuple[str, str], ...] = ()
    minimum: float = 0.0
    maximum: float = 1.0
    step: float = 1.0
    none: str = ""
    when: tuple[tuple[str, tuple[str | bool, ...]], ...] = ()
    group: str = ""
    unit: str = ""
    presets: tuple[float, ...] = ()
    read: Callable[[str], str] = str
    word: str = "NAME[:KEY=VALUE,...]"
    suggestions: tuple[str, ...] = ()
    spread: Callable[[Any, str], Any] | None = None

    def applies(self, settings: Any) -> bool:
        """Whether it does anything with these settings."""
        return all(getattr(settings, name) in values for name, values in self.when)

    def check(self, value: Any) -> None:
        """Refuse a value that is not possible.

        Raises:
            ValueError: with what is allowed.
        """
        keys = [key for key, _ in self.choices]
        match self.kind:
            case "switch":
                possible, allowed = isinstance(value, bool), "true or false"
            case "choice":
                possible, allowed = value in keys, f"one of {', '.join(keys)}"
            case "several":
                several = isinstance(value, tuple) and 0 < len(set(value)) == len(value)
                possible = several and set(value) <= set(keys)
                allowed = f"some of {', '.join(keys)}, each once"
            case "value":
                possible = value is None or (_is_number(value) and math.isfinite(value))
                allowed = "a number"
            case "name":
                possible, allowed = isinstance(value, str), "a name"
            case "folder":
                possible, allowed = isinstance(value, str), "the path of a folder, or empty"
            case "runs":
                possible = isinstance(value, tuple) and self.minimum <= len(value) <= self.maximum
                allowed = f"{self.minimum:g} to {self.maximum:g} runs"
                for each in value if possible else ():
                    self.read(each)
            case "text":
                possible, allowed = isinstance(value, str), "a text"
                if possible:
                    self.read(value)
            case "whole" | "number":
                number = isinstance(value, int) if self.kind == "whole" else True
                possible = (
                    number
                    and _is_number(value)
                    and math.isfinite(value)
                    and self.minimum <= value <= self.maximum
                )
                words = "a whole number " if self.kind == "whole" else ""
                allowed = f"{words}from {self.minimum:g} to {self.maximum:g}"
        if not possible:
            raise ValueError(f"{self.name} is {value!r}; it must be {allowed}.")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def applying(options: Sequence[Option], settings: Any) -> dict[str, Any]:
    """The values of those options that do something with these settings, by name."""
    return {each.name: getattr(settings, each.name) for each in options if each.applies(settings)}
