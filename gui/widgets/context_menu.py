"""The menu of a right click, or of the key for it, on a part of the window."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

Entry = tuple[str, str, Callable[[], object]]
"""objectName, text, what it does."""


def offer(widget: QWidget, name: str, entries: Iterable[Entry | None], place: QPoint) -> None:
    """Open a menu with this objectName at a place of a widget; None is a separator. It is gone once it is closed."""
    menu = QMenu(widget)
    menu.setObjectName(name)
    for entry in entries:
        if entry is None:
            menu.addSeparator()
            continue
        action = QAction(entry[1], menu)
        action.setObjectName(entry[0])
        action.triggered.connect(lambda _=False, run=entry[2]: run())
        menu.addAction(action)
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(widget.mapToGlobal(place))
