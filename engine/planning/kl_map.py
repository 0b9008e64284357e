"""How far what comes out is from the data, for each spacing and number of steps."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace

import numpy as np

from engine.planning.plan import Array, plan
from engine.planning.spectrum import Spectrum
from engine.samplers.run import SamplerRun
from engine.schedules import Schedule


def kl_map(
    run: SamplerRun, schedule: Schedule, spectrum: Spectrum, spacings: Sequence[str], steps: Sequence[int]
) -> Generator[None, None, tuple[Array, Array]]:
    """KL in nats per pixel from pure noise, (spacings, steps), for the sampler of a run with its own options.

    Beside it the share of the mean colour that is lost, which KL leaves out. NaN where N does not go with a spacing,
    or a level is beyond the numbers of float64. Yields after each plan.
    """
    own = tuple(item for item in run.options if item[0] in run.sampler_options)
    kl, mean_lost = np.full((2, len(spacings), len(steps)), np.nan)
    for row, spacing in enumerate(spacings):
        for column, count in enumerate(steps):
            each = replace(run, steps=count, spacing=spacing, options=own, listed=())
            try:
                with np.errstate(all="ignore"):
                    end = plan(each, schedule, spectrum).from_noise
                    kl[row, column], mean_lost[row, column] = end.kl_per_pixel, end.mean_lost
            except (ValueError, ArithmeticError):  # more steps than timesteps, or ends that meet
                pass
            yield
    return kl, mean_lost
