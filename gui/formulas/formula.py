"""Formulas in real mathematical type: laid out by TeX's rules, painted with the STIX face."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import groupby, islice
from typing import NamedTuple

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QGlyphRun, QPaintEngine, QPainter, QPainterPath

from gui import style
from gui.formulas.glyphs import face
from gui.formulas.strokes import Stroke
from gui.formulas.tex import parse
from gui.formulas.tex_nodes import Row
from gui.formulas.tex_text import plain
from gui.formulas.typesetting import UNSEEN, WORDS, Box, Setter

Words = tuple[QPointF, QFont, str]


class _Unseen(NamedTuple):
    """A glyph that is painted as strokes."""

    glyph: QGlyphRun


_Piece = QGlyphRun | Words | _Unseen


class _Layout(NamedTuple):
    """A formula ready to be painted with its baseline at y = 0."""

    tree: Row
    box: Box
    runs: list[QGlyphRun]
    words: list[Words]
    strokes: list[Stroke]


def _lay_out(tex: str, size: int) -> _Layout:
    if not size > 0:
        raise ValueError(f"The size of a formula is {size}: it must be a number of pixels above 0.")
    tree = parse(tex)
    setter = Setter(size)
    box = setter.set(tree, 0.0, 0.0, 0)
    runs = []
    for em, (indexes, points) in zip(setter.ems, setter.runs, strict=True):
        if indexes:
            runs.append(_run(em, indexes, points))
    return _Layout(tree, box, runs, setter.words, setter.strokes)


def _run(em: int, indexes: Sequence[int], points: Sequence[QPointF]) -> QGlyphRun:
    run = QGlyphRun()
    run.setRawFont(face(em))
    run.setGlyphIndexes(indexes)
    run.setPositions(points)
    return run


def _in_order(tree: Row, size: int) -> list[_Piece]:
    """Glyphs and words as they are read; _lay_out has few runs, one for each size, which are painted faster."""
    setter = Setter(size)
    setter.set(tree, 0.0, 0.0, 0)
    glyphs, words = [zip(*run, strict=True) for run in setter.runs], iter(setter.words)
    unseen = iter(setter.unseen)
    pieces: list[_Piece] = []
    for level, group in groupby(setter.order):
        count = len(list(group))
        if level == WORDS:
            pieces += islice(words, count)
        elif level == UNSEEN:
            for size_of, glyph, point in islice(unseen, count):
                pieces.append(_Unseen(_run(setter.ems[size_of], [glyph], [point])))
        else:
            indexes, points = zip(*islice(glyphs[level], count), strict=True)
            pieces.append(_run(setter.ems[level], indexes, points))
    return pieces


@dataclass(frozen=True)
class Formula:
    """A formula laid out in a size in pixels per em; measures are in logical pixels.

    ValueError, naming the position, for what is not in the subset of TeX of gui/tex.py.
    """

    tex: str
    size: int = style.EQUATION_SIZE
    _layout: _Layout = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Lay the formula out."""
        object.__setattr__(self, "_layout", _lay_out(self.tex, self.size))

    @property
    def width(self) -> float:
        """From the origin to the right end."""
        return self._layout.box.right

    @property
    def ascent(self) -> float:
        """The height of what is painted above the baseline."""
        return -self._layout.box.top

    @property
    def descent(self) -> float:
        """The depth of what is painted under the baseline."""
        return self._layout.box.bottom

    @cached_property
    def text(self) -> str:
        """The formula in plain Unicode, for tooltips and screen readers."""
        return plain(self._layout.tree)

    def paint(self, painter: QPainter, x: float, baseline: float, colour: QColor | str) -> None:
        """Paint with the origin at (x, baseline), on the nearest device pixel, so that rules are sharp."""
        painter.save()
        painter.translate(x, baseline)
        device = painter.deviceTransform()
        pixel = 1 / (abs(device.m22()) or 1.0)
        painter.translate(
            (round(device.dx()) - device.dx()) * pixel, (round(device.dy()) - device.dy()) * pixel
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = QColor(colour)
        painter.setPen(colour)
        pieces: Sequence[_Piece] = (*self._layout.runs, *self._layout.words)
        if painter.paintEngine().type() == QPaintEngine.Type.Pdf:  # of which texts can be copied
            pieces = _in_order(self._layout.tree, self.size)
        for piece in pieces:
            if isinstance(piece, QGlyphRun):
                painter.drawGlyphRun(QPointF(), piece)
            elif isinstance(piece, _Unseen):
                painter.setPen(QColor(0, 0, 0, 0))
                painter.drawGlyphRun(QPointF(), piece.glyph)
                painter.setPen(colour)
            else:
                point, font, words = piece
                painter.setFont(font)
                painter.drawText(point, words)
        if self._layout.strokes:
            path = QPainterPath()
            path.setFillRule(Qt.FillRule.WindingFill)
            for stroke in self._layout.strokes:
                stroke.draw(path, stroke, pixel)
            painter.fillPath(path, colour)
        painter.restore()


formula = lru_cache(maxsize=512)(Formula)
"""Formula, made once for each text and size while it is in use."""
