"""The system packages that a purpose needs on Linux: `python3 .ci/system_packages.py run`, `test` or `bench`.

They are installed where root and apt are there, and else named. The Makefile calls this before it builds .venv.
"""

from __future__ import annotations  # an old Python must get as far as the sentence that refuses it

import importlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Collection, Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from gui.startup.system_libraries import missing_libraries

FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")


class SetUpError(Exception):
    """A set-up that cannot go on; its text is for the person who started it."""


def main() -> None:
    """Make sure of what the purpose on the command line needs; end with one sentence where that fails."""
    try:
        if sys.version_info < (3, 11):  # noqa: UP036 - this also runs before the right Python is there
            raise SetUpError(
                f"Python {platform.python_version()} is too old: Diffusion Sandbox needs 3.11 or newer,"
                " as in make run PYTHON=python3.12"
            )
        ensure_system_packages(needed_platforms(sys.argv[1], os.environ))
    except (SetUpError, OSError) as error:
        sys.exit(str(error))


def needed_platforms(purpose: str, environ: Mapping[str, str]) -> set[str]:
    """Return the Qt platforms whose libraries are needed: without a display, those of a window are not."""
    if not sys.platform.startswith("linux"):
        return set()
    chosen = environ.get("QT_QPA_PLATFORM", "")
    if purpose == "run" and ("xcb" in chosen or (not chosen and environ.get("DISPLAY"))):
        return {"offscreen", "xcb"}
    if purpose == "run" and ("wayland" in chosen or (not chosen and environ.get("WAYLAND_DISPLAY"))):
        return {"offscreen", "wayland"}
    return {"offscreen"}


def ensure_system_packages(platforms: Collection[str]) -> None:
    """Make sure of the libraries of these platforms, a font and Python's ensurepip, or raise SetUpError."""
    missing = missing_packages(platforms)
    if missing and shutil.which("apt-get") and os.geteuid() == 0:
        run_apt("update")  # may fail for one bad source; what counts is what is there afterwards
        run_apt("install", "-y", "--no-install-recommends", *packages(missing))
        missing = missing_packages(platforms)
    if missing:
        raise SetUpError(remedy(missing))


def missing_packages(platforms: Collection[str]) -> dict[str, str]:
    """Return what this machine lacks: what it is -> Debian package."""
    missing = missing_libraries(platforms)
    if "offscreen" in platforms and not any(has_fonts(Path(name).expanduser()) for name in FONT_FOLDERS):
        missing["a font"] = "fonts-dejavu-core"
    importlib.invalidate_caches()
    if importlib.util.find_spec("ensurepip") is None:
        if sys.base_prefix != "/usr":
            raise SetUpError(f"The Python in {sys.base_prefix} lacks ensurepip: name another with PYTHON=...")
        missing["Python's ensurepip"] = f"python3.{sys.version_info[1]}-venv"
    return missing


def has_fonts(folder: Path) -> bool:
    """Return whether there is a font file somewhere in a folder."""
    return any(path.suffix in {".ttf", ".otf", ".ttc", ".pfb"} for path in folder.rglob("*"))


def remedy(missing: Mapping[str, str]) -> str:
    """Return what to do about missing things: the line to type where there is apt, their names elsewhere."""
    names = ", ".join(missing)
    if not shutil.which("apt-get"):
        return f"Missing here: {names}. Install them with the system's package manager, then type make again."
    root = "sudo " if shutil.which("sudo") else ""
    install = f"{root}apt-get install -y --no-install-recommends {' '.join(packages(missing))}"
    return (
        f"Missing here: {names}. As an administrator type this line, then make again:\n"
        f"{root}apt-get update && {install}"
    )


def packages(missing: Mapping[str, str]) -> list[str]:
    """Return the Debian packages that bring missing things, each once."""
    return sorted(set(missing.values()))


def run_apt(*arguments: str) -> None:
    """Run apt-get without questions, waiting for another apt to end."""
    command = ["apt-get", "-o", "DPkg::Lock::Timeout=120", *arguments]
    subprocess.run(command, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, check=False)


if __name__ == "__main__":
    main()
