"""Something that can be done to a view, with its name for undo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine.state.view import View


@dataclass(frozen=True, slots=True)
class Change:
    """`run` makes a view; one `merge` is one step of undo; with `keeps_part` t keeps its part of another T's way.

    One that is `quick` has nothing made of a schedule; `steps` is T of a schedule that it takes.
    """

    name: str
    run: Callable[[View], View]
    merge: str = ""
    keeps_part: bool = False
    quick: bool = False
    steps: int = 0
