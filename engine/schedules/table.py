"""A table of all that a schedule is, over t = 0..T: as CSV, JSON or NPZ, and read again."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Callable, Generator, Sequence
from pathlib import Path

import numpy as np

from engine.quoting import shown
from engine.schedules.arrays import Array
from engine.schedules.columns import Columns
from engine.schedules.given import Given
from engine.schedules.schedule import Schedule
from engine.schedules.transforms import called

_SLICE = 200
"""Rows at a time."""

COLUMNS: dict[str, Callable[[Schedule], Array]] = {
    "beta": lambda schedule: schedule.betas,
    "alpha": lambda schedule: schedule.alphas,
    "alpha_bar": lambda schedule: schedule.alpha_bar,
    "log_alpha_bar": lambda schedule: schedule.log_alpha_bar,
    "one_minus_alpha_bar": lambda schedule: 0.0 - np.expm1(schedule.log_alpha_bar),
    "signal": lambda schedule: schedule.signal,
    "noise": lambda schedule: schedule.noise,
    "sigma": lambda schedule: schedule.sigma,
    "snr": lambda schedule: schedule.snr,
    "log_snr": lambda schedule: schedule.log_snr,
    "gain": lambda schedule: schedule.gain,
    "variance": lambda schedule: schedule.step_variance,
    "posterior_variance": lambda schedule: schedule.posterior_variance,
}
"""What stands in the columns after t; what belongs to a step is empty at t = 0."""


def table_of(schedule: Schedule) -> Columns:
    """The columns, each of shape (T+1,); NaN where there is no number."""
    steps = schedule.steps
    columns = {"t": np.arange(steps + 1.0)}
    for name, of in COLUMNS.items():
        values = of(schedule)
        columns[name] = values if len(values) == steps + 1 else np.concatenate(([np.nan], values))
    return columns


def _csv(columns: Columns) -> bytes:
    rows = zip(*([_cell(value) for value in column.tolist()] for column in columns.values()), strict=True)
    return "".join(f"{','.join(row)}\n" for row in [tuple(columns), *rows]).encode()


def _cell(value: float) -> str:
    """17 significant digits, which give the number again; empty where there is none."""
    if math.isnan(value):
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.17g}"


def _json(columns: Columns) -> bytes:
    # JSON has no infinity: it is written as a text.
    data = {
        name: [
            None if math.isnan(value) else value if math.isfinite(value) else str(value)
            for value in column.tolist()
        ]
        for name, column in columns.items()
    }
    return (json.dumps(data) + "\n").encode()


def _npz(columns: Columns) -> bytes:
    stream = io.BytesIO()
    np.savez(stream, allow_pickle=False, **columns)
    return stream.getvalue()


def table_text(schedules: Sequence[Schedule]) -> Generator[float, None, str]:
    """All numbers as rows with tabs between their cells, for a spreadsheet.

    Several schedules stand one under the other, by their names. Yields the progress, 0 to 1, every few milliseconds.
    """
    several = len(schedules) > 1
    rows = ["\t".join((*(["schedule"] * several), "t", *COLUMNS))]
    for number, schedule in enumerate(schedules):
        columns, name = [*table_of(schedule).values()], [called(schedule)] * several
        for start in range(0, schedule.steps + 1, _SLICE):
            lines = zip(*(column[start : start + _SLICE].tolist() for column in columns), strict=True)
            rows += ("\t".join((*name, *map(_cell, line))) for line in lines)
            yield (number + start / schedule.steps) / len(schedules)
    return "\n".join(rows) + "\n"


FORMATS: dict[str, Callable[[Columns], bytes]] = {".csv": _csv, ".json": _json, ".npz": _npz}
"""What writes a table, by the ending of the file."""


def table_bytes(schedule: Schedule, file: Path) -> bytes:
    """The table of a schedule in the format that the file's ending names.

    Raises:
        ValueError: when it names none.
    """
    write = FORMATS.get(file.suffix.lower())
    if write is None:
        raise ValueError(
            f"{shown(file.name)} ends in none of {', '.join(FORMATS)}: choose one of these formats."
        )
    return write(table_of(schedule))


def given_of_table(columns: Columns, name: str) -> tuple[Given, str] | None:
    """The schedule of a table, and a sentence on it; None when the columns are not such a table."""
    if not {"t", "log_snr", "signal", "noise"} <= columns.keys():
        return None
    signal, noise, log_snr = columns["signal"], columns["noise"], columns["log_snr"]
    clean = int(noise.size > 1 and noise[0] == 0)
    for quantity, values, fits in (
        ("exploding_sigmas", noise, np.all(signal == 1)),
        ("straight_sigmas", noise, np.allclose(signal + noise, 1, rtol=0, atol=1e-12)),
        ("log_snr", log_snr, True),
    ):
        if fits:
            return _of(quantity, values[clean:], signal, noise, name)
    return None


def _of(quantity: str, values: Array, signal: Array, noise: Array, name: str) -> tuple[Given, str]:
    given = Given(quantity, np.ascontiguousarray(values, "<f8").tobytes(), name)
    words = f"a table of T = {given.steps} timesteps"
    if quantity == "log_snr" and not np.allclose(signal**2 + noise**2, 1, rtol=0, atol=1e-9):
        words += "; its SNR is taken, on a path that preserves variance, which its own does not"
    return given, words
