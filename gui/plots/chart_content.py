"""What a chart of a quantity shows: its curves, and the part of them that is seen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from engine.schedules import Schedule
from engine.schedules.axes import X_AXES, Span, XAxis
from engine.schedules.curve_looks import CurveLooks, X, curve_of
from engine.state.visited import NOWHERE, Visited
from gui.plots.ranges import chosen, value_range

if TYPE_CHECKING:
    from engine.schedules.arrays import Array
    from engine.schedules.quantity import Quantity

Compared = Sequence[tuple[Schedule, int]]
"""Schedules, each with the number of its colour."""
_ALWAYS_IN_RANGE: dict[str, tuple[float, ...]] = {
    "beta": (0.0,),
    "alpha_bar": (0.0, 1.0),
    "sqrt_alpha_bar": (0.0, 1.0),
    "sqrt_one_minus_alpha_bar": (0.0, 1.0),
}
_SPREAD = {"beta": "betas", "posterior_variance": "posterior_variance", "step_variance": "step_variance"}
"""What belongs to a step, and the array of a schedule that has it: some schedules have ten times that of others."""
FAR_APART = (
    "The axis is logarithmic, since the largest values of these schedules are more than ten times apart; "
    "a range that begins at 0 makes it even."
)
APART = 10.0
"""How many times as large as another the largest value of a schedule can be before it hides that."""


@dataclass(frozen=True, slots=True, eq=False)
class ChartContent:
    """Curves of (places, heights) between two places and two heights; the wholes are what there is to be seen.

    Several schedules have the colours of `colours`. `log` says that heights are decimal logarithms.
    """

    axis: XAxis = X_AXES["t"]
    curves: Sequence[tuple[Array, Array]] = ()
    colours: Sequence[int] = ()
    log: bool = False
    x: Span = (0.0, 1.0)
    y: Span = (0.0, 1.0)
    whole_x: Span = (0.0, 1.0)
    whole_y: Span = (0.0, 1.0)
    visited: Array = field(default_factory=lambda: np.empty(0))
    """The places of the states that a run visits."""

    @property
    def cut(self) -> bool:
        """Whether there is more than is seen, or may be."""
        return self.x != self.whole_x or self.y != self.whole_y


def is_log(quantity: Quantity, looks: CurveLooks, compared: Compared = ()) -> bool:
    """Whether a quantity has a logarithmic axis: it is wanted, or schedules are too far apart for an even one."""
    return quantity.positive and (
        quantity.name in looks.log or are_far_apart(quantity, looks.range_of(quantity.name), compared)
    )


def heading_of(quantity: Quantity, apart: bool = False) -> str:
    """What a chart is called; `apart` where its axis is logarithmic since schedules are far apart."""
    return rf"{quantity.tex}\;\;\text{{{quantity.words}{', log axis' if apart else ''}}}"


def are_far_apart(quantity: Quantity, asked: Span | None, compared: Compared) -> bool:
    """Whether one of several schedules would hide the others on an even axis.

    A range that begins at 0 asks for an even axis, since it is on no other.
    """
    if quantity.name not in _SPREAD or len(compared) < 2 or (asked is not None and min(asked) <= 0):
        return False
    largest = [max(_largest(getattr(each, _SPREAD[quantity.name])), 1e-300) for each, _ in compared]
    return max(largest) > APART * min(largest)


def _largest(values: Array) -> float:
    finite = values[np.isfinite(values)]
    return float(finite.max()) if len(finite) else 0.0


def content_of(
    quantity: Quantity,
    schedule: Schedule,
    compared: Compared,
    looks: CurveLooks,
    most: int,
    visited: Visited = NOWHERE,
) -> ChartContent:
    """The curve of a schedule, or those of several that are compared, of at most so many points each.

    `quantity` is the one that was chosen by name: what is drawn of it is `curve_of` the schedules.
    """
    schedules = [each for each, _ in compared] or [schedule]
    axis, log = looks.axis, is_log(quantity, looks, compared)
    spans = [axis.whole(each) for each in schedules]
    whole_x = min(low for low, _ in spans), max(high for _, high in spans)
    x = chosen(_in_places(looks.range_of(X), axis), whole_x)
    shown = curve_of(quantity, schedules)
    curves = [shown.curve(each, axis, log, most, x) for each in schedules]
    always = () if log or x != whole_x else _ALWAYS_IN_RANGE.get(quantity.name, ())
    whole_y = value_range(np.concatenate([*_seen(curves, x), np.array(always)]))
    asked = _in_heights(looks.range_of(quantity.name), log)
    places = axis.places_of(visited.t, visited.log_snr)
    colours = [colour for _, colour in compared]
    return ChartContent(axis, curves, colours, log, x, asked or whole_y, whole_x, whole_y, places)


def _seen(curves: Sequence[tuple[Array, Array]], x: Span) -> list[Array]:
    """The heights between two places, and at them."""
    seen = [np.empty(0)]
    for places, heights in curves:
        if len(places):
            seen += [heights[(places >= x[0]) & (places <= x[1])], np.interp(x, places, heights)]
    return seen


def _in_places(span: Span | None, axis: XAxis) -> Span | None:
    return None if span is None else (axis.place(span[0]), axis.place(span[1]))


def _in_heights(span: Span | None, log: bool) -> Span | None:
    """A range of values in heights; None where there is none on the axis."""
    if span is None or (log and min(span) <= 0):
        return None
    low, high = sorted(math.log10(each) if log else each for each in span)
    return low, high


def in_values(span: Span | None, log: bool) -> Span | None:
    """A range of heights in values."""
    if span is None or not log:
        return span
    low, high = (10.0 ** min(max(each, -300.0), 300.0) for each in span)
    return low, high
