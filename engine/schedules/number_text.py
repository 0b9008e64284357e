"""How a number is written, within a length that does not depend on it."""

from __future__ import annotations

import math
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal

NONE = "—"
"""Where there is no number: no step leads to t = 0."""
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def power_text(power: int) -> str:
    """A power of ten, short: as 0.01, 1, 100 or 10⁴."""
    if -3 <= power <= 3:
        return f"{10.0**power:g}"
    return "10" + str(power).translate(_RAISED)


def with_minus(text: str) -> str:
    """A number as people read it; what other programs read keeps its hyphen."""
    return text.replace("-", "−")


def percent(share: float, decimals: int = 0) -> str:
    """A share as people read it: 0.112 as 11 %, or 11.2 % with a decimal."""
    return with_minus(f"{100 * share:.{decimals}f} %")


def format_number(value: float, digits: int) -> str:
    """`value` with so many significant digits, as 2.4288e-09 only below 1e-4 and from 1e6 on."""
    if value == 0:
        return "0"
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    text = f"{value:.{digits - 1}e}"
    exponent = int(text.partition("e")[2])
    if -4 <= exponent < 6:
        return f"{value:.{max(0, digits - 1 - exponent)}f}"
    return text


def format_exp(log_value: float, digits: int) -> str:
    """e to the power of `log_value`, written as 1.2345e-437 and so also where float64 has no such number.

    It has at most `digits` significant digits and digits + 6 characters: fewer digits where the exponent is
    long, and no more than float64 keeps of a logarithm of that size.
    """
    known = 15 - max(0, math.ceil(math.log10(abs(log_value) + 1)))
    value = Decimal(log_value).exp(Context(prec=digits + 4, Emin=MIN_EMIN, Emax=MAX_EMAX))
    room = digits + 4 - len(f"{value.adjusted():+}")  # beside the point and the e
    return f"{value:.{max(1, min(digits, known, room)) - 1}e}"
