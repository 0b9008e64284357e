"""JSON that users open."""

import json
import sys
from types import FrameType

import pytest

from engine.json_text import DEEPEST, KeyTwice, read_json


def test_what_is_json_is_read_as_it_stands() -> None:
    text = '{"a": [1, 2.5, -1e-300, null, "x", true, {}], "b": {"a": 1}}'
    assert read_json(text, "it") == json.loads(text)
    assert read_json("[Infinity, 1e999]", "it") == [float("inf")] * 2
    nested = "[" * (DEEPEST - 1) + "{}" + "]" * (DEEPEST - 1)
    assert read_json(nested, "it") == json.loads(nested)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"a": 1,\n "b" 2}', "It is not JSON (line 2): it is damaged, or something else."),
        ("9" * 5000, "It is not JSON: it is damaged, or something else."),
        (
            "[" * (DEEPEST + 1) + "]" * (DEEPEST + 1),
            f"It has tables or lists nested more than {DEEPEST} deep",
        ),
        ("[" * 100_000, f"It has tables or lists nested more than {DEEPEST} deep"),
        ('[{"a": 1, "b": 2, "a": 1}]', "It has the key a more than once in one table: leave one of them."),
    ],
)
def test_what_is_refused_gets_a_sentence_that_names_it(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=r"^It ") as refused:
        read_json(text, "It")
    assert str(refused.value).startswith(sentence)
    assert isinstance(refused.value, KeyTwice) == ("the key" in sentence)


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999"])
def test_numbers_that_cannot_be_written_again_are_refused_where_all_must_be_finite(number: str) -> None:
    with pytest.raises(ValueError, match="It is not JSON"):
        read_json(f"[{number}]", "It", finite=True)


@pytest.mark.parametrize("number", ["0.5", "1e3", "NaN"])
def test_each_number_is_a_moment_at_which_other_threads_may_go_on(number: str) -> None:
    calls = 0

    def count(frame: FrameType, event: str, _: object) -> None:
        nonlocal calls
        calls += event == "call" and frame.f_code.co_filename.endswith("json_text.py")

    sys.setprofile(count)
    try:
        read_json(f"[{', '.join([number] * 100)}]", "it")
    finally:
        sys.setprofile(None)
    assert calls >= 100
