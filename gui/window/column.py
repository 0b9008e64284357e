"""Panels one above the other."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from gui.style import GAP

SCROLL_BAR = 8


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
