"""A formula in plain text."""

from __future__ import annotations

import re

from gui.formulas.tex_nodes import Accent, Fraction, Node, Root, Row, Scripts, Space, Symbol, Text
from gui.formulas.tex_symbols import ACCENTS, GAPS


def plain(node: Node) -> str:
    """A formula in plain Unicode, as a screen reader or a tooltip says it: "x_637 = 0.128 x_0 + 0.992 ε"."""
    match node:
        case Symbol() | Text():
            return node.text
        case Space():
            return " "
        case Row():
            return _plain_row(node)
        case Root():
            return "√" + _wrapped(node.body)
        case Accent():
            return _wrapped(node.base) + ACCENTS[node.name]
        case Fraction():
            return f"{_wrapped(node.top)}/{_wrapped(node.bottom)}"
        case Scripts():
            return _wrapped(node.base) + _script("_", node.below) + _script("^", node.above)


def _plain_row(row: Row) -> str:
    """The nodes of a row, with blanks where TeX leaves a space."""
    parts: list[str] = []
    before = ""
    previous: type[Node] | None = None
    for node, kind in zip(row.nodes, row.kinds, strict=True):
        text = plain(node)
        if (before, kind) in GAPS or (previous is Scripts and text[:1].isalnum()):
            text = " " + text
        parts.append(text)
        before, previous = kind or before, type(node)
    return re.sub(" +", " ", "".join(parts)).strip()


def _wrapped(node: Node) -> str:
    """In parentheses unless it is one thing."""
    if isinstance(node, Row) and len(node.nodes) == 1:
        return _wrapped(node.nodes[0])
    text = plain(node)
    return f"({text})" if isinstance(node, Row | Fraction) and not text.isalnum() else text


def _script(mark: str, node: Node | None) -> str:
    if node is None:
        return ""
    text = _wrapped(node).replace(" ", "")
    return text if text.startswith("′") else mark + text
