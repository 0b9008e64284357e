"""What can be done to a schedule that is drawn. Where none is yet, the drawing of the present one is taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from engine.schedules.choice import ScheduleChoice
from engine.schedules.drawn import Drawn
from engine.schedules.fit import fit
from engine.state.change import Change
from engine.state.changes import choose_schedule
from engine.state.refused import Refused
from engine.state.view import View

EDITOR = "drawing"
"""The field that is wrong, beside that of a number, where a drawing cannot be changed so."""


def drawing_of(schedule: ScheduleChoice) -> Drawn:
    """The drawing that a schedule is, or that of its log SNR.

    Raises:
        ValueError: when it has one step, or is not possible.
    """
    return schedule.given if isinstance(schedule.given, Drawn) else fit(schedule.make()).drawn


def with_drawing(schedule: ScheduleChoice, drawn: Drawn) -> ScheduleChoice:
    """A drawing in the place of another one, or of the whole schedule with all that is done to it."""
    if isinstance(schedule.given, Drawn):
        return replace(schedule, given=drawn)
    return ScheduleChoice("linear", schedule.final_steps, given=drawn, config=schedule.config)


def _change(
    name: str, edit: Callable[[Drawn, int], Drawn], merge: str = "", fields: tuple[str, ...] = ()
) -> Change:
    """`edit` makes a drawing from one and T, and may raise ValueError."""

    def run(view: View) -> View:
        try:
            drawn = edit(drawing_of(view.schedule), view.schedule.final_steps)
        except ValueError as error:
            raise Refused(str(error), (EDITOR, *fields)) from error
        return choose_schedule(with_drawing(view.schedule, drawn)).run(view)

    return Change(name, run, merge)


def move_point(index: int, v: float, log_snr: float, merge: str) -> Change:
    """Move a point to the nearest place that its neighbours allow; a drag has one `merge`."""
    return _change("Move point", lambda drawn, _: drawn.moved(index, v, log_snr), merge)


def place_point(index: int, t: float, log_snr: float, field: str) -> Change:
    """Put a point exactly there; `field` is that in which it was typed."""
    return _change("Move point", lambda drawn, steps: drawn.placed(index, t, log_snr, steps), fields=(field,))


def add_point(v: float, log_snr: float, merge: str = "") -> Change:
    """Add a point there, or as near as its neighbours allow."""
    return _change("Add point", lambda drawn, _: drawn.with_point(v, log_snr)[0], merge)


def delete_point(index: int) -> Change:
    """Delete a point; the first and the last stay."""
    return _change("Delete point", lambda drawn, _: drawn.without(index))


def end_without_signal(on: bool) -> Change:
    """Whether nothing of the picture is left at t = T."""
    return _change("Zero terminal SNR", lambda drawn, _: replace(drawn, zero_terminal=on))
