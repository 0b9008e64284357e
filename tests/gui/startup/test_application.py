"""The application as macOS talks to it: in a process of its own, as there is one application in each."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from gui.startup.desktop_entry import PROGRAM, entry

OPENING = """
import sys
from PySide6.QtCore import QUrl
from PySide6.QtGui import QFileOpenEvent
from gui.startup.application import Application

application = Application([])
application.file_opened.connect(lambda file: print(ascii(str(file))))
for place in ("/there/my b\\u00fcld.png", QUrl("https://example.org/a.png")):
    print(application.sendEvent(application, QFileOpenEvent(place)))
"""


BEGUN = """
import locale
from gui.window import program
from main import end_at_once

application = program.make_application(end_at_once)
print(*application.arguments(), application.desktopFileName())
print(locale.setlocale(locale.LC_NUMERIC))
"""


def output(program: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parents[3],
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    return done.stdout.splitlines()


def test_the_window_has_the_name_of_its_entry_in_the_menu_and_numbers_have_points_in_any_language() -> None:
    known = [line.partition("=")[2] for line in entry(["run"]).splitlines() if "WMClass" in line]
    assert output(BEGUN) == [f"{known[0]} {PROGRAM}", "C"]


def test_a_file_that_is_opened_with_the_program_is_said_and_an_address_is_not() -> None:
    assert output(OPENING) == [ascii(str(Path("/there/my b\u00fcld.png"))), "True", "False"]
