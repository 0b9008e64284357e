"""The spacing of the data: the levels with the least KL for a sampler and its number of steps."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import numpy.typing as npt

from engine.planning.plan import Plan, mean_lost, plan, useful_levels
from engine.planning.spectrum import Spectrum
from engine.samplers.level import ends
from engine.samplers.run import SamplerRun
from engine.samplers.timesteps import SPACINGS
from engine.schedules import Schedule
from engine.schedules.number_text import percent

Array = npt.NDArray[np.float64]
TRIALS = 160
"""Plans that the search may make; one takes 1 to 4 ms, of Heun with 50 steps 10."""
MOST_SHIFT = 16.0
"""The greatest factor of sigma that is suggested, and one over the least."""
MEAN = 0.01
"""So much more of the mean colour may be lost than before: 1 % of it is hardly seen."""
_RHO_MAX = 60.0
"""So great a rho that Karras' spacing is the exponential one."""


@dataclass(frozen=True, slots=True, eq=False)
class Suggestion:
    """The run before and after, each with its plan; `after` is never worse."""

    before: Plan
    after: Plan


def said(found: Suggestion, schedule: Schedule, spectrum: Spectrum, offset: float) -> str:
    """What a suggestion gains, and what of the mean colour is lost, which KL leaves out; with such offset noise."""
    old, new = found.before.from_noise, found.after.from_noise
    before, after = old.mean_lost, new.mean_lost
    if offset:
        before, after = (
            mean_lost(each.run, schedule, spectrum, offset) for each in (found.before, found.after)
        )
    return (
        f"KL {new.kl_per_pixel:.3g} instead of {old.kl_per_pixel:.3g} nats per value; of the mean colour, "
        f"which KL leaves out, {percent(after, 1)} is lost instead of {percent(before, 1)}: {found.after.run.text()}."
    )


def suggest(
    run: SamplerRun, schedule: Schedule, spectrum: Spectrum, than: Plan | None = None
) -> Generator[float, None, Suggestion]:
    """The spacing with the least KL per pixel, from pure noise, for the sampler, options and steps of a run.

    It is to lose no more W2 and mean colour than the run, or than `than`: see `better`.

    It begins from every known spacing, and from levels uniform in log sigma over the useful ones, which lose
    every octave equally; then the ends and rho of Karras' spacing are refined. All stay within the schedule's sigmas.
    Yields the progress, 0 to 1, from plan to plan.

    Raises:
        ValueError: when the run does not go with the schedule.
    """
    own = tuple(item for item in run.options if item[0] in run.sampler_options)
    before = plan(run, schedule, spectrum)
    than = than or before
    low, high = ends(run.on(schedule))

    def spaced(spacing: str, **options: float) -> Plan | None:
        try:
            each = replace(run, spacing=spacing, options=(*own, *options.items()), listed=())
            return plan(each, schedule, spectrum)
        except ValueError:  # more steps than timesteps, or ends that meet
            return None

    best = before
    for number, spacing in enumerate(SPACINGS):
        best = better(best, _inside(spaced(spacing), low, high), than)
        yield number / (len(SPACINGS) + TRIALS)
    useful = useful_levels(spectrum)
    smallest, greatest = max(low, min(useful[0], high / 2)), min(high, max(useful[1], low * 2))

    @cache  # the search comes back to where it was
    def karras(sigma_min: float, sigma_max: float, rho: float) -> Plan | None:
        if not low <= sigma_min < sigma_max <= high or not 0.5 <= rho <= _RHO_MAX:
            return None
        return spaced("karras", sigma_min=sigma_min, sigma_max=sigma_max, rho=rho)

    def trial(place: Array) -> Plan | None:
        return karras(*(_rounded(float(value)) for value in np.exp(place)))

    start = np.log([_rounded_up(smallest, low), _rounded_down(greatest, high), 20.0])
    refined = yield from _refined(trial, start, than)
    return Suggestion(before, better(best, refined, than))


def suggest_shift(
    run: SamplerRun, schedule: Schedule, spectrum: Spectrum
) -> Generator[float, None, Suggestion]:
    """The shift of its schedule with the least KL per pixel, from pure noise, for a run that stays as it is else.

    Sigma at each t is multiplied by k, 1/16 to 16 (Hoogeboom et al. 2023: k = 2 for each doubling of the size).
    Yields the progress, 0 to 1, every two plans.

    Raises:
        ValueError: when the run does not go with the schedule.
    """
    before = best = plan(run, schedule, spectrum)
    most = math.log(MOST_SHIFT)
    shifted = cache(lambda k: plan(replace(run, shift=k), schedule, spectrum))
    place, step = min(max(math.log(run.shift), -most), most), math.log(2)
    while step > 0.02:
        yield 1 - math.log(step / 0.02) / math.log(math.log(2) / 0.02)
        for moved in (place + step, place - step):
            if abs(moved) > most + 1e-9:
                continue
            there = shifted(_rounded(math.exp(moved)))
            if there.from_noise.kl_per_pixel < best.from_noise.kl_per_pixel:
                best, place = there, moved
                break
        else:
            step /= 2
    return Suggestion(before, best)


def better(one: Plan, other: Plan | None, than: Plan) -> Plan:
    """The plan with less KL of those that lose no more than another one, else that which loses less; first the first.

    KL is a mean over all modes, of which few are those of large shapes: the least of it alone lets go of them, and of
    the mean colour, for the sake of the finest octave.
    """
    return one if other is None or not _score(other, than) < _score(one, than) else other


def _score(each: Plan, than: Plan) -> tuple[float, float]:
    """What it loses more of W2 and of the mean colour, and its KL."""
    new, old = each.from_noise, than.from_noise
    mean = abs(new.mean_lost) - abs(old.mean_lost) - MEAN
    return max(0.0, new.w2 - old.w2) + max(0.0, mean), new.kl_per_pixel


def _inside(each: Plan | None, low: float, high: float) -> Plan | None:
    """A plan whose levels a network was trained at, or None."""
    if each is None:
        return None
    sigmas = each.course.sigmas[:-1]
    return each if sigmas[-1] >= low * (1 - 1e-9) and sigmas[0] <= high * (1 + 1e-9) else None


def _refined(
    trial: Callable[[Array], Plan | None], start: Array, than: Plan
) -> Generator[float, None, Plan | None]:
    """The best of the plans at `start` and near it: steps along each axis, halved when none is better."""
    best, place, step, trials = trial(start), start, np.array([0.7, 0.7, 0.7]), 1
    while trials < TRIALS and step.max() > 0.02:
        improved = False
        for axis in range(len(start)):
            for sign in (1.0, -1.0):
                moved = place.copy()
                moved[axis] += sign * step[axis]
                there = trial(moved)
                trials += 1
                yield min(1.0, (len(SPACINGS) + trials) / (len(SPACINGS) + TRIALS))
                if there and (best is None or better(best, there, than) is there):
                    best, place, improved = there, moved, True
                    break
        if not improved:
            step = step / 2
    return best


def _rounded(value: float) -> float:
    return float(f"{value:.4g}")


def _rounded_up(value: float, least: float) -> float:
    return value if _rounded(value) >= least else value * 1.001


def _rounded_down(value: float, most: float) -> float:
    return value if _rounded(value) <= most else value * 0.999
