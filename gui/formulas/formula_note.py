"""The formula of a schedule in small type, or the sentence that says why it cannot be."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from gui.formulas.formula import formula
from gui.style import THEMES, Theme
from gui.widgets.card import label
from gui.widgets.tooltips import show_tooltip

HEIGHT = 62  # four lines of a sentence
LARGEST, SMALLEST = 15, 9  # pixels
LEADING = 1.75


class FormulaNote(QStackedWidget):
    """A place of fixed height for a formula, or for a sentence in front of it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(HEIGHT)
        self._lines = _Lines()
        self._shown = "", ""
        self._error = label("", "small-error")
        self._error.setObjectName("schedule_error")
        self._error.setTextFormat(Qt.TextFormat.PlainText)
        self._error.setWordWrap(True)
        self._error.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._error.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.addWidget(self._lines)
        self.addWidget(self._error)

    def show_formula(self, tex: str, source: str) -> None:
        """Show a formula; where it comes from is its tooltip."""
        if (tex, source) != self._shown:
            self._shown = tex, source
            self._lines.show_formula(tex)
            self._lines.setToolTip(f"{self._lines.accessibleName()}\n{source}")

    def show_error(self, sentence: str) -> None:
        """Show a sentence instead of the formula; "" shows the formula again."""
        if sentence != self._error.text():
            self._error.setText(sentence)
            show_tooltip(self._error, sentence)
            self.setCurrentWidget(self._error if sentence else self._lines)

    def show_theme(self, theme: Theme) -> None:
        """Show the formula in the colours of a theme."""
        self._lines.show_theme(theme)


class _Lines(QWidget):
    """A formula whose clauses stand below each other, at the largest size at which it fits."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: list[str] = []
        self._colour = THEMES["dark"].dim

    def show_formula(self, tex: str) -> None:
        self._shown = tex.split(", ")
        self.setAccessibleName(formula(tex, LARGEST).text)
        self.update()

    def show_theme(self, theme: Theme) -> None:
        self._colour = theme.dim
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        size = self._size()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for number, line in enumerate(self._shown):
                formula(line, size).paint(painter, 0.0, size * (1.1 + number * LEADING), self._colour)

    def _size(self) -> int:
        """The largest size at which the formula fits."""
        fitting = (
            size
            for size in range(LARGEST, SMALLEST, -1)
            if size * (1.4 + (len(self._shown) - 1) * LEADING) <= HEIGHT
            and all(formula(line, size).width <= self.width() for line in self._shown)
        )
        return next(fitting, SMALLEST)
