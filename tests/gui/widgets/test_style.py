"""The style sheet, wherever the program stands."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

import resources
from gui.style import THEMES, stylesheet

ROOT = resources.path()


def painted(qtbot: QtBot) -> QImage:
    box = QComboBox()
    qtbot.addWidget(box)
    box.addItem("Linear")
    box.setStyleSheet(stylesheet(THEMES["light"]))
    return box.grab().toImage()


@pytest.mark.parametrize("folder", ["Diffusion Sandbox", "it's for Jürgen (1)", "a;b{c}#50%", "木"])
def test_a_folder_of_any_name_has_the_program_look_the_same(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    usual = painted(qtbot)
    there = tmp_path / folder
    shutil.copytree(ROOT / "controls", there / "controls")
    shutil.copy(ROOT / "style.qss", there)
    monkeypatch.setattr(resources, "path", there.joinpath)
    assert painted(qtbot) == usual
    shutil.copy(there / "controls" / "up.svg", there / "controls" / "down.svg")
    assert painted(qtbot) != usual  # it was the arrow of that folder
