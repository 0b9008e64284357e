"""The sheet of shortcuts, made from the commands that have a key."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QMainWindow, QVBoxLayout, QWidget

from gui.style import GAP, PAD
from gui.widgets.card import label
from gui.widgets.keys import modifier
from gui.widgets.scrolled import hold

WIDE = 1200  # a screen that has room for three columns of keys
MOUSE = (
    ("wheel over a picture", "zoom at the mouse"),
    ("drag, double click", "move the picture, show all of it"),
    ("click a small picture", "go to its timestep, make its sample the large one"),
    ("right click on a picture", "copy it, save it or all, pin the view"),
    ("drag in a curve", "move the timestep"),
    ("drag a timeline mark", "where playback begins or ends"),
    (
        "wheel over a curve, or over its axis",
        f"zoom; with {modifier()} where the column scrolls, with Shift move",
    ),
    ("double click in a curve", "show all of it"),
    ("right click in a curve", "its axes, its range, its data; copy it, save it"),
    ("right click on charts, on a run", "copy them as image and as values, copy its sigmas"),
    ("drag, double click, right click in a drawing", "move a point of the schedule, add one, delete one"),
    ("drag the edge of a wipe", "see more of the pinned view, or less"),
)


def keys_of(window: QMainWindow) -> list[tuple[str, str]]:
    """The keys of all commands and what they do, in the order of the menus."""
    found = []
    for action in window.findChildren(QAction):
        keys = [key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts()]
        if keys:
            found.append((", ".join(keys), action.iconText()))
    return found


class ShortcutSheet(QDialog):
    """All keys, and what the mouse does."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self.setWindowTitle("Keys and mouse")
        self.setObjectName("shortcut_sheet")
        held = QWidget()
        column = QVBoxLayout(held)
        column.setContentsMargins(2 * PAD, 2 * PAD, 2 * PAD, 2 * PAD)
        column.setSpacing(GAP)
        wide = window.screen().availableGeometry().width() >= WIDE
        for title, rows, columns in (("KEYS", keys_of(window), 3 if wide else 2), ("MOUSE", MOUSE, 1)):
            caption = label(title, "title")
            caption.setContentsMargins(0, GAP if column.count() else 0, 0, 0)
            column.addWidget(caption)
            column.addWidget(_table(rows, columns))
        scrolled = hold(self, held)
        scrolled.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # arrows scroll it
        scrolled.setAccessibleName(self.windowTitle())


def _table(rows: Sequence[tuple[str, str]], columns: int) -> QWidget:
    """A table in so many columns, each to be read downwards."""
    table = QWidget()
    grid = QGridLayout(table)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(PAD)
    grid.setVerticalSpacing(GAP // 4)  # all of it on a screen of 768 pixels
    lines = -(-len(rows) // columns)
    for number, (keys, words) in enumerate(rows):
        line, column = number % lines, 2 * (number // lines)
        key, does = QLabel(keys), label(words, "dim")
        key.setAlignment(Qt.AlignmentFlag.AlignRight)
        key.setProperty("role", "key")
        does.setContentsMargins(0, 0, 2 * PAD, 0)
        grid.addWidget(key, line, column)
        grid.addWidget(does, line, column + 1)
    grid.setColumnStretch(2 * columns - 1, 1)
    return table
