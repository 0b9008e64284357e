"""A field: one value that can be chosen, and the words in which it is asked for and kept."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

ON_OFF = {"on": True, "off": False}
Data = bool | int | float | str


def _take(old: Any, new: Any) -> Any:
    return new


@dataclass(frozen=True, slots=True)
class Field:
    """One value inside a View, Looks, Machine or Errand.

    `path` says where, as in "strip.rows". `parse` raises ValueError with what is allowed where a text is none of it;
    `text` is what people type, `exact` what no digit is lost from (`text`, if there is none). `join` makes the new
    value from the old and the parsed one. `none` is the word for None, where that is a choice; else None is what was
    not chosen, and has no text. A field that is not `on_line` is only kept, and never typed.
    """

    name: str
    metavar: str
    help: str
    parse: Callable[[str], Any]
    text: Callable[[Any], str] = str
    path: str = ""
    exact: Callable[[Any], str] | None = None
    join: Callable[[Any, Any], Any] = _take
    none: str = ""
    on_line: bool = True

    @property
    def flag(self) -> str:
        """The word of the command line."""
        return flag(self.name)

    def get(self, whole: Any) -> Any:
        """The value in a View, or whatever it is a field of."""
        return attrgetter(self.path or self.name)(whole)

    def put(self, whole: Any, value: Any) -> Any:
        """The View, or whatever it is a field of, with a parsed value."""
        return _put(whole, self.path or self.name, self.join(self.get(whole), value))

    def read(self, text: str) -> Any:
        """The value that a text means. Raises ValueError with what is allowed where it means none."""
        return None if self.none and text == self.none else self.parse(text)

    def typed(self, whole: Any) -> str:
        """The text for the value that is there, as people type it; empty where nothing was chosen."""
        value = self.get(whole)
        return self.none if value is None else self.text(value)

    def kept(self, whole: Any) -> str:
        """The text that gives exactly the value that is there; empty where nothing was chosen."""
        value = self.get(whole)
        return self.none if value is None else (self.exact or self.text)(value)


def table_of(*fields: Field) -> dict[str, Field]:
    """Fields by their names."""
    return {field.name: field for field in fields}


def _put(whole: Any, path: str, value: Any) -> Any:
    head, _, rest = path.partition(".")
    return replace(whole, **{head: _put(getattr(whole, head), rest, value) if rest else value})


def flag(name: str) -> str:
    """The word of the command line for a name."""
    return f"--{name.replace('_', '-')}"


def said(text: str) -> str:
    """A text from outside as a sentence names it: in quotes, without control characters, and not long."""
    return repr(text if len(text) <= 60 else f"{text[:40]}...{text[-10:]}")


def data_of(text: str) -> Data:
    """The same as JSON has it: a number, true and false where the text is one. `text_of` gives the text again."""
    if text in ON_OFF:
        return ON_OFF[text]
    for kind in (int, float):
        try:
            number = kind(text)
        except ValueError:
            continue
        if math.isfinite(number) and str(number) == text:
            return number
    return text


def text_of(data: object) -> str:
    """The text for a value that was read from JSON. Raises ValueError for anything but texts, numbers and truths."""
    if isinstance(data, bool):
        return "on" if data else "off"
    if isinstance(data, int | float | str):
        return str(data)
    kind = {list: "a list", dict: "a table", type(None): "nothing"}.get(type(data), "something else")
    raise ValueError(f"{kind} stands where there should be a text or a number")
