"""What Qt says while it starts; where it cannot go on, the process ends with a sentence instead of a core dump."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from gui.startup.system_libraries import missing_libraries

_NO_NEWS = ("Could not load the Qt platform plugin", "xcb-cursor0 or libxcb-cursor0 is needed")
"""Qt says the first of each plugin and the second whatever is missing."""


class QtMessages:
    """Takes Qt's messages from now on; where Qt cannot go on, `end(sentence)` must end the process.

    Until `started` they are kept to explain a failure with (of a start that succeeds they are not worth a word, as
    that the locale is "C"); afterwards they go to standard error, but for what the off-screen platform says of each
    window.
    """

    def __init__(self, end: Callable[[str], object]) -> None:
        self._end = end
        self._starting = True
        self._said: list[str] = []
        qInstallMessageHandler(self._take)

    def started(self) -> None:
        """The application is there."""
        self._starting = False

    def _take(self, kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        if kind == QtMsgType.QtFatalMsg:
            fatal = f"Qt cannot go on: {' '.join(message.split())}"
            self._end(explain_no_window(self._said, os.environ, sys.platform) if self._starting else fatal)
        elif self._starting:
            self._said.append(message)
        elif "propagateSizeHints" not in message:
            print(message, file=sys.stderr)


def explain_no_window(said: Sequence[str], environ: Mapping[str, str], platform: str) -> str:
    """One sentence on why Qt could not open a window, of what it said before, and what to do instead.

    `platform` is as in `sys.platform`. Libraries are looked for on Linux only: elsewhere Qt brings its own.
    """
    linux = platform.startswith("linux")
    tried = _platforms(environ) if linux else []
    missing = missing_libraries(["offscreen", *tried]) if tried else {}
    if linux and not tried:
        reason = "neither DISPLAY nor WAYLAND_DISPLAY is set, so there is no screen"
    elif missing:
        packages = " ".join(sorted(set(missing.values())))
        reason = (
            f"Qt's {' and '.join(tried)} platform cannot be loaded because {', '.join(missing)} cannot be found"
            f" (on Debian and Ubuntu: apt-get install {packages})"
        )
    else:
        news = [" ".join(one.split()) for one in said if not any(known in one for known in _NO_NEWS)]
        reason = "; ".join(news) or "none of Qt's platforms could be started"
    if linux and missing_libraries(["offscreen"]):  # without these a screenshot cannot be made either
        return f"No window can be opened: {reason}."
    from engine.state.command import program_words  # no start that succeeds waits for it
    from engine.state.texts import join_words

    program, words = program_words(), ["--screenshot", "out.png"]
    by_make = f' (or make run ARGS="{join_words(words)}")' if "main.py" in program else ""
    line = join_words([*program, *words]) + by_make
    return f"No window can be opened: {reason}; to save a screenshot without a window, type: {line}"


def _platforms(environ: Mapping[str, str]) -> list[str]:
    """The platforms that Qt was to use; the variable may name several with options, as "wayland;xcb:x"."""
    chosen = environ.get("QT_QPA_PLATFORM", "").lower()
    if chosen:
        return [name.split(":")[0] for name in chosen.split(";")]
    wayland = environ.get("WAYLAND_DISPLAY") or environ.get("XDG_SESSION_TYPE") == "wayland"
    return ["wayland"] * bool(wayland) + ["xcb"] * bool(environ.get("DISPLAY"))
