"""What each kind of option takes, and what it says of what it does not take."""

from __future__ import annotations

import math
from typing import Any

import pytest

from engine.option import KINDS, Kind, Option


def even(text: str) -> str:
    if len(text) % 2:
        raise ValueError(f"{text} has an odd length.")
    return text


def option(kind: Kind) -> Option:
    choices = (("a", "A"), ("b", "B"))
    return Option("which", "", kind, "", choices, minimum=1, maximum=3, read=even)


TAKEN: dict[Kind, list[Any]] = {
    "choice": ["a", "b"],
    "several": [("a",), ("b", "a")],
    "switch": [True, False],
    "whole": [1, 3],
    "number": [1, 2.5, 3.0],
    "value": [None, -1e9, 0, 2.5],
    "name": ["anything", ""],
    "folder": ["", "/a/b"],
    "runs": [("ab",), ("ab", "cdef", "")],
    "text": ["", "ab"],
}
REFUSED: dict[Kind, list[Any]] = {
    "choice": ["c", "", None, 1],
    "several": [(), ("a", "a"), ("a", "c"), ["a"], "a"],
    "switch": [1, 0, "on", None],
    "whole": [0, 4, 2.0, 1.5, True, "2", None],
    "number": [0.99, 3.01, math.nan, math.inf, True, "2", None],
    "value": [math.nan, math.inf, -math.inf, True, "2"],
    "name": [None, 3],
    "folder": [None, 3],
    "runs": [(), ("ab",) * 4, ["ab"], ("abc",), "ab"],
    "text": ["abc", None, 3],
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_value_is_taken_or_refused_with_what_is_allowed(kind: Kind) -> None:
    for value in TAKEN[kind]:
        option(kind).check(value)
    for value in REFUSED[kind]:
        with pytest.raises(ValueError, match=r"which is .*; it must be .*\.$|abc has an odd length\.$"):
            option(kind).check(value)
