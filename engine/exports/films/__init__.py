"""FILMS: the formats of films, one file each and an entry here; and how a film is written whole."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from engine.exports.files import watched_file
from engine.exports.films.apng import APNG
from engine.exports.films.film_format import FilmFormat
from engine.exports.films.gif import GIF
from engine.exports.films.video import MP4, WEBM
from engine.exports.films.webp import WEBP
from engine.exports.settings import FilmSettings

if TYPE_CHECKING:
    from engine.exports.films.still import Still

LEAST_WINDOW = 1024, 700
"""The size in pixels in which all panels of the window have room."""
OFTEN = 1.0
"""Seconds between two looks at whether what is being written is still there."""
FILMS: dict[str, FilmFormat] = {"mp4": MP4, "webm": WEBM, "webp": WEBP, "apng": APNG, "gif": GIF}
"""All formats by name, in the order in which they are offered."""


def formats_with(option: str) -> tuple[str, ...]:
    """The names of those that have an option which not every one has."""
    return tuple(name for name, each in FILMS.items() if option in each.options)


def problem_of(settings: FilmSettings) -> str:
    """Why a film with these settings cannot be made here, as a sentence; empty when it can."""
    width, height = LEAST_WINDOW
    if settings.part == "window" and (settings.width < width or settings.height < height):
        return f"A film of the whole window has at least {width} × {height} pixels: choose more, or another part."
    return FILMS[settings.format].problem_of(settings)


def usual() -> FilmSettings:
    """What a film begins with, in the first format that can be made here."""
    every = (replace(FilmSettings(), format=name) for name in FILMS)
    return next(each for each in every if not problem_of(each))


def write_film(stills: Iterable[Still], file: Path, settings: FilmSettings, text: str) -> None:
    """Write a film, with the view as its text. What was there stays until the film is whole.

    An exception of `stills` breaks it off, and no file is left of it.

    Raises:
        ValueError: when it cannot be written, with the reason.
    """
    problem = problem_of(settings)
    if problem:
        raise ValueError(problem)
    with watched_file(file) as (opened, check):
        FILMS[settings.format].write(_watched(stills, check), opened, settings, text)


def _watched(stills: Iterable[Still], check: Callable[[], None]) -> Iterator[Still]:
    """The stills; once a second it is checked that the file is there, whose folder may be removed meanwhile."""
    checked = -OFTEN
    for still in stills:
        if time.monotonic() - checked >= OFTEN:
            check()
            checked = time.monotonic()
        yield still
