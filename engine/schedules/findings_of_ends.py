"""Findings on the two ends of a schedule: how much signal is left at T, and how much noise there is at t = 1."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from engine.schedules.arrays import median
from engine.schedules.case import Case, Finding, in_words
from engine.schedules.choice import ScheduleChoice
from engine.schedules.number_text import format_number, with_minus
from engine.schedules.schedule import Schedule
from engine.schedules.transforms import Applied

LEAK = 0.025
"""The share of the signal in x_T that is seen: three grey levels on a white picture."""
MOST_GAIN = 1000.0
NOISE_AT_START = 0.25
MOST_OUTSIDE = 0.3


def terminal_snr(case: Case) -> Finding | None:
    """A trace of the picture is left at T, and a sampler that begins with pure noise begins with another mean."""
    if case.schedule is None:
        return None
    share = float(case.schedule.sqrt_alpha_bar[-1])
    if share < LEAK:
        return None
    levels, snr = 127.5 * share, float(case.schedule.snr[-1])
    remedy, beside = case.for_no_signal(case.with_transform("zero_terminal"))
    flat = case.schedule.signal[0] == case.schedule.signal[-1]
    return Finding(
        "warning",
        "The terminal SNR is not zero",
        f"{_root(case.schedule)} at T is {format_number(share, 4)}, the SNR {format_number(snr, 4)}",
        f"At T a black picture{_of_size(case)}{_scaled(case.schedule)} still has the mean −{share:.3f} and a white "
        f"one {share:.3f}, {levels:.1f} of 255 grey levels from the middle: a sampler begins with mean 0, "
        "so new pictures come out of medium brightness.",
        "Lin et al. 2024, section 3.1",
        None if flat else remedy,
        "" if flat else f"zero terminal SNR{_and(beside)} (a network must be trained or tuned with it, on v)",
    )


def noise_learnt_at_zero_snr(case: Case) -> Finding | None:
    """Without signal the noise says nothing of the picture."""
    if case.schedule is None or case.schedule.signal[-1] > 0 or not case.learns_noise:
        return None
    return Finding(
        "error",
        "Zero terminal SNR with a network that predicts noise",
        "signal 0 at T, prediction epsilon",
        "At T the picture follows from the noise by division by 0: the first step of the sampler is infinite, and "
        "a network learns nothing there, as x_T is the noise already.",
        "Lin et al. 2024, section 3.2",
        case.with_keys(prediction_type="v_prediction"),
        "prediction_type v_prediction (of a network that was trained so)",
    )


def zero_snr_with_leading(case: Case) -> Finding | None:
    """A schedule that ends without signal, and a spacing that does not begin there."""
    spacing = case.key("timestep_spacing")
    if case.schedule is None or case.schedule.signal[-1] > 0 or spacing != "leading":
        return None
    t = visited(case)
    return Finding(
        "error",
        "Zero terminal SNR with leading spacing",
        f"a sampler of {case.facts.kept} steps begins at t = {t} of {case.schedule.steps}",
        "The state without signal is never visited: a sampler begins with pure noise where the network expects a "
        "trace of the picture, and the brightness is wrong as before.",
        "Lin et al. 2024, section 3.3",
        case.with_keys(**case.trailing),
        in_words(case.trailing),
    )


def never_reaches_the_end(case: Case) -> Finding | None:
    """The first timestep that a sampler visits has more signal than T."""
    if case.schedule is None or case.schedule.signal[-1] == 0 or case.key("timestep_spacing") != "leading":
        return None
    t = visited(case)
    share = float(case.schedule.sqrt_alpha_bar[t])
    if t == case.schedule.steps or share < LEAK:
        return None
    return Finding(
        "warning",
        "The spacing never reaches T",
        f"a sampler of {case.facts.kept} steps begins at t = {t} of {case.schedule.steps}, where "
        f"{_root(case.schedule)} is {share:.4f}",
        f"It begins with pure noise where {100 * share:.1f} % of the picture's contrast should be left: the mean "
        f"of a new picture is off by up to {127.5 * share:.1f} of 255 grey levels.",
        "Lin et al. 2024, section 3.3",
        case.with_keys(**case.trailing),
        in_words(case.trailing),
    )


def large_gain(case: Case) -> Finding | None:
    """What an error of the predicted noise becomes in the picture."""
    if case.schedule is None or not case.learns_noise or case.schedule.signal[-1] == 0:
        return None
    gain = float(case.schedule.noise[-1] / case.schedule.signal[-1])
    if gain < MOST_GAIN:
        return None
    return Finding(
        "note",
        "A large gain at T for a network that predicts noise",
        f"noise / signal at T is {format_number(gain, 4)}",
        f"An error of 0.001 in the predicted noise is one of {gain / 1000:.3g} in the predicted picture, whose "
        "range is 2: the first step needs clipping, or another prediction.",
        "Salimans and Ho 2022, section 4",
        case.with_keys(prediction_type="v_prediction"),
        "prediction_type v_prediction (of a network that was trained so)",
    )


def noisy_start(case: Case) -> Finding | None:
    """The first state is far from the picture."""
    if case.schedule is None or case.schedule.steps < 50:
        return None
    if case.schedule.sqrt_one_minus_alpha_bar[1] < NOISE_AT_START:
        return None
    noise, kept = float(case.schedule.noise[1]), float(case.schedule.signal[1]) ** 2
    return Finding(
        "warning",
        "The first state is far from the picture",
        f"{'alpha-bar' if case.schedule.variance_preserving else 'signal²'} is {format_number(kept, 4)} at t = 1",
        f"The first step adds noise of standard deviation {noise:.3f}, {127.5 * noise:.0f} of 255 grey levels: the "
        "last step of a sampler must take all of it away at once, and fine detail is lost.",
        "Nichol and Dhariwal 2021, section 3.2",
    )


def outside_of_use(case: Case) -> Finding | None:
    """Steps at noise levels at which nothing of this picture is won."""
    if case.schedule is None or case.facts.useful is None:
        return None
    low, high = case.facts.useful
    log_snr = case.schedule.log_snr[1:]
    below, above = float(np.mean(log_snr < low)), float(np.mean(log_snr > high))
    if below + above < MOST_OUTSIDE:
        return None
    better, words = _moved(case, case.schedule, low, high)
    span = with_minus(f"{low:.1f} to {high:.1f}")
    return Finding(
        "warning",
        "Many steps are outside the useful noise levels",
        f"{100 * (below + above):.0f} % of the steps: {100 * above:.0f} % above, {100 * below:.0f} % below",
        f"For {case.facts.name}{_of_size(case)} log SNR from {span} is where its spectrum meets the noise, "
        "with ten times sigma to spare at both ends; the other steps are spent where all is known or nothing can be.",
        "Benita et al. 2025; Hoogeboom et al. 2023, section 3",
        better,
        words,
    )


def _moved(case: Case, schedule: Schedule, low: float, high: float) -> tuple[ScheduleChoice | None, str]:
    """The schedule moved to the middle of the range, and that in words; None where that is hardly, or too far."""
    log_snr = schedule.log_snr[1:]
    moved = 2 * round(median(np.clip(log_snr, -99, 99)) - (low + high) / 2) / 2
    if not 1 <= abs(moved) < 9:
        return None, ""
    better = case.with_transform("snr_shift", factor=float(f"{np.exp(moved):.3g}"))
    words = f"log SNR moved by {with_minus(f'{-moved:g}')}, to the middle of that range"
    if 1 / (1 + np.exp(moved - log_snr[-1])) < LEAK**2 or schedule.signal[-1] == 0:
        return better, words
    ended = replace(better, transforms=(*better.transforms, Applied("zero_terminal")))
    remedy, beside = case.for_no_signal(ended)
    return remedy, f"{words}, then zero terminal SNR{_and(beside)}"


def _and(words: str) -> str:
    return f", {words}" if words else ""


def octaves_lost(case: Case) -> Finding | None:
    """Detail that does not come out of the run that is looked at."""
    if case.schedule is None or case.facts.run is None:
        return None
    lost = case.facts.run.lost(case.schedule)
    if lost is None:
        return None
    low, high = lost.details
    return Finding(
        "note",
        "The run loses octaves of this picture",
        f"{lost.run}: {lost.count} of {lost.octaves} octaves keep less than half of their power",
        f"Of details of {low:g} to {high:g} pixels {100 * lost.kept:.1f} % of the power comes out, in "
        f"{case.facts.name}{_of_size(case)}. A perfect denoiser of a Gaussian with its spectrum loses as much, so it "
        "is the schedule and the run, and no fault of a network: another spacing or sampler, or more steps, keep "
        "more. The scene Plan shows them, and suggests one.",
        "Benita et al. 2025, section 3",
    )


def _root(schedule: Schedule) -> str:
    """What the root of alpha-bar is called: on a path that does not preserve variance it has no name."""
    return "the root of alpha-bar" if schedule.variance_preserving else "the root of SNR / (1 + SNR)"


def _scaled(schedule: Schedule) -> str:
    return "" if schedule.variance_preserving else ", with xₜ scaled so that variance is preserved,"


def visited(case: Case) -> int:
    """The first timestep, 1..T, of a sampler with leading spacing (Lin et al. 2024, table 2)."""
    assert case.schedule is not None
    steps = case.schedule.steps
    kept = min(case.facts.kept, steps)
    offset = case.key("steps_offset")
    first = (kept - 1) * (steps // kept) + 1 + (offset if isinstance(offset, int) else 0)
    return min(max(first, 1), steps)


def _of_size(case: Case) -> str:
    return " of {} x {} pixels".format(*case.facts.size) if case.facts.size else ""


FINDINGS_OF_ENDS: dict[str, Callable[[Case], Finding | None]] = {
    "terminal_snr": terminal_snr,
    "noise_learnt_at_zero_snr": noise_learnt_at_zero_snr,
    "zero_snr_with_leading": zero_snr_with_leading,
    "never_reaches_the_end": never_reaches_the_end,
    "large_gain": large_gain,
    "noisy_start": noisy_start,
    "outside_of_use": outside_of_use,
    "octaves_lost": octaves_lost,
}
