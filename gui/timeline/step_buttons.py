"""The buttons at the left of the timeline."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QToolButton

from gui.widgets.tooltips import describe

BUTTONS = {
    "first": "The clean picture, t = 0  (Home)",
    "previous": "One timestep back, or one state of the scene  (Left; a hundredth with Shift, or Page Down)",
    "play": "Play  (Space)",
    "next": "One timestep on, or one state of the scene  (Right; a hundredth with Shift, or Page Up)",
    "last": "The noisiest state, t = T  (End)",
}


def step_button(name: str, help: str) -> QToolButton:
    """One of them; those that go a single state repeat while they are held."""
    button = QToolButton()
    button.setObjectName(name)
    button.setProperty("role", name)
    describe(button, name, help)
    button.setFixedWidth(34)
    button.setIconSize(QSize(20, 20))
    button.setAutoRepeat(name in ("previous", "next"))
    return button
