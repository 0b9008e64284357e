"""A formula in plain text, or in the rich text of Qt."""

from __future__ import annotations

import re

from gui.formulas.tex_nodes import Accent, Fraction, Node, Root, Row, Scripts, Space, Symbol, Text
from gui.formulas.tex_symbols import ACCENTS, GAPS
from gui.widgets.tooltips import escaped

_MARKS = {"sub": "_", "sup": "^"}


def plain(node: Node, *, rich: bool = False) -> str:
    """A formula in plain Unicode, as a screen reader says it: "x_637 = 0.128 x_0 + 0.992 ε".

    It is `rich` where what is raised or lowered is so, as in a tooltip: "x<sub>637</sub>".
    """
    match node:
        case Symbol() | Text():
            return escaped(node.text) if rich else node.text
        case Space():
            return " "
        case Row():
            return _of_row(node, rich)
        case Root():
            return "√" + _wrapped(node.body, rich)
        case Accent():
            return _wrapped(node.base, rich) + ACCENTS[node.name]
        case Fraction():
            return f"{_wrapped(node.top, rich)}/{_wrapped(node.bottom, rich)}"
        case Scripts():
            below, above = _script("sub", node.below, rich), _script("sup", node.above, rich)
            return _wrapped(node.base, rich) + below + above


def _of_row(row: Row, rich: bool) -> str:
    """The nodes of a row, with blanks where TeX leaves a space."""
    parts: list[str] = []
    before = ""
    previous: type[Node] | None = None
    for node, kind in zip(row.nodes, row.kinds, strict=True):
        text = plain(node, rich=rich)
        if (before, kind) in GAPS or (previous is Scripts and text[:1].isalnum()):
            text = " " + text
        parts.append(text)
        before, previous = kind or before, type(node)
    return re.sub(" +", " ", "".join(parts)).strip()


def _wrapped(node: Node, rich: bool) -> str:
    """In parentheses unless it is one thing."""
    if isinstance(node, Row) and len(node.nodes) == 1:
        return _wrapped(node.nodes[0], rich)
    text = plain(node, rich=rich)
    return f"({text})" if isinstance(node, Row | Fraction) and not text.isalnum() else text


def _script(tag: str, node: Node | None, rich: bool) -> str:
    if node is None:
        return ""
    text = (plain(node, rich=True) if rich else _wrapped(node, rich)).replace(" ", "")
    if text.startswith("′"):
        return text
    return f"<{tag}>{text}</{tag}>" if rich else _MARKS[tag] + text
