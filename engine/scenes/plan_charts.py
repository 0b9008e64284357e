"""The charts of Plan: the spectrum with noise levels or at several sizes, and what each run keeps."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.planning.facts import PictureFacts
from engine.planning.new_power import NewPower
from engine.planning.plan import Outcome, Plan
from engine.scenes import plan_floor_chart, plan_map
from engine.scenes.chart import Array, Axis, Chart, Curve, Mark, linear_ticks, log_ticks
from engine.scenes.plan_floor_chart import Losses
from engine.scenes.plan_map import KlMap
from engine.schedules import Schedule

BEYOND = 1000.0
"""How far the axis of power goes at most beyond the powers of the picture."""
MAP, FLOOR = "map", "floor"
"""The upper charts that have to be calculated."""
MOST_KEPT = 4.0
"""The end of the axis of kept power; what is beyond has diverged."""


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """What the charts are of: plans with their titles and outcomes, of which one is selected."""

    facts: PictureFacts
    schedule: Schedule
    plans: tuple[Plan, ...]
    outcomes: tuple[Outcome, ...]
    titles: tuple[str, ...]
    selected: int
    kl_map: KlMap | None = None
    losses: Losses | None = None


def power(sigma: float) -> float:
    """The power of noise, as far as float64 and a logarithm have it."""
    return min(max(sigma, 1e-150), 1e150) ** 2


def levels(shown: Shown) -> Chart:
    """The spectrum, and the noise of the selected run over it: noise has the same power at all frequencies."""
    spectrum, run = shown.facts.spectrum, shown.plans[shown.selected]
    c = np.maximum(spectrum.c, 1e-12)
    sigmas = [level.sigma for level in run.course.levels[:-1]]
    powers = [power(sigma) for sigma in sigmas if sigma < math.inf]
    y = _power_axis(c, powers)
    seen = [each for each in powers if y.low <= each <= y.high]
    counted = f"{len(seen)} of {len(sigmas)}" if len(seen) < len(sigmas) else str(len(sigmas))
    words = f"{counted} noise level{'s' * (len(sigmas) != 1)}"
    marks = [
        Mark("y", each, "" if number else words, colour=shown.selected) for number, each in enumerate(seen)
    ]
    return Chart(
        "Which frequencies does each noise level drown?",
        frequencies(spectrum.frequency, spectrum.size),
        y,
        (Curve(spectrum.frequency, c, "set c(f)" if shown.facts.plans_for_set else "picture c(f)"),),
        tuple(marks),
    )


def sizes(shown: Shown) -> Chart:
    """The spectra of the picture at several sizes, with the SNR that each halving gains, and the schedule's ends."""
    facts, schedule = shown.facts, shown.schedule
    curves = []
    for number, each in enumerate(facts.spectra):
        words = f"{max(each.size)} px"
        if number:
            words += f", SNR × {facts.gains[number - 1]:.2f}"
        curves.append(Curve(each.frequency, np.maximum(each.c, 1e-12), words, quiet=number > 0))
    ends = [(schedule.steps, "noise at t = T"), (1, "noise at t = 1")]
    powers = [(power(float(schedule.sigma[t])), words) for t, words in ends]
    y = _power_axis(np.concatenate([curve.y for curve in curves]), [each for each, _ in powers])
    marks = [Mark("y", each, words, dashed=True) for each, words in powers if y.low <= each <= y.high]
    first = facts.spectrum
    return Chart(
        "How does the spectrum change with the size? A halving gains SNR",
        frequencies(first.frequency, first.size),
        y,
        tuple(curves),
        tuple(marks),
    )


def kept(shown: Shown) -> Chart:
    """The share of power that each run keeps at each octave."""
    spectrum = shown.facts.spectrum
    finite = [value for end in shown.outcomes for value in end.kept.tolist() if math.isfinite(value)]
    high = min(max(1.25, 1.08 * max(finite, default=1.0)), MOST_KEPT)
    curves = [
        Curve(spectrum.frequency, np.where(np.isfinite(end.kept), end.kept, 1e30), title, number, dots=True)
        for number, (end, title) in enumerate(zip(shown.outcomes, shown.titles, strict=True))
    ]
    question = "How much power does each run keep?"
    for number, each in enumerate(shown.plans):
        if shown.facts.made is not None and shown.facts.made.is_of(each.run, each.course):
            curves += _new_pictures(shown.facts.made, number)
            question += " Dashed: for the Gaussian denoiser; bars: its pictures ± 2 s.d."
            break
    return Chart(
        question,
        frequencies(spectrum.frequency, spectrum.size),
        Axis(0.0, high, linear_ticks(0.0, high), "power over the picture’s"),
        tuple(curves),
        (Mark("y", 1.0, "exact", dashed=True),),
    )


def _new_pictures(made: NewPower, number: int) -> list[Curve]:
    """The prediction for the Gaussian denoiser, and what its pictures have, two deviations about it as a bar."""
    words = f"{made.pictures} new picture{'s' if made.pictures > 1 else ''}"
    bars = [
        Curve(np.full(3, at), np.array([each - 2 * spread, each + 2 * spread, each]), "", number)
        for at, each, spread in zip(made.frequency, made.measured, made.deviation, strict=True)
    ]
    named = Curve(made.frequency[-1:], made.measured[-1:], words, number)
    return [Curve(made.frequency, made.predicted, "", number, dashed=True), *bars, named]


def kl_over_steps(shown: Shown) -> Chart:
    """The map of KL for the sampler of the selected run, or that it is not there yet."""
    return plan_map.chart(shown.kl_map, [each.run for each in shown.plans], shown.selected)


def least_losses(shown: Shown) -> Chart:
    """The least possible losses over t, with what there is of them by now."""
    assert shown.losses is not None
    return plan_floor_chart.chart(shown.losses, shown.schedule)


def frequencies(frequency: Array, size: tuple[int, int]) -> Axis:
    """Octaves up to 1/2 cycle per pixel."""
    octaves = range(1, 2 + max(0, math.ceil(math.log2(max(size)))))
    low = float(frequency[0])
    ticks = tuple((0.5**k, f"1/{2**k}") for k in octaves if 0.5**k >= low * 0.999)
    return Axis(min(low, 0.25), 0.5, ticks, "cycles per pixel", log=True)


def _power_axis(c: Array, noise: list[float]) -> Axis:
    """Of power per mode: for all of the picture, and for noise as far as it has to do with it."""
    least, most = float(c.min()), float(c.max())
    low = max(min([least, *noise]), least / BEYOND) / 3
    high = min(max([most, *noise]), most * BEYOND) * 3
    return Axis(low, high, log_ticks(low, high), "power of a mode", log=True)


UPPER: dict[str, tuple[str, Callable[[Shown], Chart]]] = {
    "levels": ("noise levels", levels),
    "sizes": ("sizes", sizes),
    MAP: ("KL over N and spacing", kl_over_steps),
    FLOOR: ("least possible loss", least_losses),
}
