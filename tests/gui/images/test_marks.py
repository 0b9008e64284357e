"""Words on images."""

from __future__ import annotations

from gui.images.marks import value_texts


def test_a_pixel_is_said_with_its_values_and_its_bytes() -> None:
    said, short = value_texts((-1.71, 0.0, 1.0))
    assert said == "\N{MINUS SIGN}1.710  +0.000  +1.000   ·   0  128  255"
    assert short == "0  128  255"
