"""A part of a widget or window, by its kind and its name."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QObject

Found = TypeVar("Found", bound=QObject)


def find(parent: QObject, kind: type[Found], name: str = "") -> Found:
    """The only one of a kind where it needs no name."""
    found = parent.findChild(kind, name) if name else parent.findChild(kind)
    assert isinstance(found, kind), f"there is no {kind.__name__} {name}"
    return found
