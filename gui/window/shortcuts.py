"""The sheet of shortcuts, made from the commands that have a key."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QMainWindow, QVBoxLayout

from gui.style import GAP, PAD
from gui.widgets.card import label

COLUMNS = 2
MOUSE = (
    ("wheel over a picture", "zoom at the mouse"),
    ("drag, double click", "move the picture, show all of it"),
    ("click a small picture", "go to its timestep, make its sample the large one"),
    ("right click on a picture", "copy it, save it or all, pin the view"),
    ("drag in a curve", "move the timestep"),
    ("wheel over a curve, or over its axis", "zoom; with Ctrl where the column scrolls, with Shift move"),
    ("double click in a curve", "show all of it"),
    ("right click in a curve", "its axes, its range, its data"),
    ("drag, double click, right click in a drawing", "move a point of the schedule, add one, delete one"),
    ("drag the edge of a wipe", "see more of the pinned view, or less"),
)


def keys_of(window: QMainWindow) -> list[tuple[str, str]]:
    """The keys of all commands and what they do, in the order of the menus."""
    found = []
    for action in window.findChildren(QAction):
        keys = [key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts()]
        if keys:
            found.append((", ".join(keys), action.text().replace("&", "").rstrip("…")))
    return found


class ShortcutSheet(QDialog):
    """All keys, and what the mouse does."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self.setWindowTitle("Keys and mouse")
        self.setObjectName("shortcut_sheet")
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * PAD, 2 * PAD, 2 * PAD, 2 * PAD)
        column.setSpacing(2 * GAP)
        column.addLayout(_table(keys_of(window)))
        column.addWidget(label("MOUSE", "title"))
        column.addLayout(_table(MOUSE))


def _table(rows: list[tuple[str, str]] | tuple[tuple[str, str], ...]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(2 * PAD)
    grid.setVerticalSpacing(GAP // 2)
    lines = -(-len(rows) // COLUMNS)
    for number, (keys, words) in enumerate(rows):
        line, column = number % lines, number // lines
        key = QLabel(keys)
        key.setAlignment(Qt.AlignmentFlag.AlignRight)
        key.setProperty("role", "key")
        grid.addWidget(key, line, 2 * column)
        grid.addWidget(label(words, "dim"), line, 2 * column + 1)
    return grid
