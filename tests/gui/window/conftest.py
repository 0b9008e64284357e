"""A real window of an engine that fails, or waits, when it is told to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from tests.beginning import begin
from tests.driver import opened
from tests.gui.fake_engine import FakeEngine
from tests.gui.fake_window import FakeWindow


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[FakeWindow]:
    engine = FakeEngine()
    with opened(qtbot, begin(window_size=(1366, 768)), engine=lambda: engine) as driver:
        yield FakeWindow(driver.window, qtbot, engine)
        engine.end()
