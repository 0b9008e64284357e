"""The way from one view to another, through all numbers in which they differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from engine.pixels.region import Size, Zoom
from engine.state.axis import Axis, between
from engine.state.differences import differences
from engine.state.numbers import numbers_of
from engine.state.view import View

MOST_LABELS = 3
_APART = r",\;\;"


def way_between(a: View, b: View, picture: Size | None) -> Axis:
    """From A at 0 to B at 1. What is whole goes in whole steps, and the zoom as `zoom_between` says.

    `picture` is the size of the picture, None where it is not known yet: then the zoom stays that of B. `put` raises
    ValueError where the two differ in anything that is no number.
    """
    theirs, own = dict(numbers_of(a)), dict(numbers_of(b))
    ends = {name: (theirs[name].get(a), axis.get(b)) for name, axis in own.items() if name in theirs}
    moved = {name: own[name] for name, (start, end) in ends.items() if start != end}

    def put(_: View, part: float) -> View:
        view = b
        # t comes last, for a new T moves it.
        for name in (*(name for name in moved if name != "t"), "t"):
            value = between(*ends[name], part)
            view = own[name].put(view, round(value) if own[name].whole else value)
        return view if picture is None else _zoomed(view, a.zoom, part, picture)

    def checked(view: View, part: float) -> View:
        _check(a, put(view, 0))
        return put(view, part)

    return Axis("From A to B", lambda view: 1.0, checked, _label(moved), (0, 1), 0, 1, 0.1)


def _check(a: View, begin: View) -> None:
    rest = differences(a, begin)
    if rest:
        names = ", ".join(f"{name} ({left}, {right})" for name, left, right in rest)
        raise ValueError(
            f"A and B differ in what is no number: {names}. Make that the same to go from one to the other."
        )


def _label(moved: dict[str, Axis]) -> Callable[[View], str]:
    said = [axis for name, axis in moved.items() if name != "t"][:MOST_LABELS]
    return lambda view: _APART.join(axis.label(view) for axis in said)


def _zoomed(b: View, zoom: Zoom | None, part: float, picture: Size) -> View:
    if zoom == b.zoom:
        return b
    whole = Zoom(picture[0] / 2, picture[1] / 2, picture[0])
    return replace(b, zoom=zoom_between(zoom or whole, b.zoom or whole, part))


def zoom_between(a: Zoom, b: Zoom, part: float) -> Zoom:
    """A zoom on the way from A to B: its width goes geometrically, so that the picture grows at an even pace.

    The centre goes in a straight line, with the width: then what both show at one place of the cell stays there.
    """
    width = a.width ** (1 - part) * b.width**part
    way = part if a.width == b.width else (a.width - width) / (a.width - b.width)
    return Zoom(a.x + (b.x - a.x) * way, a.y + (b.y - a.y) * way, width)
