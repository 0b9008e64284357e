"""The label of formulas: as high as a line whatever it shows, and as wide as its formula while it can be."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui import style
from gui.formulas.formula import formula
from gui.formulas.formula_label import FormulaLabel


def extent(picture: np.ndarray, axis: int) -> tuple[int, int]:
    """The first painted row (axis 1) or column (axis 0), and the first after the last."""
    (painted,) = np.nonzero((picture > 40).any(axis=axis))
    return int(painted[0]), int(painted[-1]) + 1


def grabbed(label: QWidget) -> np.ndarray:
    image = label.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    colours: np.ndarray = pixels[..., :3].astype(int)
    return colours


def painted(label: QWidget) -> np.ndarray:
    """How far each pixel is from the ground, the colour of the last corner."""
    pixels = grabbed(label)
    difference: np.ndarray = np.abs(pixels - pixels[-1, -1]).max(axis=2)
    return difference


@pytest.fixture
def label(qtbot: QtBot) -> FormulaLabel:
    result = FormulaLabel(r"x_{637} = 0.128\, x_0", 18)
    qtbot.addWidget(result)
    result.resize(result.sizeHint() + QSize(20, 0))
    return result


def test_a_label_shows_its_formula_and_says_it(label: FormulaLabel) -> None:
    assert label.accessibleName() == "x_637 = 0.128 x_0"
    before = painted(label)
    left, right = extent(before, 0)
    assert left <= 2
    assert right == pytest.approx(formula(r"x_{637} = 0.128\, x_0", 18).width, abs=3)
    label.show_formula(r"\tilde\mu_t")
    assert label.accessibleName() == "μ\u0303_t"
    assert not np.array_equal(painted(label), before)


def test_dots_say_that_a_formula_goes_on_where_it_is_cut(label: FormulaLabel) -> None:
    whole = label.sizeHint().width()
    label.resize(round(0.65 * whole), label.height())  # smaller, but all of it
    assert extent(painted(label), 0)[1] == pytest.approx(0.65 * whole, abs=4)
    label.resize(round(0.5 * whole), label.height())
    cut = painted(label)[:, -16:]
    inside = np.flatnonzero((cut > 40).any(axis=1))
    assert inside[-1] - inside[0] <= 3  # nothing but dots, which are low
    assert (cut > 40).any(axis=0).sum() >= 3


def test_a_label_keeps_its_formula_when_given_a_bad_one(label: FormulaLabel) -> None:
    before, hint = painted(label), label.sizeHint()
    with pytest.raises(ValueError, match="position"):
        label.show_formula("x_")
    assert np.array_equal(painted(label), before)
    assert label.sizeHint() == hint
    assert label.accessibleName() == "x_637 = 0.128 x_0"


def test_a_label_is_as_high_whatever_it_shows(label: FormulaLabel, qtbot: QtBot) -> None:
    heights = set()
    for tex in ("", "x", r"\sqrt{\bar\alpha_t}\, x_0", r"\frac{t/T + s}{1 + s}", r"\text{mean}"):
        label.show_formula(tex)
        heights |= {label.height(), label.sizeHint().height(), label.minimumSizeHint().height()}
    assert heights == {29}
    assert FormulaLabel().sizeHint().width() == 0


def test_neighbours_do_not_move_while_numbers_change(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    row = QHBoxLayout(window)
    first, second = FormulaLabel("x_{100} = 0.128"), FormulaLabel("y")
    row.addWidget(first)
    row.addWidget(second)
    row.addStretch()
    window.resize(400, 60)
    places = set()
    for number in (111, 444, 777, 999):
        first.show_formula(rf"x_{{{number}}} = 0.{number}")
        window.grab()
        places.add(second.mapTo(window, QPoint()).x())
    assert len(places) == 1
    first.show_formula("x_{1000} = 0.128")
    window.grab()
    assert second.mapTo(window, QPoint()).x() > places.pop()


def test_a_formula_too_wide_shrinks_and_is_then_clipped(label: FormulaLabel) -> None:
    full = extent(painted(label), 1)
    needed = label.sizeHint().width()
    label.resize(int(0.8 * needed), label.height())
    shrunk = painted(label)
    assert 0.75 * needed < extent(shrunk, 0)[1] <= label.width()
    assert extent(shrunk, 1)[0] > full[0]
    label.resize(int(0.6 * needed), label.height())
    smallest = extent(painted(label)[:, :20], 1)
    label.resize(int(0.3 * needed), label.height())
    clipped = painted(label)
    assert extent(clipped[:, :20], 1) == smallest
    assert (clipped[:, -3:] > 40).any()
    assert label.minimumSizeHint().width() == 0


def test_a_label_takes_the_colours_of_the_theme(label: FormulaLabel) -> None:
    label.setStyleSheet("background: #000000;")
    for theme in style.THEMES.values():
        for role in ("text", "dim", "accent"):
            label.show_colour(role)
            label.show_theme(theme)
            wanted = QColor(getattr(theme, role))
            brightest = grabbed(label).reshape(-1, 3).max(axis=0)
            assert list(brightest) == pytest.approx([wanted.blue(), wanted.green(), wanted.red()], abs=6)
