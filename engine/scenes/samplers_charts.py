"""The charts of the scene Samplers, with what there is of them by now."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from engine.planning.spectrum import Spectrum
from engine.scenes.chart import Array, Axis, Chart, Curve, Mark, linear_ticks, log_ticks
from engine.scenes.plan_charts import frequencies
from engine.scenes.sampler_errors import Errors, Measured
from engine.schedules import Schedule

LEAST, MOST = 1e-9, 10.0  # the ends of the axis of errors, at most
MOST_GAIN = 3.0  # the end of the axis of amplitudes
LOWER = (("timesteps", "timesteps"), ("octaves", "octaves left"))
"""What the lower chart may show."""
COUNTS = tuple((float(value), f"{value}") for value in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000))


@lru_cache(maxsize=8)  # it stays while t moves
def charts(
    schedule: Schedule,
    runs: tuple[Measured, ...],
    others: tuple[Errors | None, ...],
    titles: tuple[str, ...],
    spectrum: Spectrum,
    below: str,
) -> tuple[Chart, ...]:
    """The errors of runs, with those at other numbers of steps as far as they are there; below, one of LOWER."""
    lower = (
        _octaves_chart(spectrum, runs, titles)
        if below == "octaves"
        else _levels_chart(schedule, runs, titles)
    )
    return _errors_chart(runs, others, titles), lower


def _errors_chart(runs: Sequence[Measured], others: Sequence[Errors | None], titles: Sequence[str]) -> Chart:
    there = [each for each in others if each is not None]
    counts = [
        2.0,
        *(float(each.evaluations) for each in runs),
        *(count for each in there for count in each.evaluations.tolist()),
    ]
    values = [each.error for each in runs] + [error for each in there for error in each.error.tolist()]
    seen = [min(max(value, LEAST), MOST) for value in values if math.isfinite(value)]
    low, high = min([*seen, 0.1]) / 1.5, max([*seen, 0.2]) * 1.5
    across = min(counts), max(counts)
    curves = []
    for number, (each, errors, title) in enumerate(zip(runs, others, titles, strict=True)):
        name = title
        if errors is not None and len(errors.steps):
            if math.isfinite(errors.order):
                name = f"{each.run.family.title}, order {errors.order:.1f}"
            if errors not in others[:number]:  # runs that differ in their steps alone have one curve
                curves.append(Curve(errors.evaluations, _drawn(errors.error), name, number))
            name = ""
        own = np.array([float(each.evaluations)])
        curves.append(Curve(own, _drawn(np.array([each.error])), name, number, dots=True))
    return Chart(
        "How far from the exact end, for how many evaluations?",
        Axis(
            *across,
            tuple(tick for tick in COUNTS if across[0] <= tick[0] <= across[1]),
            "evaluations",
            log=True,
        ),
        Axis(low, high, log_ticks(low, high), "error: W₂ / s.d.", log=True),
        tuple(curves),
    )


def _drawn(error: Array) -> Array:
    return np.clip(np.nan_to_num(error, nan=1e30, posinf=1e30), 1e-30, 1e30)


def _octaves_chart(spectrum: Spectrum, runs: Sequence[Measured], titles: Sequence[str]) -> Chart:
    """The gain of each run over the frequency: below 1 the result is too smooth there."""
    finite = [float(gain) for each in runs for gain in each.gain if math.isfinite(gain)]
    high = min(max([1.2, *finite]) * 1.1, MOST_GAIN)
    curves = [
        Curve(spectrum.frequency, _drawn(each.gain), title, number, dots=True)
        for number, (each, title) in enumerate(zip(runs, titles, strict=True))
    ]
    return Chart(
        "How much of the exact amplitude of each octave does a run leave?",
        frequencies(spectrum.frequency, spectrum.size),
        Axis(0.0, high, linear_ticks(0.0, high), "amplitude over the exact one"),
        tuple(curves),
        (Mark("y", 1.0, "exact", dashed=True),),
    )


def _levels_chart(schedule: Schedule, runs: Sequence[Measured], titles: Sequence[str]) -> Chart:
    """A row of dots for each run, the first on top."""
    curves = []
    for number, (each, title) in enumerate(zip(runs, titles, strict=True)):
        t = np.array([level.t for level in each.course.levels])[::-1]
        curves.append(Curve(t, np.full(len(t), float(len(runs) - number)), title, number, dots=True))
    end = float(schedule.steps)
    return Chart(
        "Which timesteps does each run visit?",
        Axis(0.0, end, linear_ticks(0.0, end, whole=True), "timestep t"),
        Axis(0.3, len(runs) + 0.7, ()),
        tuple(curves),
    )
