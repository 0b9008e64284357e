"""A screenshot is whole or not there, and has the name that was confirmed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from gui import style
from gui.exports.screenshot import PARTS, ScreenshotDialog, copy_image, draw_widget, png_bytes, save_png

ROOT = Path(__file__).parents[3]


def noisy_image(side: int = 64) -> QImage:
    """An image that PNG cannot make small."""
    return QImage(os.urandom(side * side * 4), side, side, 4 * side, QImage.Format.Format_RGB32).copy()


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_an_image_is_written_bit_for_bit_and_replaces_the_old_file(tmp_path: Path) -> None:
    file = tmp_path / "it's a shot.png"
    for _ in range(2):
        image = noisy_image()
        save_png(image, file)
        assert QImage(str(file)).convertToFormat(image.format()) == image
    assert files(tmp_path) == [file.name]


def test_the_same_image_gives_the_same_bytes() -> None:
    image = noisy_image()
    assert png_bytes(image) == png_bytes(image.copy())


def test_a_null_image_is_refused_and_the_old_file_stays(tmp_path: Path) -> None:
    file = tmp_path / "shot.png"
    file.write_text("old", encoding="utf-8")
    with pytest.raises(ValueError, match="not enough memory"):
        save_png(QImage(), file)
    assert file.read_text(encoding="utf-8") == "old"


def test_a_widget_without_room_gives_a_null_image(qtbot: QtBot) -> None:
    widget = QLabel("nothing")
    qtbot.addWidget(widget)
    widget.resize(QSize(0, 0))
    assert draw_widget(widget, 1.0).isNull()


def test_a_widget_is_drawn_at_twice_the_resolution(qtbot: QtBot) -> None:
    widget = QLabel()
    qtbot.addWidget(widget)
    widget.setStyleSheet("background: #123456")
    widget.resize(30, 20)
    image = draw_widget(widget, 2.0)
    assert (image.width(), image.height()) == (60, 40)
    assert image.pixelColor(59, 39) == QColor("#123456")


def check_refused(file: Path, words: str) -> None:
    with pytest.raises(ValueError, match=words) as caught:
        save_png(noisy_image(), file)
    message = str(caught.value)
    assert str(file) in message
    assert message.endswith(".")
    assert "\n" not in message


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    check_refused(tmp_path / "gone" / "shot.png", "cannot be written")
    assert files(tmp_path) == []


def test_a_folder_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "shot.png").mkdir()
    check_refused(tmp_path / "shot.png", "is a folder")
    assert (tmp_path / "shot.png").is_dir()


def test_a_name_that_is_too_long_is_said(tmp_path: Path) -> None:
    check_refused(tmp_path / f"{'n' * 300}.png", "cannot be written")
    assert files(tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="has no pipes in folders")
def test_a_device_is_neither_written_nor_replaced(tmp_path: Path) -> None:
    pipe, link = tmp_path / "pipe.png", tmp_path / "link.png"
    os.mkfifo(pipe)
    link.symlink_to(pipe)
    for file in (pipe, link):
        check_refused(file, "a device")
        assert pipe.is_fifo()


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_is_followed_and_stays(tmp_path: Path) -> None:
    target, link = tmp_path / "target.png", tmp_path / "link.png"
    target.write_text("old", encoding="utf-8")
    link.symlink_to(target)
    image = noisy_image()
    save_png(image, link)
    assert link.is_symlink()
    assert target.read_bytes() == png_bytes(image)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    check_refused(tmp_path / "shot.png", "ermission")
    tmp_path.chmod(0o700)
    assert files(tmp_path) == []


FULL_DISK = """
import resource, sys
from pathlib import Path
from PySide6.QtGui import QImage
from gui.exports.screenshot import save_png
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
image = QImage(Path(sys.argv[2]).read_bytes(), 100, 100, 400, QImage.Format.Format_RGB32)
try:
    save_png(image, Path(sys.argv[1]))
except ValueError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="has no such limit")
def test_when_there_is_no_room_the_old_file_stays_whole_and_nothing_else_is_left(tmp_path: Path) -> None:
    pixels, folder = tmp_path / "pixels", tmp_path / "shots"
    pixels.write_bytes(os.urandom(40_000))
    folder.mkdir()
    file = folder / "shot.png"
    file.write_bytes(b"old" * 1000)
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(file), str(pixels)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stderr == ""
    assert done.stdout.startswith(f"The file {file} cannot be written (")
    assert "Unknown" not in done.stdout
    assert file.read_bytes() == b"old" * 1000
    assert files(folder) == ["shot.png"]


# The dialog


@pytest.fixture
def dialog(qtbot: QtBot) -> Iterator[ScreenshotDialog]:
    dialog = ScreenshotDialog("hills_forward", PARTS)
    qtbot.addWidget(dialog)
    dialog.show()
    yield dialog
    dialog.close()


def find_button(dialog: ScreenshotDialog, name: str) -> QPushButton:
    button = dialog.findChild(QPushButton, name)
    assert isinstance(button, QPushButton)
    return button


class User:
    """Answers the modal dialogs as they come up: what is typed as a name, and whether a file is replaced."""

    def __init__(self, name: str, replace: bool = True) -> None:
        self.asked: list[str] = []
        self.titles: list[str] = []
        self._name, self._replace = name, replace
        self._timer = QTimer(interval=10)
        self._timer.timeout.connect(self._answer)
        self._timer.start()

    def _answer(self) -> None:
        top = QApplication.activeModalWidget()
        if isinstance(top, QMessageBox):
            self.asked.append(top.text())
            kind = QMessageBox.StandardButton
            top.button(kind.Yes if self._replace else kind.No).click()
        elif isinstance(top, QFileDialog) and self._name:
            line = top.findChild(QLineEdit, "fileNameEdit")
            assert isinstance(line, QLineEdit)
            line.setText(self._name)
            self._name = ""
            QTimer.singleShot(
                0, top.accept
            )  # not from here: it may ask a question in turn, of this same timer
        elif isinstance(top, QFileDialog):
            self.titles.append(top.windowTitle())
            QTimer.singleShot(0, top.accept if "only PNG" in top.windowTitle() else top.reject)

    def stop(self) -> None:
        self._timer.stop()


@pytest.fixture
def user() -> Iterator[Callable[..., User]]:
    users: list[User] = []

    def make(name: str, replace: bool = True) -> User:
        users.append(User(name, replace))
        return users[-1]

    yield make
    for each in users:
        each.stop()


def choose(dialog: ScreenshotDialog, name: str, index: int) -> None:
    combo = dialog.findChild(QComboBox, name)
    assert isinstance(combo, QComboBox)
    combo.setCurrentIndex(index)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("shot", "shot.png"),
        ("shot.png", "shot.png"),
        ("SHOT.PNG", "SHOT.PNG"),
        ("v1.2", "v1.2.png"),
        ("a.jpg", "a.png"),  # the dialog comes again, with this name
    ],
)
def test_what_is_saved_is_a_png(
    typed: str, name: str, dialog: ScreenshotDialog, tmp_path: Path, qtbot: QtBot, user: Callable[..., User]
) -> None:
    saved: list[tuple[object, ...]] = []
    dialog.save_requested.connect(lambda *what: saved.append(what))
    choose(dialog, "screenshot_part", 1)
    choose(dialog, "screenshot_scale", 1)
    user(str(tmp_path / typed))
    qtbot.mouseClick(find_button(dialog, "screenshot_save"), Qt.MouseButton.LeftButton)
    assert saved == [("images", 2.0, tmp_path / name)]
    assert not dialog.isVisible()


@pytest.mark.parametrize("replace", [True, False])
def test_before_a_file_is_replaced_it_is_asked_even_when_the_ending_was_not_typed(
    replace: bool, dialog: ScreenshotDialog, tmp_path: Path, qtbot: QtBot, user: Callable[..., User]
) -> None:
    (tmp_path / "shot.png").write_text("old", encoding="utf-8")
    saved: list[tuple[object, ...]] = []
    dialog.save_requested.connect(lambda *what: saved.append(what))
    answering = user(str(tmp_path / "shot"), replace=replace)
    qtbot.mouseClick(find_button(dialog, "screenshot_save"), Qt.MouseButton.LeftButton)
    assert len(answering.asked) == 1
    assert "shot.png" in answering.asked[0]
    assert bool(saved) is replace
    assert dialog.isVisible() is not replace


def test_nothing_is_saved_when_no_name_is_chosen(
    dialog: ScreenshotDialog, qtbot: QtBot, user: Callable[..., User]
) -> None:
    saved: list[tuple[object, ...]] = []
    dialog.save_requested.connect(lambda *what: saved.append(what))
    user("")
    qtbot.mouseClick(find_button(dialog, "screenshot_save"), Qt.MouseButton.LeftButton)
    assert saved == []
    assert dialog.isVisible()


def test_copying_asks_for_no_name(dialog: ScreenshotDialog, qtbot: QtBot) -> None:
    copied: list[tuple[object, ...]] = []
    dialog.copy_requested.connect(lambda *what: copied.append(what))
    qtbot.mouseClick(find_button(dialog, "screenshot_copy"), Qt.MouseButton.LeftButton)
    assert copied == [("window", 1.0)]
    image = noisy_image()
    copy_image(image)
    assert QGuiApplication.clipboard().image().convertToFormat(image.format()) == image


def test_cancelling_closes_it(dialog: ScreenshotDialog, qtbot: QtBot) -> None:
    qtbot.mouseClick(find_button(dialog, "screenshot_cancel"), Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()


@pytest.mark.parametrize(("start", "length"), [(1, 3), (0, 5), (5, -2), (2, 0)])
def test_a_field_that_is_typed_in_is_drawn_as_any_other(start: int, length: int, qtbot: QtBot) -> None:
    line = QLineEdit("12345")
    qtbot.addWidget(line)
    line.show()
    with qtbot.waitActive(line):
        line.activateWindow()
        line.setFocus()
    line.setSelection(start, length) if length else line.setCursorPosition(start)
    plain = draw_widget(line, 1.0)
    line.deselect()
    line.setReadOnly(True)
    assert draw_widget(line, 1.0) == plain  # without caret and selection
    line.setReadOnly(False)
    line.setSelection(start, length) if length else line.setCursorPosition(start)
    draw_widget(line, 1.0)
    assert not line.isReadOnly()
    assert line.selectedText() == "12345"[min(start, start + length) : max(start, start + length)]
    assert line.cursorPosition() == start + length


def test_icons_are_as_sharp_as_a_screenshot_of_the_finest_screen(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(style, "screen_ratio", lambda: 2.0)
    button = QToolButton()
    qtbot.addWidget(button)
    button.setIconSize(QSize(20, 20))
    button.setIcon(style.icon("camera", "#ffffff"))
    for ratio in (2.0, 4.0):
        assert (
            button.icon().pixmap(QSize(20, 20), ratio).toImage()
            == style.pixmap("camera", "#ffffff", 20, ratio).toImage()
        )


def test_the_view_is_text_in_the_file_and_changes_no_pixel(tmp_path: Path) -> None:
    image, file = noisy_image(), tmp_path / "shot.png"
    save_png(image, file, '{"a": "α"}')
    with Image.open(file) as opened:
        assert opened.text == {"diffusion-sandbox": '{"a": "α"}'}  # type: ignore[attr-defined]
    assert QImage(str(file)).convertToFormat(image.format()) == image
