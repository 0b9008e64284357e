"""The wheel scrolls; it changes only what has the focus."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QWidget


class WheelGuard(QObject):
    """Lets the wheel change a field only while it has the focus; otherwise the column scrolls."""

    def __init__(self, field: QWidget, policy: Qt.FocusPolicy = Qt.FocusPolicy.StrongFocus) -> None:
        super().__init__(field)
        self._field = field
        field.setFocusPolicy(policy)
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Whether the event goes no further."""
        if event.type() != QEvent.Type.Wheel or self._field.hasFocus():
            return False
        event.ignore()
        return True
