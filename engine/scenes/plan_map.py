"""The map of Plan: the KL of a sampler over its spacing and its steps. A click takes both."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.planning.kl_map import kl_map
from engine.planning.plan import Array
from engine.planning.spectrum import Spectrum
from engine.samplers.run import SamplerRun, parse
from engine.samplers.timesteps import SPACINGS
from engine.scenes.chart import Axis, Chart, Curve, HeatMap
from engine.scenes.runs import edited_run, short_number
from engine.schedules import Schedule
from engine.schedules.number_text import percent

STEPS = (2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 75, 100)
ROWS = tuple(name for name in SPACINGS if name not in ("simple", "log_snr"))[::-1]
"""The spacings from below; those two are `trailing` and `exponential` under other names."""
LEAST, MOST = 1e-8, 10.0
"""The ends of the scale of colours: what is beyond is as good as exact, or as bad as can be."""
TALL = 1.7


@dataclass(frozen=True, slots=True, eq=False)
class KlMap:
    """KL in nats per value from pure noise, (ROWS, STEPS), and how it is drawn, brighter for less.

    `mean_lost` is the share of the mean colour that is lost, which KL leaves out.
    """

    kl: Array
    mean_lost: Array
    heat: HeatMap


@dataclass(frozen=True, slots=True)
class FindKlMap:
    """Calculation: the KlMap of the sampler, options and schedule of a run."""

    run_there: SamplerRun
    schedule: Schedule
    spectrum: Spectrum

    @classmethod
    def of(cls, text: str, schedule: Schedule, spectrum: Spectrum) -> FindKlMap:
        """That of a run as a text, equal for all of its spacings and numbers of steps."""
        return cls(_anywhere(parse(text)), schedule, spectrum)

    def run(self) -> Generator[None, None, KlMap]:
        """One plan after the other."""
        kl, mean_lost = yield from kl_map(self.run_there, self.schedule, self.spectrum, ROWS, STEPS)
        return KlMap(kl, mean_lost, HeatMap(_brightness(kl), cells=True))


def _anywhere(run: SamplerRun) -> SamplerRun:
    """What a run has in common with all others on its map."""
    own = tuple(item for item in run.options if item[0] in run.sampler_options)
    return replace(run, steps=STEPS[0], spacing="trailing", options=own, listed=())


def _brightness(kl: Array) -> Array:
    """From 0 where KL is the greatest to 1 where it is the least, in its logarithm."""
    low, high = _ends(kl)
    with np.errstate(divide="ignore", invalid="ignore"):
        part = (np.log(high) - np.log(np.clip(kl, low, high))) / np.log(high / low)
    return np.asarray(np.where(np.isnan(part), 0.0, part))


def _ends(kl: Array) -> tuple[float, float]:
    finite = kl[np.isfinite(kl)]
    if not len(finite):
        return LEAST, MOST
    low = min(max(float(finite.min()), LEAST), MOST / 10)
    return low, max(min(float(finite.max()), MOST), 10 * low)


def chart(found: KlMap | None, runs: Sequence[SamplerRun], selected: int) -> Chart:
    """The map with the runs that are on it, and at its right the KL at the number of steps of the selected one."""
    run = runs[selected]
    question = f"{run.family.title}: how much KL from pure noise at N steps?"
    curves: list[Curve] = []
    if found is None:
        question += " It is being calculated…"
    else:
        low, high = _ends(found.kl)
        question += f" Full colour {short_number(low)}, none {short_number(high)}"
        question += f"; right: N = {run.steps}" if run.steps in STEPS else ""
        for number, each in enumerate(runs):
            place = _place(each)
            if place is not None and _anywhere(each) == _anywhere(run):
                curves.append(Curve(np.array([place[0]]), np.array([place[1]]), "", number, dots=True))
        beside = found.kl[:, STEPS.index(run.steps)].tolist() if run.steps in STEPS else ()
        for row, kl in enumerate(beside):
            words = short_number(kl) if np.isfinite(kl) else "–"
            curves.append(Curve(np.array([len(STEPS) - 0.5]), np.array([float(row)]), words))
    return Chart(
        question,
        Axis(
            -0.5, len(STEPS) - 0.5, tuple((float(n), str(count)) for n, count in enumerate(STEPS)), "steps N"
        ),
        Axis(-0.5, len(ROWS) - 0.5, tuple((float(n), SPACINGS[name].title) for n, name in enumerate(ROWS))),
        tuple(curves),
        heat=found.heat if found else None,
        share=TALL,
    )


def _column(steps: int) -> float | None:
    """Where N stands; None where it is outside."""
    return float(np.interp(steps, STEPS, range(len(STEPS)))) if STEPS[0] <= steps <= STEPS[-1] else None


def _place(run: SamplerRun) -> tuple[float, float] | None:
    column = _column(run.steps)
    return None if column is None or run.spacing not in ROWS else (column, float(ROWS.index(run.spacing)))


def taken(text: str, schedule: Schedule, x: float, y: float) -> str:
    """The run with the steps and the spacing at a place of the map; as many steps as there are at most."""
    count, spacing = _at(x, y)
    return edited_run(parse(text), spacing=spacing, steps=min(count, schedule.steps)).text()


def words_at(found: KlMap | None, x: float, y: float, offset: float = 0.0) -> str:
    """The KL at a place of the map in words, and what is lost of the mean unless there is offset noise."""
    if found is None:
        return ""
    count, spacing = _at(x, y)
    kl, lost = (float(each[ROWS.index(spacing), STEPS.index(count)]) for each in (found.kl, found.mean_lost))
    said = (
        f"KL {short_number(kl)} nats per value, {percent(lost, 1)} of the mean lost"
        if not np.isnan(kl)
        else "not possible"
    )
    return f"{SPACINGS[spacing].title}, {count} steps: {said}"


def _at(x: float, y: float) -> tuple[int, str]:
    column, row = (min(max(round(each), 0), most) for each, most in ((x, len(STEPS) - 1), (y, len(ROWS) - 1)))
    return STEPS[column], ROWS[row]
