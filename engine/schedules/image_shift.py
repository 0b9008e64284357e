"""The SNR shift by image size in words: by the formula, and as the picture itself has it."""

from __future__ import annotations

import math

from engine.schedules.case import Facts


def image_shift_in_words(image_d: float, noise_d: float, facts: Facts) -> str:
    """By how much log SNR is shifted, 2 ln(noise_d / d), and what the halvings of the picture make of it.

    The formula takes each halving of the size to make 4 times the SNR, as if nothing but noise were averaged
    away (Hoogeboom et al. 2023, section 3.1); in a picture with fine detail it makes less.
    """
    formula = f"2 ln({noise_d:g} / {image_d:g}) = {_signed(2 * math.log(noise_d / image_d))}"
    halves = [(side, gain) for side, gain in facts.gains if math.isfinite(gain)]
    between = [(side, gain) for side, gain in halves if noise_d < side <= image_d]
    if not halves:
        return f"{formula}."
    if between and between[0][0] == image_d and math.isclose(image_d / noise_d, 2 ** len(between)):
        measured = -sum(math.log(gain) for _, gain in between)
        return f"{formula}; measured on {facts.name}: {_signed(measured)}."
    each = ", ".join(_signed(-math.log(gain)) for _, gain in halves)
    return f"{formula}, {_signed(-math.log(4))} a halving; measured on {facts.name}, from {halves[0][0]} px: {each}."


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−")
