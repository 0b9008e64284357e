"""How large windows and panels can be."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication, QScreen

FRAME = QSize(8, 36)
"""What the system adds to a window, about."""
PANELS = QSize(0, 48)
"""What the desktop keeps of a screen for itself, about, where it does not say: on Wayland."""
NO_LIMIT = 16_777_215
"""Qt's QWIDGETSIZE_MAX: the maximum of a panel that may be of any size."""


def room_on(screen: QScreen) -> QSize:
    """The size of the largest window for which a screen has room, without its frame."""
    room = screen.availableGeometry().size() - FRAME
    return room - PANELS if QGuiApplication.platformName().startswith("wayland") else room
