"""The data of curves as a text for a spreadsheet."""

from __future__ import annotations

from collections.abc import Generator, Sequence

import numpy as np

from engine.schedules.curve_looks import CurveLooks, X, curve_of
from engine.schedules.quantities import ALL
from engine.schedules.quantity import Quantity
from engine.schedules.schedule import Schedule
from engine.schedules.transforms import called

_SLICE = 1000
"""Rows at a time."""


def curve_text(
    schedules: Sequence[Schedule], quantities: Sequence[Quantity], looks: CurveLooks
) -> Generator[float, None, str]:
    """Rows with tabs between their cells: t, log SNR, sigma and the quantities, of the states in the common range.

    All digits; empty where there is no value. Several schedules stand one under the other, by their names. Yields
    the progress, 0 to 1, every few milliseconds.
    """
    columns = [
        ALL["log_snr"],
        ALL["sigma"],
        *(curve_of(each, schedules) for each in quantities if each.name not in ("log_snr", "sigma")),
    ]
    several = len(schedules) > 1
    rows = ["\t".join((*(["schedule"] * several), "t", *(each.name for each in columns)))]
    for number, schedule in enumerate(schedules):
        there = _in_range(schedule, looks)
        for start in range(0, len(there), _SLICE):
            for t in there[start : start + _SLICE]:
                cells = [str(t), *(each.exact(schedule, t) for each in columns)]
                rows.append("\t".join([called(schedule)] * several + cells))
            yield (number + start / len(there)) / len(schedules)
    return "\n".join(rows) + "\n"


def _in_range(schedule: Schedule, looks: CurveLooks) -> list[int]:
    """The states that are seen; all where no range is chosen, those too that are on no axis."""
    span = looks.range_of(X)
    if span is None:
        return list(range(schedule.steps + 1))
    places = looks.axis.places(schedule)
    low, high = sorted(map(looks.axis.place, span))
    found: list[int] = np.flatnonzero((places >= low) & (places <= high)).tolist()
    return found
