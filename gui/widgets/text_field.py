"""A field for a text that must mean something."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from gui.widgets.card import set_role
from gui.widgets.focus import give_keys_back
from gui.widgets.note import Note
from gui.widgets.tooltips import describe


class TextField(QLineEdit):
    """A text that `read` makes canonical, or refuses by a ValueError, whose sentence then stands under the field.

    As in fields for numbers what is typed stays until Enter, or until the field is left; Escape restores the text.
    """

    wanted = Signal(str)
    """The user wants another text."""

    def __init__(self, name: str, read: Callable[[str], str], help: str) -> None:
        super().__init__()
        self.setObjectName(name)
        describe(self, name, help)
        self._read, self._shown = read, ""
        self._note = Note(self)
        self.textEdited.connect(self._forgive)

    def show_text(self, text: str) -> None:
        """Show a text from its beginning. What is being typed stays, and the text is behind it."""
        self._shown = text
        if not self.isModified():
            self.setText(text)
            self.setCursorPosition(0)

    def take(self) -> bool:
        """Take what is typed; where it means nothing, say why, and change nothing."""
        if not self.isModified():
            return True
        try:
            text = self._read(self.text())
        except ValueError as error:
            set_role(self, "refused", "true")
            self._note.say(str(error))
            return False
        changed = text != self._shown
        self._restore()
        if changed:
            self.wanted.emit(text)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes, Escape restores; both give the keys back."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.take():
                give_keys_back(self)
        elif event.key() == Qt.Key.Key_Escape:
            self._restore()
            give_keys_back(self)
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take what was typed; restore the text where that is not possible."""
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason and not self.take():
            self._write()
            set_role(self, "refused", "false")
            self._note.hide_soon()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing half-typed comes back; a window that is only minimised keeps it."""
        if not event.spontaneous():
            self._restore()
        super().hideEvent(event)

    def _write(self) -> None:
        self.setText(self._shown)  # is not modified any more
        self.setCursorPosition(0)

    def _restore(self) -> None:
        self._forgive()
        self._write()

    def _forgive(self) -> None:
        set_role(self, "refused", "false")
        self._note.hide()
