"""The sheet of shortcuts, made from the commands that have a key."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QMainWindow, QWidget

from gui.style import GAP, PAD
from gui.widgets.card import label
from gui.widgets.keys import modifier
from gui.widgets.scrolled import hold

COLUMNS = 2
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
        held = QWidget()
        grid = QGridLayout(held)  # one for both, so that all stands below one another
        grid.setContentsMargins(2 * PAD, 2 * PAD, 2 * PAD, 2 * PAD)
        grid.setHorizontalSpacing(2 * PAD)
        grid.setVerticalSpacing(GAP // 4)  # all of it on a screen of 768 pixels
        grid.setColumnStretch(2 * COLUMNS - 1, 1)
        title = label("MOUSE", "title")
        title.setContentsMargins(0, GAP, 0, GAP)
        grid.addWidget(title, _add(grid, keys_of(window), 0), 0, 1, 2 * COLUMNS)
        _add(grid, MOUSE, grid.rowCount())
        scrolled = hold(self, held)
        scrolled.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # arrows scroll it
        scrolled.setAccessibleName(self.windowTitle())


def _add(grid: QGridLayout, rows: Sequence[tuple[str, str]], first: int) -> int:
    """Put a table below the line before `first`; returns the line below it."""
    lines = -(-len(rows) // COLUMNS)
    for number, (keys, words) in enumerate(rows):
        line, column = first + number % lines, number // lines
        key = QLabel(keys)
        key.setAlignment(Qt.AlignmentFlag.AlignRight)
        key.setProperty("role", "key")
        grid.addWidget(key, line, 2 * column)
        grid.addWidget(label(words, "dim"), line, 2 * column + 1)
    return first + lines
