"""Work in slices: a generator that yields between them, and returns the result."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

Result = TypeVar("Result")


def finish(work: Generator[object, None, Result]) -> Result:
    """What the work returns, done at once."""
    try:
        while True:
            next(work)
    except StopIteration as end:
        result: Result = end.value
        return result
