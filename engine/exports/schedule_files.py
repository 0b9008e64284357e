"""A schedule as a file: a configuration of diffusers, or a table."""

from __future__ import annotations

from pathlib import Path

from engine.exports.files import write_whole
from engine.schedules.choice import ScheduleChoice
from engine.schedules.table import table_bytes
from engine.state.saved_view import saved_view
from engine.state.view import View


def write_config(view: View, file: Path) -> tuple[str, ...]:
    """Write the configuration of a view; sentences on what it cannot say in its own keys.

    Raises:
        ValueError: when there is no such schedule, or the file cannot be written.
    """
    saved = saved_view(view)
    write_whole(file, saved.text.encode())
    return saved.said


def write_schedule_table(choice: ScheduleChoice, file: Path) -> None:
    """Write all numbers of a choice, in the format that the file's ending names.

    Raises:
        ValueError: when it names none, there is no such schedule, or the file cannot be written.
    """
    write_whole(file, table_bytes(choice.make(), file))
