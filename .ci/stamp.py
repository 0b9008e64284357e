"""What a .venv was built from and what it is ready for, kept in the .venv itself."""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

INPUTS = ("pyproject.toml", "constraints.txt", "gui/startup/system_libraries.py")


@dataclass(frozen=True)
class Stamp:
    """`ready` holds the purposes it serves and the Qt platforms whose system libraries were found.

    An unfinished one is written before the packages change and a finished one after that.
    """

    python: str
    pip_args: str
    inputs: str
    ready: tuple[str, ...] = ()
    finished: bool = False


def python_identity() -> str:
    """Return the minor version and the home of the Python that .venv is built from, also from within it."""
    return f"{sys.version_info[0]}.{sys.version_info[1]} {sys.base_prefix}"


def digest(root: Path) -> str:
    """Return a hash of the files that say what is installed."""
    return hashlib.sha256(b"".join((root / name).read_bytes() for name in INPUTS)).hexdigest()


def read_stamp(root: Path) -> Stamp | None:
    """Return the stamp of a tree's .venv; None where there is none, an unfinished one where it is damaged."""
    try:
        fields = json.loads((root / ".venv" / "stamp.json").read_text(encoding="utf-8"))
        return Stamp(**{**fields, "ready": tuple(fields["ready"])})
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, KeyError):
        return Stamp("", "", "")


def write_stamp(root: Path, stamp: Stamp | None) -> None:
    """Write the stamp of a tree's .venv, or remove it."""
    path = root / ".venv" / "stamp.json"
    if stamp:
        path.write_text(json.dumps(asdict(stamp)), encoding="utf-8")
    else:
        path.unlink()
