"""TeX: what is in the subset is read, anything else is refused by its position."""

from __future__ import annotations

import pytest

from gui.formulas.tex import parse

MALFORMED = [
    ("{x", "A brace is missing at position 2"),
    ("x}", "A brace closes nothing at position 1"),
    ("x_", "An argument is missing at position 2"),
    ("x_}", "An argument is missing at position 2"),
    ("x_1_2", "A second subscript or superscript stands at position 3"),
    ("x'^2", "A second subscript or superscript stands at position 2"),
    ("a _", "An argument is missing at position 3"),
    ("_t", "_ cannot be read at position 0"),
    (r"1 + \foo", r"\foo cannot be read at position 4"),
    (r"x\left(", r"\left cannot be read at position 1"),
    (r"\mathcal{n}", "n cannot be read at position 9"),
    (r"\frac{a}", "An argument is missing at position 8"),
    (r"\sqrt", "An argument is missing at position 5"),
    (r"\text x", r"Words in braces are missing after \text at position 0"),
    ("x\\", "\\ cannot be read at position 1"),
    ("1 + é", "é cannot be read at position 4"),
    ("1٣", "٣ cannot be read at position 1"),
    ("x\0", "\0 cannot be read at position 1"),
    ("{" * 10_000, "Too many braces or commands in each other at position 16"),
    (r"\frac" * 10_000, "Too many braces or commands in each other at position 80"),
]


@pytest.mark.parametrize(("tex", "sentence"), MALFORMED, ids=[tex[:12] for tex, _ in MALFORMED])
def test_malformed_tex_is_refused_by_position(tex: str, sentence: str) -> None:
    with pytest.raises(ValueError, match="position") as caught:
        parse(tex)
    assert str(caught.value).startswith(sentence)
