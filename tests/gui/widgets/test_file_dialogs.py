"""Dialogs for files: where they start, what comes back, and that no file is read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QFileInfo, QStandardPaths, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from gui.widgets.file_dialogs import FileDialogs, PlainIcons


@pytest.fixture
def dialogs(qtbot: QtBot, tmp_path: Path) -> FileDialogs:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialogs = FileDialogs.of(parent)
    dialogs.folder = tmp_path
    return dialogs


def test_all_parts_of_a_window_share_one_folder(qtbot: QtBot, tmp_path: Path) -> None:
    window, other = QWidget(), QWidget()
    qtbot.addWidget(window)
    qtbot.addWidget(other)
    field, dialog = QWidget(window), QDialog(window)
    FileDialogs.of(field).folder = tmp_path
    assert FileDialogs.of(dialog).folder == FileDialogs.of(window).folder == tmp_path
    assert FileDialogs.of(other).folder is None


def answer(with_dialog: Callable[[QFileDialog], object]) -> list[str]:
    """Do something in the dialog that comes next; the folder in which it starts."""
    started: list[str] = []

    def act() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        started.append(dialog.directory().absolutePath())
        with_dialog(dialog)

    QTimer.singleShot(0, act)
    return started


def choose(name: str) -> Callable[[QFileDialog], object]:
    def act(dialog: QFileDialog) -> None:
        dialog.selectFile(name)
        dialog.accept()

    return act


def test_each_dialog_starts_where_the_last_one_ended(dialogs: FileDialogs, tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    picture = tmp_path / "inside" / "a.png"
    picture.touch()
    first = answer(choose(str(picture)))
    assert dialogs.file_to_open("Open", "Pictures (*.png)") == picture
    second = answer(QFileDialog.reject)
    assert dialogs.file_to_open("Open", "Pictures (*.png)") is None
    third = answer(choose(str(tmp_path)))
    assert dialogs.folder_to_use("A folder") == tmp_path
    fourth = answer(choose("new.png"))
    assert dialogs.file_to_save("Save", "PNG (*.png)", "view.png") == tmp_path / "new.png"
    assert [Path(folder) for (folder,) in (first, second, third, fourth)] == [
        tmp_path,
        picture.parent,
        picture.parent,
        tmp_path,
    ]


@pytest.mark.parametrize("there", [True, False])
def test_the_first_dialog_starts_with_the_pictures_of_the_user(
    dialogs: FileDialogs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    pictures = tmp_path / "Pictures"
    if there:
        pictures.mkdir()
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _: str(pictures))
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    dialogs.folder = None
    started = answer(QFileDialog.reject)
    assert dialogs.file_to_open("Open", "Pictures (*.png)") is None
    assert [Path(each) for each in started] == [pictures if there else tmp_path]


def test_a_file_to_save_has_a_name_at_first(dialogs: FileDialogs, tmp_path: Path) -> None:
    answer(QFileDialog.accept)
    assert dialogs.file_to_save("Save", "PNG (*.png)", "view.png") == tmp_path / "view.png"


def test_icons_and_types_are_told_without_reading(qtbot: QtBot, tmp_path: Path) -> None:
    icons = PlainIcons()
    pipe = tmp_path / "pipe.png"
    pipe.symlink_to("/proc/self/mem")  # what reads it, fails or waits
    folder, file = QFileInfo(str(tmp_path)), QFileInfo(str(pipe))
    assert icons.icon(folder).cacheKey() != icons.icon(file).cacheKey()
    assert (icons.type(folder), icons.type(file)) == ("Folder", "png file")


def test_a_dialog_reads_no_file_for_its_icons(dialogs: FileDialogs) -> None:
    asked: list[bool] = []

    def look(dialog: QFileDialog) -> None:
        asked.append(isinstance(dialog.iconProvider(), PlainIcons))
        asked.append(dialog.testOption(QFileDialog.Option.DontUseCustomDirectoryIcons))
        dialog.reject()

    answer(look)
    dialogs.file_to_open("Open", "")
    answer(look)
    dialogs.file_to_save("Save", "", "a.png")
    assert asked == [True] * 4
