"""What the files that are taken home show: made of the present view and of settings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.exports.settings import FigureSettings, FilmSettings, SheetSettings
from engine.pictures.opened import PictureOpened
from engine.requests import Request
from engine.schedules import Schedule
from engine.state.caption import caption_of
from engine.state.shots import Way
from gui import style
from gui.exports.figure_curves import with_common_ranges
from gui.exports.part_stages import CurvesStage, OneImageStage
from gui.exports.stage import ImagesStage, Stage
from gui.plots.chart_content import Compared

if TYPE_CHECKING:
    from gui.exports.figure import Figure
    from gui.exports.sheet import Sheet
    from gui.window.main_window import MainWindow


SAMPLED = 9
"""Views from end to end whose curves say how high the axes of a film are."""


def request_of(window: MainWindow) -> Request:
    """What is shown. Raises ValueError where there are no images."""
    picture, asked, store = window.pictures.picture, window.frames.asked, window.store
    if window.frames.problem:
        raise ValueError(f"There is nothing to save: {window.frames.problem}")
    if picture is None or asked is None:
        raise ValueError("There is nothing to save yet: wait until the images are there.")
    new, of_pin = store.trajectory, store.pinned_trajectory
    view = store.view
    return replace(asked, view=view, picture=picture.id, trajectory=new, pinned=of_pin, named=True)


def way_of(window: MainWindow, settings: FilmSettings | SheetSettings, request: Request) -> Way:
    """What is gone through. Raises ValueError where an end of it cannot be shown."""
    way = Way.of(settings, request.view, request.trajectory, _picture(window).size)
    for value in (way.begin, way.end):
        replace(request, view=way.at(value)).grid()
    return way


def stage_of(window: MainWindow, settings: FilmSettings, way: Way, request: Request) -> Stage:
    """Where the frames of a film are painted. Raises ValueError where there is nothing to paint."""
    size, theme = (settings.width, settings.height), style.theme_named(window.looks.theme)
    curves, spectrum, picture = window.looks.curves, window.plans.spectrum, _picture(window)
    text = settings.text_pixels
    match settings.part:
        case "window":
            from gui.window.whole_stage import WholeStage

            return WholeStage(*size, theme, picture, curves, spectrum)
        case "curves":
            if not way.over_t:  # else the axes would move with the curves
                curves = with_common_ranges(curves, _schedules_of(way, request), spectrum)
            return CurvesStage(size, theme, curves, way.label, text, spectrum)
        case "image":
            return OneImageStage(size, theme, picture.size, settings.number)
        case _:
            return ImagesStage(size, theme, picture.size, way.label, text)


def _schedules_of(way: Way, request: Request) -> Iterator[Compared]:
    """Those of some views from end to end."""
    for value in way.values(SAMPLED):
        view = way.at(value)
        yield replace(request, view=view).grid().schedules or ((view.schedule.make(), 0),)


def figure_of(window: MainWindow, settings: FigureSettings, request: Request) -> Figure:
    """A figure of what is shown."""
    from gui.exports.figure import Figure  # slow

    caption, text = caption_for(window, request), window.words.carried()
    size, spectrum = _picture(window).size, window.plans.spectrum
    return Figure(request, size, window.looks.curves, settings, caption, text, spectrum)


def sheet_of(window: MainWindow, settings: SheetSettings, request: Request) -> Sheet:
    """A contact sheet. Raises ValueError where an end of what it goes through cannot be shown."""
    from gui.exports.sheet import Sheet

    way = way_of(window, settings, request)
    return Sheet(request, way, _picture(window).size, settings, window.words.carried())


def caption_for(window: MainWindow, request: Request) -> str:
    """What a figure of a request shows, in words."""
    return caption_of(request.view, _picture(window).name, schedules_of(request), request.pinned)


def schedules_of(request: Request) -> list[Schedule]:
    """Those that are compared, or that of the view."""
    compared = [schedule for schedule, _ in request.grid().schedules]
    return compared or [request.view.schedule.make()]


def _picture(window: MainWindow) -> PictureOpened:
    picture = window.pictures.picture
    assert picture is not None  # there is a request of it
    return picture
