"""The chart of the least possible loss over t: of a Gaussian in closed form, of a set and patches by sampling."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from engine.planning.facts import PictureFacts
from engine.planning.loss_floor import LossFloor, loss_floor, losses
from engine.planning.spectrum import Spectrum
from engine.samplers.level import at_sigmas, ends
from engine.scenes.chart import Array, Axis, Chart, Curve, linear_ticks, log_ticks
from engine.scenes.plan_floor import floors, names
from engine.scenes.runs import short_number
from engine.scenes.strip import Given
from engine.schedules import Schedule

if TYPE_CHECKING:
    from engine.denoisers.left_open import LeftOpen  # it needs torch

TARGETS = {"eps": "ε", "x0": "x₀", "v": "v"}
LOWEST = 1e-5
"""The lower end of the axis, over the greatest loss under the Gaussian law."""
COLOURS = (6, 4)
"""Those of a set and of patches: of runs only when there are many."""


@dataclass(frozen=True, slots=True)
class Sampled:
    """What was found under a law by now, ascending in noise: of how many levels, and what it is called."""

    name: str
    found: tuple[LeftOpen, ...]
    levels: int

    def on(self, schedule: Schedule, target: str) -> tuple[Array, Array, Array]:
        """The timesteps of those levels that a schedule has, the losses there and their standard errors."""
        low, high = ends(schedule)
        within = [each for each in self.found if low <= each.sigma <= high]
        levels = at_sigmas(schedule, [each.sigma for each in within]) if within else ()
        signal, noise = (np.array([getattr(level, name) for level in levels]) for name in ("signal", "noise"))
        variance, error = (
            np.array([getattr(each, name) for each in within]) for name in ("variance", "error")
        )
        loss, spread = (_of(losses(values, signal, noise), target) for values in (variance, error))
        return np.array([level.t for level in levels]), loss, spread


@dataclass(frozen=True, slots=True, eq=False)
class Losses:
    """What there is of the least losses of `target`, a name of TARGETS, of pictures of `size`, (height, width).

    Those of a set may have another size themselves, about as large: there their `spectrum` is measured.
    """

    target: str
    size: tuple[int, int]
    spectrum: Spectrum
    sampled: tuple[Sampled, ...]


def losses_there(given: Given, facts: PictureFacts, target: str) -> Losses:
    """What there is of them by now."""
    sampled = []
    for law, every in floors(facts).items():
        there = [result for result in map(given.result, every) if result is not None]
        found = tuple(sorted((level for each in there for level in each), key=lambda level: level.sigma))
        if found:
            sampled.append(Sampled(names(facts)[law], found, sum(len(each.sigmas) for each in every)))
    assert facts.small is not None
    height, width = facts.small.x0.shape[:2]
    return _kept(target, (height, width), facts.spectra[-1], tuple(sampled))


@lru_cache(maxsize=8)  # so that equal ones are the same
def _kept(target: str, size: tuple[int, int], spectrum: Spectrum, sampled: tuple[Sampled, ...]) -> Losses:
    return Losses(target, size, spectrum, sampled)


def chart(shown: Losses, schedule: Schedule) -> Chart:
    """The losses over t on one logarithmic axis; a bar is two standard errors up and down, of n draws."""
    exact = _of(loss_floor(schedule, shown.spectrum), shown.target)
    t = np.arange(1.0, schedule.steps + 1.0)
    high = 1.5 * max(float(exact.max()), 1e-9)
    curves = [Curve(t, np.maximum(exact, 1e-30), "Gaussian")]
    for each, colour in zip(shown.sampled, COLOURS, strict=False):
        curves += _curves(each, *each.on(schedule, shown.target), colour)
    height, width = shown.size
    what = TARGETS[shown.target]
    return Chart(
        f"Least possible loss of {what}, {width} × {height} px; bars ± 2 s.e.",
        Axis(0.0, float(schedule.steps), linear_ticks(0.0, float(schedule.steps), whole=True), "timestep t"),
        Axis(LOWEST * high, high, log_ticks(LOWEST * high, high), f"mean squared error of {what}", log=True),
        tuple(curves),
    )


def _curves(of: Sampled, t: Array, loss: Array, error: Array, colour: int) -> list[Curve]:
    whole = len(of.found) == of.levels
    draws = min(each.samples for each in of.found)
    name = f"{of.name}, n ≥ {draws}" if whole else f"{of.name}, {len(of.found)} of {of.levels}"
    drawn = np.maximum(loss, 1e-30)
    bars = [
        Curve(np.full(2, at), np.maximum([each - 2 * spread, each + 2 * spread], 1e-30), "", colour)
        for at, each, spread in zip(t, loss, error, strict=True)
        if spread > 0
    ]
    return [Curve(t, drawn, name, colour, dots=True), *bars] if len(t) else []


def words_at(shown: Losses, schedule: Schedule, x: float) -> str:
    """The least losses at a timestep of the chart, those that are sampled at the level nearest to it."""
    t = min(max(round(x), 1), schedule.steps)
    exact = float(_of(loss_floor(schedule, shown.spectrum), shown.target)[t - 1])
    words = f"{TARGETS[shown.target]} at t = {t}: Gaussian {short_number(exact)}"
    for each in shown.sampled:
        at, loss, error = each.on(schedule, shown.target)
        if len(at):
            near = int(np.argmin(np.abs(at - t)))
            found = f"{short_number(float(loss[near]))} ± {short_number(float(error[near]))}"
            words += f"; {each.name} {found} at {at[near]:.0f}"
    return words


def _of(floor: LossFloor, target: str) -> Array:
    found: Array = getattr(floor, target)
    return found
