"""Numbers as tables: those of a scene with charts, and those of a schedule."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from engine.exports.files import write_whole
from engine.quoting import shown
from engine.schedules.choice import ScheduleChoice
from engine.schedules.table import table_bytes


def write_table(rows: Iterable[Mapping[str, Any]], file: Path) -> None:
    """Write rows of equal columns, whose names are the first line; numbers have 17 significant digits.

    Raises:
        ValueError: when the file cannot be written, with the reason, or its name ends in anything but .csv.
    """
    if file.suffix.lower() != ".csv":
        raise ValueError(f"{shown(file.name)} does not end in .csv, and tables of charts are CSV files.")
    write_whole(file, rows_text(rows, "excel").encode())


def rows_text(rows: Iterable[Mapping[str, Any]], dialect: str) -> str:
    """Rows of equal columns in a dialect of Python's csv: "excel" has commas between its cells, "excel-tab" tabs."""
    text = io.StringIO(newline="")
    writer: csv.DictWriter[str] | None = None
    for row in rows:
        if writer is None:
            writer = csv.DictWriter(text, list(row), dialect=dialect)
            writer.writeheader()
        writer.writerow({name: _said(value) for name, value in row.items()})
    return text.getvalue()


def write_schedule_table(choice: ScheduleChoice, file: Path) -> None:
    """Write all numbers of a choice, in the format that the file's ending names.

    Raises:
        ValueError: when it names none, there is no such schedule, or the file cannot be written.
    """
    write_whole(file, table_bytes(choice.make(), file))


def _said(value: Any) -> str:
    return f"{value:.17g}" if isinstance(value, float) else str(value)
