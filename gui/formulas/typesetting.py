"""Sets formulas by TeX's rules: where each glyph, word and stroke of a tree goes."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QFontMetricsF

from gui import style
from gui.formulas.glyphs import glyph_of, is_italic
from gui.formulas.strokes import ACCENTS, HOOK, RULE, Stroke, draw_bar, draw_root
from gui.formulas.tex_nodes import Accent, Fraction, Node, Root, Row, Scripts, Space, Symbol, Text
from gui.formulas.tex_symbols import ACCENTS as COMBINING
from gui.formulas.tex_symbols import GAPS

# Distances in em.
_SIZES = (1.0, 0.72, 0.56)  # letters, their scripts, scripts of scripts
_WORDS = 0.86  # the sans face looks larger than the serif face of equal size
_AXIS = 0.253  # where the minus sign and the fraction's rule are
_CAPITALS = 0.676  # so high are digits, and so high the smallest root
_SUB, _SUB_BELOW_SUP, _SUP = 0.17, 0.25, 0.37
_AFTER_SCRIPT = 0.05
WORDS, UNSEEN = -1, -2
_CLEARANCE = 0.11  # under a vinculum, above a letter with an accent, around a fraction's rule
_LEAN = 0.11  # accents stand right of an italic letter's middle, by this part of its height


class Box(NamedTuple):
    """What a node covers: up to `right`, of which the last `slack` is overhang, from `top` to `bottom`."""

    right: float
    top: float
    bottom: float
    slack: float = 0.0


class Setter:
    """Sets nodes from left to right, y downwards, into glyph runs, words and strokes."""

    def __init__(self, size: int) -> None:
        self.ems = [round(size * each) for each in _SIZES]
        self.runs: list[tuple[list[int], list[QPointF]]] = [([], []) for _ in _SIZES]
        self.words: list[tuple[QPointF, QFont, str]] = []
        self.strokes: list[Stroke] = []
        self.order: list[int] = []
        """The level of each glyph, as they are read; WORDS stands for some words, UNSEEN for one of `unseen`."""
        self.unseen: list[tuple[int, int, QPointF]] = []
        """What strokes mean: the level, glyph and place of a character each, for who copies a formula."""

    def set(self, node: Node, x: float, y: float, level: int) -> Box:
        """Set a node at (x, baseline y) in the size of a level."""
        match node:
            case Symbol():
                return self._symbol(node.drawn, x, y, level)
            case Space():
                return Box(x + node.width * self.ems[level], y, y)
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

    def _symbol(self, drawn: str, x: float, y: float, level: int) -> Box:
        em = self.ems[level]
        indexes, points = self.runs[level]
        height = depth = slack = 0.0
        for char in drawn:
            glyph = glyph_of(char, em)
            self.order.append(level)
            indexes.append(glyph.number)
            points.append(QPointF(x, y))
            x += glyph.advance
            height, depth, slack = max(height, glyph.height), max(depth, glyph.depth), glyph.slack
        return Box(x + slack, y - height, y + depth, slack)

    def _row(self, row: Row, x: float, y: float, level: int) -> Box:
        box = Box(x, y, y)
        top = bottom = y
        before = ""
        for node, kind in zip(row.nodes, row.kinds, strict=True):
            gap = GAPS.get((before, kind))
            if gap and (level == 0 or (gap < 0.2 and "op" in (before, kind))):
                x += gap * self.ems[level]
            before = kind or before
            box = self.set(node, x, y, level)
            x, top, bottom = box.right, min(top, box.top), max(bottom, box.bottom)
        return Box(x, top, bottom, box.slack)

    def _scripts(self, node: Scripts, x: float, y: float, level: int) -> Box:
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
        return Box(right + _AFTER_SCRIPT * em, top, bottom)

    def _accent(self, node: Accent, x: float, y: float, level: int) -> Box:
        em = self.ems[level]
        box = self.set(node.base, x, y, level)
        left, right = x, box.right
        base = _single(node.base)
        if isinstance(base, Symbol) and len(base.drawn) == 1:
            glyph = glyph_of(base.drawn, em)
            lean = _LEAN * glyph.height if is_italic(base.drawn) else 0.0
            left, right = x + glyph.left + lean, x + glyph.right + lean - 0.04 * em
        self._mean(COMBINING[node.name], x + (right - left) / 2, y, level)
        draw, height = ACCENTS[node.name]
        bottom = box.top - _CLEARANCE * em
        self.strokes.append(Stroke(draw, left, right, bottom, em))
        return Box(box.right, bottom - height * em, box.bottom, box.slack)

    def _root(self, node: Root, x: float, y: float, level: int) -> Box:
        em = self.ems[level]
        x += 0.04 * em
        self._mean("√", x, y, level)
        box = self.set(node.body, x + HOOK * em, y, level)
        right = box.right + 0.05 * em
        vinculum = min(box.top, y - _CAPITALS * em) - _CLEARANCE * em
        foot = max(box.bottom, y + 0.1 * em)
        self.strokes.append(Stroke(draw_root, x, right, vinculum, em, foot))
        return Box(right, vinculum - RULE * em, foot)

    def _mean(self, char: str, x: float, y: float, level: int) -> None:
        self.order.append(UNSEEN)
        self.unseen.append((level, glyph_of(char, self.ems[level]).number, QPointF(x, y)))

    def _text(self, node: Text, x: float, y: float, level: int) -> Box:
        font = style.text_font(round(self.ems[level] * _WORDS))
        self.words.append((QPointF(x, y), font, node.text))
        self.order.append(WORDS)
        metrics = QFontMetricsF(font)
        ink = metrics.tightBoundingRect(node.text)
        return Box(x + metrics.horizontalAdvance(node.text), y + ink.top(), y + ink.bottom())

    def _fraction(self, node: Fraction, x: float, y: float, level: int) -> Box:
        em, inner = self.ems[level], min(level + 1, 2)
        over = Setter(self.ems[0]).set(node.top, 0, 0, inner)
        under = Setter(self.ems[0]).set(node.bottom, 0, 0, inner)
        x += 0.06 * em
        width = max(over.right, under.right) + 0.08 * em
        rule = y - (_AXIS - RULE / 2) * em
        rise = max(0.394 * em, y - rule + (RULE + 0.1) * em + over.bottom)
        fall = max(0.345 * em, rule - y + 0.12 * em - under.top)
        over = self.set(node.top, x + (width - over.right) / 2, y - rise, inner)
        under = self.set(node.bottom, x + (width - under.right) / 2, y + fall, inner)
        self.strokes.append(Stroke(draw_bar, x, x + width, rule, em))
        return Box(x + width + 0.06 * em, over.top, under.bottom)


def _single(node: Node) -> Node:
    """What stands alone inside braces."""
    while isinstance(node, Row) and len(node.nodes) == 1:
        node = node.nodes[0]
    return node
