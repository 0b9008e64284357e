"""Findings on the numbers themselves: betas, rounding, kinks."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from engine.schedules.arrays import Array, median
from engine.schedules.case import Case, Finding
from engine.schedules.number_text import format_number
from engine.schedules.schedule import Schedule

CAP = 0.1
"""Betas below it that are equal are meant so."""
DRIFT = 0.05
LEAST_LOG = 104.0
"""Less than exp of minus this is nothing in float32."""
KINK = 3.0
HALF, BRAIN = 2.0**-11, 2.0**-8
"""1 - alpha-bar below half of it is lost: the spacing of float16 and of bfloat16 just below 1."""
MOST_DEAD = {HALF: 0.05, BRAIN: 0.1}


def not_possible(case: Case) -> Finding | None:
    """There is no such schedule: a beta is not between 0 and 1, alpha-bar grows."""
    if case.schedule is not None or rescaled_below_20(case):
        return None
    return Finding(
        "error",
        "This is no schedule",
        case.impossible.split(";")[0],
        f"{case.impossible} Neither a network nor a sampler can use it: alpha-bar would not be between 0 and 1.",
        "Ho et al. 2020, eq. 2 and 4",
    )


def beta_at_its_cap(case: Case) -> Finding | None:
    """Many steps have the largest beta: there the formula does not hold."""
    if case.schedule is None:
        return None
    betas = case.schedule.betas
    most = float(betas.max())
    count = int(np.sum(betas >= most * (1 - 1e-9)))
    if most < CAP or most == 1 or count < 2 or count == len(betas):
        return None
    return Finding(
        "warning",
        "Betas are at their cap",
        f"{count} of {len(betas)} steps have beta = {format_number(most, 4)}",
        "There the formula asks for more and is cut, so these steps follow no formula, and most of what is left "
        "of the picture goes in them.",
        "Nichol and Dhariwal 2021, section 3.2",
    )


def unscaled(case: Case) -> Finding | None:
    """Betas that are meant for T = 1000, at another T."""
    schedule, choice = case.schedule, case.choice
    if schedule is None or choice.given or choice.name not in ("linear", "quadratic", "sigmoid"):
        return None
    values = choice.made_parameters()
    share = float(schedule.sqrt_alpha_bar[-1])
    if choice.steps >= 700 or values["rescale"] or values["beta_end"] > 0.05 or share < 0.05:
        return None
    remedy = case.with_parameters(rescale=1.0)
    least = math.floor(1000 * values["beta_end"]) + 1
    if choice.steps < least:
        remedy = replace(choice, steps=1000)
    return Finding(
        "error",
        "Betas for T = 1000 at a small T",
        f"alpha-bar at T = {choice.steps} is {format_number(float(schedule.alpha_bar[-1]), 4)}",
        f"The picture never becomes noise: {100 * share:.0f} % of its contrast is left at T. With fewer steps "
        "each must add more.",
        "Nichol and Dhariwal 2021, code of the authors (betas times 1000 / T)",
        remedy,
        "T = 1000" if choice.steps < least else "betas times 1000 / T",
    )


def rescaled_below_20(case: Case) -> Finding | None:
    """Betas times 1000 / T, at so small a T that they reach 1."""
    choice = case.choice
    if case.schedule is not None or choice.given or choice.name not in ("linear", "quadratic", "sigmoid"):
        return None
    values = dict(choice.parameters)
    if not values.get("rescale"):
        return None
    least = math.floor(1000 * max(values.get("beta_start", 1e-4), values.get("beta_end", 0.02))) + 1
    if choice.steps >= least or least > 1000:
        return None
    return Finding(
        "error",
        "Rescaled betas reach 1",
        f"T is {choice.steps}, and T >= {least} is needed",
        f"beta_T is {1000 * values.get('beta_end', 0.02) / choice.steps:.3g} and must be below 1: alpha-bar would "
        "be 0, or below 0, where it has no root.",
        "Nichol and Dhariwal 2021, code of the authors, which asserts beta <= 1",
        replace(choice, steps=max(least, 50)),
        f"T = {max(least, 50)}",
    )


def float16(case: Case) -> Finding | None:
    """Steps that half precision does not tell from the clean picture."""
    return _dead(case, HALF, "float16")


def bfloat16(case: Case) -> Finding | None:
    """Steps that bfloat16 does not tell from the clean picture."""
    return _dead(case, BRAIN, "bfloat16")


def _dead(case: Case, spacing: float, name: str) -> Finding | None:
    if case.schedule is None or not case.schedule.variance_preserving:
        return None
    dead = -np.expm1(case.schedule.log_alpha_bar[1:]) < spacing / 2
    share = float(np.mean(dead))
    if share < MOST_DEAD[spacing]:
        return None
    return Finding(
        "warning",
        f"Dead steps in {name}",
        f"{int(dead.sum())} of {len(dead)} steps",
        f"There alpha-bar rounds to 1 in {name}, 1 - alpha-bar to 0, and whoever divides by it gets infinity: keep "
        "the schedule in float32 or float64, or begin with more noise.",
        "float16 (IEEE 754) has 11 binary digits, bfloat16 8",
    )


def drift(case: Case) -> Finding | None:
    """What libraries that count in float32 get, against float64."""
    if case.schedule is None or not case.schedule.variance_preserving:
        return None
    what, error = max(_drifts(case.schedule).items(), key=lambda item: item[1])
    if error < DRIFT:
        return None
    return Finding(
        "warning",
        "float32 is not enough",
        f"{what} is {100 * min(error, 1.0):.3g} % off in float32",
        "Libraries that take the product of 1 - beta in float32 use another schedule than this one there: count "
        "in float64, or by the logarithm, and round at the end.",
        "diffusers, torch.cumprod of float32",
    )


def _drifts(schedule: Schedule) -> dict[str, float]:
    # Where float32 holds alpha-bar no more, nothing of it is right; and to multiply such numbers is slow.
    there = int(np.searchsorted(-schedule.log_alpha_bar[1:], LEAST_LOG, side="right"))
    lost = there < schedule.steps and schedule.alpha_bar[there + 1] > 0
    alphas = (1 - schedule.betas[:there].astype(np.float32)).astype(np.float32)
    single = np.cumprod(alphas, dtype=np.float32).astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        end = _off(single, schedule.alpha_bar[1 : there + 1])
        start = _off(1 - single, schedule.noise[1 : there + 1] ** 2)
    return {
        "alpha-bar": max(float(lost), float(end.max(initial=0.0))),
        "1 - alpha-bar": float(start.max(initial=0.0)),
    }


def _off(single: Array, exact: Array) -> Array:
    return np.where(exact > 0, np.abs(single / np.where(exact > 0, exact, 1.0) - 1), 0.0)


def kinks(case: Case) -> Finding | None:
    """Neighbouring steps of which one takes several times as much log SNR as the other."""
    if case.schedule is None or case.schedule.steps < 20:
        return None
    log_snr = case.schedule.log_snr[1:]
    edge = max(3, len(log_snr) // 50)  # at both ends log SNR may rush to infinity
    falls = -np.diff(log_snr)[edge:-edge]
    if not falls.size or not np.all(np.isfinite(falls)):
        return None
    floor = 1e-9 + 1e-4 * median(falls)
    ratios = (falls[1:] + floor) / (falls[:-1] + floor)
    jumps = np.flatnonzero((ratios > KINK) | (ratios < 1 / KINK))
    if not jumps.size:
        return None
    t = int(jumps[0]) + edge + 2
    ratio = float(ratios[jumps[0]])
    return Finding(
        "warning",
        "The schedule has kinks",
        f"{jumps.size}, the first at t = {t}",
        f"There a step takes {format_number(max(ratio, 1 / ratio), 3)} times as much log SNR as its neighbour: "
        "solvers of higher order assume a smooth path, and are of first order at a kink.",
        "Lu et al. 2022 (DPM-Solver), section 3",
    )


FINDINGS_OF_NUMBERS: dict[str, Callable[[Case], Finding | None]] = {
    "rescaled_below_20": rescaled_below_20,
    "not_possible": not_possible,
    "unscaled": unscaled,
    "beta_at_its_cap": beta_at_its_cap,
    "float16": float16,
    "bfloat16": bfloat16,
    "drift": drift,
    "kinks": kinks,
}
