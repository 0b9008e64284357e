"""Signals end a real process in order."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PROGRAM = """
import os
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from gui.startup.interrupts import Interrupts

class Window(QWidget):
    def closeEvent(self, event):
        print("saved", flush=True)

application = QApplication([])
interrupts = Interrupts(application)
window = Window()
window.show()
if {dialog}:
    QTimer.singleShot(0, QDialog(window).exec)
QTimer.singleShot(0, lambda: QTimer.singleShot(0, lambda: print("ready", flush=True)))
code = application.exec()
interrupts.stop()
print("ended", code, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="has no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("dialog", [False, True])
def test_a_signal_closes_the_windows_in_order(number: signal.Signals, dialog: bool) -> None:
    command = [sys.executable, "-c", PROGRAM.format(dialog=dialog)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(number)
        said, errors = process.communicate(timeout=60)
    assert said.splitlines() == ["saved", "ended 0"]
    assert process.returncode == 0
    assert "Traceback" not in errors
