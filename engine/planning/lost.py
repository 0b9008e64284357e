"""The octaves of a picture that a run loses, for the doctor of schedules."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from engine.planning.plan import plan
from engine.planning.spectrum import Spectrum
from engine.samplers.run import SamplerRun
from engine.schedules import Schedule
from engine.schedules.case import OctavesLost

HALF = 0.5
"""An octave of whose power less than this is kept is lost."""
MOST_STEPS = 50
"""Longer runs are not looked at: it would take longer than a frame, and they lose little."""


@dataclass(frozen=True, slots=True)
class RunOnPicture:
    """A run, as people call it, and the spectrum of the picture that it is to make."""

    run: SamplerRun
    title: str
    spectrum: Spectrum

    def lost(self, schedule: Schedule) -> OctavesLost | None:
        """What it loses on a schedule, begun with pure noise; None where that is nothing, or not known."""
        if self.run.steps > MOST_STEPS or self.run.steps > schedule.steps or self.spectrum.per_octave != 1:
            return None
        return _lost(self.run, self.title, schedule, self.spectrum)


@lru_cache(maxsize=64)
def _lost(run: SamplerRun, title: str, schedule: Schedule, spectrum: Spectrum) -> OctavesLost | None:
    try:
        with np.errstate(all="ignore"):
            kept = plan(run, schedule, spectrum).from_noise.kept
    except (ValueError, ArithmeticError):  # the scene says why they do not go together
        return None
    lost = np.flatnonzero(kept < HALF)
    if not lost.size or not np.all(np.isfinite(kept)):
        return None
    edges = [tuple(0.5 / 2.0 ** (int(band) + each) for each in (1, 0)) for band in spectrum.band[lost]]
    worst = int(lost[np.argmin(kept[lost])])
    low, high = edges[int(np.flatnonzero(lost == worst)[0])]
    return OctavesLost(title, len(lost), len(kept), float(kept[worst]), (1 / high, 1 / low))
