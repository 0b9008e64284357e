"""One line of mathematics as a widget."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui import style
from gui.formulas.formula import formula

_ASCENT, _DESCENT = 1.1, 0.5  # em, what a line needs above and below its baseline
_SHRINK = 0.6
_CUT = 16  # pixels for the dots that say that there is more


class FormulaLabel(QWidget):
    """One line of mathematics at the left of its room, in the theme's text colour to begin with."""

    def __init__(self, tex: str = "", size: int = style.EQUATION_SIZE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size = size
        self._role = "text"
        self._asks = True
        self._formula = formula("", size)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.show_theme(style.THEMES["dark"])
        self.show_size(size)
        self.show_formula(tex)

    def show_formula(self, tex: str) -> None:
        """Show another formula; ValueError, and nothing changes, if it cannot be read."""
        new = formula(tex, self._size)
        if new is self._formula:
            return
        resized = self._asks and ceil(new.width) != ceil(self._formula.width)
        self._formula = new
        self.setAccessibleName(new.text)
        if resized:
            self.updateGeometry()
        self.update()

    def fill(self) -> None:
        """Take the room that there is, whatever the formula: another one has nothing laid out anew."""
        self._asks = False
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_size(self, size: int) -> None:
        """Set the formula in another size, in pixels."""
        self._size = size
        self.setFixedHeight(ceil((_ASCENT + _DESCENT) * size))
        self.show_formula(self._formula.tex)

    def show_theme(self, theme: style.Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.show_colour(self._role)

    def show_colour(self, role: str) -> None:
        """Take the theme's colour of this name, such as "dim" or "beta"."""
        self._colour = style.colour_named(self._theme, role)
        self._role = role
        self.update()

    @property
    def shown(self) -> tuple[str, str]:
        """The formula, and the name of its colour."""
        return self._formula.tex, self._role

    def sizeHint(self) -> QSize:
        """The formula's width, the height of one line."""
        return QSize(ceil(self._formula.width), self.height())

    def minimumSizeHint(self) -> QSize:
        """Narrow without end, so that no formula widens the window."""
        return QSize(0, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the formula, in a narrow room at down to 60 % of its size, or of the usual one if that is less.

        Where it is wider still, dots say that it goes on.
        """
        least = _SHRINK * min(1.0, style.EQUATION_SIZE / self._size)
        scale = max(least, min(1.0, self.width() / max(self._formula.width, 1.0)))
        with QPainter(self) as painter:
            if self._formula.width * scale > self.width() + 1:
                painter.setPen(QColor(self._colour))
                painter.drawText(
                    self.rect(), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, "…"
                )
                painter.setClipRect(self.rect().adjusted(0, 0, -_CUT, 0))
            painter.scale(scale, scale)
            self._formula.paint(painter, 0.0, _ASCENT * self._size / scale, self._colour)
