"""How far a job is, and a button that ends it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QProgressBar, QPushButton, QWidget

from gui.style import GAP
from gui.widgets.focus import give_keys_back
from gui.widgets.tooltips import describe, spoken

FINE = 1000  # parts of the progress bar


class ThinBar(QProgressBar):
    """A progress bar without words."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(spoken(name))
        self.setRange(0, FINE)
        self.setTextVisible(False)
        self.setFixedHeight(6)

    def show_part(self, part: float) -> None:
        """How far it is, 0 to 1."""
        self.setValue(round(FINE * part))


class JobProgress(QWidget):
    """A bar and a button, there only while a job is on its way; `of` is what it is of, a word for their names.

    After a press it stays for the time of a double click: the second press is not for what comes to its place.
    """

    cancel_requested = Signal()
    there_changed = Signal(bool)
    """It has come, or is about to go."""

    def __init__(self, of: str, help: str) -> None:
        super().__init__()
        self._bar = ThinBar(f"{of}_progress")
        self._cancel = QPushButton("Cancel")
        self._cancel.setObjectName(f"cancel_{of}")
        describe(self._cancel, f"cancel_{of}", help)
        self._cancel.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # it goes, and keys are not for what comes then
        self._cancel.clicked.connect(self._press)
        self._pressed = QTimer(self, singleShot=True)
        self._pressed.timeout.connect(self._leave)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP)
        line.addWidget(self._bar, 1)
        line.addWidget(self._cancel)
        self.hide()

    @property
    def has_keys(self) -> bool:
        """Whether the focus is here."""
        return self._cancel.hasFocus()

    def take_keys(self) -> None:
        """Have the focus, in place of what begins the job and goes meanwhile."""
        self._cancel.setFocus()

    def show_running(self, on: bool) -> None:
        """Be there while it is on its way."""
        self._bar.setValue(0)
        if on:
            self._pressed.stop()
            self.show()
            self.there_changed.emit(True)
        elif not self._pressed.isActive():
            self._leave()

    def show_progress(self, part: float) -> None:
        """How far it is, 0 to 1."""
        self._bar.show_part(part)

    @Slot()
    def _press(self) -> None:
        if not self._pressed.isActive():
            self._pressed.start(QApplication.doubleClickInterval())
            self.cancel_requested.emit()

    @Slot()
    def _leave(self) -> None:
        self._pressed.stop()
        if not self.isHidden():
            self.there_changed.emit(False)
            if self.has_keys:  # or the next widget would have them, whatever it does
                give_keys_back(self._cancel)
            self.hide()

    def hideEvent(self, event: QHideEvent) -> None:
        """No timer outlives the window."""
        super().hideEvent(event)
        if self._pressed.isActive():
            self._leave()
