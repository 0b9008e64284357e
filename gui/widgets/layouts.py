"""Layouts that are about to be made, and columns of panels."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from gui.style import GAP

SCROLL_BAR = 8
DEPTH = 8  # layouts within one another in the window, and some to spare


def lay_out_now() -> None:
    """Make all layouts that are about to be made.

    Qt sends what was posted before the call, not what comes of it, and a widget whose layout has been made posts
    to the one around it. So once would make the innermost layouts alone.
    """
    for _ in range(DEPTH):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)


def column(*panels: QWidget, stretch: int | None = None) -> QVBoxLayout:
    """Panels one above the other, GAP between them; `stretch` is the one that takes what is left."""
    made = QVBoxLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(GAP)
    for index, panel in enumerate(panels):
        made.addWidget(panel, int(index == stretch))
    return made


def scrolling(panels: QVBoxLayout, width: int) -> QScrollArea:
    """A column that scrolls by itself when the window is low."""
    holder = QWidget()
    holder.setLayout(panels)
    holder.setMinimumWidth(width)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it scrolls to the field that has the focus
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(holder)
    area.setMinimumWidth(width + SCROLL_BAR)
    return area
