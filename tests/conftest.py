"""What all tests share: Qt off-screen and dressed as the program is, and nothing left behind by any test."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QThread, QTimer
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from gui import style


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> QApplication:
    qapp.setStyle("Fusion")
    style.load_fonts()
    return qapp


@pytest.fixture(autouse=True)
def leaves_nothing_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that uses Qt fails when it leaves a window, a running thread or a running timer."""
    if "qtbot" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("qapp").setPalette(style.palette(style.THEMES["dark"]))
    yield
    assert not [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    for thing in gc.get_objects():
        kind = type(thing)  # isinstance would ask objects of other libraries, and some of them warn
        if issubclass(kind, QThread | QTimer) and not isValid(thing):
            continue
        if issubclass(kind, QThread):
            assert not thing.isRunning(), f"{thing} is still running"
        elif issubclass(kind, QTimer):
            assert not thing.isActive(), f"{thing} is still running, child of {thing.parent()}"
