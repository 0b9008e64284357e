"""Keys in a list whose groups have headings, which cannot be chosen: Qt lets a key that ends at one do nothing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListView

Key = Qt.Key


class HeadedListKeys(QObject):
    """Lets Home, End and the Page keys of an open list end at an entry."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view
        view.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Whether the event goes no further."""
        return event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self.take(event)

    def take(self, event: QKeyEvent) -> bool:
        """Do what a key wants, if it is one of these; rows that are hidden are not there."""
        view, model = self._view, self._view.model()
        root, column = view.rootIndex(), view.modelColumn()
        rows = [row for row in range(model.rowCount(root)) if not view.isRowHidden(row)]
        current = view.currentIndex()
        place = rows.index(current.row()) if current.row() in rows else 0
        page = max(1, view.viewport().height() // max(1, view.visualRect(current).height()) - 1)
        wanted = {
            Key.Key_Home: 0,
            Key.Key_End: len(rows) - 1,
            Key.Key_PageUp: place - page,
            Key.Key_PageDown: place + page,
        }
        key = Key(event.key())
        if key not in wanted or not rows:
            return False
        indices = [model.index(row, column, root) for row in rows]
        there = [bool(index.flags() & Qt.ItemFlag.ItemIsEnabled) for index in indices]
        view.setCurrentIndex(indices[entry_near(there, wanted[key], place)])
        return True


def entry_near(there: Sequence[bool], wanted: int, row: int) -> int:
    """The entry at a wanted row, or the next one beyond it as seen from `row`, or else the last one before it.

    `there` says for each row whether it is an entry; without any it is `row` itself.
    """
    wanted = min(max(wanted, 0), len(there) - 1)
    ahead = -1 if wanted < row else 1
    beyond = range(wanted, -1 if ahead < 0 else len(there), ahead)
    before = range(wanted, row, -ahead)
    return next((each for each in (*beyond, *before) if there[each]), row)
