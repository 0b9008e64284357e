"""The window: one panel a module; main_window.py joins them, style.py says how they look."""

import builtins

import PySide6.QtCore  # noqa: F401 - which has now put an import of its own in the place of Python's

# That reads the source of every module that comes after it, to see whether it may ask for a `__feature__` of PySide:
# 0.3 ms for each of the 900 that torch has. Nobody here asks for one.
builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
