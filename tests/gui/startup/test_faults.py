"""Exceptions of slots, events and threads reach the user and a file."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.startup.faults import MAX_BYTES, MOST, Faults


class Installed:
    def __init__(self, log: Path) -> None:
        self.log = log
        self.faults = Faults(log)
        self.said: list[str] = []
        self.faults.said.connect(self.said.append)
        self.faults.install()


@pytest.fixture
def installed(qtbot: QtBot, tmp_path: Path) -> Iterator[Installed]:
    hooks = sys.excepthook, threading.excepthook
    installed = Installed(tmp_path / "settings" / "faults.log")
    yield installed
    sys.excepthook, threading.excepthook = hooks


def divide() -> None:
    print(1 // 0)


def happen(error: BaseException) -> None:
    try:
        raise error
    except BaseException:
        sys.excepthook(*sys.exc_info())


def test_an_exception_in_a_slot_is_said_and_written_down(installed: Installed, qtbot: QtBot) -> None:
    QTimer.singleShot(0, divide)
    qtbot.waitUntil(lambda: bool(installed.said))
    (sentence,) = installed.said
    assert sentence.startswith("Something went wrong (ZeroDivisionError: ")
    assert str(installed.log) in sentence
    assert "in divide" in installed.log.read_text(encoding="utf-8")


def test_a_paint_event_that_fails_each_time_is_said_once(installed: Installed, qtbot: QtBot) -> None:
    class Broken(QWidget):
        painted = 0

        def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
            Broken.painted += 1
            raise KeyError("colour")

    widget = Broken()
    qtbot.addWidget(widget)
    widget.show()
    qtbot.waitUntil(lambda: bool(installed.said))
    before = Broken.painted
    widget.update()
    qtbot.waitUntil(lambda: Broken.painted > before)
    qtbot.wait(1)
    assert len(installed.said) == 1
    assert installed.log.read_text(encoding="utf-8").count("Traceback") == 1


def test_an_exception_in_a_thread_is_said_in_the_window_s_thread(installed: Installed, qtbot: QtBot) -> None:
    threads: list[int] = []
    installed.faults.said.connect(lambda sentence: threads.append(threading.get_ident()))
    thread = threading.Thread(target=divide)
    thread.start()
    thread.join()
    assert threads == []
    qtbot.waitUntil(lambda: bool(threads))
    assert threads == [threading.get_ident()]


def test_a_flood_of_faults_and_a_long_log_end(installed: Installed, qtbot: QtBot) -> None:
    installed.log.parent.mkdir()
    installed.log.write_bytes(bytes(MAX_BYTES + 1))
    for number in range(3 * MOST):
        code = "\n" * number + "raise ValueError('flood')"
        try:
            exec(compile(code, "flood", "exec"))
        except ValueError as error:
            sys.excepthook(ValueError, error, error.__traceback__)
    qtbot.waitUntil(lambda: bool(installed.said))
    assert len(installed.said) == MOST
    assert installed.log.stat().st_size < MAX_BYTES // 2


def test_where_nothing_can_be_written_the_details_go_to_standard_error(
    installed: Installed, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    installed.log.parent.write_text("a file, and no folder", encoding="utf-8")
    happen(ValueError("two\nlines \x1b[31m"))
    qtbot.waitUntil(lambda: bool(installed.said))
    assert installed.said[0].endswith("standard error.")
    assert "\n" not in installed.said[0]
    assert "\x1b" not in installed.said[0]
    assert "ValueError" in capsys.readouterr().err


def test_ctrl_c_is_no_fault(installed: Installed, qtbot: QtBot, capsys: pytest.CaptureFixture[str]) -> None:
    happen(KeyboardInterrupt())
    qtbot.wait(1)
    assert installed.said == []
    assert not installed.log.exists()
    assert "KeyboardInterrupt" in capsys.readouterr().err
