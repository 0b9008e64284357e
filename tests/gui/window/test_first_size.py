"""The first window fits its screen, however small that is or however large everything on it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from engine.worker import Worker
from gui.window.main_window import MainWindow
from main import make_engine
from tests.beginning import begin

SCREENS = [(1366, 768), (1280, 720), (1920, 1200)]
SCALES = [1.0, 1.25, 1.5, 2.0]


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("screen", SCREENS)
def test_the_first_window_and_all_of_its_parts_are_on_the_screen(
    screen: tuple[int, int], scale: float, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = QRect(0, 0, int(screen[0] / scale), int(screen[1] / scale))
    monkeypatch.setattr(MainWindow, "screen", lambda _: SimpleNamespace(availableGeometry=lambda: room))
    window = MainWindow(Worker(make_engine), begin(window_size=None, theme="dark"))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    assert window.width() <= room.width()
    assert window.height() <= room.height() - 30  # its frame has a title
    assert window.width() >= min(1600, room.width() - 8)
    columns = window.columns
    parts: list[QWidget] = [columns.timeline, columns.images, columns.inspector, window.statusBar()]
    for part in parts:
        place = QRect(part.mapTo(window, QPoint()), part.size())
        assert window.rect().contains(place)
        assert min(place.width(), place.height()) > 20
    seen = QRect(columns.right.mapTo(window, QPoint()), columns.right.size())
    assert columns.right.isHidden() or window.rect().contains(seen)
    window.close()
