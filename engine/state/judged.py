"""What the doctor of schedules is to know of a view: its picture, what was measured of it, and the run in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.pixels.region import Size
from engine.planning.lost import RunOnPicture
from engine.planning.plan import useful_log_snr
from engine.scenes.runs import chosen_run, run_title
from engine.schedules.case import Facts
from engine.state.saved_view import keys_of_scene
from engine.state.view import View

if TYPE_CHECKING:
    from engine.planning.facts import PictureFacts


def facts_of(view: View, name: str, size: Size, measured: PictureFacts) -> Facts:
    """What to judge the schedule of a view by: its picture has this name and size, and `measured` was found of it."""
    sides = (max(each.size) for each in measured.spectra)
    gains = tuple(zip(sides, measured.gains, strict=False))  # the smallest size is not halved
    useful = useful_log_snr(measured.spectrum)
    config = view.schedule.keys
    keys = tuple(keys_of_scene(view, config)[0].items()) if config else ()
    return Facts(name, size, useful, gains=gains, run=_run_of(view, measured), keys=keys)


def _run_of(view: View, measured: PictureFacts) -> RunOnPicture | None:
    try:
        run = chosen_run(view.own, view.schedule.make())
    except ValueError:  # the scene says why there is none
        return None
    return None if run is None else RunOnPicture(run, run_title(run), measured.spectrum)
