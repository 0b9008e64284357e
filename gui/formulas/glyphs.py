"""The glyphs of the mathematical face and their measures."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from PySide6.QtGui import QFont, QRawFont

from gui import style

_BEARING = 0.03  # em, the least room right of an italic letter


class Glyph(NamedTuple):
    """A glyph's number and its measures; `slack` is what an italic letter juts out of its advance."""

    number: int
    advance: float
    left: float
    right: float
    height: float
    depth: float
    slack: float


@cache
def face(pixels: int) -> QRawFont:
    """The mathematical face. (One resized by QRawFont.setPixelSize paints nothing above 64 pixels.)"""
    font = style.math_font(pixels)
    font.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    return QRawFont.fromFont(font)


@cache
def glyph_of(char: str, em: int) -> Glyph:
    """The glyph of a character at `em` pixels per em, measured at 1000."""
    large = face(1000)
    number = large.glyphIndexesForString(char)[0]
    ink, advance = large.boundingRect(number), large.advancesForGlyphIndexes([number])[0].x()
    slack = max(0.0, ink.right() + 1000 * _BEARING - advance) if is_italic(char) else 0.0
    measures = (advance, ink.left(), ink.right(), -ink.top(), ink.bottom(), slack)
    return Glyph(number, *(each / 1000 * em for each in measures))


def is_italic(char: str) -> bool:
    """Whether a letter is one of the mathematical alphabets, whose letters lean."""
    return char > "\u2100" and char.isalpha()
