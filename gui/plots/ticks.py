"""Ticks at round numbers, of each kind of axis."""

from __future__ import annotations

import math
from collections.abc import Sequence

from engine.schedules.number_text import power_text, with_minus

LINEAR, WHOLE, FALLING, LOG = "linear", "whole", "falling", "log"
"""Values themselves, of which WHOLE has no fractions; what falls to the right; powers of ten."""
Ticks = list[tuple[float, str]]
_MANTISSAS = (1, 2, 5)


def ticks(kind: str, low: float, high: float, most: float) -> Ticks:
    """(place, text) between two places, about so many at most, from left to right.

    A place is a value, on a FALLING axis minus the value, on a LOG one its decimal logarithm.
    """
    if kind == LOG:
        return _log_ticks(low, high, most)
    spacing = round_spacing((high - low) / max(most, 1))
    numbers: Sequence[int] = _multiples(spacing, low, high)
    if len(numbers) < 2:  # one tick alone says nothing of the scale
        while len(numbers) < 2:
            spacing = round_spacing(0.4 * spacing)
            numbers = _multiples(spacing, low, high)
        every = math.ceil(
            len(numbers) / (max(most, 2) + 1)
        )  # 4 and 8 of 2, 4, 6, 8, where there is room for two
        fewer = [n for n in numbers if n % every == 0]
        numbers = fewer if len(fewer) > 1 else numbers
    if kind == WHOLE and spacing < 1:
        spacing, numbers = 1.0, _multiples(1.0, low, high)
    sign = -1 if kind == FALLING else 1
    return [(n * spacing, tick_text(sign * n * spacing, spacing)) for n in numbers]


def _multiples(spacing: float, low: float, high: float) -> range:
    """Of the spacing, those between two places."""
    return range(math.ceil(low / spacing - 1e-9), math.floor(high / spacing + 1e-9) + 1)


def _log_ticks(low: float, high: float, most: float) -> Ticks:
    """Powers of ten; where there are not two of them 1, 2 and 5 times one; where there are not two, round values."""
    powers = range(math.ceil(low - 1e-9), math.floor(high + 1e-9) + 1)
    if len(powers) > 1:
        least = math.ceil(len(powers) / max(most, 1))
        steps = (int(round_spacing(least)), least)  # every third power is odd, but better than none
        rows = ([power for power in powers if power % step == 0] for step in steps)
        return [(float(power), power_text(power)) for power in max(rows, key=lambda row: min(len(row), 2))]
    finer = [
        (power + math.log10(mantissa), _times_power(mantissa, power))
        for power in range(math.floor(low), math.ceil(high) + 1)
        for mantissa in _MANTISSAS
        if low <= power + math.log10(mantissa) <= high
    ]
    if len(finer) > 1 or not -300 < low <= high < 300:
        return finer
    spacing = round_spacing((10**high - 10**low) / max(most, 1))
    numbers = range(math.ceil(10**low / spacing), math.floor(10**high / spacing + 1e-9) + 1)
    return [(math.log10(n * spacing), tick_text(n * spacing, spacing)) for n in numbers if n > 0]


def _times_power(mantissa: int, power: int) -> str:
    if -4 <= power < 5:
        return f"{mantissa}" + "0" * power if power >= 0 else f"{mantissa * 10.0**power:.{-power}f}"
    return power_text(power) if mantissa == 1 else with_minus(f"{mantissa}e{power}")


def round_spacing(least: float) -> float:
    """The least of 1, 2 and 5 times a power of ten that is not below `least`."""
    least *= 1 - 1e-9  # 0.4 of 0.05 is a little more than 0.02, and would be rounded to 0.05 for ever
    power = 10.0 ** math.floor(math.log10(least))
    return next((power * factor for factor in (1, 2, 5) if power * factor >= least), power * 10)


def tick_text(value: float, spacing: float) -> str:
    """A label with the decimals that the spacing needs."""
    if abs(value) < spacing / 2:
        return "0"
    if not 1e-3 <= spacing < 1e5:
        mantissa, _, exponent = f"{value:.1e}".partition("e")
        return with_minus(f"{mantissa.removesuffix('.0')}e{int(exponent)}")
    return with_minus(f"{value:.{max(0, -math.floor(math.log10(spacing)))}f}")
