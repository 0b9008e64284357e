"""Where the keys go when a field is done with them, and in which order Tab leads through the fields."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


def give_keys_back(field: QWidget) -> None:
    """Take the focus from a field: its window has it now, or the window's focus proxy (the view)."""
    field.clearFocus()
    field.window().setFocus(Qt.FocusReason.OtherFocusReason)


@contextmanager
def keys_given_back(area: QWidget) -> Iterator[None]:
    """While parts of an area are hidden: if the field with the focus goes too, give its keys back.

    Qt gives them to the next field, where "1" would be typed.
    """
    field = QApplication.focusWidget()
    yield
    if field is not None and area.isAncestorOf(field) and not field.isVisibleTo(area):
        give_keys_back(field)


def order_tabs(*areas: QWidget) -> None:
    """Let Tab lead through these areas one after the other, and through each in the order of its making.

    An area may lie within one that is named later: it comes where it is named first.
    """
    stops = _stops(areas[0].window())
    controls = dict.fromkeys(
        stop for area in areas for stop in stops if stop is area or area.isAncestorOf(stop)
    )
    for one, next_one in pairwise(controls):
        QWidget.setTabOrder(one, next_one)


def _stops(window: QWidget) -> list[QWidget]:
    """What Tab stops at in a window, hidden ones too, in the present order; once, as it takes long."""
    found = []
    widget = window.nextInFocusChain()
    while widget is not None and widget is not window:
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
            found.append(widget)
        widget = widget.nextInFocusChain()
    return found
