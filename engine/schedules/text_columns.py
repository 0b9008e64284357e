"""Columns of numbers in a text, such as CSV, however it is written."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

from engine.quoting import shown
from engine.schedules import MAX_STEPS
from engine.schedules.arrays import Array
from engine.schedules.columns import UNNAMED, Columns, check_count, check_once, too_many

_NUMBERS = r"(?:[-+.,\d\seE]|nan|inf)*"
_PRINTED = re.compile(
    rf"\s*(?:[A-Za-z_][\w.]*\()?\s*\[({_NUMBERS})\]\s*(?:,\s*[a-z_]+=[\w.':]+\s*)*,?\s*\)?\s*"
)


def printed_list(text: str, name: str) -> Array | None:
    """The numbers of a list as Python, NumPy or torch print it, shape (N,); None where a text is none.

    Raises:
        ValueError: with one sentence that names the file, when numbers were left out of it, or there are too many.
    """
    found = _PRINTED.fullmatch(text)
    if found is None:
        return None
    words = found[1].replace(",", " ").split()
    if "..." in words:
        raise ValueError(
            f"{shown(name)} leaves numbers out (...): print all of them, or save them as NPY or CSV."
        )
    if len(words) > MAX_STEPS + 1:
        raise too_many(name)
    return np.array([_number(word, False, 1, name) for word in words])


def columns_of_text(text: str, name: str) -> Columns:
    """The columns of a text: numbers with blanks, commas or semicolons between them, with a point or a comma in them.

    A first line without numbers names the columns. Without one, lines of two numbers are t and a value where the
    first counts; all else is one list, read along the lines.

    Raises:
        ValueError: with one sentence that names the file.
    """
    lines = [line for line in text.splitlines() if line.strip() and line.strip()[0] != "#"]
    tabs = len({line.count("\t") for line in lines}) == 1 and "\t" in lines[0]  # then cells may be empty
    if not tabs:
        lines = [line.strip() for line in lines]
    if not lines:
        raise ValueError(f"{shown(name)} is empty: a list of numbers is needed.")
    if len(lines) > MAX_STEPS + 2:
        raise too_many(name)
    named = re.search(
        r"[A-Za-z]", re.sub(r"(?i)\b(nan|[+-]?inf(inity)?)\b|(?<=\d)e(?=[+-]?\d)", "", lines[0])
    )
    if re.match(r"([\w-]+\s*:(\s|$)|---$|%YAML)", lines[0]):
        raise ValueError(f"{shown(name)} is YAML or another text, and no list of numbers: save it as JSON.")
    body = lines[1:] if named else lines
    split, comma = _separator_named(lines[0], body, tabs=tabs) if named else _separator(body)
    rows = [[_number(cell, comma, place, name) for cell in split(line)] for place, line in enumerate(body, 1)]
    if named:
        return _named(
            [cell.strip().strip("\"'") for cell in re.split(r"[,;\s]+", lines[0].strip())], rows, name
        )
    if sum(map(len, rows)) > MAX_STEPS + 1 and not all(len(row) == 2 for row in rows):
        raise too_many(name)
    if len(rows) > 1 and all(len(row) == 2 for row in rows) and _counts([row[0] for row in rows]):
        return {UNNAMED: np.array([row[1] for row in rows])}
    return {UNNAMED: np.array([value for row in rows for value in row])}


def _named(names: list[str], rows: list[list[float]], name: str) -> Columns:
    check_count(len(names), name)
    if not rows or any(len(row) != len(names) for row in rows):
        raise ValueError(
            f"{shown(name)} begins with {shown(' '.join(names))}, and no table with as many columns follows: "
            "a list of numbers, a table or a scheduler_config.json is needed."
        )
    check_once(names, name)
    return {key: np.array(column) for key, column in zip(names, zip(*rows, strict=True), strict=True)}


Split = Callable[[str], list[str]]


def _separator_named(header: str, lines: list[str], *, tabs: bool) -> tuple[Split, bool]:
    """As the first line separates its names."""
    comma = not any("." in line for line in lines[:200])
    if ";" in header:
        return (lambda line: line.split(";")), comma
    if "," in header:
        return (lambda line: line.split(",")), False
    return (lambda line: line.split("\t")) if tabs else str.split, comma


def _separator(lines: list[str]) -> tuple[Split, bool]:
    """What takes a line apart, and whether a comma is that of decimals."""
    text = "\n".join(lines[:200])
    point, words = "." in text, text.split()
    if ";" in text:
        return (lambda line: line.rstrip(";").split(";")), not point
    if "," not in text:
        return str.split, False
    decimals = not point and len(words) > 1 and all(re.fullmatch(r"[^,]*,[^,]+,?", word) for word in words)
    if decimals and ", " in text:  # 0,1, 0,2
        return (lambda line: re.split(r",\s+", line.rstrip(","))), True
    if decimals and not _counts([word.partition(",")[0] for word in words]):
        return str.split, True
    return (lambda line: line.rstrip(",").split(",")), False


def _number(cell: str, comma: bool, place: int, name: str) -> float:
    text = cell.strip()
    if not text:
        return math.nan
    try:
        return float(text.replace(",", ".") if comma else text)
    except ValueError:
        raise ValueError(f"{shown(name)}: {text[:30]!r} in line {place} is not a number.") from None


def _counts(values: list[Any]) -> bool:
    """Whether they are 0, 1, 2... or 1, 2, 3..."""
    try:
        numbers = [float(value) for value in values]
    except ValueError:
        return False
    return len(numbers) > 1 and numbers[0] in (0, 1) and all(b - a == 1 for a, b in pairwise(numbers))
