"""Whether a window can be opened, decided before Qt starts: where none can, Qt aborts the whole process."""

import importlib.util
import os
import re
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from gui.startup.system_libraries import load_error, missing_libraries

_CONNECT_SECONDS = 10.0
_SCREENSHOT_HINT = (
    "to save a screenshot without a window, type: python main.py --screenshot out.png"
    ' (or make run ARGS="--screenshot out.png")'
)
# Qt's own call, in a process of its own: Xlib writes to standard error itself, and hangs if the server does.
_CONNECT_TO_X = """
import ctypes, sys
xlib = ctypes.CDLL("libX11.so.6")
xlib.XOpenDisplay.restype = ctypes.c_void_p
sys.exit(0 if xlib.XOpenDisplay(None) else 1)
"""


def explain_missing_display(
    platform: str = sys.platform, environ: Mapping[str, str] = os.environ
) -> str | None:
    """Return one sentence that says why no window can be opened and what to do instead, or None if one can.

    `platform` is as in `sys.platform`; macOS and Windows always have a display. On Linux Qt tries several of
    its own platforms in turn, and one that works is enough. Nothing of Qt is imported or started.
    """
    if not platform.startswith("linux"):
        return None
    problems = []
    for name in _platforms_that_qt_will_try(environ):
        problem = _platform_problem(name, environ)
        if problem is None:
            return None
        problems.append(problem)
    reason = ", and ".join(problems) or "neither DISPLAY nor WAYLAND_DISPLAY is set, so there is no screen"
    if missing_libraries(["offscreen"]):  # without these a screenshot cannot be made either
        return f"No window can be opened: {reason}."
    return f"No window can be opened: {reason}; {_SCREENSHOT_HINT}"


def _platforms_that_qt_will_try(environ: Mapping[str, str]) -> list[str]:
    """Return platform names in Qt's order; the variable may hold several with options, 'wayland;xcb:x'."""
    chosen = environ.get("QT_QPA_PLATFORM", "").lower()
    if chosen:
        return [name.split(":")[0] for name in chosen.split(";")]
    wayland = environ.get("WAYLAND_DISPLAY") or environ.get("XDG_SESSION_TYPE") == "wayland"
    return ["wayland"] * bool(wayland) + ["xcb"] * bool(environ.get("DISPLAY"))


def _platform_problem(name: str, environ: Mapping[str, str]) -> str | None:
    family = "wayland" if name.startswith("wayland") else name
    problem = _plugin_problem(family)
    if problem is None and family == "xcb":
        problem = _x_server_problem(environ)
    elif problem is None and family == "wayland":
        problem = _wayland_problem(environ)
    return problem


def _plugin_problem(name: str) -> str | None:
    """Return why Qt's plugin for a platform cannot be loaded, with the package that mends it, or None."""
    folder = _plugin_folder()
    if (
        folder is None
    ):  # a system's own PySide6 keeps its plugins elsewhere, and its packages bring the libraries
        return None
    plugin = folder / f"libq{name}.so"
    if not plugin.exists():
        return f"Qt has no platform named {name!r} (see QT_QPA_PLATFORM)"
    error = load_error(str(plugin))
    if error is None:
        return None
    missing = missing_libraries(["offscreen", name])
    named = re.match(r"(\S+): cannot open shared object file", error)
    if named and named[1] not in missing:
        return f"Qt's {name} platform cannot be loaded because {named[1]} is missing"
    if not missing:
        return f"Qt's {name} platform cannot be loaded ({error})"
    packages = " ".join(sorted(set(missing.values())))
    return (
        f"Qt's {name} platform cannot be loaded because {', '.join(missing)} cannot be found"
        f" (on Debian and Ubuntu: apt-get install {packages})"
    )


def _plugin_folder() -> Path | None:
    spec = importlib.util.find_spec("PySide6")  # finds the package without importing it
    for location in (spec and spec.submodule_search_locations) or ():
        folder = Path(location) / "Qt" / "plugins" / "platforms"
        if folder.is_dir():
            return folder
    return None


def _x_server_problem(environ: Mapping[str, str]) -> str | None:
    """Return why no connection to the X server can be made (gone, forbidden, no such screen), or None."""
    display = environ.get("DISPLAY", "")
    if not display:
        return "DISPLAY is not set"
    command = [sys.executable, "-I", "-S", "-c", _CONNECT_TO_X]
    try:
        done = subprocess.run(
            command, env=environ, capture_output=True, timeout=_CONNECT_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return f"the X server at DISPLAY={display} does not answer"
    if done.returncode == 0:
        return None
    said = done.stderr.decode(errors="replace").strip().splitlines()
    reason = f" ({said[-1].rstrip('.')})" if said else ""
    return f"no X server can be reached at DISPLAY={display}{reason}"


def _wayland_problem(environ: Mapping[str, str]) -> str | None:
    """Return why no Wayland compositor can be reached, or None."""
    name = environ.get("WAYLAND_DISPLAY") or "wayland-0"
    path = Path(environ.get("XDG_RUNTIME_DIR", ""), name)  # an absolute name stands for itself
    if not path.is_absolute():
        return f"WAYLAND_DISPLAY={name} needs XDG_RUNTIME_DIR, which is not set"
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(_CONNECT_SECONDS)
        try:
            connection.connect(str(path))
        except OSError:
            return f"no Wayland compositor answers at {path}"
    return None
