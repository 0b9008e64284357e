"""A list of short texts, each of which can be typed anew, taken away, or added."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from engine.option import Option
from gui.style import GAP
from gui.widgets.focus import give_keys_back
from gui.widgets.text_field import TextField
from gui.widgets.tooltips import describe

LONGEST = 1_000_000
"""Letters of a line: one that took fewer would show another text than it was given."""


class TextList(QWidget):
    """The texts of an option of the kind "runs". Of its suggestions those are offered that have what is typed."""

    wanted = Signal(object)
    """Another tuple of texts."""

    def __init__(self, option: Option) -> None:
        super().__init__()
        self._option = option
        self._texts: tuple[str, ...] = ()
        self._lines: list[TextField] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP // 2)
        for number in range(int(option.maximum)):  # all of them, that Tab leads through them in their order
            column.addWidget(self._line(number))
        self._add = _button(f"{option.name}_add", "Add", f"One more. {option.help}")
        self._add.clicked.connect(self._add_one)
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
                line.show_text(texts[number])
        self._add.setEnabled(len(texts) < self._option.maximum)

    def _line(self, number: int) -> QWidget:
        name = self._option.name
        row = QWidget()
        row.hide()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP // 2)
        line = TextField(f"{name}_{number + 1}", self._option.read, self._option.help)
        line.setMaxLength(LONGEST)
        line.textEdited.connect(lambda: self._suggest(line))
        line.wanted.connect(lambda text: self._replace(number, text))
        remove = _button(f"{name}_remove_{number + 1}", "×", "Take this one away")
        remove.clicked.connect(lambda: self._remove(number))
        layout.addWidget(line, 1)
        layout.addWidget(remove)
        self._lines.append(line)
        return row

    def _add_one(self) -> None:
        """One more, like the last; what is typed next takes its place."""
        before = len(self._texts)
        self.wanted.emit(self._texts + self._texts[-1:])
        if len(self._texts) > before:
            self._lines[before].setFocus(Qt.FocusReason.OtherFocusReason)
            self._lines[before].selectAll()

    def _suggest(self, line: TextField) -> None:
        """Offer what has the letters that are typed."""
        if self._option.suggestions and line.completer() is None:  # not before: most lines are never typed in
            completer = QCompleter(self._option.suggestions, line)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            line.setCompleter(completer)
            completer.activated.connect(lambda text: _take_suggestion(line, text))

    def _replace(self, number: int, text: str) -> None:
        self.wanted.emit((*self._texts[:number], text, *self._texts[number + 1 :]))

    def _remove(self, number: int) -> None:
        if len(self._texts) > self._option.minimum:
            self.wanted.emit((*self._texts[:number], *self._texts[number + 1 :]))


def _take_suggestion(line: TextField, text: str) -> None:
    line.type_in(text)
    if line.take():
        give_keys_back(line)


def _button(name: str, words: str, help: str) -> QToolButton:
    button = QToolButton()
    button.setText(words)
    describe(button, name, help)
    button.setObjectName(name)
    return button
