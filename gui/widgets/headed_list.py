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
        if event.type() != QEvent.Type.KeyPress:
            return False
        assert isinstance(event, QKeyEvent)
        view, model = self._view, self._view.model()
        rows, row = model.rowCount(view.rootIndex()), view.currentIndex().row()
        page = max(1, view.viewport().height() // max(1, view.visualRect(view.currentIndex()).height()) - 1)
        wanted = {
            Key.Key_Home: 0,
            Key.Key_End: rows - 1,
            Key.Key_PageUp: row - page,
            Key.Key_PageDown: row + page,
        }
        key = Key(event.key())
        if key not in wanted or not rows:
            return False
        column = view.modelColumn()
        indices = [model.index(each, column, view.rootIndex()) for each in range(rows)]
        there = [bool(index.flags() & Qt.ItemFlag.ItemIsEnabled) for index in indices]
        view.setCurrentIndex(indices[entry_near(there, wanted[key], row)])
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
