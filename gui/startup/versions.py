"""Versions of Qt and pyqtgraph that are known to fail, refused before either is imported."""

import re
import sys
from importlib.util import find_spec
from pathlib import Path

TESTED = {"PySide6-Essentials": "6.11.3", "pyqtgraph": "0.14.0"}
_REMEDY = "python -m pip install " + " ".join(f"{name}=={number}" for name, number in TESTED.items())


def explain_bad_versions(python: tuple[int, ...], pyside: str, pyqtgraph: str) -> str | None:
    """Return one sentence that names versions which are known to fail together and the remedy, or None.

    `python` is as in `sys.version_info[:3]`, the others are as their packages state them.
    """
    running = ".".join(map(str, python))
    if python < (3, 11):
        return f"Python {running} is too old: Diffusion Sandbox needs Python 3.11 or newer."
    qt = _numbers(pyside)
    if qt < (6, 10):
        fault = f"PySide6 {pyside} is too old (6.10 or newer is needed)"
    elif qt in {(6, 11, 0), (6, 11, 1)}:
        fault = f"PySide6 {pyside} resizes windows and panels wrongly"
    elif qt >= (6, 12) and python < (3, 12):
        fault = f"PySide6 {pyside} crashes with Python {running} after a few seconds"
    elif _numbers(pyqtgraph) < (0, 14):
        fault = f"pyqtgraph {pyqtgraph} does not work with PySide6 {pyside}"
    else:
        return None
    return f"{fault}; to install versions that work, type: {_REMEDY}"


def installed_problem() -> str | None:
    """Return what `explain_bad_versions` says of the versions installed here, or that one is missing."""
    if getattr(
        sys, "frozen", False
    ):  # an application holds the versions that it was built with, and no sources
        return None
    pyside, pyqtgraph = _installed("PySide6"), _installed("pyqtgraph")
    if not pyside or not pyqtgraph:
        return f"{'pyqtgraph' if pyside else 'PySide6'} is not installed; to install it, type: {_REMEDY}"
    return explain_bad_versions(sys.version_info[:3], pyside, pyqtgraph)


def _installed(package: str) -> str | None:
    """The version that a package states in its source, which is read without importing it."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        return None
    source = Path(spec.origin).read_text(encoding="utf-8")
    stated = re.search(r"""^__version__ = ["'](.+)["']""", source, re.MULTILINE)
    return stated and stated[1]


def _numbers(text: str) -> tuple[int, ...]:
    """Return the first three numbers of a version: (6, 11, 0) for '6.11' and for '6.11.0rc1'."""
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    return tuple([*numbers, 0, 0, 0][:3])
