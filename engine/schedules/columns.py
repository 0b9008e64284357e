"""Columns of numbers in a file: text, CSV, JSON, NPY or NPZ. Nothing in a file is run, and no pickle is read."""

from __future__ import annotations

import io
import json
import math
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.quoting import shown
from engine.schedules import MAX_STEPS

Array = npt.NDArray[np.float64]
Columns = dict[str, Array]
"""Numbers by the name of their column; "" is the name of what has none. NaN stands where a cell is empty."""

MOST_BYTES = 64 * 2**20
"""Of a file, and of all that a packed one holds: a table of 100,000 timesteps has 42 million."""
MOST_COLUMNS = 40
DEEPEST = 20
UNNAMED = ""


def check_size(size: int, name: str) -> None:
    """Raise ValueError when so many bytes are too many for a schedule; nothing has to be read for that."""
    if size > MOST_BYTES:
        raise ValueError(
            f"{shown(name)} has {size / 2**20:.0f} MB, and a schedule has at most {MOST_BYTES // 2**20}: "
            "it is not read."
        )


def columns_in(data: bytes, name: str) -> Columns:
    """The columns of a NPY or NPZ file.

    Raises:
        ValueError: with one sentence that names the file.
    """
    try:
        if data.startswith(b"PK"):
            return _packed(data, name)
        return {UNNAMED: _array(data, name)}
    except (OSError, EOFError, zipfile.BadZipFile, NotImplementedError, MemoryError) as error:
        raise ValueError(f"{shown(name)} is damaged, and no list of numbers can be read.") from error


def columns_of_json(data: Any, name: str) -> Columns:
    """The columns of parsed JSON: a list of numbers, or lists by name.

    Raises:
        ValueError: with one sentence that names the file.
    """
    if isinstance(data, list):
        return {UNNAMED: _numbers(data, "the list", name)}
    if isinstance(data, Mapping):
        lists = {str(key): value for key, value in data.items() if isinstance(value, list)}
        if lists:
            _check_count(len(lists), name)
            return {key: _numbers(value, shown(key), name) for key, value in lists.items()}
    raise ValueError(f"{shown(name)} has no list of numbers, and is no scheduler_config.json of diffusers.")


def parse_json(text: str, name: str) -> Any:
    """What JSON says; NaN and Infinity are read as what they are.

    Raises:
        ValueError: with one sentence that names the file, when it is none, or nested too deep.
    """
    try:
        data = json.loads(text)
    except RecursionError as error:
        raise ValueError(f"{shown(name)} is nested too deep for a schedule.") from error
    except ValueError as error:
        place = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise ValueError(f"{shown(name)} is not JSON{place}: it is damaged, or something else.") from error
    if _deeper(data, DEEPEST):
        raise ValueError(f"{shown(name)} is nested more than {DEEPEST} deep, and no schedule is.")
    return data


def _deeper(data: object, levels: int) -> bool:
    parts = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return levels == 0 or any(_deeper(part, levels - 1) for part in parts if isinstance(part, dict | list))


def _numbers(values: Iterable[Any], what: str, name: str) -> Array:
    found = []
    for place, value in enumerate(values, start=1):
        if place > MAX_STEPS + 1:
            raise _too_many(name)
        if value is None:
            found.append(math.nan)
        elif value in ("inf", "-inf"):
            found.append(float(value))
        elif isinstance(value, bool) or not isinstance(value, int | float):
            kind = {str: "a text", list: "a list", dict: "a table", bool: "true or false"}[type(value)]
            raise ValueError(f"{shown(name)}: entry {place} of {what} is {kind}; it must be a number.")
        else:
            try:
                found.append(float(value))
            except OverflowError:
                found.append(math.inf)
    return np.array(found, dtype=np.float64)


def _packed(data: bytes, name: str) -> Columns:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        _check_count(len(members), name)
        check_size(sum(member.file_size for member in members), name)  # a few bytes may unpack to gigabytes
        return {
            member.filename.removesuffix(".npy"): _array(_unpacked(archive, member, name), name)
            for member in members
        }


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> bytes:
    if member.flag_bits & 1 or not member.filename.endswith(".npy"):
        raise ValueError(f"{shown(name)} holds {shown(member.filename)}, which is no array of NumPy.")
    with archive.open(member) as opened:
        data = opened.read(MOST_BYTES + 1)  # what it says of its size may be wrong
    check_size(len(data), name)
    return data


def _array(data: bytes, name: str) -> Array:
    stream = io.BytesIO(data)
    try:
        version = np.lib.format.read_magic(stream)
        read = (
            np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        )
        shape, _, kind = read(stream)
    except ValueError as error:
        raise ValueError(f"{shown(name)} is damaged, and no array of NumPy can be read.") from error
    if kind.hasobject:
        raise ValueError(f"{shown(name)} holds Python objects, which may run code: save plain numbers.")
    if kind.kind not in "fiu":
        raise ValueError(f"{shown(name)} holds {shown(kind)}; numbers are needed.")
    if math.prod(shape) > MAX_STEPS + 1:
        raise _too_many(name)
    if len(data) - stream.tell() != math.prod(shape) * kind.itemsize:
        raise ValueError(f"{shown(name)} is damaged: it does not hold the numbers that it promises.")
    array = np.frombuffer(data, kind, offset=stream.tell()).reshape(-1)
    return array.astype(np.float64)


# Text and CSV.


def columns_of_text(text: str, name: str) -> Columns:
    """The columns of a text: numbers with blanks, commas or semicolons between them, with a point or a comma in them.

    A first line without numbers names the columns. Without one, lines of two numbers are t and a value where the
    first counts; all else is one list, read along the lines.

    Raises:
        ValueError: with one sentence that names the file.
    """
    lines = [line for line in (line.strip() for line in text.splitlines()) if line and line[0] != "#"]
    if not lines:
        raise ValueError(f"{shown(name)} is empty: a list of numbers is needed.")
    if len(lines) > MAX_STEPS + 2:
        raise _too_many(name)
    named = re.search(
        r"[A-Za-z]", re.sub(r"(?i)\b(nan|[+-]?inf(inity)?)\b|(?<=\d)e(?=[+-]?\d)", "", lines[0])
    )
    if re.match(r"([\w-]+\s*:(\s|$)|---$|%YAML)", lines[0]):
        raise ValueError(f"{shown(name)} is YAML or another text, and no list of numbers: save it as JSON.")
    body = lines[1:] if named else lines
    split, comma = _separator_named(lines[0], body) if named else _separator(body)
    rows = [[_number(cell, comma, place, name) for cell in split(line)] for place, line in enumerate(body, 1)]
    if named:
        return _named([cell.strip().strip("\"'") for cell in re.split(r"[,;\s]+", lines[0])], rows, name)
    if sum(map(len, rows)) > MAX_STEPS + 1 and not all(len(row) == 2 for row in rows):
        raise _too_many(name)
    if len(rows) > 1 and all(len(row) == 2 for row in rows) and _counts([row[0] for row in rows]):
        return {UNNAMED: np.array([row[1] for row in rows])}
    return {UNNAMED: np.array([value for row in rows for value in row])}


def _named(names: list[str], rows: list[list[float]], name: str) -> Columns:
    _check_count(len(names), name)
    if not rows or any(len(row) != len(names) for row in rows):
        raise ValueError(
            f"{shown(name)} begins with {shown(' '.join(names))}, and no table with as many columns follows: "
            "a list of numbers, a table or a scheduler_config.json is needed."
        )
    return {key: np.array(column) for key, column in zip(names, zip(*rows, strict=True), strict=True)}


Split = Callable[[str], list[str]]


def _separator_named(header: str, lines: list[str]) -> tuple[Split, bool]:
    """As the first line separates its names."""
    comma = not any("." in line for line in lines[:200])
    if ";" in header:
        return (lambda line: line.split(";")), comma
    if "," in header:
        return (lambda line: line.split(",")), False
    return str.split, comma


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


def _check_count(count: int, name: str) -> None:
    if count > MOST_COLUMNS:
        raise ValueError(
            f"{shown(name)} has {count} columns, and a table of a schedule at most {MOST_COLUMNS}."
        )


def _too_many(name: str) -> ValueError:
    return ValueError(f"{shown(name)} has more than {MAX_STEPS} numbers, and a schedule has at most as many.")
