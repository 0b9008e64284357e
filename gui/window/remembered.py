"""How the window looked in the last session, and where that is kept."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QMainWindow

from engine.schedules.quantities import QUANTITIES
from engine.state.command_line import DEFAULT_SIZE, THEME_NAMES, Options
from gui.plots.curves import DEFAULT
from gui.window.panels import Panels
from gui.window.preferences import Preferences, one_of


class Remembered:
    """Reads and writes the looks of the window; without preferences all is as at the first start."""

    def __init__(self, preferences: Preferences | None) -> None:
        self._preferences = preferences

    def _word(self, key: str, default: str, allowed: Sequence[str]) -> str:
        parse = one_of(tuple(allowed))
        return self._preferences.read(key, default, parse) if self._preferences else default

    @property
    def theme(self) -> str:
        """ "system", "dark" or "light"."""
        return self._word("theme", "system", THEME_NAMES)

    @property
    def help(self) -> bool:
        """Whether the help on the scene is shown."""
        return self._word("help", "on", ("on", "off")) == "on"

    @property
    def curves(self) -> tuple[str, ...]:
        """The curves that are shown."""

        def parse(text: str) -> tuple[str, ...]:
            return tuple(map(one_of(tuple(QUANTITIES)), text.split()))

        default = tuple(DEFAULT)
        return self._preferences.read("curves", default, parse) if self._preferences else default

    def restore(self, window: QMainWindow, panels: Panels, options: Options) -> None:
        """Give the window its size and its columns."""
        window.resize(*(options.window_size or DEFAULT_SIZE))
        panels.show_width(window.width())
        panels.readout.show_digits(int(self._word("digits", "4", ("4", "8", "16"))))
        if self._preferences:
            panels.columns.restoreState(self._preferences.read_bytes("columns"))
            if not options.window_size:
                window.restoreGeometry(self._preferences.read_bytes("geometry"))

    def save(
        self, window: QMainWindow, panels: Panels, options: Options, curves: Sequence[str], help: bool
    ) -> None:
        """Keep the looks of the window for the next session."""
        if not self._preferences:
            return
        self._preferences.write("theme", options.theme)
        self._preferences.write("help", "on" if help else "off")
        self._preferences.write("curves", " ".join(curves))
        self._preferences.write("digits", panels.readout.digits)
        self._preferences.write_bytes("columns", panels.columns.saveState())
        self._preferences.write_bytes("geometry", window.saveGeometry())
