"""What a film or a contact sheet of a view can go through."""

from __future__ import annotations

from dataclasses import replace

from engine.pixels.region import Size
from engine.scenes import SCENES
from engine.state.axis import Axis
from engine.state.between import way_between
from engine.state.numbers import numbers_of
from engine.state.pinning import a_of
from engine.state.view import View

PINNED = "pinned"


def axes_of(view: View, picture: Size | None = None) -> dict[str, Axis]:
    """The numbers of a view by name, and with a pinned view the way from A to B.

    `picture` is the size of the picture, None where it is not open yet. What takes long has been calculated for one
    view, new pictures and charts: what would ask for others is left out.
    """
    found = {name: axis for name, axis in numbers_of(view) if name == "t" or _keeps_results(view, axis)}
    if view.pin is not None:
        way = way_between(a_of(view), replace(view, pin=None), picture)
        if _keeps_results(view, way):
            found[PINNED] = way
    return found


def axis_named(view: View, name: str, picture: Size | None = None) -> Axis:
    """One of `axes_of`. Raises ValueError with the names that there are."""
    axes = axes_of(view, picture)
    if name not in axes:
        raise ValueError(f"there is no number {name!r} here; there are {', '.join(axes)}")
    return axes[name]


def _keeps_results(view: View, axis: Axis) -> bool:
    """Whether the new pictures or the charts that a view may show stay the same all the way."""
    if SCENES[view.scene].has_charts:
        return False
    if view.scene != "generate":
        return True
    try:
        return len({_recipe(axis.put(view, value)) for value in (axis.minimum, axis.maximum)}) == 1
    except ValueError:
        return False


def _recipe(view: View) -> object:
    return view.schedule, view.own.recipe(view.seed, view.schedule.final_steps), view.own.seeds
