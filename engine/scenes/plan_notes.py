"""What is said of planned runs, and of what they are planned for, in sentences."""

from __future__ import annotations

import math

from engine.planning.facts import PictureFacts
from engine.planning.plan import Outcome, Plan
from engine.scenes.chart import RunNote, known
from engine.scenes.plan_charts import FLOOR
from engine.scenes.plan_options import PlanSettings
from engine.scenes.runs import evaluations_of, short_number
from engine.schedules.number_text import percent

MEASURING_SET = "The pictures of the set are being measured…"
NO_SET = "There is no plan before a folder is chosen."


def awaited(settings: PlanSettings) -> str:
    """What is to come before there is a plan for a set."""
    return MEASURING_SET if settings.folder or settings.spectrum_of != "folder" else NO_SET


def note(title: str, each: Plan, end: Outcome) -> RunNote:
    """The KL of a run, and in words what it costs and loses."""
    return RunNote(
        title,
        short_number(end.kl_per_pixel),
        f"{evaluations_of(each)}; {percent(end.mean_lost, 1)} of the mean colour is lost; "
        f"{percent(each.useful)} of its noise levels are of use to this picture.",
        f"W₂ {short_number(end.w2)}, {end.mean_in_words}",
        known(
            evaluations=each.evaluations,
            kl=end.kl_per_pixel,
            w2=end.w2,
            mean_lost=end.mean_lost,
            useful_levels=each.useful,
        ),
    )


def of_offset(facts: PictureFacts, offset: float, above: str) -> str:
    """What offset noise does to the mean; nothing without it."""
    if not offset:
        return ""
    times = 1 + offset**2 * math.prod(facts.spectrum.size)
    words = f" With offset noise the noise of the mean of each channel has {times:.4g} times the variance."
    return words + (" The least losses are those in white noise." if above == FLOOR else "")


def measured(facts: PictureFacts) -> str:
    """Of what the spectrum is, where it is not that of the whole picture."""
    if facts.plans_for_set and facts.of_set is not None:
        return f"Mean spectrum of {facts.of_set.pictures} pictures. {facts.of_set.notice} ".replace("  ", " ")
    return f"Measured at 1/{1 << facts.reduced} of the size. " if facts.reduced else ""
