"""A window of the program with an engine that fails, or waits, when it is told to."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from gui.window.main_window import MainWindow
from tests.driver import Driver
from tests.gui.fake_engine import FakeEngine


class FakeWindow(Driver):
    def __init__(self, window: MainWindow, qtbot: QtBot, engine: FakeEngine) -> None:
        super().__init__(window, qtbot)
        self.engine = engine
