"""The buttons at the left of the timeline."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QToolButton

from gui import style
from gui.style import Theme
from gui.widgets.tooltips import describe

BUTTONS = {
    "first": "The clean picture, t = 0  (Home)",
    "previous": "One timestep back, or one state of the scene  (Left; a hundredth with Shift, or Page Down)",
    "play": "Play  (Space)",
    "next": "One timestep on, or one state of the scene  (Right; a hundredth with Shift, or Page Up)",
    "last": "The noisiest state, t = T  (End)",
}


LEAST_WIDTHS = {"first": 700, "last": 700, "previous": 600, "next": 600}
"""Of the timeline, from which on there is room for a button beside a slider that can be aimed at."""


class StepButtons:
    """All of them, by their names."""

    def __init__(self) -> None:
        self.named = {name: _button(name, help) for name, help in BUTTONS.items()}

    def fit(self, width: int) -> None:
        """Leave to the slider of a timeline of this width what it needs: keys do the same."""
        for name, least in LEAST_WIDTHS.items():
            self.named[name].setHidden(width < least)

    def show_theme(self, theme: Theme, *, playing: bool) -> None:
        """Show the icons in the colours of a theme."""
        for name, button in self.named.items():
            if name != "play":
                button.setIcon(style.icon(name, theme.text))
        self.show_playing(theme, playing=playing)

    def show_playing(self, theme: Theme, *, playing: bool) -> None:
        """Show what the button in the middle does."""
        name = "pause" if playing else "play"
        self.named["play"].setIcon(style.icon(name, theme.on_accent))
        describe(self.named["play"], name, f"{name.capitalize()}  (Space)")


def _button(name: str, help: str) -> QToolButton:
    """One of them; those that go a single state repeat while they are held."""
    button = QToolButton()
    button.setObjectName(name)
    button.setProperty("role", name)
    describe(button, name if name == "play" else f"{name} timestep", help)
    button.setFixedWidth(34)
    button.setIconSize(QSize(20, 20))
    button.setAutoRepeat(name in ("previous", "next"))
    return button
