"""Imports as fast as Python's own, which PySide replaces by one that reads sources."""

from __future__ import annotations

import builtins


def use_plain_imports() -> None:
    """Put Python's import back, as nobody here asks for a `__feature__` of PySide.

    To see whether a module may, PySide's reads the source of every one that comes after it: 0.3 ms for each of the
    900 that torch has.
    """
    import PySide6.QtCore  # noqa: F401 - which has now put its own in the place of Python's

    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
