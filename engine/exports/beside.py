"""What stands beside a figure: what it shows in a sentence, and its numbers as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from engine.exports.files import write_whole
from engine.exports.table import write_table
from engine.quoting import shown
from engine.scenes import TITLES
from engine.schedules import Schedule
from engine.schedules.quantities import ALL
from engine.schedules.transforms import called
from engine.state.setting_words import changed_settings, setting_text
from engine.state.view import View


def caption_of(view: View, picture: str, schedules: Sequence[Schedule]) -> str:
    """Picture, scene with what of its settings is not as usual, schedules, T, t and seed; `picture` is its name."""
    changed = [
        f"{each.label or each.name} {setting_text(each, value)}"
        for each, value in changed_settings(view.scene, view.own)
    ]
    scene = TITLES[view.scene] + (f" ({', '.join(changed)})" if changed else "")
    names = ", ".join(map(called, schedules)) if len(schedules) > 1 else view.schedule.word
    schedule = f"schedule{'s' * (len(schedules) > 1)} {names}, T = {view.schedule.final_steps}"
    return f"{shown(picture)}; {scene}; {schedule}; t = {view.t}; seed {view.seed}"


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
    for name, quantity in ALL.items():
        values = {
            column: quantity.exact(each, min(t, each.steps))
            for column, each in zip(columns, schedules, strict=True)
        }
        yield {"quantity": name, "meaning": quantity.words, **values}
