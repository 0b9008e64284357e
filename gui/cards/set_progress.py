"""How far the measuring of a set of pictures is, and a button that ends it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from gui.style import GAP
from gui.widgets.tooltips import describe

FINE = 1000  # parts of the progress bar


class SetProgress(QWidget):
    """A bar and a button, there only while a set is being measured."""

    cancel_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._bar = QProgressBar()
        self._bar.setObjectName("set_progress")
        self._bar.setRange(0, FINE)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(6)
        cancel = QPushButton("Cancel")
        cancel.setObjectName("cancel_set")
        describe(cancel, "cancel_set", "Stop measuring the set: plan for the open picture alone")
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
