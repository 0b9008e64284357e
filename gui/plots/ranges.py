"""The range of an axis: around values, and as a hand changes it within a whole."""

from __future__ import annotations

from engine.schedules.arrays import Array
from engine.schedules.axes import Span

STEP = 1.25
"""What one notch of the wheel takes of a range."""
_MOST = 1e300  # a range around what is larger would have no finite end


def zoomed(span: Span, whole: Span, place: float, notches: float, least: float) -> Span | None:
    """A smaller range, or a larger one, in which a place stays where it is; None for the whole."""
    low, high = span
    size = max((high - low) / STEP**notches, least)
    if size >= (whole[1] - whole[0]) * (1 - 1e-9):
        return None
    start = place - (place - low) * size / (high - low)
    return within((start, start + size), whole)


def moved(span: Span, whole: Span, by: float) -> Span:
    """A range further to the right, as far as there is anything."""
    return within((span[0] + by, span[1] + by), whole)


def within(span: Span, whole: Span) -> Span:
    """A range of the same size that is no further out than the whole."""
    size = min(span[1] - span[0], whole[1] - whole[0])
    start = min(max(span[0], whole[0]), whole[1] - size)
    return start, start + size


def chosen(span: Span | None, whole: Span) -> Span:
    """What is shown of the whole where somebody has chosen a range: all of it where nothing is in that."""
    if span is None:
        return whole
    low, high = max(min(span), whole[0]), min(max(span), whole[1])
    return (low, high) if low < high else whole


def value_range(values: Array) -> tuple[float, float]:
    """From a little below the least value to a little above the greatest; wider where they hardly differ."""
    if not len(values):
        return 0.0, 1.0
    low, high = max(float(values.min()), -_MOST), min(float(values.max()), _MOST)
    size = max(abs(low), abs(high))
    if size < 1e-12:  # too small for the arithmetic of the plot
        return -0.06, 1.06
    margin = max(0.06 * (high - low), 0.1 * size - (high - low))
    return low - margin, high + margin
