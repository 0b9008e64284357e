"""How far a job is, and a button that ends it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from gui.style import GAP
from gui.widgets.tooltips import describe

FINE = 1000  # parts of the progress bar


class JobProgress(QWidget):
    """A bar and a button, there only while a job is on its way; `of` is what it is of, a word for their names."""

    cancel_requested = Signal()

    def __init__(self, of: str, help: str) -> None:
        super().__init__()
        self._bar = QProgressBar()
        self._bar.setObjectName(f"{of}_progress")
        self._bar.setRange(0, FINE)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(6)
        cancel = QPushButton("Cancel")
        cancel.setObjectName(f"cancel_{of}")
        describe(cancel, f"cancel_{of}", help)
        cancel.clicked.connect(self.cancel_requested)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP)
        line.addWidget(self._bar, 1)
        line.addWidget(cancel)
        self.hide()

    def show_running(self, on: bool) -> None:
        """Be there while it is on its way."""
        self._bar.setValue(0)
        self.setVisible(on)

    def show_progress(self, part: float) -> None:
        """How far it is, 0 to 1."""
        self._bar.setValue(round(FINE * part))
