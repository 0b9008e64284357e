"""What a format of films is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from engine.exports.settings import FilmSettings

if TYPE_CHECKING:
    from engine.exports.films.still import Still


def no_problem(how: FilmSettings) -> str:
    """Of a format that can be written whatever its settings are."""
    return ""


@dataclass(frozen=True, slots=True)
class FilmFormat:
    """A format, in words for people, and `write(stills, file, settings, text)`, the view being the text.

    `options` are the fields of FilmSettings that not every format has. `problem_of` says why a film with some
    settings cannot be made here, as a sentence, empty when it can. Files end in `ending`, or else in the name.
    """

    words: str
    write: Callable[[Iterable[Still], BinaryIO, FilmSettings, str], None]
    options: tuple[str, ...]
    problem_of: Callable[[FilmSettings], str] = no_problem
    ending: str = ""
