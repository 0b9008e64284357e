"""What is dragged over the window, and dropped on it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QImage
from PySide6.QtWidgets import QWidget

from gui.widgets.typed import Typed
from tests.driver import WAIT, Driver


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    file = tmp_path / "photo.png"
    Image.new("RGB", (40, 30), "teal").save(file)
    return file


def dragged(mime: QMimeData, actions: Qt.DropAction, kind: type[QDropEvent] = QDragEnterEvent) -> QDropEvent:
    where: Any = QPointF(9, 9) if kind is QDropEvent else QPoint(9, 9)
    return kind(where, actions, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)


def of_urls(*urls: str) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl(url) for url in urls])
    return mime


@pytest.mark.parametrize("kind", [QDragEnterEvent, QDragMoveEvent])
def test_what_is_dragged_here_is_never_taken_away(
    kind: type[QDropEvent], driver: Driver, photo: Path
) -> None:
    """A file manager may remove what was moved: it is told that the file is copied."""
    mime, action = of_urls(photo.as_uri()), Qt.DropAction
    show = driver.window.dragEnterEvent if kind is QDragEnterEvent else driver.window.dragMoveEvent
    for actions, taken in (
        (action.CopyAction | action.MoveAction | action.LinkAction, action.CopyAction),
        (action.MoveAction | action.LinkAction, action.LinkAction),
    ):
        event: Any = dragged(mime, actions, kind)
        event.setDropAction(action.MoveAction)
        show(event)
        assert (event.isAccepted(), event.dropAction()) == (True, taken)
    event = dragged(mime, action.MoveAction, kind)
    show(event)
    assert not event.isAccepted()


def test_what_cannot_be_opened_is_not_taken_at_all(driver: Driver) -> None:
    text = QMimeData()
    text.setText("words")
    for mime in (text, of_urls("https://example.org/cat.png"), QMimeData()):
        event: Any = dragged(mime, Qt.DropAction.CopyAction)
        driver.window.dragEnterEvent(event)
        assert not event.isAccepted()
        event = dragged(mime, Qt.DropAction.CopyAction, QDropEvent)
        driver.window.dropEvent(event)
        assert not event.isAccepted()
        assert driver.says("Only files and pictures can be dropped here.")


def test_a_drop_is_over_before_anything_is_opened(driver: Driver, photo: Path) -> None:
    """The program that it comes from waits for its end: no question may be asked in it."""
    for mime in (of_urls(photo.as_uri()), QMimeData()):
        if not mime.hasUrls():
            mime.setImageData(QImage(8, 8, QImage.Format.Format_RGB32))
        event = dragged(mime, Qt.DropAction.CopyAction, QDropEvent)
        with driver.qtbot.waitSignal(driver.window.pictures.opened, timeout=WAIT):
            driver.window.dropEvent(event)
            assert event.isAccepted()
            assert event.dropAction() == Qt.DropAction.CopyAction
            assert not driver.window.pictures.opening
    assert driver.text("picture_name") == "dropped picture"


def test_no_field_takes_the_name_of_a_file_that_is_dropped_over_it(driver: Driver) -> None:
    fields = [each for each in driver.window.findChildren(QWidget) if isinstance(each, Typed)]
    assert len(fields) > 5
    assert not any(each._line.acceptDrops() for each in fields)
