"""The menu bar: every command with its name and its key."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from engine.state.recent import called
from gui.widgets.keys import sequences

Command = tuple[str, str, str | QKeySequence.StandardKey, Callable[[], object]]
"""objectName, text, key (several with "; " between them, or ""), what it does."""

ROLES = {"menu_quit": QAction.MenuRole.QuitRole, "menu_about": QAction.MenuRole.AboutRole}
"""What macOS has in the menu of the program; by itself Qt puts there what it takes for that from its first word."""


def add_commands(window: QMainWindow, menu: QMenu, commands: Iterable[Command | None]) -> None:
    """Entries of a menu; None is a separator."""
    for command in commands:
        if command is None:
            menu.addSeparator()
            continue
        name, text, key, run = command
        action = QAction(text, window)
        action.setObjectName(name)
        action.setIconText(text.replace("&", "").rstrip("…"))  # what it is called where its text is another
        action.setMenuRole(ROLES.get(name, QAction.MenuRole.NoRole))
        action.setShortcuts(sequences(key) if isinstance(key, str) else [QKeySequence(key)])
        action.triggered.connect(lambda _=False, run=run: run())
        menu.addAction(action)
        window.addAction(action)  # its key works where the menu bar is hidden, too


def add_choices(
    window: QMainWindow, menu: QMenu, choices: Mapping[str, str], choose: Callable[[str], object]
) -> QActionGroup:
    """Entries of which one is checked; their objectNames are `<menu title>_<key>` in lower case, without `&`."""
    group = QActionGroup(window)
    for key, text in choices.items():
        action = QAction(text, group, checkable=True)
        action.setObjectName(f"{menu.title()}_{key}".replace("&", "").lower())
        action.setData(key)
        menu.addAction(action)
    group.triggered.connect(lambda action: choose(action.data()))
    return group


def add_recent(
    menu: QMenu, title: str, files: Callable[[], Sequence[Path]], run: Callable[[Path], object]
) -> QMenu:
    """A menu of the files that `files` gives whenever it is shown."""
    recent = menu.addMenu(title)

    def fill() -> None:
        recent.clear()
        paths = files()
        for file, words in zip(paths, called(paths), strict=True):
            action = recent.addAction(words.replace("&", "&&"), partial(run, file))
            action.setToolTip(str(file))
        if recent.isEmpty():
            recent.addAction("None yet").setEnabled(False)

    recent.setToolTipsVisible(True)
    recent.aboutToShow.connect(fill)
    return recent


def add_switches(
    window: QMainWindow,
    menu: QMenu,
    switches: Mapping[str, str],
    on: Iterable[str],
    changed: Callable[[list[str]], object],
) -> list[QAction]:
    """Entries that are checked or not, with the keys of `switches` as their data; `changed` gets those that are."""
    actions: list[QAction] = []
    shown = set(on)

    def tell() -> None:
        changed([action.data() for action in actions if action.isChecked()])

    for key, text in switches.items():
        action = QAction(text, window, checkable=True, checked=key in shown)
        action.setObjectName(f"{menu.title()}_{key}".replace("&", "").lower())
        action.setData(key)
        action.toggled.connect(tell)
        menu.addAction(action)
        actions.append(action)
    return actions
