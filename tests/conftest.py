"""What all tests share: Qt off-screen and dressed as the program is, and nothing left behind by any test."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Iterator
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QThread, QTimer
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from gui import style

if TYPE_CHECKING:
    from engine.simulator import Simulator

MANY = 50_000  # objects, after which garbage is looked for


def pytest_collection_finish() -> None:
    """Have garbage looked for between the tests alone, and not in what the imports have made.

    A window that was closed is in circles of references. Whichever thread finds it ends it, and that must be Qt's.
    """
    gc.disable()
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> QApplication:
    qapp.setStyle("Fusion")
    style.load_fonts()
    return qapp


@pytest.fixture
def one_thread() -> Iterator[None]:
    """Torch with one thread: small products in several take longer where other programs are busy."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    """An engine of the tests of a module, which is driven in their thread."""
    from engine.simulator import Simulator

    engine = Simulator()
    yield engine
    engine.close()


@pytest.fixture(autouse=True)
def leaves_nothing_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that uses Qt fails when it leaves a window, a running thread or a running timer."""
    with_qt = "qtbot" in request.fixturenames
    ways_to_end = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}
    if with_qt:
        request.getfixturevalue("qapp").setPalette(style.palette(style.THEMES["dark"]))
    yield
    try:
        if with_qt:
            check_nothing_is_left()
    finally:
        for each, handler in ways_to_end.items():  # the program takes them for its own end
            if signal.getsignal(each) is not handler:
                signal.signal(each, handler)
        if with_qt:  # else they would all be deleted where a later test waits for something
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.disable()  # the program enables it where it ends
        if with_qt or gc.get_count()[0] > MANY:
            gc.collect()
            gc.freeze()  # what is still there stays, and is looked at no more


def check_nothing_is_left() -> None:
    assert not [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    for thing in gc.get_objects():
        kind = type(thing)  # isinstance would ask objects of other libraries, and some of them warn
        if issubclass(kind, QThread | QTimer) and not isValid(thing):
            continue
        if issubclass(kind, QThread):
            assert not thing.isRunning(), f"{thing} is still running"
        elif issubclass(kind, QTimer):
            assert not thing.isActive(), f"{thing} is still running, child of {thing.parent()}"
