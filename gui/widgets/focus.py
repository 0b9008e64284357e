"""Where the keys go when a field is done with them, and in which order Tab leads through the fields."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def give_keys_back(field: QWidget) -> None:
    """Take the focus from a field: its window has it now, or the window's focus proxy (the view)."""
    field.clearFocus()
    field.window().setFocus(Qt.FocusReason.OtherFocusReason)


def order_tabs(*areas: QWidget) -> None:
    """Let Tab lead through these areas one after the other, and through each in the order of its making.

    An area may lie within one that is named later: it comes where it is named first.
    """
    controls = dict.fromkeys(control for area in areas for control in _controls(area))
    for one, next_one in pairwise(controls):
        QWidget.setTabOrder(one, next_one)


def _controls(area: QWidget) -> list[QWidget]:
    """What Tab stops at in an area, hidden ones too, in the present order."""
    found, window = [], area.window()
    widget = window.nextInFocusChain()  # from the window: an area's own place in the ring says nothing
    while widget is not None and widget is not window:
        stop = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None
        if stop and (widget is area or area.isAncestorOf(widget)):
            found.append(widget)
        widget = widget.nextInFocusChain()
    return found
