"""Words for what is seen of the curves."""

from __future__ import annotations

import math

from engine.planning.curves import CURVES
from engine.schedules.curve_looks import Range, X
from engine.state.field import said

ALL = "all"
POSITIVE = tuple(name for name, quantity in CURVES.items() if quantity.positive)
"""The curves that can have a logarithmic axis."""


def curve_ranges(text: str) -> tuple[Range, ...]:
    """`x=0:100,beta=0:0.01` -> the ranges; `all` for none. Raises ValueError for any other text."""
    found = [] if text == ALL else [_range(part) for part in text.split(",")]
    if len({name for name, _, _ in found}) < len(found):
        raise ValueError(f"{said(text)} names a curve twice")
    return tuple(found)


def curve_ranges_text(ranges: tuple[Range, ...]) -> str:
    """The text for ranges."""
    return ",".join(f"{name}={low!r}:{high!r}" for name, low, high in ranges) or ALL


def _range(text: str) -> Range:
    name, _, ends = text.partition("=")
    low, _, high = ends.partition(":")
    try:
        span = float(low), float(high)
        if (name == X or name in CURVES) and all(map(math.isfinite, span)) and span[0] != span[1]:
            return name, *span
    except ValueError:
        pass
    raise ValueError(f"{said(text)} is not NAME=FROM:TO with {X} or the name of a curve, as in {X}=0:100")
