"""A window that is closed while the engine is loaded ends the program at once, with what it remembers."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PROGRAM = """
import os, sys, threading
os.environ["QT_QPA_PLATFORM"] = "offscreen"
import main
from PySide6.QtCore import QCoreApplication, QEvent

def load(cache):
    application = QCoreApplication.instance()
    QCoreApplication.postEvent(application, QEvent(QEvent.Type.Quit))
    threading.Event().wait()

main.make_engine = load
sys.exit(main.main(["--t", "417"]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="its settings are named by variables")
def test_a_window_that_is_closed_while_the_engine_is_loaded_ends_the_program(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env={"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    settings = json.loads((tmp_path / "diffusion-sandbox" / "settings.json").read_text(encoding="utf-8"))
    assert json.loads(settings["view"])["t"] == 417
