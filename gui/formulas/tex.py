"""The small subset of TeX that formulas are written in: a text is read into a tree."""

from __future__ import annotations

import re
from typing import Never

from gui.formulas.tex_nodes import Accent, Fraction, Node, Root, Row, Scripts, Space, Symbol, Text
from gui.formulas.tex_symbols import ACCENTS, BOLD_DIGITS, SPACES, SYMBOLS

_TOKEN = re.compile(r"\s*(\\[A-Za-z]+|\\.|[0-9]+(?:\.[0-9]+)?|\S)")
_SINGLE = re.compile(r"\s*(\\[A-Za-z]+|\\.|\S)")
_SCRIPT = re.compile(r"\s*([_^]|'+)")
_WORDS = re.compile(r"\s*\{((?:[^{}\\]|\\.)*)\}", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)")  # within words: a brace or a backslash
_DEEPEST = 16


def parse(tex: str) -> Row:
    """The tree of a formula; ValueError, naming the position, where it is not in the subset."""
    return _Reader(tex).row("")


class _Reader:
    """Reads one formula from left to right."""

    def __init__(self, tex: str) -> None:
        self.tex = tex
        self.at = 0
        self.start = 0
        self.depth = 0
        self.alphabet = ""

    def fail(self, what: str) -> Never:
        raise ValueError(f'{what} at position {self.start} of the formula "{self.tex}".')

    def take(self, pattern: re.Pattern[str]) -> str:
        """The next token, "" at the end."""
        match = pattern.match(self.tex, self.at)
        if match is None:
            self.start = self.at = len(self.tex)
            return ""
        self.start, self.at = match.start(1), match.end()
        return match[1]

    def row(self, closing: str) -> Row:
        """Nodes up to the brace or the end that closes them."""
        nodes: list[Node] = []
        while (token := self.take(_TOKEN)) not in ("", "}"):
            nodes.append(self.scripts(self.node(token)))
        if token != closing:
            self.fail("A brace is missing" if closing else "A brace closes nothing")
        return Row(tuple(nodes), tuple(_kinds(nodes)))

    def node(self, token: str) -> Node:
        """The nucleus that begins with this token."""
        symbol = SYMBOLS[self.alphabet].get(token)
        if symbol is not None:
            return symbol
        if token[0] in "0123456789":
            drawn = token.translate(BOLD_DIGITS) if self.alphabet == r"\mathbf" else token
            return Symbol(token, drawn, "ord")
        if token in SPACES:
            return SPACES[token]
        self.depth += 1
        if self.depth > _DEEPEST:
            self.fail("Too many braces or commands in each other")
        result = self.compound(token)
        self.depth -= 1
        return result

    def compound(self, token: str) -> Node:
        """The group, or the command with its arguments, that begins with this token."""
        if token == "{":
            return self.row("}")
        if token in ACCENTS:
            return Accent(token, self.argument())
        if token == r"\sqrt":
            return Root(self.argument())
        if token == r"\frac":
            return Fraction(self.argument(), self.argument())
        if token in SYMBOLS:
            outer, self.alphabet = self.alphabet, token
            argument = self.argument()
            self.alphabet = outer
            return argument
        if token == r"\text":
            match = _WORDS.match(self.tex, self.at)
            if match is None:
                self.fail("Words in braces are missing after \\text")
            self.at = match.end()
            return Text(_ESCAPED.sub(r"\1", match[1]))
        return self.fail(f"{token} cannot be read")

    def argument(self) -> Node:
        """One token or one group."""
        token = self.take(_SINGLE)
        if token in ("", "}", "_", "^"):
            self.fail("An argument is missing")
        return self.node(token)

    def scripts(self, base: Node) -> Node:
        """The base with the subscript and superscript that follow it."""
        below: Node | None = None
        above: Node | None = None
        while (match := _SCRIPT.match(self.tex, self.at)) is not None:
            self.start, self.at = match.start(1), match.end()
            if (below if match[1] == "_" else above) is not None:
                self.fail("A second subscript or superscript stands")
            if match[1] == "_":
                below = self.argument()
            elif match[1] == "^":
                above = self.argument()
            else:
                above = Symbol(match[1].replace("'", "′"), match[1].replace("'", "′"), "ord")
        return base if below is above is None else Scripts(base, below, above)


def _kinds(nodes: list[Node]) -> list[str]:
    """TeX's kinds of atoms. What joins two things is ordinary where one of them is not there, as in -1."""
    kinds = [_kind(node) for node in nodes]
    atoms = [n for n, kind in enumerate(kinds) if kind]
    following = [*(kinds[n] for n in atoms[1:]), "close"]
    before = "open"
    for n, after in zip(atoms, following, strict=False):
        if kinds[n] == "bin" and (
            before in ("op", "bin", "rel", "open", "punct") or after in ("rel", "close", "punct")
        ):
            kinds[n] = "ord"
        before = kinds[n]
    return kinds


def _kind(node: Node) -> str:
    while isinstance(node, Scripts):
        node = node.base
    if isinstance(node, Symbol):
        return node.kind
    if isinstance(node, Fraction):
        return "inner"
    return "" if isinstance(node, Space) else "ord"
