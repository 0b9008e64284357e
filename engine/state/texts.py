"""Texts of single values: text -> value, with a sentence (ValueError) where that is not possible, and back."""

from __future__ import annotations

import math
import ntpath
import os
import re
import shlex
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple
from pathlib import Path

from engine.pictures.working_sizes import WORKING_SIZES
from engine.pixels.region import Size, Zoom
from engine.state.field import ON_OFF, said

LEAST_SIZE, MOST_SIZE = (1024, 700), (8192, 8192)
_MOST_NAMED = 10  # of the words that there are, in a sentence; --help has all
ORIGINAL = "original"
"""The word for the picture's own size."""
ALL = "all"
"""The word for no zoom."""


def whole(least: int, most: int) -> Callable[[str], int]:
    """A parser of whole numbers between two limits, both allowed."""

    def parse(text: str) -> int:
        if re.fullmatch(r"[+-]?[0-9]{1,18}", text) and least <= int(text) <= most:
            return int(text)
        raise ValueError(f"{said(text)} is not a whole number from {least} to {most}")

    return parse


def number(least: float, most: float) -> Callable[[str], float]:
    """A parser of numbers between two limits, both allowed."""

    def parse(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if least <= value <= most:
            return value
        raise ValueError(f"{said(text)} is not a number from {least:g} to {most:g}")

    return parse


def one_of(names: Iterable[str]) -> Callable[[str], str]:
    """A parser that takes one of these words."""
    allowed = tuple(names)

    def parse(text: str) -> str:
        if text in allowed:
            return text
        raise ValueError(f"{said(text)} is not one of {', '.join(allowed)}")

    return parse


def some_of(names: Iterable[str], none: str) -> Callable[[str], tuple[str, ...]]:
    """A parser of some of these words, each once; `none` is the word for none of them."""
    allowed = tuple(names)

    def parse(text: str) -> tuple[str, ...]:
        found = () if text == none else tuple(re.split(r"[,\s]+", text))
        if set(found) <= set(allowed) and len(set(found)) == len(found):
            return found
        words = ",".join(allowed if len(allowed) <= _MOST_NAMED else (*allowed[:_MOST_NAMED], "…"))
        raise ValueError(f"{said(text)} is not a list of some of {words}, each once, or {none}")

    return parse


def listed(none: str) -> Callable[[tuple[str, ...]], str]:
    """The text for some words."""
    return lambda names: ",".join(names) or none


def names(none: str) -> Callable[[str], tuple[str, ...]]:
    """A parser of short names, of which it is not known which there are."""

    def parse(text: str) -> tuple[str, ...]:
        found = () if text == none else tuple(text.split(","))
        if len(found) <= 100 and all(re.fullmatch(r"[\w .-]{1,60}", name) for name in found):
            return found
        raise ValueError(f"{said(text)} is not a list of names with commas between them")

    return parse


def switch(text: str) -> bool:
    """`on` or `off`."""
    if text in ON_OFF:
        return ON_OFF[text]
    raise ValueError(f"{said(text)} is neither on nor off")


def switch_text(value: bool) -> str:
    """The text for a switch."""
    return "on" if value else "off"


def working_size(text: str) -> int:
    """One of WORKING_SIZES but None."""
    sizes = {str(size): size for size in WORKING_SIZES if size}
    if text not in sizes:
        raise ValueError(f"{said(text)} is not one of {', '.join(sizes)}, {ORIGINAL}")
    return sizes[text]


def size(text: str) -> Size:
    """`1600x1000` -> the size of a window."""
    match = re.fullmatch(r"([0-9]{1,5})x([0-9]{1,5})", text)
    if match and _fit(found := (int(match[1]), int(match[2]))) == found:
        return found
    least, most = size_text(LEAST_SIZE), size_text(MOST_SIZE)
    raise ValueError(f"{said(text)} is not WIDTHxHEIGHT, from {least} to {most}")


def size_text(size: Size) -> str:
    """The text for a window's size; a window may be smaller than what can be asked for."""
    return "{}x{}".format(*_fit(size))


def _fit(size: Size) -> Size:
    width, height = (
        min(max(length, least), most) for length, least, most in zip(size, LEAST_SIZE, MOST_SIZE, strict=True)
    )
    return width, height


def zoom(text: str) -> Zoom:
    """`120,80.5,40` -> the centre and the width of a part of the picture, in its pixels."""
    try:
        x, y, width = map(float, text.split(","))
        if math.isfinite(x) and math.isfinite(y) and 0 < width < math.inf:
            return Zoom(x, y, width)
    except ValueError:
        pass
    raise ValueError(f"{said(text)} is not X,Y,WIDTH in pixels of the picture, as in 120,80,40")


def zoom_text(zoom: Zoom) -> str:
    """The text for a zoom, to a hundredth of a pixel: what a person would type."""
    return ",".join(f"{number:.2f}".rstrip("0").rstrip(".") for number in astuple(round_zoom(zoom)))


def zoom_exact(zoom: Zoom) -> str:
    """The text for a zoom with all its digits."""
    return ",".join(repr(float(number)) for number in astuple(zoom))


def round_zoom(zoom: Zoom) -> Zoom:
    """The zoom that its text means."""
    # Adding zero makes 0.0 of -0.0, which would be written with its sign.
    return Zoom(round(zoom.x, 2) + 0.0, round(zoom.y, 2) + 0.0, max(round(zoom.width, 2), 0.01))


def marks(text: str) -> tuple[float, float] | None:
    """`0.1,0.5` -> two parts of T, of which the first is less; None for all of it, which an empty text is too."""
    if not text:
        return None
    try:
        low, high = map(float, text.split(","))
        if 0 <= low < high <= 1:
            return None if (low, high) == (0, 1) else (low, high)
    except ValueError:
        pass
    raise ValueError(f"{said(text)} is not FROM,TO in parts of T, as in 0.1,0.5")


def marks_text(marks: tuple[float, float]) -> str:
    """The text for marks, with all their digits."""
    return ",".join(f"{mark!r}" for mark in marks)


def device(text: str) -> str:
    """The name of a device that there might be somewhere."""
    if re.fullmatch(r"auto|cpu|mps|cuda(:[0-9]{1,3})?", text):
        return text
    raise ValueError(f"{said(text)} is not one of auto, cpu, cuda, cuda:0, cuda:1, ..., mps")


def png_file(text: str) -> Path:
    """A file whose name ends in .png."""
    if Path(text).suffix.lower() == ".png":
        return Path(text)
    raise ValueError(f"{said(text)} does not end in .png, and screenshots are PNG pictures")


def ending_in(endings: Iterable[str]) -> Callable[[str], Path]:
    """A parser of files whose names end in one of these."""
    allowed = tuple(endings)

    def parse(text: str) -> Path:
        if Path(text).suffix.lower() in allowed:
            return Path(text)
        raise ValueError(f"{said(text)} does not end in {' or '.join(allowed)}")

    return parse


def folder(text: str) -> Path:
    """A folder; an empty text is none."""
    if text:
        return Path(text)
    raise ValueError("the name of the folder is empty; name one, as in --cells images")


def file_text(file: Path) -> str:
    """The text for a file, which is not taken for an option."""
    text = str(file)
    return f".{os.sep}{text}" if text.startswith("-") else text


def join_words(words: Sequence[str], platform: str = sys.platform) -> str:
    """The line that the platform's shells take apart into these words."""
    if platform != "win32":
        return shlex.join(words)
    program, *rest = words
    return " ".join([_program_word(program), *map(_quoted, rest)])


def _quoted(word: str) -> str:
    """A word for cmd and PowerShell: double quotes mean the same to both, and no file name there contains one."""
    return word if re.fullmatch(r"[\w.:=/\\-]+", word) else f'"{word}"'


def _program_word(file: str) -> str:
    """The same for the first word of a line: PowerShell would take one that begins with a quote for a text."""
    drive, rest = ntpath.splitdrive(file)
    begin = f"{drive}\\" if drive and rest.startswith("\\") else ""
    return begin + _quoted(file.removeprefix(begin))
