"""What stands beside a figure: what it shows in a sentence, and its numbers as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from engine.exports.files import write_whole
from engine.exports.table import write_table
from engine.schedules import Schedule
from engine.schedules.quantities import numbers_of
from engine.schedules.transforms import called


def beside(file: Path) -> tuple[Path, Path]:
    """The files of the caption and of the numbers of a figure."""
    return file.with_name(f"{file.stem}_caption.txt"), file.with_name(f"{file.stem}_numbers.csv")


def write_beside(file: Path, caption: str, numbers: Iterable[Mapping[str, Any]]) -> None:
    """Write them beside a figure.

    Raises:
        ValueError: when one cannot be written, with the reason.
    """
    words, table = beside(file)
    write_whole(words, f"{caption}\n".encode())
    write_table(numbers, table)


def numbers_at(t: int, schedules: Sequence[Schedule]) -> Iterator[dict[str, Any]]:
    """A line for each quantity at a timestep, with all digits, and a column for each schedule."""
    names = list(map(called, schedules))
    columns = [
        f"{name} ({names[: place + 1].count(name)})" if names.count(name) > 1 else name
        for place, name in enumerate(names)
    ]
    for quantity in numbers_of(*schedules).values():
        values = {
            column: quantity.exact(each, min(t, each.steps))
            for column, each in zip(columns, schedules, strict=True)
        }
        yield {"quantity": quantity.name, "meaning": quantity.words, **values}
