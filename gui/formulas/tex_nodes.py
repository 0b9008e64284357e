"""The nodes of a formula's tree, as gui/tex.py reads it."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias


class Symbol(NamedTuple):
    """A sign, a letter, a word like "log" or a number: as plain text, as drawn, and TeX's kind of atom."""

    text: str
    drawn: str
    kind: str


class Space(NamedTuple):
    """Room of a width in em."""

    width: float


class Text(NamedTuple):
    """Words among the mathematics."""

    text: str


class Row(NamedTuple):
    """Nodes side by side, and the kind of atom that each of them is ("" for a space)."""

    nodes: tuple[Node, ...]
    kinds: tuple[str, ...]


class Root(NamedTuple):
    """The square root of something."""

    body: Node


class Accent(NamedTuple):
    r"""Something under a "\bar", a "\hat" or a "\tilde"."""

    name: str
    base: Node


class Fraction(NamedTuple):
    """Something over something."""

    top: Node
    bottom: Node


class Scripts(NamedTuple):
    """A base with a subscript, a superscript or both."""

    base: Node
    below: Node | None
    above: Node | None


Node: TypeAlias = Symbol | Space | Text | Row | Root | Accent | Fraction | Scripts
