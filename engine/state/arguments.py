"""The words of the command line: text -> value, with a sentence where that is not possible, and back."""

from __future__ import annotations

import math
import os
import re
import shlex
import sys
from argparse import ArgumentTypeError
from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path

from engine.pictures.working_sizes import WORKING_SIZES
from engine.pixels.region import Size, Zoom
from engine.schedules import SCHEDULES
from engine.schedules.choice import ScheduleChoice

LEAST_SIZE, MOST_SIZE = (1024, 700), (8192, 8192)


class whole:  # noqa: N801 - argparse shows the name of a type
    """A whole number between two limits, both allowed."""

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    def __call__(self, text: str) -> int:
        """The number."""
        if re.fullmatch(r"[+-]?\d{1,18}", text) and self.least <= int(text) <= self.most:
            return int(text)
        raise ArgumentTypeError(f"{text!r} is not a whole number from {self.least} to {self.most}")


def schedule(text: str) -> tuple[str, tuple[tuple[str, float], ...]]:
    """`cosine:s=0.01,max_beta=0.99` -> the name and the parameters; their values are checked later."""
    name, colon, rest = text.partition(":")
    if name not in SCHEDULES:
        raise ArgumentTypeError(f"there is no schedule {name!r}; there are {', '.join(SCHEDULES)}")
    known = [parameter.name for parameter in SCHEDULES[name].parameters]
    parameters: dict[str, float] = {}
    for part in rest.split(",") if colon else ():
        key, _, value = (word.strip() for word in part.partition("="))
        if key in parameters:
            raise ArgumentTypeError(f"{key!r} is given twice in {text!r}; give it once")
        if key and key not in known:
            raise ArgumentTypeError(f"{name!r} has no parameter {key!r}; it has {', '.join(known)}")
        try:
            parameters[key] = float(value)
        except ValueError:
            wrong = f"{part!r} is not KEY=NUMBER, as in cosine:s=0.01,max_beta=0.99"
            raise ArgumentTypeError(wrong) from None
    return name, tuple(parameters.items())


def schedule_text(choice: ScheduleChoice) -> str:
    """The argument for a schedule, without the parameters that have their defaults."""
    usual = {each.name: each.default for each in SCHEDULES[choice.name].parameters}
    changed = [f"{key}={value!r}" for key, value in choice.parameters if value != usual[key]]
    return f"{choice.name}:{','.join(changed)}" if changed else choice.name


def working_size(text: str) -> int | None:
    """One of WORKING_SIZES; `original` is None."""
    sizes = {str(size or "original"): size for size in WORKING_SIZES}
    if text not in sizes:
        raise ArgumentTypeError(f"{text!r} is not one of {', '.join(sizes)}")
    return sizes[text]


def size(text: str) -> Size:
    """`1600x1000` -> the size of a window."""
    match = re.fullmatch(r"(\d{1,5})x(\d{1,5})", text)
    if match and _fit(found := (int(match[1]), int(match[2]))) == found:
        return found
    least, most = size_text(LEAST_SIZE), size_text(MOST_SIZE)
    raise ArgumentTypeError(f"{text!r} is not WIDTHxHEIGHT, from {least} to {most}")


def size_text(size: Size) -> str:
    """The argument for a window's size; a window may be smaller than what can be asked for."""
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
        if math.isfinite(x + y) and 0 < width < math.inf:
            return Zoom(x, y, width)
    except ValueError:
        pass
    raise ArgumentTypeError(f"{text!r} is not X,Y,WIDTH in pixels of the picture, as in 120,80,40")


def zoom_text(zoom: Zoom) -> str:
    """The argument for a zoom."""
    return ",".join(f"{number:.12g}" for number in astuple(zoom))


def device(text: str) -> str:
    """The name of a device that there might be somewhere."""
    if re.fullmatch(r"auto|cpu|mps|cuda(:[0-9]{1,3})?", text):
        return text
    raise ArgumentTypeError(f"{text!r} is not one of auto, cpu, cuda, cuda:0, cuda:1, ..., mps")


def png_file(text: str) -> Path:
    """A file whose name ends in .png."""
    if Path(text).suffix.lower() == ".png":
        return Path(text)
    raise ArgumentTypeError(f"{text!r} does not end in .png, and screenshots are PNG pictures")


def folder(text: str) -> Path:
    """A folder; an empty text is none."""
    if text:
        return Path(text)
    raise ArgumentTypeError("the name of the folder is empty; name one, as in --cells images")


def file_text(file: Path) -> str:
    """The argument for a file, which is not taken for an option."""
    text = str(file)
    return f".{os.sep}{text}" if text.startswith("-") else text


def join_words(words: Sequence[str], platform: str = sys.platform) -> str:
    """The line that the platform's shells take apart into these words."""
    if platform != "win32":
        return shlex.join(words)
    # Double quotes mean the same to cmd and to PowerShell, and no file name there contains one.
    return " ".join(word if re.fullmatch(r"[\w.:=/\\-]+", word) else f'"{word}"' for word in words)
