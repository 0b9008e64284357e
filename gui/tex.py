"""The small subset of TeX that formulas are written in: read into a tree, and said as plain text."""

from __future__ import annotations

import re
from typing import NamedTuple, Never, TypeAlias


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

_ACCENTS = {r"\bar": "\u0304", r"\hat": "\u0302", r"\tilde": "\u0303"}
_SPACES = {r"\,": Space(1 / 6), r"\:": Space(2 / 9), r"\;": Space(5 / 18), r"\quad": Space(1)}

_LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_GREEK = "αβγδεζηθικλμνξοπρςστυφχψωϕ"
_ALPHABETS = {
    "": "𝐴𝐵𝐶𝐷𝐸𝐹𝐺𝐻𝐼𝐽𝐾𝐿𝑀𝑁𝑂𝑃𝑄𝑅𝑆𝑇𝑈𝑉𝑊𝑋𝑌𝑍𝑎𝑏𝑐𝑑𝑒𝑓𝑔ℎ𝑖𝑗𝑘𝑙𝑚𝑛𝑜𝑝𝑞𝑟𝑠𝑡𝑢𝑣𝑤𝑥𝑦𝑧𝛼𝛽𝛾𝛿𝜀𝜁𝜂𝜃𝜄𝜅𝜆𝜇𝜈𝜉𝜊𝜋𝜌𝜍𝜎𝜏𝜐𝜑𝜒𝜓𝜔𝜙",
    r"\mathrm": _LATIN + _GREEK,
    r"\mathbf": "𝐀𝐁𝐂𝐃𝐄𝐅𝐆𝐇𝐈𝐉𝐊𝐋𝐌𝐍𝐎𝐏𝐐𝐑𝐒𝐓𝐔𝐕𝐖𝐗𝐘𝐙𝐚𝐛𝐜𝐝𝐞𝐟𝐠𝐡𝐢𝐣𝐤𝐥𝐦𝐧𝐨𝐩𝐪𝐫𝐬𝐭𝐮𝐯𝐰𝐱𝐲𝐳𝛂𝛃𝛄𝛅𝛆𝛇𝛈𝛉𝛊𝛋𝛌𝛍𝛎𝛏𝛐𝛑𝛒𝛓𝛔𝛕𝛖𝛗𝛘𝛙𝛚𝛟",
    r"\mathcal": "𝒜ℬ𝒞𝒟ℰℱ𝒢ℋℐ𝒥𝒦ℒℳ𝒩𝒪𝒫𝒬ℛ𝒮𝒯𝒰𝒱𝒲𝒳𝒴𝒵",
}
_NAMES = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho varsigma sigma"
)
_NAMES += " tau upsilon varphi chi psi omega phi"  # as in _GREEK
_CAPITALS = "Γ Gamma Δ Delta Θ Theta Λ Lambda Ξ Xi Π Pi Σ Sigma Υ Upsilon Φ Phi Ψ Psi Ω Omega"
_FUNCTIONS = "log ln exp cos sin tan tanh arctan min max"
_SIGNS = {
    "bin": r"+ + - − − − · · \cdot · × × \times × ± ± \pm ± * ∗",
    "rel": r"= = < < > > | | \mid | : : ≤ ≤ \le ≤ ≥ ≥ \ge ≥ ≠ ≠ \ne ≠ ≈ ≈ \approx ≈ ∼ ∼ \sim ∼ ∝ ∝ \propto ∝ "
    r"→ → \to → ∈ ∈ \in ∈",
    "open": r"( ( [ [ \{ { \lvert |",
    "close": r") ) ] ] \} } \rvert | ! !",
    "punct": ", , ; ;",
    "ord": r"/ / . . ∞ ∞ \infty ∞ … … \ldots … \partial ∂ \nabla ∇",
}


def _symbols(alphabet: str) -> dict[str, Symbol]:
    """What each token means where letters are drawn in this alphabet."""
    drawn = dict(zip(_LATIN + _GREEK, _ALPHABETS[alphabet], strict=False))
    result = {plain: Symbol(plain, letter, "ord") for plain, letter in drawn.items()}
    for plain, name in [*zip(_GREEK, _NAMES.split(), strict=True), ("ε", "varepsilon")]:
        result["\\" + name] = Symbol(plain, drawn.get(plain, plain), "ord")
    for plain, name in _pairs(_CAPITALS):
        result[plain] = result["\\" + name] = Symbol(plain, plain, "ord")
    for name in _FUNCTIONS.split():
        result["\\" + name] = Symbol(name, name, "op")
    for kind, signs in _SIGNS.items():
        for token, sign in _pairs(signs):
            result[token] = Symbol(sign, "∣" if sign == "|" else sign, kind)  # as high as a parenthesis
    return result


def _pairs(words: str) -> list[tuple[str, str]]:
    each = words.split()
    return list(zip(each[::2], each[1::2], strict=True))


_SYMBOLS = {alphabet: _symbols(alphabet) for alphabet in _ALPHABETS}
_BOLD_DIGITS = str.maketrans("0123456789", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗")

# Spaces between neighbours, in 1/18 em (The TeXbook, page 170), in the order of the keys.
_MU = {
    "ord": (0, 3, 4, 5, 0, 0, 0, 3),
    "op": (3, 3, 0, 5, 0, 0, 0, 3),
    "bin": (4, 4, 0, 0, 4, 0, 0, 4),
    "rel": (5, 5, 0, 0, 5, 0, 0, 5),
    "open": (0, 0, 0, 0, 0, 0, 0, 0),
    "close": (0, 3, 4, 5, 0, 0, 0, 3),
    "punct": (3, 3, 0, 3, 3, 3, 3, 3),
    "inner": (3, 3, 4, 5, 3, 0, 3, 3),
}
GAPS = {(a, b): mu / 18 for a, row in _MU.items() for b, mu in zip(_MU, row, strict=True) if mu}

_TOKEN = re.compile(r"\s*(\\[A-Za-z]+|\\.|[0-9]+(?:\.[0-9]+)?|\S)")
_SINGLE = re.compile(r"\s*(\\[A-Za-z]+|\\.|\S)")
_SCRIPT = re.compile(r"\s*([_^]|'+)")
_WORDS = re.compile(r"\s*\{([^{}]*)\}")
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
        kinds: list[str] = []
        last = -1  # the last atom, not counting spaces
        while (token := self.take(_TOKEN)) not in ("", "}"):
            node = self.scripts(self.node(token))
            kind = _kind(node)
            before = kinds[last] if last >= 0 else "open"
            if kind == "bin" and before in ("op", "bin", "rel", "open", "punct"):
                kind = "ord"  # a sign, as in -1
            elif before == "bin" and kind in ("rel", "close", "punct"):
                kinds[last] = "ord"
            if kind:
                last = len(kinds)
            nodes.append(node)
            kinds.append(kind)
        if token != closing:
            self.fail("A brace is missing" if closing else "A brace closes nothing")
        if last >= 0 and kinds[last] == "bin":
            kinds[last] = "ord"
        return Row(tuple(nodes), tuple(kinds))

    def node(self, token: str) -> Node:
        """The nucleus that begins with this token."""
        symbol = _SYMBOLS[self.alphabet].get(token)
        if symbol is not None:
            return symbol
        if token[0] in "0123456789":
            drawn = token.translate(_BOLD_DIGITS) if self.alphabet == r"\mathbf" else token
            return Symbol(token, drawn, "ord")
        if token in _SPACES:
            return _SPACES[token]
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
        if token in _ACCENTS:
            return Accent(token, self.argument())
        if token == r"\sqrt":
            return Root(self.argument())
        if token == r"\frac":
            return Fraction(self.argument(), self.argument())
        if token in _ALPHABETS:
            outer, self.alphabet = self.alphabet, token
            argument = self.argument()
            self.alphabet = outer
            return argument
        if token == r"\text":
            match = _WORDS.match(self.tex, self.at)
            if match is None:
                self.fail("Words in braces are missing after \\text")
            self.at = match.end()
            return Text(match[1])
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


def _kind(node: Node) -> str:
    """TeX's kind of atom."""
    while isinstance(node, Scripts):
        node = node.base
    if isinstance(node, Symbol):
        return node.kind
    if isinstance(node, Fraction):
        return "inner"
    return "" if isinstance(node, Space) else "ord"


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
            return _wrapped(node.base) + _ACCENTS[node.name]
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
