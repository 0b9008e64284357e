"""Layouts that are about to be made."""

from PySide6.QtCore import QCoreApplication, QEvent

DEPTH = 8  # layouts within one another in the window, and some to spare


def lay_out_now() -> None:
    """Make all layouts that are about to be made.

    Qt sends what was posted before the call, not what comes of it, and a widget whose layout has been made posts
    to the one around it. So once would make the innermost layouts alone.
    """
    for _ in range(DEPTH):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
