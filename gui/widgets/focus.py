"""Where the keys go when a field is done with them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def give_keys_back(field: QWidget) -> None:
    """Take the focus from a field: its window has it now, or the window's focus proxy (the view)."""
    field.clearFocus()
    field.window().setFocus(Qt.FocusReason.OtherFocusReason)
