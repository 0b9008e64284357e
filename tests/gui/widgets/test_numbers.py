"""How numbers are read and written, without a widget."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.widgets.numbers import Numbers

T = Numbers(0, 500)
BETA = Numbers(1e-6, 0.999999, 1e-5, 6, inside=(0.0, 1.0))
KEPT = Numbers(0, 1000, word="all")


@pytest.mark.parametrize(
    ("numbers", "text", "value"),
    [
        (T, "300", 300),
        (T, " 300 ", 300),
        (T, "1e2", 100),
        (T, "1E+2", 100),
        (T, "5e2", 500),
        (T, "12.0", 12),
        (T, "+7", 7),
        (T, "0", 0),
        (Numbers(1, 100_000), "1e4", 10_000),
        (Numbers(1, 100_000), "10 000", 10_000),
        (Numbers(1, 100_000), "100\u202f000", 100_000),
        (Numbers(0, 2**31 - 1), "2147483647", 2**31 - 1),
        (Numbers(0, 10**18), "1000000000000000000", 10**18),
        (BETA, "0.3", 0.3),
        (BETA, ".3", 0.3),
        (BETA, "0,00085", 0.00085),
        (BETA, "2.5E-3", 2.5e-3),
        (BETA, "5e-324", 5e-324),
        (BETA, "1e-7", 1e-7),
        (Numbers(-15, 15, 0.5, 3), "−2,5", -2.5),
        (Numbers(0, 1, 0.05, 3), "1", 1.0),
        (Numbers(0.1, 0.3, 0.1, 1), "0.1", 0.1),
        (Numbers(0.1, 0.3, 0.1, 1), "0.3", 0.3),
        (KEPT, "all", 0),
        (KEPT, " All ", 0),
        (KEPT, "0", 0),
        (Numbers(1, 2000, unit=" steps/s"), "50 steps/s", 50),
        (Numbers(1, 2000, unit=" steps/s"), "50", 50),
    ],
)
def test_a_number_is_typed_in_any_common_way(numbers: Numbers, text: str, value: float) -> None:
    read = numbers.read(text)
    assert read == value
    assert isinstance(read, float if numbers.decimals else int)


@pytest.mark.parametrize(
    ("numbers", "text", "said"),
    [
        (T, "5000", "5000 is out of range: from 0 to 500."),
        (T, "501", "501 is out of range: from 0 to 500."),
        (T, "-1", "-1 is out of range: from 0 to 500."),
        (T, "12.7", "12.7 is not a whole number: from 0 to 500."),
        (T, "12,7", "12,7 is not a whole number: from 0 to 500."),
        (T, "1e-400", "1e-400 is out of range: from 0 to 500."),
        (T, "1e999999999", "1e999999999 is out of range: from 0 to 500."),
        (T, "1e9999999999", "“1e9999999999” is not a number: from 0 to 500."),
        (T, "", "A number is missing: from 0 to 500."),
        (T, "  ", "A number is missing: from 0 to 500."),
        (Numbers(0, 2**31 - 1), "4294967296", "4294967296 is out of range: from 0 to 2147483647."),
        (Numbers(8, 384), "512", "512 is out of range: from 8 to 384."),
        (Numbers(1, 12), "100", "100 is out of range: from 1 to 12."),
        (BETA, "0", "0 is out of range: above 0 and below 1."),
        (BETA, "1", "1 is out of range: above 0 and below 1."),
        (BETA, "1e-400", "1e-400 is out of range: above 0 and below 1."),
        (BETA, "1e999", "1e999 is out of range: above 0 and below 1."),
        (KEPT, "some", "“some” is not a number: from 0 to 1000, or “all”."),
        (T, "9" * 100, "9" * 24 + "… is out of range: from 0 to 500."),
        *(
            (T, wrong, f"“{wrong}” is not a number: from 0 to 500.")
            for wrong in ("x", "nan", "inf", "1_0", "٣", "0.1.2", "--1", "0x1", "1e", "e4", ".", "1.000,5")
        ),
    ],
)
def test_what_is_not_allowed_is_said_with_the_range(numbers: Numbers, text: str, said: str) -> None:
    with pytest.raises(ValueError, match=r"from|above") as caught:
        numbers.read(text)
    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0001, "0.0001"),
        (0.02, "0.02"),
        (0.00085, "0.00085"),
        (0.5, "0.5"),
        (1e-6, "0.000001"),
        (1e-7, "0.0000001"),
        (0.999999, "0.999999"),
        (5e-324, "5e-324"),
        (1.25e-300, "1.25e-300"),
        (10.0, "10"),
        (0.0, "0"),
        (-0.0, "0"),
        (-3.0, "-3"),
        (0.1 + 0.2, "0.30000000000000004"),
    ],
)
def test_a_number_has_the_decimals_that_it_needs(value: float, text: str) -> None:
    assert BETA.write(value) == text


def test_some_numbers_only() -> None:
    some = Numbers(0, 1000, among=(0, 250, 600, 1000))
    assert some.read("250") == 250
    for text, beside in (("650", "600 and 1000"), ("1", "0 and 250"), ("999", "600 and 1000")):
        with pytest.raises(ValueError, match=f"{text} is not one of the 4 .* beside it: {beside}"):
            some.read(text)
    steps = ((250, 1), (300, 1), (300, -1), (0, -1), (600, 9))
    assert [some.stepped(t, by) for t, by in steps] == [600, 600, 250, 0, 1000]


def test_words_and_units_are_written() -> None:
    assert (KEPT.write(0), KEPT.write(1)) == ("all", "1")
    assert Numbers(1, 2000, unit=" steps/s").write(100) == "100 steps/s"


@given(st.floats(min_value=5e-324, max_value=1.0, exclude_max=True))
def test_what_is_written_is_read_back_exactly(value: float) -> None:
    assert BETA.read(BETA.write(value)) == value


@given(st.integers(-(10**20), 10**20))
def test_a_whole_number_is_itself_or_refused(value: int) -> None:
    numbers = Numbers(0, 2**31 - 1)
    if 0 <= value < 2**31:
        assert numbers.read(str(value)) == value == numbers.cut(value)
    else:
        with pytest.raises(ValueError, match="out of range"):
            numbers.read(str(value))
        assert numbers.cut(value) in (0, 2**31 - 1)


def test_arrows_stay_within_the_limits_and_never_lead_the_other_way() -> None:
    assert BETA.stepped(2e-5, 1) == 3e-5
    assert BETA.stepped(2e-5, -1) == 1e-5
    assert BETA.stepped(1e-5, -1) == 1e-6
    assert BETA.stepped(1e-6, -1) == 1e-6
    assert BETA.stepped(1e-7, -1) == 1e-7  # typed, below what the arrows offer
    assert BETA.stepped(1e-7, 1) == 1e-5
    assert (T.stepped(495, 10), T.stepped(3, -10), T.stepped(3, 10)) == (500, 0, 13)
