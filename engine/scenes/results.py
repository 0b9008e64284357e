"""What charts are made of that takes longer than a window may wait: calculated by jobs, and kept."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Protocol, TypeVar

from engine.slices import finish

R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)
MOST_KEPT = 64
"""More than a scene with nine runs needs; a map of Density, the largest of them, takes half a megabyte."""


class Calculation(Protocol[R_co]):
    """Something to be found: an immutable value, so that equal ones have equal results."""

    def __hash__(self) -> int: ...

    def run(self) -> Generator[None, None, R_co]:
        """Find it, in slices of at most some 50 ms. Raises ValueError with a sentence when it cannot be."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What a scene is made of: without the `first` there is nothing to show, and the others are filled in."""

    first: tuple[Calculation[Any], ...] = ()
    then: tuple[Calculation[Any], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """What was found, or why it could not be."""

    of: Calculation[Any]
    value: Any


@dataclass(frozen=True, slots=True, eq=False)
class Results:
    """The last MOST_KEPT results."""

    found: Mapping[Calculation[Any], Any] = field(default_factory=dict)

    def get(self, calculation: Calculation[R]) -> R | None:
        """A result, None where it is not there yet.

        Raises:
            ValueError: when there will be none.
        """
        value: R | None = _value(self.found.get(calculation))
        return value

    def lacking(self, calculations: Iterable[Calculation[Any]]) -> tuple[Calculation[Any], ...]:
        """Those whose results are not there."""
        return tuple(each for each in calculations if each not in self.found)

    def with_one_more(self, result: Result) -> Results:
        """These and another one, and without the oldest of too many."""
        kept = [each for each in self.found.items() if each[0] != result.of][1 - MOST_KEPT :]
        return Results(dict([*kept, (result.of, result.value)]))


def calculate(calculation: Calculation[Any]) -> Generator[None, None, Result]:
    """Find something; that it cannot be is a result too."""
    try:
        return Result(calculation, (yield from calculation.run()))
    except ValueError as error:
        return Result(calculation, error)


def at_once(calculation: Calculation[R]) -> R:
    """The result, while all else waits.

    Raises:
        ValueError: when there is none.
    """
    value: R = _value(_calculated(calculation).value)
    return value


@lru_cache(maxsize=MOST_KEPT)
def _calculated(calculation: Calculation[Any]) -> Result:
    return finish(calculate(calculation))


def _value(found: Any) -> Any:
    if isinstance(found, ValueError):
        raise ValueError(str(found)) from found  # a new one: its traceback would grow each time
    return found
