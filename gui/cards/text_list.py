"""A list of short texts, each of which can be typed anew, taken away, or added."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from gui.style import GAP
from gui.widgets.card import set_role
from gui.widgets.focus import give_keys_back
from gui.widgets.tooltips import describe

LONGEST = 1_000_000
"""Letters of a line: one that took fewer would show another text than it was given."""


class TextList(QWidget):
    """Texts that `read` makes canonical, or refuses by a ValueError; its sentence is the tooltip of the line then."""

    wanted = Signal(object)
    """Another tuple of texts."""

    def __init__(self, name: str, help: str, read: Callable[[str], str], least: int, most: int) -> None:
        super().__init__()
        self._name, self._help, self._read, self._least, self._most = name, help, read, least, most
        self._texts: tuple[str, ...] = ()
        self._lines: list[QLineEdit] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP // 2)
        for number in range(most):  # all of them, that Tab leads through them in their order
            column.addWidget(self._line(number))
        self._add = QToolButton()
        self._add.setText("Add")
        describe(self._add, f"{name}_add", f"One more. {help}")
        self._add.setObjectName(f"{name}_add")
        self._add.clicked.connect(lambda: self.wanted.emit(self._texts + self._texts[-1:]))
        column.addWidget(self._add)

    def show_texts(self, texts: tuple[str, ...]) -> None:
        """Show these."""
        if texts == self._texts:
            return
        self._texts = texts
        for number, line in enumerate(self._lines):
            row = line.parentWidget()
            assert row is not None
            row.setVisible(number < len(texts))
            if number < len(texts):
                line.setText(texts[number])
                line.setCursorPosition(0)  # its beginning says what it is
                self._forgive(line)
        self._add.setEnabled(len(texts) < self._most)

    def _line(self, number: int) -> QWidget:
        row = QWidget()
        row.hide()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP // 2)
        line = QLineEdit()
        line.setMaxLength(LONGEST)
        describe(line, f"{self._name}_{number + 1}", self._help)
        line.setObjectName(f"{self._name}_{number + 1}")
        line.editingFinished.connect(lambda: self._take(number))
        line.returnPressed.connect(lambda: give_keys_back(line))
        remove = QToolButton()
        remove.setText("×")
        describe(remove, f"{self._name}_remove_{number + 1}", "Take this one away")
        remove.setObjectName(f"{self._name}_remove_{number + 1}")
        remove.clicked.connect(lambda: self._remove(number))
        layout.addWidget(line, 1)
        layout.addWidget(remove)
        self._lines.append(line)
        return row

    def _take(self, number: int) -> None:
        line = self._lines[number]
        if number >= len(self._texts) or line.text() == self._texts[number]:
            self._forgive(line)
            return
        try:
            text = self._read(line.text())
        except ValueError as error:
            set_role(line, "invalid", "true")
            line.setToolTip(str(error))
            return
        self.wanted.emit((*self._texts[:number], text, *self._texts[number + 1 :]))

    def _remove(self, number: int) -> None:
        if len(self._texts) > self._least:
            self.wanted.emit((*self._texts[:number], *self._texts[number + 1 :]))

    def _forgive(self, line: QLineEdit) -> None:
        set_role(line, "invalid", "false")
        line.setToolTip(self._help)
