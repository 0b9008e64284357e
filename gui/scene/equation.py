"""The lines above the images: the scene's equation with its numbers, the law it comes from, and a remark."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from gui.formulas.formula_label import FormulaLabel
from gui.style import EQUATION_SIZE, GAP, PAD, Theme
from gui.widgets.card import set_role
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.line_place import LinePlace

LARGE = 36  # pixels, for a large room
LEAST = 140  # pixels wide, in which an equation can be read


class EquationLine(QWidget):
    """The equation at the left, the law at the right where there is room for both, a remark below."""

    def __init__(self) -> None:
        super().__init__()
        self._equation = FormulaLabel()
        self._equation.setObjectName("equation")
        self._equation.fill()  # its numbers move with t
        self._law = FormulaLabel()
        self._law.setObjectName("law")
        self._law.show_colour("dim")
        self._remark = ElidedLabel("dim")
        self._remark.setObjectName("remark")
        self._said = self._problem = ""
        self._large = self._short = False
        lines = QGridLayout(self)
        lines.setContentsMargins(GAP, 0, GAP, 0)
        lines.setVerticalSpacing(0)
        lines.setColumnStretch(0, 1)
        lines.addWidget(self._equation, 0, 0)
        lines.addWidget(self._law, 0, 1)
        self._below = LinePlace(self._remark)
        lines.addWidget(self._below, 1, 0, 1, 2)

    def show_equation(self, equation: str, law: str, remark: str) -> None:
        """Show two formulas in TeX, and a remark in words; a problem that was shown is over."""
        self._equation.show_formula(equation)
        self._law.show_formula(law)
        self._said = remark
        self.show_problem("")
        self._make_room()

    def show_large(self, on: bool) -> None:
        """Show the equation alone, in a size for a large room, or all lines as usual."""
        self._large = on
        self._equation.show_size(LARGE if on else EQUATION_SIZE)
        self.show_problem("")
        self._make_room()

    def show_short(self, on: bool) -> None:
        """Show the equation alone, as there is little room, or all lines as usual; a problem is said in any room."""
        self._short = on
        self.show_problem(self._problem)
        self._make_room()

    def show_problem(self, sentence: str) -> None:
        """Show in place of the remark why the images are not as asked for; "" when they are."""
        self._problem = sentence
        set_role(self._remark, "role", "error" if sentence else "dim")
        self._below.show_text(sentence or self._said)
        self._below.setVisible(bool(sentence or (self._said and not self._alone)))

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._equation.show_theme(theme)
        self._law.show_theme(theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the law where the line is too short."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        needed = self._equation.sizeHint().width() + self._law.sizeHint().width() + 3 * PAD
        self._law.setVisible(self.width() >= needed and not self._alone)
        self._equation.setVisible(self.width() >= LEAST)

    @property
    def _alone(self) -> bool:
        return self._large or self._short
