"""The menus' commands: playing, scenes, the sheet of keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFrame, QLabel, QMenu, QToolButton
from pytestqt.qtbot import QtBot

from engine.scenes import GROUPS, SCENES, TITLES
from engine.schedules.choice import ScheduleChoice
from engine.schedules.transforms import Applied
from engine.state.changes import choose_schedule, go_to
from engine.worker import Worker
from gui.plots.range_dialog import RangeDialog
from gui.window.main_window import MainWindow
from gui.window.shortcuts import ShortcutSheet, keys_of
from main import make_engine
from tests.beginning import begin
from tests.gui.find import find


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    """A window without its engine."""
    window = MainWindow(Worker(make_engine), begin(t=500, window_size=(1200, 800), theme="dark"))
    qtbot.addWidget(window)
    window.show()
    yield window
    window.close()


def trigger(window: MainWindow, name: str) -> None:
    action = window.findChild(QAction, name)
    assert action is not None, name
    action.trigger()


def test_scenes_follow_each_other_round_and_back(window: MainWindow) -> None:
    names = list(SCENES)
    for name in [*names[1:], names[0]]:
        trigger(window, "menu_next_scene")
        assert window.store.view.scene == name
    trigger(window, "menu_previous_scene")
    assert window.store.view.scene == names[-1]


def test_every_scene_has_a_key_and_stands_in_the_menu_under_its_group(window: MainWindow) -> None:
    keys = []
    for name in SCENES:
        action = find(window, QAction, f"menu_scene_{name}")
        keys.append(action.shortcut().toString())
    assert keys == [f"Ctrl+{digit}" for digit in "1234567890"][: len(SCENES)] + [""] * (len(SCENES) - 10)
    button = find(window, QToolButton, "scene_menu")
    entries = [action for action in button.menu().actions() if not action.isSeparator()]
    groups = [group.upper() for group in GROUPS]
    assert [entry.text() for entry in entries if not entry.isEnabled()] == groups
    assert [entry.text() for entry in entries if entry.isEnabled()] == list(TITLES.values())
    assert entries[0].text() == groups[0]


def test_it_plays_up_and_down_and_a_scene_plays_the_way_of_its_process(
    window: MainWindow, qtbot: QtBot
) -> None:
    timeline = window.columns.timeline
    trigger(window, "menu_play_down")
    qtbot.waitUntil(lambda: timeline.t < 500)
    trigger(window, "menu_pause")
    assert not timeline.playing
    t = timeline.t
    trigger(window, "menu_play_up")
    qtbot.waitUntil(lambda: timeline.t > t)
    trigger(window, "menu_pause")
    trigger(window, "menu_scene_reverse")
    t = timeline.t
    trigger(window, "menu_play")
    qtbot.waitUntil(lambda: timeline.t < t)  # from T towards the picture
    timeline.stop()


def test_after_the_end_it_stops_where_that_is_wanted(window: MainWindow, qtbot: QtBot) -> None:
    trigger(window, "after the end_once")
    window.store.apply(go_to(990))
    trigger(window, "menu_play_up")
    timeline = window.columns.timeline
    qtbot.waitUntil(lambda: not timeline.playing)
    assert timeline.t == timeline.steps


def test_the_sheet_has_every_key_once(window: MainWindow, qtbot: QtBot) -> None:
    window.store.apply(go_to(7))  # the menu says what would be undone
    assert find(window, QAction, "menu_undo").text() != "&Undo"
    rows = keys_of(window)
    assert {("Ctrl+Z", "Undo"), ("Ctrl+S", "Save a screenshot"), ("P", "Pin this view")} <= set(rows)
    keys = [key for key, _ in rows]
    assert len(set(keys)) == len(keys)
    assert {"Space", "J", "K", "L", "F1", "F11", "Ctrl+Z"} <= set(keys)
    sheet = ShortcutSheet(window)
    qtbot.addWidget(sheet)
    assert sheet.sizeHint().height() < 900


@pytest.mark.parametrize(
    ("command", "dialog"), [("menu_shortcuts", "shortcut_sheet"), ("menu_curve_ranges", "range_dialog")]
)
def test_a_command_that_asks_or_says_opens_its_dialog(
    command: str, dialog: str, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    for kind in (ShortcutSheet, RangeDialog):
        monkeypatch.setattr(kind, "exec", lambda self: opened.append(self.objectName()))
    trigger(window, command)
    assert opened == [dialog]


def test_the_camera_offers_all_that_is_saved_of_what_is_shown(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, offered = list[str](), window.columns.camera.actions()
    monkeypatch.setattr(window.home, "ask", asked.append)
    for action in offered:
        if action.objectName() in ("menu_film", "menu_figure", "menu_sheet"):
            action.trigger()
    assert asked == ["film", "figure", "sheet"]
    assert find(window, QAction, "menu_screenshot") in offered


def test_what_is_on_has_a_mark_however_it_was_switched(window: MainWindow) -> None:
    view = [f"menu_{name}" for name in ("left_column", "right_column", "statistics", "present", "laser")]

    def marked() -> list[str]:
        for menu in window.menuBar().findChildren(QMenu):
            menu.aboutToShow.emit()
        switched = (*view, "menu_help")
        return [name for name in switched if find(window, QAction, name).isChecked()]

    assert marked() == []
    window.looks.fold_left()
    window.looks.fold_right()
    window.columns.help_button.click()
    assert marked() == ["menu_left_column", "menu_right_column", "menu_help"]
    find(window, QAction, "menu_statistics").trigger()  # it unfolds the column that it stands in
    find(window, QAction, "menu_laser").trigger()
    assert marked() == ["menu_left_column", "menu_statistics", "menu_laser", "menu_help"]
    find(window, QAction, "menu_laser").trigger()
    window.presenting.begin()
    window.presenting.end()
    assert marked() == ["menu_left_column", "menu_statistics", "menu_help"]


def test_no_letter_chooses_two_entries_of_a_menu(window: MainWindow) -> None:
    for menu in [action.menu() for action in window.menuBar().actions()]:
        assert isinstance(menu, QMenu)
        texts = [action.text() for action in menu.actions()]
        letters = [text[text.index("&") + 1].lower() for text in texts if "&" in text]
        assert len(set(letters)) == len(letters), texts


def test_the_schedule_card_has_the_menu_of_schedules_at_the_right_button(window: MainWindow) -> None:
    card = window.columns.schedule
    assert card.contextMenuPolicy() == Qt.ContextMenuPolicy.ActionsContextMenu
    names = [action.objectName() for action in card.actions() if not action.isSeparator()]
    for name in (
        "menu_draw",
        "menu_gallery",
        "menu_findings",
        "menu_copy_numpy",
        "menu_save_table_csv",
        "menu_save_config",
    ):
        assert name in names
    trigger(window, "menu_draw")
    assert window.columns.drawing.isVisible()
    QTest.keyClick(
        window.columns.images, Qt.Key.Key_D
    )  # the action stands at two places, and its key acts once
    assert window.columns.drawing.isHidden()


def test_gallery_and_doctor_open_from_the_menu(window: MainWindow) -> None:
    for name, popup in (("menu_gallery", "gallery"), ("menu_findings", "findings_popup")):
        trigger(window, name)
        opened = find(window, QFrame, popup)
        assert opened.isVisible()
        opened.hide()


def test_a_sound_schedule_is_said_to_be_one(window: MainWindow) -> None:
    sound = ScheduleChoice("linear", 1000, (), (Applied("zero_terminal"),))
    window.store.apply(choose_schedule(sound))
    trigger(window, "menu_findings")
    popup = find(window, QFrame, "findings_popup")
    assert any("finds nothing wrong" in label.text() for label in popup.findChildren(QLabel))
    popup.hide()


@pytest.mark.parametrize("size", [(900, 560), (1366, 768), (1600, 1000)])
def test_help_unfolds_over_the_pictures_of_any_window(size: tuple[int, int], window: MainWindow) -> None:
    window.resize(*size)
    sheet, images = window.columns.help, window.columns.images
    QTest.keyClick(window, Qt.Key.Key_F1)
    assert sheet.isVisible()
    assert images.rect().contains(sheet.geometry())
    window.columns.help_button.toggle()
    assert not sheet.isVisible()
