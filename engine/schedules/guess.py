"""What a list of numbers without a name is: betas, alpha-bars, log SNRs or sigmas; guessed, and said why."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.schedules.arrays import Array, median
from engine.schedules.given import QUANTITIES, Given
from engine.schedules.number_text import format_number

WORDS = {
    "betas": "betas",
    "alpha_bar": "alpha-bars",
    "log_snr": "log SNRs",
    "sigmas": "sigmas (noise / signal)",
}
"""The quantities that a list may be, in words."""
NAMES = {
    "betas": ("beta", "betas", "trained_betas"),
    "alpha_bar": ("alpha_bar", "alphabar", "alpha_bars", "alphas_bar", "alphas_cumprod", "ab"),
    "log_snr": ("log_snr", "logsnr", "log_snrs", "lambda", "lambdas"),
    "sigmas": ("sigma", "sigmas"),
}
"""Names of columns, in small letters with _ between words."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A quantity, and a sentence on why it is that one and what was done to the numbers."""

    quantity: str
    reason: str


def guess(numbers: Array) -> Guess:
    """What a list is.

    Raises:
        ValueError: when it is empty, or a number in it is none.
    """
    if not numbers.size:
        raise ValueError("There are no numbers: a list of at least one is needed.")
    wrong = np.flatnonzero(np.isnan(numbers))
    if wrong.size:
        raise ValueError(f"Entry {int(wrong[0]) + 1} of {numbers.size} is no number (nan): mend the list.")
    first, last, middle = (
        float(numbers[0]),
        float(numbers[-1]),
        median(np.clip(numbers, -1e300, 1e300)),
    )
    ends = f"from {format_number(first, 4)} to {format_number(last, 4)}"
    falls, rises = first > last, last > first
    if numbers.min() < 0:
        return Guess("log_snr", f"{ends}, with numbers below 0, as only log SNR has them")
    if numbers.max() > 1:
        return Guess("sigmas", f"{ends}, none below 0 and some above 1, as sigma has them")
    if falls and (numbers[: max(1, numbers.size // 50)].max() > 0.8 or last == 0):
        return Guess("alpha_bar", f"{ends}, falling from near 1, as alpha-bar does")
    if rises and last > 0.9 and middle > 0.15:
        return Guess("alpha_bar", f"{ends}, as alpha-bar from noise to picture")
    return Guess("betas", f"{ends}, half of them below {format_number(middle, 4)}, as betas are")


def is_turned(quantity: str, numbers: Array) -> bool:
    """Whether a list begins with the noisiest state, by its ends."""
    return bool(numbers[0] > numbers[-1] if quantity in ("betas", "sigmas") else numbers[0] < numbers[-1])


def ordered(quantity: str, numbers: Array) -> tuple[Array, str]:
    """The numbers of t = 1..T, and what was done for that: a list that begins with T is turned round."""
    done = []
    up = quantity in ("betas", "sigmas")
    if numbers.size > 1 and np.isfinite(numbers[[0, -1]]).any():
        wrong_way = is_turned(quantity, numbers)
        before, after = numbers[:-1], numbers[1:]
        monotone = np.all((after <= before) if up else (after >= before))
        if wrong_way and (monotone or quantity != "betas"):
            numbers, done = numbers[::-1], ["turned round, so that t = T comes last"]
    clean = {"alpha_bar": 1.0, "log_snr": np.inf, "sigmas": 0.0}.get(quantity)
    if numbers.size > 1 and numbers[0] == clean:
        numbers, done = numbers[1:], [*done, "the clean picture (t = 0) left out"]
    return numbers, ", ".join(done)


def taken(quantity: str, numbers: Array, title: str) -> tuple[Given, str]:
    """The numbers as a schedule that is data, not yet judged, and a sentence on what they were taken for."""
    values, done = ordered(quantity, numbers)
    given = Given(quantity, np.ascontiguousarray(values, dtype="<f8").tobytes(), title)
    words = WORDS.get(quantity, quantity)
    return given, f"{given.steps} {words} of t = 1..{given.steps}" + (f" ({done})" if done else "")


def quantity_named(column: str) -> str | None:
    """The quantity that a column's name means, None if it means none of them."""
    name = column.strip().lower().replace("-", "_").replace(" ", "_")
    return next((quantity for quantity in QUANTITIES if name in NAMES.get(quantity, ())), None)
