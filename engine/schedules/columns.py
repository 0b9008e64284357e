"""Columns of numbers in a file: JSON, NPY or NPZ. Nothing in a file is run, and no pickle is read."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from engine.quoting import shown
from engine.schedules import MAX_STEPS

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

Array = npt.NDArray[np.float64]
Columns = dict[str, Array]
"""Numbers by the name of their column; "" is the name of what has none. NaN stands where a cell is empty."""

MOST_BYTES = 64 * 2**20
"""Of a file, and of all that a packed one holds: a table of 100,000 timesteps has 42 million."""
MOST_COLUMNS = 40
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
    from zipfile import BadZipFile  # 5 ms at the start, which few need

    try:
        if data.startswith(b"PK"):
            return _packed(data, name)
        return {UNNAMED: _array(data, name)}
    except (OSError, EOFError, BadZipFile, NotImplementedError, MemoryError) as error:
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
            check_count(len(lists), name)
            return {key: _numbers(value, shown(key), name) for key, value in lists.items()}
    raise ValueError(f"{shown(name)} has no list of numbers, and is no scheduler_config.json of diffusers.")


def _numbers(values: Iterable[Any], what: str, name: str) -> Array:
    found = []
    for place, value in enumerate(values, start=1):
        if place > MAX_STEPS + 1:
            raise too_many(name)
        if isinstance(value, bool | list | dict) or (isinstance(value, str) and value not in _INFINITE):
            kind = {str: "a text", list: "a list", dict: "a table", bool: "true or false"}[type(value)]
            raise ValueError(f"{shown(name)}: entry {place} of {what} is {kind}; it must be a number.")
        found.append(_number(value))
    return np.array(found, dtype=np.float64)


_INFINITE = ("inf", "-inf")


def _number(value: str | float | None) -> float:
    """A number of JSON, in which null is none, and infinity is a text or an integer beyond float64."""
    try:
        return math.nan if value is None else float(value)
    except OverflowError:
        return math.inf


def _packed(data: bytes, name: str) -> Columns:
    from zipfile import ZipFile

    with ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        check_count(len(members), name)
        check_size(sum(member.file_size for member in members), name)  # a few bytes may unpack to gigabytes
        keys = [member.filename.removesuffix(".npy") for member in members]
        check_once(keys, name)
        arrays = (_array(_unpacked(archive, member, name), name) for member in members)
        return dict(zip(keys, arrays, strict=True))


def _unpacked(archive: ZipFile, member: ZipInfo, name: str) -> bytes:
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
        raise too_many(name)
    if len(data) - stream.tell() != math.prod(shape) * kind.itemsize:
        raise ValueError(f"{shown(name)} is damaged: it does not hold the numbers that it promises.")
    array = np.frombuffer(data, kind, offset=stream.tell()).reshape(-1)
    return array.astype(np.float64)


def check_count(count: int, name: str) -> None:
    """Raise ValueError when so many columns are too many."""
    if count > MOST_COLUMNS:
        raise ValueError(
            f"{shown(name)} has {count} columns, and a table of a schedule at most {MOST_COLUMNS}."
        )


def check_once(keys: Sequence[str], name: str) -> None:
    """Raise ValueError when two columns are called the same: it is not known which of them counts."""
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice is not None:
        raise ValueError(f"{shown(name)} has more than one column {shown(twice)}: leave one of them.")


def too_many(name: str) -> ValueError:
    """What is raised when there are too many numbers in a column."""
    return ValueError(f"{shown(name)} has more than {MAX_STEPS} numbers, and a schedule has at most as many.")
