"""Qt's application, which on macOS is told of files while it runs."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication


class Application(QApplication):
    """Says which file is to be opened: macOS names none on the command line, neither at the start nor later."""

    file_opened = Signal(object)

    def event(self, event: QEvent) -> bool:
        """Take a file that was opened with the program, or dropped on its icon."""
        if isinstance(event, QFileOpenEvent) and event.file():
            self.file_opened.emit(Path(event.file()))
            return True
        return super().event(event)
