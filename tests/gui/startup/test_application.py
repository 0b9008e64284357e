"""The application as macOS talks to it: in a process of its own, as there is one application in each."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROGRAM = """
import sys
from PySide6.QtCore import QUrl
from PySide6.QtGui import QFileOpenEvent
from gui.startup.application import Application

application = Application([])
application.file_opened.connect(lambda file: print(ascii(str(file))))
for place in ("/there/my b\\u00fcld.png", QUrl("https://example.org/a.png")):
    print(application.sendEvent(application, QFileOpenEvent(place)))
"""


def test_a_file_that_is_opened_with_the_program_is_said_and_an_address_is_not() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    assert done.stdout.splitlines() == [ascii(str(Path("/there/my b\u00fcld.png"))), "True", "False"]
