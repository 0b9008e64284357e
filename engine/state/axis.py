"""A number of a view that a film or a contact sheet can go through."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from engine.scenes.formula import number
from engine.state.check import check_view
from engine.state.view import View


@dataclass(frozen=True, slots=True)
class Axis:
    """A number of a view, from `minimum` to `maximum`, which usually goes from one of `ends` to the other.

    `title` is for people; arrows of a field go in steps of `step`. `get` reads it, `put` gives a view with another
    value, whatever else is in it, and `label` says it as TeX.
    """

    title: str
    get: Callable[[View], float]
    put: Callable[[View, float], View]
    label: Callable[[View], str]
    ends: tuple[float, float]
    minimum: float
    maximum: float
    step: float = 1.0
    whole: bool = False

    def check(self, value: float) -> None:
        """Raise ValueError, with what is allowed, for a value that is not possible."""
        if not self.minimum <= value <= self.maximum or (self.whole and value != int(value)):
            kind = "a whole number " if self.whole else ""
            raise ValueError(
                f"{self.title} is {value:.10g}; it must be {kind}from {self.minimum:g} to {self.maximum:g}."
            )

    def at(self, view: View, value: float) -> View:
        """The view in which it has this value. Raises ValueError where that does not go with the rest."""
        self.check(value)
        changed = self.put(view, int(value) if self.whole else value)
        check_view(changed)
        return changed


def between(begin: float, end: float, part: float, parts: int = 10_000) -> float:
    """A number on the way: the ends themselves, or one with no more digits than tell it from others of `parts`."""
    value = begin + (end - begin) * part
    if part in (0, 1) or begin == end:
        return end if part == 1 else begin
    return round(value, math.ceil(-math.log10(abs(end - begin))) + math.ceil(math.log10(parts)) + 1)


def equals(symbol: str, get: Callable[[View], float], *, whole: bool) -> Callable[[View], str]:
    """The label `symbol = value` of a view; `symbol` is TeX."""

    def label(view: View) -> str:
        value = get(view)
        return f"{symbol} = {value:.0f}" if whole else f"{symbol} = {number(value)}"

    return label
