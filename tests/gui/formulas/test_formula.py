"""Formulas: read rightly, spaced by TeX's rules, painted sharp and where they say."""

from __future__ import annotations

import random
from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QRawFont, QTextDocument

from engine.schedules import SCHEDULES
from gui import style
from gui.formulas.formula import Formula, formula
from gui.formulas.tex import parse
from gui.formulas.tex_nodes import Symbol
from gui.formulas.tex_text import plain

pytestmark = pytest.mark.usefixtures("qapp")

EXAMPLES = {
    r"x_{637} = 0.128\, x_0 + 0.992\, \epsilon": "x_637 = 0.128 x_0 + 0.992 ε",
    r"q(x_t | x_0) = \mathcal{N}(\sqrt{\bar\alpha_t}\, x_0,\; (1 - \bar\alpha_t)\, \mathrm{I})": (
        "q(x_t | x_0) = N(√α\u0304_t x_0, (1 − α\u0304_t) I)"
    ),
    r"\hat x_0 = (x_t - \sqrt{1-\bar\alpha_t}\, \hat\epsilon) / \sqrt{\bar\alpha_t}": (
        "x\u0302_0 = (x_t − √(1 − α\u0304_t) ε\u0302)/√α\u0304_t"
    ),
    r"\tilde\mu_{t-1}": "μ\u0303_(t−1)",
    r"\sqrt{1-\bar\alpha_t}": "√(1 − α\u0304_t)",
    r"\text{mean}\; \sqrt{\bar\alpha_t}\, x_0": "mean √α\u0304_t x_0",
    r"\beta_{\mathrm{start}}": "β_start",
    r"\log\mathrm{SNR}_t": "log SNR_t",
    r"\cos^2(\frac{t/T + s}{1 + s} \cdot \frac{\pi}{2})": "cos^2((t/T + s)/(1 + s) · π/2)",
    r"T^2_t f(t) \sim -\log x,\; \mathbf{x}' \to \infty": "T_t^2 f(t) ∼ − log x, x′ → ∞",
    "": "",
}


def ink(tex: str, size: int = 18, ratio: int = 1, shift: float = 0.0) -> np.ndarray:
    """How opaque the paint is, 0..255, in a picture whose pixel (20, 40) times `ratio` is the origin."""
    shown = formula(tex, size)
    image = QImage((int(shown.width) + 40) * ratio, 80 * ratio, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor(0, 0, 0, 0))
    with QPainter(image) as painter:
        shown.paint(painter, 20 + shift, 40 + shift, "white")
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return rows[..., 3].astype(int)


def extent(picture: np.ndarray, axis: int) -> tuple[int, int]:
    """The first painted row (axis 1) or column (axis 0), and the first after the last."""
    (painted,) = np.nonzero((picture > 40).any(axis=axis))
    return int(painted[0]), int(painted[-1]) + 1


def width(tex: str, size: int = 18) -> float:
    return formula(tex, size).width


@pytest.mark.parametrize(("tex", "text"), EXAMPLES.items())
def test_plain_text(tex: str, text: str) -> None:
    assert formula(tex, 18).text == text


def test_rich_text_lowers_and_raises_and_shows_any_letter() -> None:
    tex = r"\tilde x_{t-1} \text{ a < b & c_2 } \sigma^2"
    assert plain(parse(tex), rich=True) == "x̃<sub>t−1</sub> a &lt; b &amp; c_2 σ<sup>2</sup>"
    document = QTextDocument()
    document.setHtml(plain(parse(tex), rich=True))
    assert document.toPlainText() == "x̃t−1 a < b & c_2 σ2"


def test_every_formula_of_the_schedules_can_be_set() -> None:
    for family in SCHEDULES.values():
        for tex in (family.formula, *(parameter.label for parameter in family.parameters)):
            assert formula(tex, 15).width > 0


def test_every_sign_has_a_glyph() -> None:
    face = QRawFont.fromFont(style.math_font(18))
    greek = (
        "alpha beta gamma delta epsilon varepsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma "
    )
    greek += "tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
    signs = "cdot times pm sim to infty in ldots le ge ne approx propto log cos sin exp ln"
    tokens = ["\\" + name for name in (greek + " " + signs).split()] + list(
        "abcdefghijklmnopqrstuvwxyz+-=<>|,/.()[]"
    )
    tokens += [rf"\mathcal {letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    tokens += [rf"\mathbf {letter}" for letter in "aZ7"] + [r"\mathbf\mu"]
    for token in tokens:
        (node,) = parse(token).nodes
        assert isinstance(node, Symbol)
        assert all(face.supportsCharacter(ord(char)) for char in node.drawn), token


@pytest.mark.parametrize(
    ("tex", "alone", "mu"),
    [
        ("1-1", ["1", "-", "1"], 8),
        ("1=-1", ["1", "=", "-", "1"], 10),
        ("-1", ["-", "1"], 0),
        ("(-1)", ["(", "-", "1", ")"], 0),
        (r"\log-1", [r"\log", "-", "1"], 3),
        ("1|1", ["1", "|", "1"], 10),
        (r"1\le 1", ["1", r"\le", "1"], 10),
        ("1,1", ["1", ",", "1"], 3),
        ("0.1", ["0", ".", "1"], 0),
        (r"2\log 1", ["2", r"\log", "1"], 6),
        (r"\log(1)", [r"\log", "(", "1", ")"], 0),
        (r"\log^2(1)", [r"\log^2", "(", "1", ")"], 0),
        (r"1 \, 1 \; 1 \quad 1", ["1", "1", "1", "1"], 3 + 5 + 18),
        ("1 +", ["1", "+"], 0),
        (r"1\cdot{-1}", ["1", r"\cdot", "-", "1"], 8),
    ],
)
def test_spaces_are_those_of_the_texbook(tex: str, alone: list[str], mu: float) -> None:
    assert width(tex, 180) - sum(width(each, 180) for each in alone) == pytest.approx(mu * 10)


def test_there_are_no_spaces_around_operators_in_scripts() -> None:
    after = width("1_2") - width("1") - 0.72 * width("2")  # sizes of scripts are whole pixels
    assert width("1_{2-2}", 100) == pytest.approx(
        width("1", 100) + 0.72 * width("2-2", 100) - 0.72 * 100 * 8 / 18 + after * 100 / 18, abs=1.0
    )


def test_numbers_of_as_many_digits_are_equally_wide() -> None:
    widths = {width(rf"x_{{{n}{n}}} = 0.{n}{n}\, x_0 + \mathbf{{{n}}} \epsilon") for n in range(10)}
    assert len(widths) == 1


@pytest.mark.parametrize("ratio", [1, 2])
@pytest.mark.parametrize("size", [13, 18, 24])
@pytest.mark.parametrize("tex", [tex for tex in EXAMPLES if tex])
def test_what_is_painted_is_where_the_measures_say(tex: str, size: int, ratio: int) -> None:
    shown, picture = formula(tex, size), ink(tex, size, ratio)
    top, bottom = extent(picture, 1)
    left, right = extent(picture, 0)
    assert 40 - top / ratio == pytest.approx(shown.ascent, abs=1.6)
    assert bottom / ratio - 40 == pytest.approx(shown.descent, abs=1.6)
    assert left / ratio >= 19
    assert -0.3 * size < right / ratio - 20 - shown.width < 1


@pytest.mark.parametrize("tex", [tex for tex in EXAMPLES if tex])
def test_every_example_fits_the_line_of_a_label(tex: str) -> None:
    shown = formula(tex, 100)
    assert shown.ascent < 110
    assert shown.descent < 50


@pytest.mark.parametrize("ratio", [1, 2, 3])
@pytest.mark.parametrize("size", [9, 13, 18, 24])
@pytest.mark.parametrize("shift", [0.0, 0.3, 0.77])
def test_rules_are_whole_device_pixels(size: int, ratio: int, shift: float) -> None:
    for tex, part in ((r"\sqrt{\quad}", 0.8), (r"\bar{\quad}", 0.5), (r"\frac{\quad}{\quad}", 0.5)):
        column = ink(tex, size, ratio, shift)[:, round((20 + shift + part * width(tex, size)) * ratio)]
        first = int(np.argmax(column == 255))
        end = first + max(1, round(0.05 * size * ratio))
        assert column[first - 1] == 0, tex
        assert (column[first:end] == 255).all(), tex
        assert column[end] == 0, tex


def test_scripts_are_smaller_below_and_above() -> None:
    plain, below, above = ink("{}1", 24), ink("{}_1", 24), ink("{}^1", 24)
    high = np.subtract(*extent(plain, 1)[::-1])
    for script in (below, above):
        assert np.subtract(*extent(script, 1)[::-1]) == pytest.approx(0.7 * high, abs=1)
    assert extent(below, 1)[1] > extent(plain, 1)[1] + 2
    assert extent(above, 1)[0] < extent(plain, 1)[0] - 2
    assert width("x^1_1") == width("x_1") == width("x_1^1")  # one above the other
    assert width("1_{1_1}") - width("1_1") < width("1_1") - width("1") < width("1")


def test_a_subscript_stands_under_the_overhang_of_an_italic_letter() -> None:
    both = ink("T_1^1", 40)[:, 20:]
    baseline = 40
    low = both[baseline + 2 :]
    above, below = both[: baseline - 24], low
    assert extent(above, 0)[1] > extent(below, 0)[1] + 2


def test_a_root_covers_what_is_under_it() -> None:
    body, root = ink("x", 24), ink(r"\sqrt x", 24)
    top = extent(root, 1)[0]
    assert top < extent(body, 1)[0] - 2
    letter = extent(root[extent(body, 1)[0] :, 34:], 0)[1] + 34
    (vinculum,) = np.nonzero(root[top] == 255)
    assert vinculum[-1] >= letter - 1
    assert (np.diff(vinculum) == 1).all()  # one line from the joint to the end
    assert formula(r"\sqrt{x^2}", 24).ascent > formula("x^2", 24).ascent
    assert formula(r"\sqrt{\frac{a}{b}}", 24).descent >= formula(r"\frac{a}{b}", 24).descent
    assert formula(r"\sqrt{\bar\alpha_t}", 24).ascent == formula(r"\sqrt{1 - \bar\alpha_t}", 24).ascent


@pytest.mark.parametrize("letter", ["x", r"\alpha", r"\epsilon", r"\mu", "T", r"\mathrm{I}"])
def test_accents_stand_over_their_letter(letter: str) -> None:
    bare = ink(letter, 40, 2)
    top = extent(bare, 1)[0]
    shapes = set()
    for name in ("bar", "hat", "tilde"):
        accented = ink(rf"\{name} {letter}", 40, 2)
        accent = accented[: top - 1]
        assert (accented[top + 2 :, : bare.shape[1]] == bare[top + 2 :]).all()
        left, right = extent(accent, 0)
        first, last = extent(bare, 0)
        assert (first + last) / 2 - 2 <= (left + right) / 2 <= (first + last) / 2 + 12
        shapes.add(accent.tobytes())
        assert width(rf"\{name} {letter}", 40) == width(letter, 40)
    assert len(shapes) == 3
    left, right = extent(ink(rf"\bar {letter}", 40, 2)[: top - 1], 0)
    assert right - left == pytest.approx(last - first, abs=6)  # a bar spans the letter


def test_a_fraction_is_centred_about_its_rule() -> None:
    picture = ink(r"\frac{1}{1 + 1 + 1}", 24, 2)
    rows = np.count_nonzero(picture == 255, axis=1)
    rule = int(np.argmax(rows))
    over, under = extent(picture[: rule - 1], 0), extent(picture[rule + 4 :], 0)
    left, right = extent(picture[rule : rule + 1], 0)
    assert left <= under[0] < over[0] < over[1] < under[1] <= right
    assert sum(over) / 2 == pytest.approx((left + right) / 2, abs=3)


def test_one_colour_and_the_painter_is_given_back_as_it_was() -> None:
    image = QImage(200, 60, QImage.Format.Format_RGB32)
    image.fill(QColor("#000000"))
    with QPainter(image) as painter:
        painter.setPen(QColor("#123456"))
        painter.translate(3.3, 4.4)
        before = painter.transform(), painter.font(), painter.pen(), painter.renderHints()
        formula(r"\text{mean} \sqrt{\hat x_0}", 18).paint(painter, 5, 30, QColor("#ff0000"))
        assert (painter.transform(), painter.font(), painter.pen(), painter.renderHints()) == before
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(60, 200, 4)
    assert pixels[..., 2].max() == 255
    assert pixels[..., :2].max() == 0


@pytest.mark.parametrize("ratio", [4, 8])
def test_nothing_is_lost_at_a_large_scale(ratio: int) -> None:
    for tex in ("x_0", r"\text{mean}", r"\sqrt{x}"):
        once = ink(tex, 18, 2).mean()
        assert ink(tex, 18, ratio).mean() == pytest.approx(once, rel=0.1)


def test_any_text_is_either_set_or_refused() -> None:
    pieces = ["{", "}", "_", "^", "'", " ", "x", "12", "+", "=", ",", "(", "|", r"\sqrt", r"\frac", r"\bar"]
    pieces += [r"\text{a b}", r"\mathrm", r"\log", r"\,", r"\alpha", "\\", "%", "\n"]
    chance = random.Random(0)
    done = 0
    for _ in range(3000):
        tex = "".join(chance.choices(pieces, k=chance.randint(1, 9)))
        try:
            shown = Formula(tex, 18)
        except ValueError:
            continue
        done += 1
        assert shown.width >= 0
        assert shown.ascent >= 0
        assert shown.descent >= 0
        assert isinstance(shown.text, str)
    assert done > 300


@pytest.mark.parametrize("size", [0, -3])
def test_a_size_must_be_positive(size: int) -> None:
    with pytest.raises(ValueError, match=f"size of a formula is {size}"):
        formula("x", size)


def test_a_formula_is_frozen_and_made_once() -> None:
    shown = formula("x_0", 18)
    assert formula("x_0", 18) is shown
    with pytest.raises(FrozenInstanceError):
        shown.tex = "y"  # type: ignore[misc]


def test_words_are_in_the_sans_face_of_the_window() -> None:
    words = width(r"\text{mean squared}", 15)
    font = QFont(style.text_font(13))
    image = QImage(10, 10, QImage.Format.Format_RGB32)
    with QPainter(image) as painter:
        painter.setFont(font)
        assert words == pytest.approx(painter.fontMetrics().horizontalAdvance("mean squared"), abs=1)
    assert width(r"\text{a  b}", 15) > width(r"\text{a b}", 15) > width(r"\text{ab}", 15)
