"""What the tokens of TeX mean: letters, signs, spaces and accents, and the gaps between neighbours."""

from __future__ import annotations

from gui.formulas.tex_nodes import Space, Symbol

ACCENTS = {r"\bar": "\u0304", r"\hat": "\u0302", r"\tilde": "\u0303"}
SPACES = {r"\,": Space(1 / 6), r"\:": Space(2 / 9), r"\;": Space(5 / 18), r"\quad": Space(1)}

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
    "op": r"∑ ∑ \sum ∑",
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


SYMBOLS = {alphabet: _symbols(alphabet) for alphabet in _ALPHABETS}
"""By alphabet, "" for italic letters: what each token means."""
BOLD_DIGITS = str.maketrans("0123456789", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗")

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
