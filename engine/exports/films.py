"""The formats of films: one function each, and how a film is written whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO

from engine.exports.apng import write_apng
from engine.exports.files import whole_file
from engine.exports.gif import LEAST_DELAY, write_gif
from engine.exports.options import FilmSettings
from engine.exports.still import Still
from engine.exports.video import CODECS, WORST_CRF, missing_encoder, write_video
from engine.exports.webp import write_webp

Write = Callable[[Iterable[Still], BinaryIO, FilmSettings, str], None]
FILMS: dict[str, Write] = {
    "mp4": write_video,
    "webm": write_video,
    "webp": write_webp,
    "apng": write_apng,
    "gif": write_gif,
}
GIF_RATE = 100 / LEAST_DELAY


def problem_of(settings: FilmSettings) -> str:
    """Why a film with these settings cannot be made here, as a sentence; empty when it can."""
    if settings.format in CODECS:
        worst = WORST_CRF[settings.format]
        if settings.crf > worst:
            return f"The CRF is {settings.crf}: with {settings.format.upper()} it is at most {worst}."
        return missing_encoder(settings.format)
    if settings.format == "gif" and settings.fps > GIF_RATE:
        return f"A GIF counts hundredths of a second: choose at most {GIF_RATE:g} frames a second."
    return ""


def write_film(stills: Iterable[Still], file: Path, settings: FilmSettings, text: str) -> None:
    """Write a film, with the view as its text. What was there stays until the film is whole.

    An exception of `stills` breaks it off, and no file is left of it.

    Raises:
        ValueError: when it cannot be written, with the reason.
    """
    problem = problem_of(settings)
    if problem:
        raise ValueError(problem)
    with whole_file(file) as opened:
        FILMS[settings.format](stills, opened, settings, text)
