"""A sentence beside a field, in no layout, so that nothing moves when it comes."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QLabel, QWidget

WIDEST = 280
DISTANCE = 4
SECONDS = 6


class Note(QLabel):
    """Stands under a field, or above it where there is no room, inside the window and over all that is there."""

    def __init__(self, field: QWidget) -> None:
        super().__init__(field)
        self._field = field
        self.setObjectName("field_note")
        self.setProperty("role", "banner")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._timer = QTimer(self, singleShot=True, interval=1000 * SECONDS)
        self._timer.timeout.connect(self.hide)
        self.hide()  # else it would come with its field

    def say(self, sentence: str) -> None:
        """Show a sentence until `hide`."""
        field, window = self._field, self._field.window()
        self.setParent(window)
        self.setText(sentence)
        self.ensurePolished()
        width = min(WIDEST, window.width(), self.fontMetrics().horizontalAdvance(sentence) + 16)
        self.resize(width, self.heightForWidth(width))
        below = field.mapTo(window, QPoint(0, field.height() + DISTANCE))
        above = below.y() - field.height() - 2 * DISTANCE - self.height()
        y = below.y() if below.y() + self.height() <= window.height() else max(0, above)
        self.move(max(0, min(below.x(), window.width() - width)), y)
        self._timer.stop()
        self.show()
        self.raise_()

    def hide_soon(self) -> None:
        """Leave the time to read it."""
        if self.isVisible():
            self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Wait for nothing."""
        self._timer.stop()
        super().hideEvent(event)
