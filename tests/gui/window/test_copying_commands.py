"""Copied commands of exports: what they make is byte for byte what the dialog makes."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from engine.exports.options import ending_of
from engine.exports.settings import FigureSettings, FilmSettings, ImageSettings, SheetSettings
from engine.exports.state_in_png import state_in
from engine.pixels.region import Zoom
from engine.schedules.curve_looks import CurveLooks
from engine.state.changes import choose_scene, go_to, look_at, set_option, set_seed
from engine.state.pinning import compare_as, pin
from engine.state.start_line import parse_start
from engine.state.view import Pasted
from gui.controllers.clipboard import ClipboardPixels
from gui.exports.dialog import ExportDialog
from gui.widgets.file_dialogs import FileDialogs
from tests.driver import WAIT, Driver, opened
from tests.gui.window.test_sessions import window
from tests.repository.test_main import LIMIT, ROOT

FILM = FilmSettings(format="apng", width=320, height=240, frames=3, fps=10, hold=0)
Answer = Callable[[Path | None], None]
PAGE = FigureSettings(format="png", width=60, dpi=72, caption=True)
SHEET = SheetSettings(width=60, dpi=72, shots=3, across=3)


def forward(driver: Driver) -> None:
    store = driver.window.store
    store.apply(look_at(Zoom(50.123456, 41.5, 30.754321)))
    store.apply(go_to(417))
    driver.window.looks.show_curves(CurveLooks(("beta", "snr"), "log_snr", ()))


def ddim(driver: Driver) -> None:
    store = driver.window.store
    store.apply(choose_scene("reverse"))
    store.apply(set_option("reverse", "sampler", "ddim"))
    store.apply(set_option("reverse", "eta", 0.1 + 0.2))


def pinned(driver: Driver) -> None:
    store = driver.window.store
    store.apply(pin())
    store.apply(set_seed(7))
    store.apply(compare_as(mode="difference", gain=3.0))


def pasted(driver: Driver) -> None:
    image = QImage(70, 40, QImage.Format.Format_RGBA64)
    image.fill(0x80304050)
    for x in range(0, 70, 3):
        image.setPixel(x, x % 40, 0xFF00FF00 + x)
    driver.window.pictures.paste("clipboard", ClipboardPixels(image))
    driver.qtbot.waitUntil(lambda: isinstance(driver.window.store.view.source, Pasted), timeout=WAIT)


CASES: list[tuple[Callable[[Driver], None], str, Any]] = [
    (forward, "film", replace(FILM, part="curves")),
    (forward, "figure", PAGE),
    (ddim, "film", replace(FILM, over="eta", end=0.7, back=True)),
    (ddim, "sheet", replace(SHEET, begin=700, format="pdf")),
    (pinned, "sheet", replace(SHEET, over="pinned")),
    (pinned, "image", ImageSettings(format="npz")),
    (pasted, "image", ImageSettings(depth="16")),
]


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    file = tmp_path / "it's my photo.png"
    Image.fromarray(np.random.default_rng(3).integers(0, 256, (90, 120, 3), np.uint8)).save(file)
    return file


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Answer:
    """The user gives this file to the dialogs that come."""
    return lambda file: monkeypatch.setattr(FileDialogs, "_ask", lambda *_, **__: file)


def copied(driver: Driver, kind: str, settings: Any) -> tuple[str, str]:
    """What stands on the clipboard, and what the dialog says."""
    said: list[str] = []

    def use(dialog: ExportDialog) -> int:
        label, button = dialog.findChild(QLabel, "export_said"), dialog.findChild(QPushButton, "export_copy")
        assert label is not None
        assert button is not None
        dialog._settings[kind] = settings
        dialog.show_settings()
        assert label.isHidden()
        button.click()
        driver.qtbot.waitUntil(lambda: not label.isHidden(), timeout=WAIT)
        said.append(label.text())
        return 0

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ExportDialog, "exec", use)
        driver.window.home.ask(kind)
    return QGuiApplication.clipboard().text(), said[0]


def save(driver: Driver, kind: str, settings: Any, file: Path) -> bytes:
    driver.settle()
    driver.window.home.save(kind, settings, file)
    driver.qtbot.waitUntil(lambda: driver.says("Saved") and driver.says(file.name), timeout=WAIT)
    return file.read_bytes()


@pytest.mark.parametrize("prepare", [forward, ddim, pinned, pasted])
def test_the_command_makes_the_same_bytes(
    qtbot: QtBot,
    photo: Path,
    tmp_path: Path,
    answer: Answer,
    prepare: Callable[[Driver], None],
) -> None:
    cases = [(kind, how) for each, kind, how in CASES if each is prepare]
    made, lines = [], []
    with window(qtbot, picture=photo, working_size=64) as driver:
        prepare(driver)
        driver.settle()
        name = driver.window.words.file_name()
        for number, (kind, how) in enumerate(cases):
            answer(tmp_path / f"my session {number}.json")
            made.append(save(driver, kind, how, tmp_path / f"{number}{ending_of(how.format)}"))
            line, said = copied(driver, kind, how)
            file = f"{name}_{kind}{ending_of(how.format)}"
            assert said.startswith(f"Copied the command that makes {file}")
            assert file in shlex.split(line)
            assert ("--session" in line) == (prepare in (pinned, pasted)) == ("It begins with" in said)
            lines.append(line)
    for number, ((kind, _), bytes_, line) in enumerate(zip(cases, made, lines, strict=True)):
        start = parse_start(shlex.split(line)[2:])
        with opened(qtbot, replace(start, looks=replace(start.looks, window_size=(1024, 700)))) as driver:
            again = save(driver, kind, start.errand.settings, tmp_path / f"again{number}")
        if prepare is pasted:  # the view that it carries has a file in the place of what was pasted
            assert_same_image(tmp_path / f"again{number}", bytes_)
        else:
            assert without_times(again) == without_times(bytes_), line


def without_times(data: bytes) -> bytes:
    """A PDF has the time of its making, and a number that is its own."""
    return re.sub(rb"D:\d{14}|\d{4}-\d\d-\d\dT[\d:+-]+|uuid:[0-9a-f-]+|/ID \[.*?\]", b"", data)


def assert_same_image(file: Path, expected: bytes) -> None:
    image = QImage.fromData(expected)
    assert not image.isNull()
    assert QImage(str(file)) == image or QImage.fromData(file.read_bytes()) == image


@pytest.mark.skipif(sys.platform == "win32", reason="its shells quote otherwise")
def test_a_shell_runs_it(qtbot: QtBot, photo: Path, tmp_path: Path, answer: Answer) -> None:
    how = replace(FILM, over="pinned")
    with window(qtbot, picture=photo, working_size=64) as driver:
        pinned(driver)
        driver.settle()
        answer(tmp_path / "it's a $HOME session.json")
        film = save(driver, "film", how, tmp_path / "film.png")
        line, _ = copied(driver, "film", how)
        name = driver.window.words.file_name()
    line = line.replace(
        "python main.py", f"{shlex.quote(sys.executable)} {shlex.quote(str(ROOT / 'main.py'))}"
    )
    done = subprocess.run(
        ["sh", "-c", line],
        cwd=tmp_path,
        env={**os.environ, "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=LIMIT,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / f"{name}_film.png").read_bytes() == film


def test_what_is_left_out_is_said_and_what_is_not_wanted_copies_nothing(
    qtbot: QtBot,
    tmp_path: Path,
    answer: Answer,
) -> None:
    with window(qtbot, working_size=64) as driver:
        store = driver.window.store
        store.apply(set_option("reverse", "sampler", "ddim"))
        line, said = copied(driver, "sheet", SHEET)
        assert "ddim" not in line
        assert said.endswith("Left out are the settings of Reverse: a session has them.")
        driver.window.remembered.carries_view = False
        assert copied(driver, "sheet", SHEET)[1].endswith("Its file carries the view.")
        assert state_in(save(driver, "image", ImageSettings(), tmp_path / "image.png")) is None
        driver.window.remembered.carries_view = True
        assert state_in(save(driver, "image", ImageSettings(), tmp_path / "carrying.png")) is not None
        pinned(driver)
        answer(None)
        again, said = copied(driver, "sheet", SHEET)
        assert again == line
        assert said.startswith("Nothing is copied: no option says the pinned view")
        answer(tmp_path / "gone" / "session.json")
        again, said = copied(driver, "sheet", SHEET)
        assert again == line
        assert "cannot be written" in said


def test_a_dialog_that_is_closed_meanwhile_changes_nothing(
    qtbot: QtBot, tmp_path: Path, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pasted picture is written by the engine, which takes its time."""

    def press(dialog: ExportDialog) -> int:
        button = dialog.findChild(QPushButton, "export_copy")
        assert button is not None
        button.click()
        return 0

    monkeypatch.setattr(ExportDialog, "exec", press)
    with window(qtbot, working_size=64) as driver:
        pasted(driver)
        driver.settle()
        answer(tmp_path / "session.json")
        driver.window.home.ask("image")
        qtbot.waitUntil(lambda: driver.says("Copied the command"), timeout=WAIT)
        assert "--session" in QGuiApplication.clipboard().text()
        assert {each.name for each in tmp_path.iterdir()} == {"session.json", "session_picture.png"}


def test_a_pasted_picture_that_is_not_kept_any_more_is_not_written(
    qtbot: QtBot, tmp_path: Path, answer: Answer
) -> None:
    with window(qtbot, working_size=64) as driver:
        pasted(driver)
        driver.settle()
        driver.window.pictures.pasted.clear()
        answer(tmp_path / "session.json")
        assert "is not kept any more" in copied(driver, "image", ImageSettings())[1]
        assert not list(tmp_path.iterdir())
