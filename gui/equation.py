"""The line above the images: the scene's equation with its numbers, and the law that it comes from."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gui.formula import FormulaLabel
from gui.style import GAP, PAD, Theme


class EquationLine(QWidget):
    """The equation at the left, the law at the right, where there is room for both."""

    def __init__(self) -> None:
        super().__init__()
        self._equation = FormulaLabel()
        self._equation.setObjectName("equation")
        self._law = FormulaLabel()
        self._law.setObjectName("law")
        self._law.show_colour("dim")
        line = QHBoxLayout(self)
        line.setContentsMargins(GAP, 0, GAP, 0)
        line.addWidget(self._equation, 1)
        line.addWidget(self._law)
        self.setFixedHeight(self._equation.height())

    def show_equation(self, equation: str, law: str) -> None:
        """Show two formulas, in TeX."""
        self._equation.show_formula(equation)
        self._law.show_formula(law)
        self._make_room()

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
        self._law.setVisible(self.width() >= needed)
