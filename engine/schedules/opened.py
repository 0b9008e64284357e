"""A schedule from outside: a file or a pasted text with a configuration, a table, a list or an expression."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from stat import S_ISREG
from typing import Any

import numpy as np

from engine.json_text import KeyTwice, read_json
from engine.quoting import shown, unread
from engine.schedules import MAX_STEPS
from engine.schedules.arrays import Array
from engine.schedules.choice import ScheduleChoice
from engine.schedules.columns import (
    MOST_BYTES,
    MOST_COLUMNS,
    UNNAMED,
    Columns,
    check_size,
    columns_in,
    columns_of_json,
    too_many,
)
from engine.schedules.diffusers_config import is_config, open_config
from engine.schedules.drawn import read_drawn
from engine.schedules.expression import evaluate, is_expression
from engine.schedules.given import Given
from engine.schedules.guess import WORDS, guess, is_turned, quantity_named, taken
from engine.schedules.table import given_of_table
from engine.schedules.text_columns import columns_of_text, printed_list

ENDINGS = (".json", ".csv", ".txt", ".tsv", ".npy", ".npz")
"""Endings of files that may hold a schedule."""


PASTED = "The pasted text"
"""What sentences call a text that has no file."""
DRAWN = "drawn "
"""What a text of a drawing begins with."""
_SIGNS = (b"_class_name", b"num_train_timesteps", b"beta", b"alpha", b"sigma", b"snr")


def is_schedule(file: Path) -> bool:
    """Whether a file is named as a schedule may be; one of JSON must look like it too, for sessions are JSON."""
    ending = file.suffix.lower()
    if ending != ".json":
        return ending in ENDINGS
    try:
        if not S_ISREG(file.stat().st_mode):
            return False
        with file.open("rb") as stream:
            begin = stream.read(4096).lstrip()
    except OSError:
        return False
    return b"diffusion-sandbox" not in begin and (begin[:1] == b"[" or any(sign in begin for sign in _SIGNS))


@dataclass(frozen=True, slots=True)
class Opened:
    """A choice that has not been made yet, and what is to be said before it is taken.

    Where it was guessed what the numbers are, `guessed` is that quantity and `numbers` are they, as they stood.
    """

    choice: ScheduleChoice
    said: tuple[str, ...]
    guessed: str = ""
    numbers: bytes = b""

    def taken_for(self, quantity: str) -> Opened:
        """The same numbers taken for another quantity."""
        assert self.choice.given is not None
        given, words = taken(quantity, np.frombuffer(self.numbers, "<f8"), self.choice.given.title)
        choice = ScheduleChoice(self.choice.name, given.steps, given=given)
        return replace(self, choice=choice, said=(f"Taken for {words}.",), guessed=quantity)


def open_schedule(file: Path, steps: int = 1000) -> Opened:
    """The schedule in a file; `steps` is the T of an expression. It is not yet judged: `make` may refuse it.

    Raises:
        ValueError: with one sentence that names the file, when it cannot be read or holds no schedule.
    """
    try:
        status = file.stat()
        if not S_ISREG(status.st_mode):
            raise ValueError(f"{shown(file.name)} is not a file.")
        check_size(status.st_size, file.name)
        with file.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise ValueError(unread(file.name, error)) from error
    check_size(len(data), file.name)
    try:
        return opened_bytes(data, file.name, steps)
    except ValueError as error:
        raise ValueError(naming(file, error)) from error


def naming(file: Path, error: Exception) -> str:
    """The sentence of an error, which names the file that it is about."""
    return str(error) if shown(file.name) in str(error) else f"{shown(file.name)}: {error}"


def opened_bytes(data: bytes, name: str, steps: int = 1000) -> Opened:
    """The schedule in the bytes of a file of this name; see `open_schedule`.

    Raises:
        ValueError: when there is none in them, with the reason.
    """
    if data.startswith((b"\x93NUMPY", b"PK")):
        return _of_columns(columns_in(data, name), name)
    if data.startswith(b"\x80") or b"\0" in data[:4096]:
        kind = "a pickle, which may run code" if data.startswith(b"\x80") else "no text"
        raise ValueError(f"{shown(name)} is {kind}: save the numbers as text, CSV, JSON, NPY or NPZ.")
    try:
        return opened_text(data.decode("utf-8-sig"), name, steps)
    except UnicodeDecodeError as error:
        raise ValueError(f"{shown(name)} is no text in UTF-8: save it as such.") from error


def opened_text(text: str, name: str, steps: int = 1000) -> Opened:
    """The schedule in a text that was pasted, or read from a file of this name; see `open_schedule`.

    Raises:
        ValueError: when there is none in it, with the reason.
    """
    check_size(len(text), name)
    begin = text.lstrip()[:2]
    commas = MAX_STEPS if begin[:1] == "[" and begin[1:] not in ("[", "{") else MOST_COLUMNS * (MAX_STEPS + 2)
    if text.count(",") > commas:  # to read them all in order to count them would stop the window
        raise too_many(name)
    if text.lstrip().startswith(("{", "[")):
        try:
            data = read_json(text, shown(name))
        except KeyTwice:
            raise
        except ValueError:
            printed = printed_list(text, name)
            if printed is None:
                raise
            return _of_columns({UNNAMED: printed}, name)
        if isinstance(data, Mapping) and "diffusion-sandbox" in data:
            raise ValueError(f"{shown(name)} is a session of this program: open it as one.")
        if is_config(data):
            config = open_config(data, name)
            return Opened(config.choice, (f"Opened {shown(name)}: {config.choice.title}.", *config.said))
        return _of_columns(_in_rows(data, name), name)
    if text.lstrip().startswith(DRAWN):
        drawn = read_drawn(text.strip().removeprefix(DRAWN))
        return Opened(
            ScheduleChoice("linear", steps, given=drawn),
            (f"Opened {shown(name)}: a drawing of {len(drawn.points)} points.",),
        )
    if is_expression(text):
        return _of_expression(text.strip(), steps)
    printed = printed_list(text, name)
    if printed is not None:
        return _of_columns({UNNAMED: printed}, name)
    return _of_columns(columns_of_text(text, name), name)


def _in_rows(data: Any, name: str) -> Columns:
    """The columns of JSON, also where it has a table for each row."""
    if isinstance(data, list) and data and all(isinstance(row, Mapping) for row in data):
        data = {key: [row.get(key) for row in data] for key in data[0]}
    return columns_of_json(data, name)


def _of_expression(text: str, steps: int) -> Opened:
    t = np.arange(steps + 1) / steps
    values = evaluate(text, t)
    found = guess(values)  # with the clean picture, which tells most
    back = found.quantity != "betas" and values[0] != values[-1] and is_turned(found.quantity, values)
    numbers, clean = (values[:-1], values[-1]) if back else (values[1:], values[0])
    if found.quantity == "alpha_bar" and 0 < clean < np.inf:
        numbers = numbers / clean  # so that it begins with the clean picture
    return _guessed(found.quantity, found.reason, numbers, text)


def _of_columns(columns: Columns, name: str) -> Opened:
    table = given_of_table(columns, name)
    if table is not None:
        given, sentence = table
        return Opened(
            ScheduleChoice("linear", given.steps, given=given), (f"Opened {shown(name)}: {sentence}.",)
        )
    for column, values in columns.items():
        quantity = quantity_named(column)
        if quantity is not None:
            numbers = _without_empty_ends(values)
            given, words = taken(quantity, numbers, name)
            return Opened(
                ScheduleChoice("linear", given.steps, given=given), (f"Opened {shown(name)}: {words}.",)
            )
    if len(columns) > 1:
        names = ", ".join(shown(key) for key in columns)
        raise ValueError(
            f"{shown(name)} has the columns {names}, and none is called beta, alpha_bar, log_snr or sigma."
        )
    [values] = columns.values()
    try:
        found = guess(values)
    except ValueError as error:
        raise ValueError(f"{shown(name)}: {error}") from error
    return _guessed(found.quantity, found.reason, values, name)


def _guessed(quantity: str, reason: str, numbers: Array, title: str) -> Opened:
    given, words = taken(quantity, numbers, title)
    said = f"{shown(title)} is taken for {words}: it goes {reason}."
    return Opened(
        ScheduleChoice("linear", given.steps, given=given),
        (said,),
        quantity,
        np.ascontiguousarray(numbers, "<f8").tobytes(),
    )


def _without_empty_ends(values: Array) -> Array:
    """Without the empty cell of t = 0, where a step has no number."""
    return values[1:] if values.size > 1 and np.isnan(values[0]) else values


__all__ = ["ENDINGS", "UNNAMED", "WORDS", "Given", "Opened", "open_schedule", "opened_bytes", "opened_text"]
