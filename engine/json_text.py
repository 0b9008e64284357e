"""JSON that users open: read in one place, so that no file is understood in two ways."""

from __future__ import annotations

import json
import math
from collections import Counter
from typing import Any

from engine.quoting import shown

DEEPEST = 20
"""Tables and lists within each other; a session has three."""


class KeyTwice(ValueError):
    """A table has a key more than once: readers differ in which of its values counts."""


def read_json(text: str, name: str, *, finite: bool = False) -> Any:
    """What JSON says; `name`, as it is shown, is what the text is called.

    NaN and Infinity are read as what they are, unless all numbers must be `finite`.

    Raises:
        KeyTwice: with one sentence, when a table has a key more than once.
        ValueError: with one sentence, when it is no JSON, or nested too deep.
    """

    # The reader, which is written in C, holds Python's lock until it calls Python: so the window can go on.
    def number(digits: str) -> float:
        value = float(digits)
        if finite and not math.isfinite(value):
            raise ValueError(digits)
        return value

    def table(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            twice = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
            raise KeyTwice(
                f"{name} has the key {shown(twice)} more than once in one table: leave one of them."
            )
        return found

    try:
        data = json.loads(text, object_pairs_hook=table, parse_float=number, parse_constant=number)
    except KeyTwice:
        raise
    except ValueError as error:
        place = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise ValueError(f"{name} is not JSON{place}: it is damaged, or something else.") from error
    except RecursionError as error:
        raise _too_deep(name) from error
    if _deeper(data, DEEPEST):
        raise _too_deep(name)
    return data


def _too_deep(name: str) -> ValueError:
    return ValueError(
        f"{name} has tables or lists nested more than {DEEPEST} deep: nothing that is read here has."
    )


def _deeper(data: object, levels: int) -> bool:
    parts = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return levels == 0 or any(_deeper(part, levels - 1) for part in parts if isinstance(part, dict | list))
