"""How large a window can be."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QScreen

FRAME = QSize(8, 36)
"""What the system adds to a window, about."""


def room_on(screen: QScreen) -> QSize:
    """The size of the largest window for which a screen has room, without its frame."""
    return screen.availableGeometry().size() - FRAME
