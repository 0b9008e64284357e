"""What is kept from one session to the next: how the window looked."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QMainWindow

from engine.schedules.quantities import QUANTITIES
from engine.state.start import THEME_NAMES, Looks
from gui.plots.readout import DIGITS
from gui.startup.scale import percent
from gui.window.columns import Columns
from gui.window.looks import WindowLooks
from gui.window.preferences import Preferences, one_of


class Settings:
    """Reads and writes the looks of the window; without preferences all is as at the first start."""

    def __init__(self, preferences: Preferences | None) -> None:
        self.preferences = preferences

    def complete(self, looks: Looks) -> Looks:
        """Looks with what the last session left where they leave it open; a damaged value is as if never saved."""
        if self.preferences is None:
            return looks
        theme = self.preferences.read("theme", None, one_of(THEME_NAMES))
        digits = self.preferences.read(
            "digits", None, lambda text: int(one_of(tuple(map(str, DIGITS)))(text))
        )
        curves = self.preferences.read("curves", None, _names)
        folded = self.preferences.read("folded", None, lambda text: tuple(text.split()))
        help = self.preferences.read("help", None, lambda text: one_of(("on", "off"))(text) == "on")
        statistics = self.preferences.read(
            "statistics", None, lambda text: one_of(("on", "off"))(text) == "on"
        )
        return replace(
            looks,
            theme=looks.theme or theme,
            curves=looks.curves or curves,
            digits=looks.digits or digits,
            help=help if looks.help is None else looks.help,
            statistics=statistics if looks.statistics is None else looks.statistics,
            folded=folded if looks.folded is None else looks.folded,
        )

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
        if looks.chosen_theme is not None:
            self.preferences.write("theme", looks.chosen_theme)
        self.preferences.write("scale", looks.scale)
        now = looks.looks
        self.preferences.write("help", "on" if now.help else "off")
        self.preferences.write("statistics", "on" if now.statistics else "off")
        self.preferences.write("curves", " ".join(now.curves or ()))
        self.preferences.write("digits", now.digits)
        if now.folded is not None:
            self.preferences.write("folded", " ".join(now.folded))
        self.preferences.write_bytes("columns", columns.splitter.saveState())
        self.preferences.write_bytes("geometry", window.saveGeometry())


def _names(text: str) -> tuple[str, ...]:
    return tuple(map(one_of(tuple(QUANTITIES)), text.split()))
