"""Jobs that read a schedule from outside, or write one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from engine.schedules.choice import ScheduleChoice


@dataclass(frozen=True, slots=True)
class ReadSchedule:
    """Job: the `Opened` schedule in a file, or in a text that was pasted; `steps` is the T of an expression."""

    source: Path | str
    steps: int


@dataclass(frozen=True, slots=True)
class WriteSchedule:
    """Job: write all numbers of a schedule over t, in the format that the file's ending names."""

    schedule: ScheduleChoice
    file: Path


ScheduleJob = ReadSchedule | WriteSchedule
