"""A real window with the real engine, for any test that asks for a `driver`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from engine.state.start import Start
from tests.beginning import begin
from tests.driver import Driver, opened
from tests.gui.kept_decoders import end_decoders, take_decoder


@pytest.fixture(scope="session", autouse=True)
def decoders_are_kept() -> Iterator[None]:
    """A window takes the process that decodes pictures over from the one before."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("engine.holdings.Decoder", take_decoder)
        yield
    end_decoders()


@pytest.fixture
def start() -> Start:
    """What the window begins with; a module that wants another start has a fixture of this name."""
    return begin(working_size=64, window_size=(1366, 768))


@pytest.fixture
def driver(qtbot: QtBot, start: Start) -> Iterator[Driver]:
    with opened(qtbot, start) as driver:
        yield driver
