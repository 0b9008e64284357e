"""A window on which files and pictures can be dropped."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow

from gui.window.opening import can_take


class DropWindow(QMainWindow):
    """Takes what can be opened, as a copy or a link: a program whose file is moved may remove it."""

    dropped = Signal(object, bool)
    """The QMimeData that was dropped, and whether it is to be opened as a picture (with Alt)."""
    drop_refused = Signal(str)
    """Nothing that can be opened was dropped: what can be."""

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and images."""
        _offer(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """The same, wherever over the window."""
        _offer(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        if _offer(event):
            self.dropped.emit(event.mimeData(), bool(event.modifiers() & Qt.KeyboardModifier.AltModifier))
        else:
            self.drop_refused.emit("Only files and pictures can be dropped here.")


def _offer(event: QDropEvent) -> bool:
    """Say to where it comes from whether it can be dropped, and how."""
    actions = (Qt.DropAction.CopyAction, Qt.DropAction.LinkAction)
    action = next((each for each in actions if each & event.possibleActions()), None)
    if action is None or not can_take(event.mimeData()):
        event.ignore()
        return False
    event.setDropAction(action)
    event.accept()
    return True
