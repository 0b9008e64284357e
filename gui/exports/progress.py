"""How far a film is, with a button that ends it. The window can be used meanwhile."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from gui.style import GAP, PAD

BAR = 8  # its height


class ProgressDialog(QDialog):
    """Says how many frames are done, and how long the others take."""

    cancelled = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setObjectName("export_progress")
        self._bar = QProgressBar()
        self._bar.setObjectName("export_bar")
        self._bar.setTextVisible(False)  # the line below says more
        self._bar.setFixedHeight(BAR)
        self._said = QLabel("Beginning…")
        self._said.setObjectName("export_said")
        self._said.setMinimumWidth(
            self._said.fontMetrics().horizontalAdvance("frame 00000 of 00000, 00 min 00 s left")
        )
        cancel = QPushButton("Cancel")
        cancel.setObjectName("export_stop")
        cancel.clicked.connect(self.cancelled)
        line = QHBoxLayout()
        line.addWidget(self._said, 1)
        line.addWidget(cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * PAD, 2 * PAD, 2 * PAD, PAD)
        column.setSpacing(GAP)
        column.addWidget(self._bar)
        column.addLayout(line)

    @Slot(int, int, float)
    def show_progress(self, done: int, count: int, seconds: float) -> None:
        """So many frames of all are done, and the others take so long."""
        self._bar.setMaximum(count)
        self._bar.setValue(done)
        self._said.setText(f"frame {done} of {count}, {time_text(seconds)} left")

    def reject(self) -> None:
        """Escape ends it as Cancel does."""
        self.cancelled.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing it ends it too."""
        self.cancelled.emit()
        event.ignore()


def time_text(seconds: float) -> str:
    """A time in whole seconds, and in minutes where it is long."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
