"""A field for a text that must mean something."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from gui.widgets.tooltips import describe
from gui.widgets.typed import Typed


class TextField(Typed, QLineEdit):
    """A text that `read` makes canonical, or refuses by a ValueError, whose sentence then stands under the field."""

    wanted = Signal(str)
    """The user wants another text."""

    def __init__(self, name: str, read: Callable[[str], str], help: str) -> None:
        super().__init__()
        self.setObjectName(name)
        describe(self, name, help)
        self._read, self._shown = read, ""

    def show_text(self, text: str) -> None:
        """Show a text from its beginning. What is being typed stays, and the text is behind it."""
        self._shown = text
        if not self.isModified():
            self._write()

    def take(self) -> bool:
        """Take what is typed, or what a completer has put there, which Qt does not count as typed."""
        if self.text() != self._shown:
            self.setModified(True)
        return super().take()

    @property
    def _line(self) -> QLineEdit:
        return self

    def _write(self) -> None:
        self.setText(self._shown)
        self.setCursorPosition(0)

    def _accept(self, text: str) -> None:
        text = self._read(text)
        changed = text != self._shown
        self._restore()
        if changed:
            self.wanted.emit(text)
