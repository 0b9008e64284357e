"""What fields share in which something is typed that must mean something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from gui.widgets.card import set_role
from gui.widgets.focus import give_keys_back
from gui.widgets.note import Note

BACK = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
STAYS = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
if TYPE_CHECKING:
    Base = QWidget
else:
    Base = object  # what has it comes from one class of Qt already


class Typed(Base):
    """What is typed stays until Enter, or until the field is left; what means nothing is never taken.

    The field says why then, and keeps what it has. Enter and Escape give the keys back; Escape restores.
    """

    def __init__(self) -> None:
        super().__init__()
        self._note: Note | None = None  # made when there is something to say
        self._line.textEdited.connect(self._forgive)
        # A file that is dropped here is for the window, not its name for the field.
        self._line.setAcceptDrops(False)

    @property
    def _line(self) -> QLineEdit:
        """In which it is typed."""
        raise NotImplementedError

    def _write(self) -> None:
        """Show what the field has, so that its line is not modified any more."""
        raise NotImplementedError

    def _accept(self, text: str) -> None:
        """Take a text, and show what it means. Raises ValueError, with a sentence, where it means nothing."""
        raise NotImplementedError

    def take(self) -> bool:
        """Take what is typed; where it means nothing, say why, and change nothing."""
        if not self._line.isModified():
            return True
        try:
            self._accept(self._line.text())
        except ValueError as error:
            set_role(self, "refused", "true")
            self._note = self._note or Note(self)
            self._note.say(str(error))
            return False
        return True

    @property
    def typed(self) -> str | None:
        """What is typed and not yet taken; None if there is nothing."""
        return self._line.text() if self._line.isModified() else None

    def type_in(self, text: str) -> None:
        """Have this text in the line as if it had been typed, and not yet taken."""
        self._line.setText(text)
        self._line.setModified(True)

    def event(self, event: QEvent) -> bool:
        """Undo and redo are the window's as long as nothing is typed that could be taken back."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and not self._line.isModified()
            and any(map(event.matches, BACK))
        ):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes, Escape restores; both give the keys back."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.take():
                self._finish()
        elif event.key() == Qt.Key.Key_Escape:
            if isinstance(self.window(), QDialog) and not self._line.isModified():
                event.ignore()  # it closes the dialog
                return
            self._restore()
            self._finish()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take what was typed; restore what was there where that is not possible."""
        if event.reason() not in STAYS and not self.take():
            self._write()
            set_role(self, "refused", "false")
            if self._note is not None:
                self._note.hide_soon()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing half-typed comes back; a window that is only minimised keeps it."""
        if not event.spontaneous():
            self._restore()
        super().hideEvent(event)

    def _restore(self) -> None:
        self._forgive()
        self._write()

    def _forgive(self) -> None:
        set_role(self, "refused", "false")
        if self._note is not None:
            self._note.hide()

    def _finish(self) -> None:
        give_keys_back(self)
