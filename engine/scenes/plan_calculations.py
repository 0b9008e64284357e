"""The plans of runs: at once where they are short, and as calculations where one takes longer than a frame."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass
from functools import lru_cache

from engine.planning.facts import PictureFacts
from engine.planning.plan import Plan, plan, planning
from engine.planning.spectrum import Spectrum
from engine.scenes.plan_options import PlanSettings
from engine.scenes.runs import course_of, run_on, within_float64
from engine.scenes.strip import Given
from engine.schedules import Schedule

LONG = 100
"""Evaluations above which a plan is calculated beside the window: with as many it takes some 6 ms, with 2000, 250."""


@lru_cache(maxsize=256)
def planned(text: str, schedule: Schedule, spectrum: Spectrum) -> Plan:
    """The plan of a run that is given as a text. Raises ValueError when it does not go with the schedule."""
    course_of(text, schedule)
    with within_float64(text):
        return plan(run_on(text, schedule), schedule, spectrum)


@dataclass(frozen=True, slots=True)
class FindPlan:
    """Calculation: the plan of a run that is given as a text."""

    text: str
    schedule: Schedule
    spectrum: Spectrum

    def run(self) -> Generator[None, None, Plan]:
        """It, in slices. Raises ValueError when the run does not go with the schedule."""
        course_of(self.text, self.schedule)
        with within_float64(self.text):
            return (yield from planning(run_on(self.text, self.schedule), self.schedule, self.spectrum))


def long_ones(texts: Iterable[str], schedule: Schedule, spectrum: Spectrum) -> tuple[FindPlan, ...]:
    """The calculations for those of the runs that are long. Raises ValueError when one does not go with T."""
    long = (text for text in texts if run_on(text, schedule).evaluations > LONG)
    return tuple(FindPlan(text, schedule, spectrum) for text in long)


def plans(given: Given, texts: Iterable[str], schedule: Schedule, spectrum: Spectrum) -> tuple[Plan, ...]:
    """The plan of each run: the long ones have been calculated before."""
    return tuple(
        given.needed(FindPlan(text, schedule, spectrum))
        if run_on(text, schedule).evaluations > LONG
        else planned(text, schedule, spectrum)
        for text in texts
    )


@lru_cache(maxsize=8)  # so that equal ones are the same
def _with_set(facts: PictureFacts) -> PictureFacts:
    return facts.with_set()


def facts_for(facts: PictureFacts | None, settings: PlanSettings) -> PictureFacts | None:
    """The facts that the settings ask for: of the picture, or with the spectrum of a set; None before they are there.

    Raises:
        ValueError: when the set has no spectrum.
    """
    if facts is None or settings.spectrum_of == "picture":
        return facts
    there = facts.of_set
    folder = settings.folder if settings.spectrum_of == "folder" else ""
    if there is None or (there.name.members, there.name.folder) != (settings.spectrum_of, folder):
        return None
    return _with_set(facts)
