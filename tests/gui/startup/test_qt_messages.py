"""No screen, a dead one, an unknown platform: one sentence and exit code 1, from the real process."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gui.startup import qt_messages
from gui.startup.qt_messages import explain_no_window
from gui.startup.system_libraries import missing_libraries

ROOT = Path(__file__).parents[3]
START = """
import os, sys
from gui.startup.qt_messages import QtMessages

def end(sentence):
    print(sentence, file=sys.stderr, flush=True)
    os._exit(1)

messages = QtMessages(end)
from PySide6.QtCore import qFatal, qWarning
from PySide6.QtWidgets import QApplication, QWidget
application = QApplication([])
messages.started()
widget = QWidget()
widget.show()
application.processEvents()
qWarning("worth a word")
{more}
"""
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="displays are named by variables on Linux")


def start(environ: dict[str, str], more: str = "") -> tuple[int, list[str]]:
    """Open a window in these surroundings; the exit code and the lines on standard error."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XDG_SESSION_TYPE")
    kept = {name: value for name, value in os.environ.items() if name not in names}
    done = subprocess.run(
        [sys.executable, "-c", START.format(more=more)],
        cwd=ROOT,
        env={**kept, **environ},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr.splitlines()


@on_linux
@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"DISPLAY": ":987"},
        {"QT_QPA_PLATFORM": "xcb", "DISPLAY": ":987"},
        {"WAYLAND_DISPLAY": "wayland-9", "XDG_RUNTIME_DIR": "/nowhere"},
        {"QT_QPA_PLATFORM": "unheard-of"},
    ],
    ids=lambda environ: " ".join(f"{name}={value}" for name, value in environ.items()) or "no display",
)
def test_where_no_window_can_be_opened_one_sentence_says_why(environ: dict[str, str]) -> None:
    code, lines = start(environ)
    assert code == 1
    (sentence,) = (
        line for line in lines if not line.startswith("error: XDG_RUNTIME_DIR")
    )  # libwayland's own
    assert sentence.startswith("No window can be opened: ")
    assert "--screenshot out.png" in sentence


def test_a_start_that_succeeds_says_nothing_and_later_messages_are_shown() -> None:
    assert start({"QT_QPA_PLATFORM": "offscreen", "LC_ALL": "C"}) == (0, ["worth a word"])


def test_a_fatal_message_later_ends_with_a_sentence_too() -> None:
    code, lines = start({"QT_QPA_PLATFORM": "offscreen"}, "qFatal('the sky has fallen')")
    assert code == 1
    assert lines[-1].startswith("Qt cannot go on: ")


@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="needs a virtual X server")
def test_a_real_server_opens_a_window_even_beside_a_stale_compositor(tmp_path: Path) -> None:
    if missing_libraries(["xcb"]):
        pytest.skip("libraries of a window are missing here")
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "64x64x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        name = f":{server.stdout.readline().strip()}"  # written once it is ready
        stale = {"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": str(tmp_path)}
        assert start({"DISPLAY": name, **stale}) == (0, ["worth a word"])
        server.terminate()


@pytest.mark.parametrize(
    ("lacking", "said", "screenshot"),
    [
        ({"xcb": {"libxcb-cursor.so.0": "libxcb-cursor0"}}, "apt-get install libxcb-cursor0)", True),
        ({"offscreen": {"libEGL.so.1": "libegl1"}}, "because libEGL.so.1 cannot be found", False),
        ({}, "could not connect to display :0", True),
    ],
)
def test_a_missing_library_is_named_with_its_package(
    lacking: dict[str, dict[str, str]], said: str, screenshot: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(platforms: list[str]) -> dict[str, str]:
        return {library: package for name in platforms for library, package in lacking.get(name, {}).items()}

    monkeypatch.setattr(qt_messages, "missing_libraries", missing)
    messages = [
        "From 6.5.0, xcb-cursor0 or libxcb-cursor0 is needed to load the Qt xcb platform plugin.",
        "could not connect to display :0",
        'Could not load the Qt platform plugin "xcb" in "" even though it was found.',
    ]
    sentence = explain_no_window(messages, {"DISPLAY": ":0"}, "linux")
    assert said in sentence
    assert "xcb-cursor0 or" not in sentence
    assert ("--screenshot" in sentence) is screenshot  # without the basic libraries there is none either


def test_other_systems_say_what_qt_says() -> None:
    sentence = explain_no_window(["the screen is locked"], {}, "darwin")
    assert sentence.startswith("No window can be opened: the screen is locked; ")


def test_the_line_for_a_screenshot_starts_the_program_that_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    sentence = explain_no_window(["the screen is locked"], {}, "darwin")
    assert sentence.endswith(
        'type: python main.py --screenshot out.png (or make run ARGS="--screenshot out.png")'
    )
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "/apps/diffusion-sandbox")
    sentence = explain_no_window(["the screen is locked"], {}, "darwin")
    assert sentence.endswith("type: /apps/diffusion-sandbox --screenshot out.png")
