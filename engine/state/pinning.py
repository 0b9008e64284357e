"""A pinned view, A, beside the present one, B: what can be done to the two, and A as it is seen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from engine.pixels.region import RESAMPLINGS
from engine.scenes.pinned import MODES, MOST_GAIN, Shown
from engine.state.change import Change
from engine.state.changes import snapped
from engine.state.refused import Refused
from engine.state.view import Pin, View

if TYPE_CHECKING:
    from engine.generation.trajectory import Trajectory


def a_of(view: View, run: Trajectory | None = None) -> View:
    """A as it is seen. `run` has its new pictures, whose states have timesteps of their own.

    It stands at the t at which it was pinned. Where it follows it is at the t of B, and at the same share of its own
    T where that is another; where A has no such timestep it is at the nearest that there is.
    """
    pin = _pin_of(view)
    if not pin.shown.follows:
        return pin.view
    steps, of = pin.view.schedule.final_steps, view.schedule.final_steps
    t = view.t if steps == of else round(view.t * steps / of)
    return snapped(replace(pin.view, t=t), run)


def pin() -> Change:
    """Keep what is shown as A: what changes from now on is B. An A that was there is replaced."""

    def run(view: View) -> View:
        return replace(view, pin=Pin(_as_pinned(view), view.pin.shown if view.pin else Shown()))

    return Change("Pin this view", run)


def unpin() -> Change:
    """Compare no more."""
    return Change("Unpin", lambda view: replace(view, pin=None))


def exchange() -> Change:
    """What is seen as A becomes B, and B becomes A."""

    def run(view: View) -> View:
        shown, a = _pin_of(view).shown, a_of(view)
        now = replace(a, zoom=view.zoom, resampling=view.resampling, marks=view.marks)
        return replace(now, pin=Pin(replace(_as_pinned(view), zoom=a.zoom), shown))

    return Change("Exchange A and B", run)


def compare_as(**values: Any) -> Change:
    """Change how A and B are compared: fields of `Shown`. An edge or a gain that is dragged is one step."""

    def run(view: View) -> View:
        pin = _pin_of(view)
        shown: Shown = replace(pin.shown, **values)
        check_shown(shown)
        return replace(view, pin=replace(pin, shown=shown))

    dragged = not {"mode", "follows"} & set(values)
    return Change("Comparison", run, ".".join(values) if dragged else "", quick=True)


def follow() -> Change:
    """Have A go through t with B, or stand again where it was pinned."""

    def run(view: View) -> View:
        return compare_as(follows=not _pin_of(view).shown.follows).run(view)

    return Change("Same t", run, quick=True)


def check_shown(shown: Shown) -> None:
    """Raise Refused where there is no such comparison."""
    if shown.mode not in MODES:
        raise Refused(f"There is no comparison {shown.mode!r}; there are {', '.join(MODES)}.", ("mode",))
    if not 1 <= shown.gain <= MOST_GAIN:
        raise Refused(f"The gain is {shown.gain:g}; it must be from 1 to {MOST_GAIN:g}.", ("gain",))
    if not 0 <= shown.edge <= 1:
        raise Refused(f"The edge is at {shown.edge:g}; it must be from 0 to 1.", ("edge",))


def _pin_of(view: View) -> Pin:
    if view.pin is None:
        raise Refused("No view is pinned: pin one first.", ("pin",))
    return view.pin


def _as_pinned(view: View) -> View:
    """A is looked at as B is; its zoom is kept as the beginning of a film from A to B."""
    return replace(view, pin=None, resampling=RESAMPLINGS[0], marks=None)
