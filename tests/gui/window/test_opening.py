"""What is dropped: several files, good and bad."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from engine.state.view import FromFile, View
from gui.controllers.store import Store
from gui.window.opening import Opening


class Pictures:
    """Only notes what is to be opened."""

    def __init__(self) -> None:
        self.opened: list[Any] = []

    def open(self, source: Any) -> None:
        self.opened.append(source)


@pytest.mark.parametrize(
    ("names", "chosen", "told"),
    [
        (["a.png"], "a.png", False),
        (["notes"], "notes", False),
        (["notes.txt", "b.JPG", "c.png"], "b.JPG", True),
        (["a.zip", "b.zip"], "a.zip", True),
        (["x\x1b[31m.png", "b.png"], "x\x1b[31m.png", True),
    ],
)
def test_of_several_files_the_first_picture_is_opened_and_the_user_is_told(
    names: list[str], chosen: str, told: bool, qtbot: QtBot, tmp_path: Path
) -> None:
    window, pictures = QWidget(), Pictures()
    qtbot.addWidget(window)
    opening = Opening(window, Store(View(), window), pictures)  # type: ignore[arg-type]
    said: list[tuple[str, bool]] = []
    opening.said.connect(lambda sentence, error: said.append((sentence, error)))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / name)) for name in names])
    assert opening.take(mime, "dropped picture")
    assert pictures.opened == [FromFile(tmp_path / chosen)]
    assert bool(said) is told
    for sentence, error in said:
        assert f"of {len(names)} files" in sentence
        assert "\x1b" not in sentence
        assert not error
