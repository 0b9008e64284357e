"""Keys of the menus, on this system and on macOS."""

from __future__ import annotations

from PySide6.QtGui import QAction, QKeySequence

from gui.widgets.keys import MAC, sequences
from tests.driver import Driver

Role = QAction.MenuRole


def test_a_command_has_all_keys_of_its_text_and_those_of_macos_there() -> None:
    assert sequences("Ctrl+Y; F3", "linux") == [QKeySequence("Ctrl+Y"), QKeySequence("F3")]
    assert sequences("", "darwin") == []
    assert sequences("Ctrl+Tab; F11; Ctrl+O", "win32") == [*map(QKeySequence, ("Ctrl+Tab", "F11", "Ctrl+O"))]
    assert sequences("Ctrl+Tab; F11; Ctrl+O", "darwin") == [
        *map(QKeySequence, ("Meta+Tab", "Ctrl+Meta+F", "Ctrl+O"))
    ]


def test_on_macos_no_two_commands_have_one_key_and_two_entries_go_to_the_menu_of_the_program(
    driver: Driver,
) -> None:
    commands = driver.window.actions()
    keys = [key.toString() for action in commands for key in action.shortcuts()]
    assert set(MAC) <= set(keys)
    there = [MAC.get(key, key) for key in keys]
    assert len(there) == len(set(there))
    roles = {action.objectName(): action.menuRole() for action in commands if action.text()}
    assert {name: role for name, role in roles.items() if role != Role.NoRole} == {
        "menu_quit": Role.QuitRole,
        "menu_about": Role.AboutRole,
    }
