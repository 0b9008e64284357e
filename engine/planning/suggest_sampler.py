"""Which sampler: the one with the least KL for as many evaluations, with the best spacing for it."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

from engine.planning.plan import plan
from engine.planning.spectrum import Spectrum
from engine.planning.suggest import Suggestion, better, suggest
from engine.samplers.catalogue import SAMPLERS
from engine.samplers.run import SamplerRun
from engine.schedules import Schedule


def suggest_sampler(
    run: SamplerRun, schedule: Schedule, spectrum: Spectrum
) -> Generator[float, None, Suggestion]:
    """The sampler, with its usual options, and the spacing with the least KL per pixel from pure noise.

    It asks the denoiser no more often than the run does, and loses no more W2 and mean colour. Yields the progress, 0
    to 1, from plan to plan.

    Raises:
        ValueError: when the run does not go with the schedule.
    """
    before = best = plan(run, schedule, spectrum)
    for number, (name, family) in enumerate(SAMPLERS.items()):
        counts = range(1, min(run.evaluations, schedule.steps) + 1)
        steps = max((count for count in counts if family.evaluations(count) <= run.evaluations), default=0)
        if not steps:
            continue
        each = replace(run, sampler=name, steps=steps, spacing="trailing", options=(), listed=())
        search = suggest(each, schedule, spectrum, before)
        while True:
            try:
                yield (number + next(search)) / len(SAMPLERS)
            except StopIteration as end:
                best = better(best, end.value.after, before)
                break
    return Suggestion(before, best)
