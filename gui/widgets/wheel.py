"""The wheel scrolls; it changes only what has the focus."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QScrollArea, QWidget


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


def stands_in_what_scrolls(widget: QWidget) -> bool:
    """Whether the wheel scrolls what a widget stands in."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea) and parent.verticalScrollBar().maximum() > 0:
            return True
        parent = parent.parentWidget()
    return False
