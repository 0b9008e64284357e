"""Jobs that read large schedules and write long tables: to take numbers apart one by one takes seconds."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

from engine.exports.table import write_schedule_table
from engine.holdings import Holdings
from engine.jobs import Progress
from engine.schedule_jobs import ReadSchedule, WriteSchedule
from engine.schedules.opened import PASTED, Opened, open_schedule, opened_text


def read_schedule(holdings: Holdings, job: ReadSchedule) -> Generator[Progress, None, Opened]:
    """The schedule in a file or a text, in one slice: the reader of JSON cannot be stopped."""
    yield None
    if isinstance(job.source, Path):
        opened = open_schedule(job.source, job.steps)
    else:
        opened = opened_text(job.source, PASTED, job.steps)
    _ = opened.choice.keys  # the window will ask for them, and is not to take them apart
    return opened


def write_schedule(holdings: Holdings, job: WriteSchedule) -> Generator[Progress, None, None]:
    """Write the table of a schedule, in one slice."""
    yield None
    write_schedule_table(job.schedule, job.file)
