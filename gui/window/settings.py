"""What is kept from one session to the next: how the window looked."""

from __future__ import annotations

from dataclasses import fields, replace

from PySide6.QtWidgets import QMainWindow

from engine.state.start import Looks
from engine.state.words import LOOKS, kept, remembered
from gui.startup.scale import percent
from gui.window.columns import Columns
from gui.window.looks import WindowLooks
from gui.window.preferences import Preferences


class Settings:
    """Reads and writes the looks of the window; without preferences all is as at the first start."""

    def __init__(self, preferences: Preferences | None) -> None:
        self.preferences = preferences
        self._asked: dict[str, str] = {}  # by the command line, for one session

    def complete(self, looks: Looks) -> Looks:
        """Looks with what the last session left where they leave it open; a damaged value is as if never saved."""
        if self.preferences is None:
            return looks
        preferences = self.preferences
        self._asked = kept(LOOKS, looks)
        last = remembered(LOOKS, lambda name: preferences.read(name, None, str), Looks())
        given = {field.name: getattr(looks, field.name) for field in fields(Looks)}
        return replace(last, **{name: value for name, value in given.items() if value is not None})

    def restore(self, window: QMainWindow, columns: Columns, looks: Looks, window_looks: WindowLooks) -> None:
        """Give the window the place and the columns that it had, as far as the screen has room for them."""
        if self.preferences is None:
            return
        window_looks.scale = self.preferences.read("scale", 100, percent)
        columns.splitter.restoreState(self.preferences.read_bytes("columns"))
        if not looks.window_size:
            window.restoreGeometry(self.preferences.read_bytes("geometry"))

    def save(self, window: QMainWindow, columns: Columns, looks: WindowLooks) -> None:
        """Keep the looks of the window for the next session."""
        if self.preferences is None:
            return
        curves = looks.curves  # said in full: what is as usual again must take the place of what was kept
        shown = replace(
            looks.looks,
            window_size=None,
            curves_over=curves.over,
            log_curves=curves.log,
            curve_ranges=curves.ranges,
        )
        for name, text in kept(LOOKS, shown).items():
            if text != self._asked.get(name):
                self.preferences.write(name, text)
        self.preferences.write("scale", looks.scale)
        self.preferences.write_bytes("columns", columns.splitter.saveState())
        self.preferences.write_bytes("geometry", window.saveGeometry())
