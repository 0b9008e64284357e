"""The entry in the desktop's menu of applications, on Linux (Desktop Entry Specification 1.5, freedesktop.org)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import resources
from engine.exports.files import write_whole

PROGRAM = "diffusion-sandbox"
TYPES = ("png", "jpeg", "webp", "bmp", "tiff", "gif", "avif")
"""The pictures that are opened, as in image/png."""
_ENTRY = Path("applications", f"{PROGRAM}.desktop")
_ICON = Path("icons", "hicolor", "scalable", "apps", f"{PROGRAM}.svg")
_TIME_LIMIT = 30.0  # seconds, for the desktop's own program


def install_entry(data: Path, command: Sequence[str]) -> str:
    """Write the entry and its icon into a user's folder of data; returns a sentence that says so.

    Raises:
        ValueError: when a file cannot be written.
    """
    files = {
        _ICON: resources.path("icons", f"{PROGRAM}.svg").read_bytes(),
        _ENTRY: entry(command).encode(),
    }
    for name, content in files.items():
        try:
            (data / name).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ValueError(
                f"The folder {(data / name).parent} cannot be made ({error.strerror}): set XDG_DATA_HOME to another."
            ) from error
        write_whole(data / name, content)
    _tell_desktop(data)
    return (
        f"Diffusion Sandbox is in the menu of applications, and is offered to open pictures: {data / _ENTRY}. "
        "To take it out again: --remove-desktop-entry."
    )


def remove_entry(data: Path) -> str:
    """Remove what `install_entry` wrote; returns a sentence that says so.

    Raises:
        ValueError: when a file cannot be removed.
    """
    there = [data / name for name in (_ENTRY, _ICON) if (data / name).is_file()]
    for file in there:
        try:
            file.unlink()
        except OSError as error:
            raise ValueError(f"{file} cannot be removed ({error.strerror}).") from error
    if not there:
        return f"There was no entry: {data / _ENTRY}."
    _tell_desktop(data)
    return f"Diffusion Sandbox is no longer in the menu of applications: {data / _ENTRY} is removed."


def entry(command: Sequence[str]) -> str:
    """The text of the entry that starts the program by a command, with a picture or without."""
    return (
        "[Desktop Entry]\n"
        "Type=Application\n"
        "Name=Diffusion Sandbox\n"
        "GenericName=Diffusion models\n"
        "Comment=See the noise process of diffusion models on your own picture\n"
        f"Exec={' '.join(_quoted(word) for word in command)} %f\n"
        f"Icon={PROGRAM}\n"
        "Terminal=false\n"
        "StartupNotify=true\n"
        f"StartupWMClass={PROGRAM}\n"
        "Categories=Education;ComputerScience;DataVisualization;\n"
        "Keywords=diffusion;noise;schedule;DDPM;DDIM;\n"
        f"MimeType={''.join(f'image/{kind};' for kind in TYPES)}\n"
    )


def data_folder(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """Where a user's entries are (XDG Base Directory Specification: a relative path counts for nothing).

    Raises:
        ValueError: on Windows and macOS, which know no such entries, or for a user without a folder.
    """
    if platform in {"win32", "darwin"}:
        remedy = "pin the program to the taskbar" if platform == "win32" else "keep the program in the Dock"
        raise ValueError(f"Desktop entries are for Linux; here, {remedy} while it runs.")
    chosen = Path(environ.get("XDG_DATA_HOME", ""))
    try:
        return chosen if chosen.is_absolute() else Path.home() / ".local" / "share"
    except RuntimeError as error:
        raise ValueError("This user has no home folder: set XDG_DATA_HOME to a folder of data.") from error


def command_here() -> list[str]:
    """The words that start this program again, from any folder."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    started = os.path.abspath(sys.argv[0])  # noqa: PTH100 - links stay: a virtual environment is found by its own
    return [sys.executable, started] if started.endswith(".py") else [started]


def _quoted(word: str) -> str:
    r"""A word of Exec: " ` $ \ are escaped in quotes, then \ once more as in any text of an entry; % is a code."""
    inside = "".join(f"\\{letter}" if letter in '"`$\\' else letter for letter in word)
    return '"' + inside.replace("\\", "\\\\").replace("%", "%%") + '"'


def _tell_desktop(data: Path) -> None:
    """Have "Open with" know of the change at once; without that program it does after the next log-in."""
    with suppress(OSError):
        os.utime(data / "icons" / "hicolor")  # icons are looked for again where the folder is newer
    program = shutil.which("update-desktop-database")
    if program:
        with suppress(OSError, subprocess.SubprocessError):
            subprocess.run(
                [program, str(data / "applications")], check=False, capture_output=True, timeout=_TIME_LIMIT
            )
