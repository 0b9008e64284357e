"""Formulas in real mathematical type: laid out by TeX's rules, painted with the STIX face."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from math import ceil
from typing import NamedTuple

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QGlyphRun,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPolygonF,
    QRawFont,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui import style
from gui.tex import GAPS, Accent, Fraction, Node, Root, Row, Scripts, Space, Symbol, Text, parse, plain

# Distances in em: what a line needs above and below its baseline, then the rules of the typesetting.
LINE_ASCENT, LINE_DESCENT = 1.1, 0.5
_SIZES = (1.0, 0.72, 0.56)  # letters, their scripts, scripts of scripts
_WORDS = 0.86  # the sans face looks larger than the serif face of equal size
_RULE = 0.05  # thickness of bars and vincula
_AXIS = 0.253  # where the minus sign and the fraction's rule are
_CAPITALS = 0.676  # so high are digits, and so high the smallest root
_SUB, _SUB_BELOW_SUP, _SUP = 0.17, 0.25, 0.37
_AFTER_SCRIPT = 0.05
_CLEARANCE = 0.11  # under a vinculum, above a letter with an accent, around a fraction's rule
_HOOK = 0.5  # width of the radical before what is under it
_BEARING = 0.03  # the least room right of an italic letter
_LEAN = 0.11  # accents stand right of an italic letter's middle, by this part of its height


class _Glyph(NamedTuple):
    """A glyph's number and its measures; `slack` is what an italic letter juts out of its advance."""

    number: int
    advance: float
    left: float
    right: float
    height: float
    depth: float
    slack: float


class _Box(NamedTuple):
    """What a node covers: up to `right`, of which the last `slack` is overhang, from `top` to `bottom`."""

    right: float
    top: float
    bottom: float
    slack: float = 0.0


class _Stroke(NamedTuple):
    """A painted shape. `bottom` is the lower edge of a bar or vinculum, which grows upwards."""

    draw: Callable[[QPainterPath, _Stroke, float], None]
    left: float
    right: float
    bottom: float
    em: float
    foot: float = 0.0


@cache
def _face(pixels: int) -> QRawFont:
    """The mathematical face. (One resized by QRawFont.setPixelSize paints nothing above 64 pixels.)"""
    font = style.math_font(pixels)
    font.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    return QRawFont.fromFont(font)


@cache
def _glyph(char: str, em: int) -> _Glyph:
    """The glyph of a character, measured at 1000 pixels per em."""
    face = _face(1000)
    number = face.glyphIndexesForString(char)[0]
    ink, advance = face.boundingRect(number), face.advancesForGlyphIndexes([number])[0].x()
    slack = max(0.0, ink.right() + 1000 * _BEARING - advance) if _is_italic(char) else 0.0
    measures = (advance, ink.left(), ink.right(), -ink.top(), ink.bottom(), slack)
    return _Glyph(number, *(each / 1000 * em for each in measures))


def _is_italic(char: str) -> bool:
    return char > "\u2100" and char.isalpha()


@lru_cache(maxsize=256)
def _words(text: str, pixels: int) -> tuple[float, float, float]:
    """Width, top and bottom of words in the sans face."""
    metrics = QFontMetricsF(style.text_font(pixels))
    ink = metrics.tightBoundingRect(text)
    return metrics.horizontalAdvance(text), ink.top(), ink.bottom()


class _Setter:
    """Sets nodes from left to right, y downwards, into glyph runs, words and strokes."""

    def __init__(self, size: int) -> None:
        self.ems = [round(size * each) for each in _SIZES]
        self.runs: list[tuple[list[int], list[QPointF]]] = [([], []) for _ in _SIZES]
        self.words: list[tuple[QPointF, int, str]] = []
        self.strokes: list[_Stroke] = []

    def set(self, node: Node, x: float, y: float, level: int) -> _Box:
        """Set a node at (x, baseline y) in the size of a level."""
        match node:
            case Symbol():
                return self._symbol(node.drawn, x, y, level)
            case Space():
                return _Box(x + node.width * self.ems[level], y, y)
            case Scripts():
                return self._scripts(node, x, y, level)
            case Row():
                return self._row(node, x, y, level)
            case Accent():
                return self._accent(node, x, y, level)
            case Root():
                return self._root(node, x, y, level)
            case Text():
                return self._text(node, x, y, level)
            case Fraction():
                return self._fraction(node, x, y, level)

    def _symbol(self, drawn: str, x: float, y: float, level: int) -> _Box:
        em = self.ems[level]
        indexes, points = self.runs[level]
        height = depth = slack = 0.0
        for char in drawn:
            glyph = _glyph(char, em)
            indexes.append(glyph.number)
            points.append(QPointF(x, y))
            x += glyph.advance
            slack = glyph.slack
            if glyph.height > height:
                height = glyph.height
            if glyph.depth > depth:
                depth = glyph.depth
        return _Box(x + slack, y - height, y + depth, slack)

    def _row(self, row: Row, x: float, y: float, level: int) -> _Box:
        box = _Box(x, y, y)
        top = bottom = y
        before = ""
        for node, kind in zip(row.nodes, row.kinds, strict=True):
            gap = GAPS.get((before, kind))
            if gap and (level == 0 or (gap < 0.2 and "op" in (before, kind))):
                x += gap * self.ems[level]
            before = kind or before
            box = self.set(node, x, y, level)
            x = box.right
            if box.top < top:
                top = box.top
            if box.bottom > bottom:
                bottom = box.bottom
        return _Box(x, top, bottom, box.slack)

    def _scripts(self, node: Scripts, x: float, y: float, level: int) -> _Box:
        em, inner = self.ems[level], min(level + 1, 2)
        base = self.set(node.base, x, y, level)
        right, top, bottom = base.right, base.top, base.bottom
        tall = not isinstance(_single(node.base), Symbol | Accent)
        if node.below is not None:
            drop = (_SUB if node.above is None else _SUB_BELOW_SUP) * em
            if tall:
                drop = max(drop, base.bottom - y + 0.05 * em)
            box = self.set(node.below, base.right - base.slack, y + drop, inner)
            right, bottom = max(right, box.right), max(bottom, box.bottom)
        if node.above is not None:
            rise = max(_SUP * em, y - base.top - 0.3 * em) if tall else _SUP * em
            if isinstance(node.above, Symbol) and node.above.text[0] == "′":
                rise, inner = 0.0, level  # the face has it small and high already
            box = self.set(node.above, base.right, y - rise, inner)
            right, top = max(right, box.right), min(top, box.top)
        return _Box(right + _AFTER_SCRIPT * em, top, bottom)

    def _accent(self, node: Accent, x: float, y: float, level: int) -> _Box:
        em = self.ems[level]
        box = self.set(node.base, x, y, level)
        left, right = x, box.right
        base = _single(node.base)
        if isinstance(base, Symbol) and len(base.drawn) == 1:
            glyph = _glyph(base.drawn, em)
            lean = _LEAN * glyph.height if _is_italic(base.drawn) else 0.0
            left, right = x + glyph.left + lean, x + glyph.right + lean - 0.04 * em
        draw, height = _ACCENTS[node.name]
        bottom = box.top - _CLEARANCE * em
        self.strokes.append(_Stroke(draw, left, right, bottom, em))
        return _Box(box.right, bottom - height * em, box.bottom, box.slack)

    def _root(self, node: Root, x: float, y: float, level: int) -> _Box:
        em = self.ems[level]
        x += 0.04 * em
        box = self.set(node.body, x + _HOOK * em, y, level)
        right = box.right + 0.05 * em
        vinculum = min(box.top, y - _CAPITALS * em) - _CLEARANCE * em
        foot = max(box.bottom, y + 0.1 * em)
        self.strokes.append(_Stroke(_draw_root, x, right, vinculum, em, foot))
        return _Box(right, vinculum - _RULE * em, foot)

    def _text(self, node: Text, x: float, y: float, level: int) -> _Box:
        pixels = round(self.ems[level] * _WORDS)
        width, top, bottom = _words(node.text, pixels)
        self.words.append((QPointF(x, y), pixels, node.text))
        return _Box(x + width, y + top, y + bottom)

    def _fraction(self, node: Fraction, x: float, y: float, level: int) -> _Box:
        em, inner = self.ems[level], min(level + 1, 2)
        over = _Setter(self.ems[0]).set(node.top, 0, 0, inner)
        under = _Setter(self.ems[0]).set(node.bottom, 0, 0, inner)
        x += 0.06 * em
        width = max(over.right, under.right) + 0.08 * em
        rule = y - (_AXIS - _RULE / 2) * em
        rise = max(0.394 * em, y - rule + (_RULE + 0.1) * em + over.bottom)
        fall = max(0.345 * em, rule - y + 0.12 * em - under.top)
        over = self.set(node.top, x + (width - over.right) / 2, y - rise, inner)
        under = self.set(node.bottom, x + (width - under.right) / 2, y + fall, inner)
        self.strokes.append(_Stroke(_draw_bar, x, x + width, rule, em))
        return _Box(x + width + 0.06 * em, over.top, under.bottom)


def _single(node: Node) -> Node:
    """What stands alone inside braces."""
    while isinstance(node, Row) and len(node.nodes) == 1:
        node = node.nodes[0]
    return node


def _rule(stroke: _Stroke, pixel: float) -> tuple[float, float]:
    """Top and bottom of a horizontal rule: whole device pixels, at least one."""
    bottom = round(stroke.bottom / pixel) * pixel
    return bottom - max(1, round(_RULE * stroke.em / pixel)) * pixel, bottom


def _draw_bar(path: QPainterPath, stroke: _Stroke, pixel: float) -> None:
    top, bottom = _rule(stroke, pixel)
    path.addRect(stroke.left, top, stroke.right - stroke.left, bottom - top)


def _draw_hat(path: QPainterPath, stroke: _Stroke, pixel: float) -> None:
    em, middle = stroke.em, (stroke.left + stroke.right) / 2
    low = round(stroke.bottom / pixel) * pixel
    high, thick = low - 0.18 * em, max(0.065 * em, 0.9 * pixel)
    foot, half, apex = 0.05 * em, 0.19 * em, 0.025 * em
    _add_polygon(
        path,
        (middle - half, low),
        (middle - apex, high),
        (middle + apex, high),
        (middle + half, low),
        (middle + half - foot, low),
        (middle, high + thick),
        (middle - half + foot, low),
    )


def _draw_tilde(path: QPainterPath, stroke: _Stroke, pixel: float) -> None:
    em, middle = stroke.em, (stroke.left + stroke.right) / 2
    half, thick, wave = 0.22 * em, max(0.08 * em, pixel), 0.17 * em
    y = round(stroke.bottom / pixel) * pixel - 0.03 * em
    path.moveTo(middle - half, y)
    path.cubicTo(
        middle - half / 3, y - wave - thick, middle + half / 3, y + wave - thick, middle + half, y - thick
    )
    path.cubicTo(middle + half / 3, y + wave, middle - half / 3, y - wave, middle - half, y)
    path.closeSubpath()


def _draw_root(path: QPainterPath, stroke: _Stroke, pixel: float) -> None:
    top, under = _rule(stroke, pixel)
    em, left, foot = stroke.em, stroke.left, stroke.foot
    height = foot - top
    join = left + (_HOOK - 0.02) * em
    vertex = left + 0.21 * em
    thin, thick = 0.055 * em, 0.1 * em
    shoulder = foot - 0.52 * height
    slope = (join - vertex - thin) / height
    crotch = foot - 0.2 * height
    _add_polygon(
        path,
        (left, shoulder + 0.09 * em),
        (left + 0.13 * em, shoulder),
        (vertex + slope * (foot - crotch), crotch),
        (join - thin, top),
        (stroke.right, top),
        (stroke.right, under),
        (join - slope * (under - top), under),
        (vertex + thin, foot),
        (vertex, foot),
        (left + 0.13 * em - thick * 0.7, shoulder + 0.09 * em),
        (left + 0.02 * em, shoulder + 0.12 * em),
    )


def _add_polygon(path: QPainterPath, *points: tuple[float, float]) -> None:
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in points]))
    path.closeSubpath()


_ACCENTS = {r"\bar": (_draw_bar, _RULE), r"\hat": (_draw_hat, 0.18), r"\tilde": (_draw_tilde, 0.15)}


class _Layout(NamedTuple):
    """A formula ready to be painted with its baseline at y = 0."""

    tree: Row
    box: _Box
    runs: list[QGlyphRun]
    words: list[tuple[QPointF, int, str]]
    strokes: list[_Stroke]


def _lay_out(tex: str, size: int) -> _Layout:
    if not size > 0:
        raise ValueError(f"The size of a formula is {size}: it must be a number of pixels above 0.")
    tree = parse(tex)
    setter = _Setter(size)
    box = setter.set(tree, 0.0, 0.0, 0)
    runs = []
    for em, (indexes, points) in zip(setter.ems, setter.runs, strict=True):
        if indexes:
            run = QGlyphRun()
            run.setRawFont(_face(em))
            run.setGlyphIndexes(indexes)
            run.setPositions(points)
            runs.append(run)
    return _Layout(tree, box, runs, setter.words, setter.strokes)


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
        for run in self._layout.runs:
            painter.drawGlyphRun(QPointF(), run)
        for point, pixels, words in self._layout.words:
            painter.setFont(style.text_font(pixels))
            painter.drawText(point, words)
        if self._layout.strokes:
            path = QPainterPath()
            path.setFillRule(Qt.FillRule.WindingFill)
            for stroke in self._layout.strokes:
                stroke.draw(path, stroke, pixel)
            painter.fillPath(path, colour)
        painter.restore()


formula = lru_cache(maxsize=512)(Formula)


class FormulaLabel(QWidget):
    """One line of mathematics at the left of its room, in the theme's text colour to begin with."""

    def __init__(self, tex: str = "", size: int = style.EQUATION_SIZE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size = size
        self._role = "text"
        self._formula = formula("", size)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(ceil((LINE_ASCENT + LINE_DESCENT) * size))
        self.show_theme(style.THEMES["dark"])
        self.show_formula(tex)

    def show_formula(self, tex: str) -> None:
        """Show another formula; ValueError, and nothing changes, if it cannot be read."""
        new = formula(tex, self._size)
        resized = ceil(new.width) != ceil(self._formula.width)
        self._formula = new
        self.setAccessibleName(new.text)
        if resized:
            self.updateGeometry()
        self.update()

    def show_theme(self, theme: style.Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.show_colour(self._role)

    def show_colour(self, role: str) -> None:
        """Take the theme's colour of this name, such as "dim"; AttributeError if it has none."""
        self._colour: str = getattr(self._theme, role)
        self._role = role
        self.update()

    def sizeHint(self) -> QSize:
        """The formula's width, the height of one line."""
        return QSize(ceil(self._formula.width), self.height())

    def minimumSizeHint(self) -> QSize:
        """Narrow without end, so that no formula widens the window."""
        return QSize(0, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the formula, at down to 70 % of its size where the room is too narrow."""
        scale = max(0.7, min(1.0, self.width() / max(self._formula.width, 1.0)))
        with QPainter(self) as painter:
            painter.scale(scale, scale)
            self._formula.paint(painter, 0.0, LINE_ASCENT * self._size / scale, self._colour)
