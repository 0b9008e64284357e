"""Plan: what a sampler, its spacing and its steps leave of the picture, octave by octave."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from engine.mix import Mix
from engine.planning.facts import PictureFacts
from engine.planning.filtered import filtered_layer
from engine.planning.plan import Outcome, Plan, mean_lost
from engine.quoting import tex_text
from engine.scenes.chart import Array, Chart, Mark
from engine.scenes.grid import Cell, Grid, Row
from engine.scenes.plan_calculations import facts_for, long_ones, planned, plans
from engine.scenes.plan_charts import FLOOR, MAP, UPPER, Shown, kept, power
from engine.scenes.plan_floor import floors
from engine.scenes.plan_floor_chart import Losses, losses_there
from engine.scenes.plan_floor_chart import words_at as losses_at
from engine.scenes.plan_map import FindKlMap, KlMap, taken
from engine.scenes.plan_map import words_at as of_map_at
from engine.scenes.plan_notes import awaited, measured, note, of_offset
from engine.scenes.plan_options import LAWS, OPTIONS, PlanSettings
from engine.scenes.possible import needs_of_the_possible, with_the_possible
from engine.scenes.results import Calculation, Needs
from engine.scenes.runs import MEASURING, measuring, run_titles, short_number, tex_number
from engine.scenes.scene import Experiment, Scene
from engine.scenes.strip import X0, Given
from engine.schedules import Schedule

LAW = r"\mathrm{kept}(f) = (k^{2}\, \mathrm{Var}\, x_T + V) / c(f)"


@lru_cache(maxsize=8)  # it stays while t moves
def _shown(
    schedule: Schedule,
    facts: PictureFacts,
    settings: PlanSettings,
    plans: tuple[Plan, ...],
    kl_map: KlMap | None,
    losses: Losses | None,
    offset: float,
) -> Shown:
    ends = (
        _from_noise(each, schedule, facts, offset) if settings.law == "noise" else each.from_x_t
        for each in plans
    )
    titles = run_titles([each.run for each in plans])
    selected = min(settings.selected, len(plans)) - 1
    return Shown(facts, schedule, plans, tuple(ends), tuple(titles), selected, kl_map, losses)


def _from_noise(each: Plan, schedule: Schedule, facts: PictureFacts, offset: float) -> Outcome:
    """What comes out from pure noise; with offset noise another share of the mean is lost."""
    if not offset:
        return each.from_noise
    return replace(each.from_noise, mean_lost=mean_lost(each.run, schedule, facts.spectrum, offset))


@lru_cache(maxsize=8)
def _charts(shown: Shown, above: str) -> tuple[Chart, ...]:
    return UPPER[above][1](shown), kept(shown)


def needs(schedule: Schedule, given: Given, settings: PlanSettings) -> Needs:
    """The plans of long runs, and the map of KL where that is to be seen."""
    facts = facts_for(given.facts, settings)
    if facts is None:
        return Needs()
    then: tuple[Calculation[Any], ...] = ()
    if settings.above == MAP:
        then = (_find_map(schedule, facts, settings),)
    elif settings.above == FLOOR:
        then = tuple(each for law in floors(facts).values() for each in law)
    return Needs(long_ones(settings.run, schedule, facts.spectrum), then)


def _find_map(schedule: Schedule, facts: PictureFacts, settings: PlanSettings) -> FindKlMap:
    selected = settings.run[min(settings.selected, len(settings.run)) - 1]
    return FindKlMap.of(selected, schedule, facts.spectrum)


def build(schedule: Schedule, t: int, given: Given, settings: PlanSettings) -> Grid:
    """Charts of the spectrum and of what each run keeps of it, and the picture as each would leave it."""
    facts = facts_for(given.facts, settings)
    if given.facts is None or facts is None:
        return measuring(LAW, schedule, settings.run, MEASURING if given.facts is None else awaited(settings))
    of_map = settings.above == MAP
    kl_map = given.result(_find_map(schedule, facts, settings)) if of_map else None
    made = plans(given, settings.run, schedule, facts.spectrum)
    losses = losses_there(given, facts, settings.loss) if settings.above == FLOOR else None
    shown = _shown(schedule, facts, settings, made, kl_map, losses, given.offset)
    own = given.facts.spectrum
    chosen = shown.outcomes[shown.selected]
    notes = tuple(map(note, shown.titles, shown.plans, shown.outcomes))
    pictures = (
        _picture(
            end, title, number, np.interp(np.log(own.frequency), np.log(facts.spectrum.frequency), end.kept)
        )
        for number, (end, title) in enumerate(zip(shown.outcomes, shown.titles, strict=True))
    )
    return Grid(
        equation=rf"\mathrm{{KL}} = {tex_number(chosen.kl_per_pixel)}\;\text{{nats per value}},\;\; "
        rf"W_2 = {tex_number(chosen.w2)}",
        law=LAW,
        rows=(Row("", None, (Cell(X0, r"\text{picture}"), *pictures)),),
        remark=f"{measured(facts)}{notes[shown.selected].title}: {notes[shown.selected].details}"
        + of_offset(facts, given.offset, settings.above),
        charts=_charts(shown, settings.above),
        cursors=(
            _cursor(settings.above, t, float(schedule.sigma[t])),
            None,
        ),
        runs=notes,
        heading=f"KL in nats per value, from {LAWS[settings.law]}",
    )


def _cursor(above: str, t: int, sigma: float) -> Mark | None:
    """Where t is in an upper chart."""
    if above == FLOOR:
        return Mark("x", t, f"t = {t}", dashed=True)
    return (
        None if above == MAP or not 0 < sigma < math.inf else Mark("y", power(sigma), f"t = {t}", dashed=True)
    )


def _picture(end: Outcome, title: str, run: int, kept: Array) -> Cell:
    """x0 with each of its octaves at the power that is kept of it."""
    words = tex_text(f"{title}: KL {short_number(end.kl_per_pixel)}")
    gain = np.sqrt(kept)
    if not np.all(np.isfinite(gain)):
        return Cell(Mix({}), words, note="This run diverges on this schedule.", colour=run)
    return Cell(Mix.of(filtered_layer(gain.tolist(), 1 - end.mean_lost)), words, colour=run)


def click(
    schedule: Schedule, given: Given, settings: PlanSettings, chart: int, x: float, y: float
) -> PlanSettings | None:
    """On the map the selected run takes the steps and the spacing."""
    if chart or settings.above != MAP:
        return None
    place = min(settings.selected, len(settings.run)) - 1
    run = taken(settings.run[place], schedule, x, y)
    return replace(settings, run=(*settings.run[:place], run, *settings.run[place + 1 :]))


def words_at(
    schedule: Schedule, t: int, given: Given, settings: PlanSettings, chart: int, x: float, y: float
) -> str:
    """The KL on the map, and the least losses."""
    facts = facts_for(given.facts, settings)
    if chart or settings.above not in (MAP, FLOOR) or facts is None:
        return ""
    if settings.above == FLOOR:
        return losses_at(losses_there(given, facts, settings.loss), schedule, x)
    return of_map_at(given.result(_find_map(schedule, facts, settings)), x, y, offset=given.offset)


def table(schedule: Schedule, given: Given, settings: PlanSettings) -> Iterator[dict[str, Any]]:
    """A row for each band of each run, the lowest frequency first; kept and kl are from pure noise."""
    facts = facts_for(given.facts, settings)
    if facts is None:
        return
    spectrum = facts.spectrum
    for text in settings.run:
        each = planned(text, schedule, spectrum)
        end = each.from_noise
        columns = (spectrum.frequency, spectrum.modes, spectrum.c, end.kept, end.kl)
        for frequency, modes, c, share, kl in zip(*(column.tolist() for column in columns), strict=True):
            yield {
                "run": text,
                "evaluations": each.evaluations,
                "frequency": frequency,
                "modes": int(modes),
                "c": c,
                "kept": share,
                "kl": kl,
            }


SCENE = Scene(
    help=(
        "What will a sampler, its spacing and its steps do to this picture? For pictures that are Gaussian with this"
        " spectrum, even within each octave, and a perfect denoiser, it is known exactly: the power kept at each "
        "octave. The picture is shown with that power, between octaves interpolated; k is the factor of "
        "x<sub>T</sub> in the result, V the variance of the noise that the run adds. A kept power of 1 is exact; "
        "below it, fine detail or the large shapes are lost; above it, there is too much of them. KL and W₂ say how "
        "far the law of the results is from that of the picture, per value: one channel of one pixel. <b>Limits:</b>"
        " a network is not perfect and pictures are not Gaussian: its errors and what is not Gaussian come on top, "
        "and this does not predict FID. One picture gives few modes at low frequencies: there c(f) scatters. The "
        "mean colour is taken to vary as the lowest octave. <b>Check it:</b> “Generate with these” makes pictures "
        "with the Gaussian denoiser and measures them. It takes the colours together, each frequency by itself, and "
        "the picture as periodic, so its prediction, dashed, is its own. <b>The least possible loss</b> is what no "
        "network can go below at t where pictures have that law: Gaussian; one of a set, known by heart; or, for a "
        "network that sees as little at a time as the denoiser Patches, made of patches of this picture."
    ),
    defaults=PlanSettings(),
    options=OPTIONS,
    build=with_the_possible(build),
    table=table,
    needs=needs_of_the_possible(needs),
    click=click,
    words_at=words_at,
    experiments=(
        Experiment(
            "What ten steps of DDIM lose",
            "--scene plan --run ddim:steps=10 --run ddim:steps=50 --run ddim:steps=250",
            "Power kept below 1 at high frequencies is detail that does not come back: the result looks smooth.",
        ),
        Experiment(
            "The same evaluations, spaced otherwise",
            "--scene plan --run dpmpp_2m:steps=10 --run dpmpp_2m:spacing=karras,steps=10 "
            "--run dpmpp_2m:spacing=exponential,steps=10",
            "Only the noise levels that are visited differ: compare KL.",
        ),
        Experiment(
            "What the start costs",
            "--scene plan --run ddim:steps=250 --law noise",
            "The run starts from noise alone, though x<sub>T</sub> of the forward chain has a trace of the picture: "
            "the line below the equation says what part of the mean colour is lost; then choose to start “from” the "
            "exact law.",
        ),
        Experiment(
            "Why the loss of ε is near 1 at small t",
            "--scene plan --above floor --loss eps",
            "If pictures are Gaussian, noise this weak is lost in their own detail, and nobody can predict it. Who "
            "knows a set of pictures by heart tells it from them: there the least loss is near 0.",
        ),
    ),
)
