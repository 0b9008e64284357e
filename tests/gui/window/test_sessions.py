"""Views that leave the window and come back: sessions, pictures that carry their view, the next start."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDropEvent
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from engine.pixels.region import Zoom
from engine.state.changes import look_at, set_strip
from engine.state.session import from_json, to_json
from engine.state.start_line import parse_start
from engine.state.view import Bundled, FromFile, Pasted, View
from engine.worker import Worker
from gui.widgets.file_dialogs import FileDialogs
from gui.window.main_window import MainWindow
from gui.window.preferences import Preferences
from gui.window.settings import Settings
from main import main, make_engine
from tests.beginning import begin
from tests.driver import WAIT, Driver, opened

SIZE = (1100, 740)


@contextmanager
def window(qtbot: QtBot, settings: Path | None = None, **start: Any) -> Iterator[Driver]:
    """A window that reads and writes its settings in a file, if there is one."""
    kept = Settings(Preferences(settings)) if settings else None
    with opened(qtbot, begin(window_size=SIZE, theme="dark", **start), settings=kept) as driver:
        yield driver


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    file = tmp_path / "photos" / "photo.png"
    file.parent.mkdir()
    rng = np.random.default_rng(3)
    Image.fromarray(rng.integers(0, 256, (90, 120, 3), np.uint8)).save(file)
    return file


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """The user gives these files to the dialogs that come; returns their titles."""

    def prepare(*files: Path | None) -> list[str]:
        titles: list[str] = []
        answers = list(files)

        def ask(_: FileDialogs, title: str, *__: Any, **___: Any) -> Path | None:
            titles.append(title)
            return answers.pop(0)

        monkeypatch.setattr(FileDialogs, "_ask", ask)
        return titles

    return prepare


def trigger(driver: Driver, name: str) -> None:
    action = driver.window.findChild(QAction, name)
    assert action is not None, name
    action.trigger()


def change(driver: Driver) -> None:
    """A view that differs from the usual one in many ways."""
    store = driver.window.store
    driver.choose_scene("step")
    driver.spin("timestep").setValue(640)
    driver.spin("seed").setValue(7)
    store.apply(set_strip(rows=3, samples=2, column=1))
    store.apply(look_at(Zoom(50.25, 41.5, 30.75)))


def save(driver: Driver, file: Path, part: str = "images") -> None:
    driver.window.screenshots.save(part, 1.0, file)
    driver.qtbot.waitUntil(lambda: driver.says("Saved"), timeout=WAIT)


def test_a_saved_picture_carries_the_view_for_any_reader_and_no_folder(
    qtbot: QtBot, photo: Path, tmp_path: Path
) -> None:
    shot = tmp_path / "shot.png"
    with window(qtbot, picture=photo) as driver:
        change(driver)
        driver.settle()
        view = driver.window.store.view
        save(driver, shot)
        with Image.open(shot) as image:
            text = image.text["diffusion-sandbox"]  # type: ignore[attr-defined]
        assert str(photo.parent) not in text
        assert str(tmp_path) not in text
        source = view.source
        assert isinstance(source, FromFile)
        assert source.sha256
        expected = replace(view, source=replace(source, path=Path(source.name)))
        assert from_json(text).view == expected
        driver.window.remembered.carries_view = False
        save(driver, shot)
        with Image.open(shot) as image:
            assert not image.text  # type: ignore[attr-defined]


def test_a_dropped_picture_with_a_view_gives_its_pixels_again_byte_for_byte(
    qtbot: QtBot, photo: Path, tmp_path: Path
) -> None:
    shot = photo.with_name("shot.png")  # beside its picture
    with window(qtbot, picture=photo) as driver:
        change(driver)
        before = driver.settle()
        pixels, view = before.pixels.copy(), driver.window.store.view
        save(driver, shot)
    with window(qtbot, source=Bundled("hills")) as driver:
        driver.open(shot)
        driver.qtbot.waitUntil(lambda: driver.text("picture_name") == "photo.png", timeout=WAIT)
        frame = driver.settle()
        assert driver.window.store.view == view
        assert (frame.pixels.shape, frame.pixels.tobytes()) == (pixels.shape, pixels.tobytes())
        assert driver.says("This is the view of shot.png; Undo goes back.")
        again = tmp_path / "again.png"
        save(driver, again)
        assert np.array_equal(np.array(Image.open(again)), np.array(Image.open(shot)))
        trigger(driver, "menu_undo")
        driver.settle()
        assert driver.text("picture_name") == "hills"
        shot.write_bytes(shot.read_bytes()[:-100])
        driver.open(shot)
        driver.qtbot.waitUntil(
            lambda: driver.says("shot.png ends early: its picture is not whole, but the view in it is."),
            timeout=WAIT,
        )
        assert driver.window.store.view == view
    assert len(parse_start(["--session", str(shot)]).said) == 1


def test_with_alt_it_is_a_picture(qtbot: QtBot, photo: Path) -> None:
    shot = photo.with_name("shot.png")
    with window(qtbot, picture=photo) as driver:
        driver.spin("timestep").setValue(99)
        save(driver, shot)
        driver.spin("timestep").setValue(500)
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(shot))])
        alt, copy = Qt.KeyboardModifier.AltModifier, Qt.DropAction.CopyAction
        buttons = Qt.MouseButton.LeftButton
        driver.window.dropEvent(QDropEvent(QPointF(QPoint(9, 9)), copy, mime, buttons, alt))
        driver.qtbot.waitUntil(lambda: driver.text("picture_name") == "shot.png", timeout=WAIT)
        assert driver.window.store.view.t == 500


def test_a_session_is_saved_and_opened_with_what_is_not_known_here(
    qtbot: QtBot, photo: Path, tmp_path: Path, answer: Callable[..., list[str]]
) -> None:
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    with window(qtbot, picture=photo) as driver:
        change(driver)
        view = driver.window.store.view
        first.write_text(to_json(view, {"future": {"x": 1}}), encoding="utf-8")
        trigger(driver, "menu_undo")
        titles = answer(first, second)
        trigger(driver, "menu_open_session")
        driver.settle()
        assert driver.window.store.view == view
        trigger(driver, "menu_save_session")
        assert driver.says(f"Saved the session {second}")
        assert titles == ["Open a session", "Save the session"]
        assert json.loads(second.read_text(encoding="utf-8"))["future"] == {"x": 1}
        assert from_json(second.read_text(encoding="utf-8")).view == view
        assert driver.window.remembered.sessions == (second, first)


def test_a_session_that_is_none_changes_nothing_and_says_why(qtbot: QtBot, tmp_path: Path) -> None:
    with window(qtbot, source=Bundled("hills")) as driver:
        before = driver.window.store.view
        for text, words in (("{}", "not a session"), ('{"diffusion-sandbox": 99}', "newer version")):
            bad = tmp_path / "bad.json"
            bad.write_text(text, encoding="utf-8")
            driver.open(bad)
            assert driver.says(words)
            assert driver.window.store.view == before
            assert not driver.window.store.history.past


@pytest.mark.parametrize("found", [True, False])
def test_a_picture_that_is_not_found_is_asked_for(
    found: bool, qtbot: QtBot, photo: Path, tmp_path: Path, answer: Callable[..., list[str]]
) -> None:
    elsewhere = tmp_path / "sessions"
    elsewhere.mkdir()
    session = elsewhere / "view.json"
    view = View(source=FromFile(Path("photo.png"), "a" * 64), t=123, scene="predict")
    session.write_text(to_json(view, shared=True), encoding="utf-8")
    titles = answer(photo if found else None)
    with window(qtbot, source=Bundled("hills")) as driver:
        driver.open(session)
        driver.qtbot.waitUntil(lambda: bool(titles), timeout=WAIT)
        assert titles == ["Where is photo.png, the picture of this session?"]
        driver.settle()
        now = driver.window.store.view
        if found:
            driver.qtbot.waitUntil(lambda: driver.text("picture_name") == "photo.png", timeout=WAIT)
            assert (now.t, now.scene) == (123, "predict")
        else:
            assert now.source == Bundled("hills")
            assert driver.says("view.json is not opened: its picture photo.png was not found")


def test_a_pasted_picture_is_kept_for_undo_and_asked_for_elsewhere(
    qtbot: QtBot, photo: Path, tmp_path: Path, answer: Callable[..., list[str]]
) -> None:
    session = tmp_path / "view.json"
    session.write_text(to_json(View(source=Pasted("pasted picture", "b" * 64), t=123)), encoding="utf-8")
    titles = answer(photo)
    with window(qtbot, source=Bundled("hills")) as driver:
        driver.open(session)
        assert titles == ["Where is pasted picture, the picture of this session?"]
        driver.qtbot.waitUntil(lambda: driver.text("picture_name") == "photo.png", timeout=WAIT)


def test_two_pasted_pictures_are_told_apart_by_undo(qtbot: QtBot) -> None:
    with window(qtbot, source=Bundled("hills")) as driver:
        pictures = driver.window.pictures
        for value in (10, 200):
            pictures.paste("pasted picture", np.full((20, 30, 3), value, np.uint8))
            driver.qtbot.waitUntil(lambda: not pictures.opening, timeout=WAIT)
        bright = driver.settle().pixels.copy()
        trigger(driver, "menu_undo")
        assert driver.settle().pixels[10, 10, 0] < bright[10, 10, 0] / 2
        trigger(driver, "menu_redo")
        assert driver.settle().pixels.tobytes() == bright.tobytes()


def test_what_was_on_the_screen_is_there_again_unless_the_start_names_a_view(
    qtbot: QtBot, photo: Path, tmp_path: Path
) -> None:
    settings = tmp_path / "settings.json"
    with window(qtbot, settings, picture=photo) as driver:
        change(driver)
        view, pixels = driver.window.store.view, driver.settle().pixels.copy()
    with window(qtbot, settings) as driver:
        assert driver.window.store.view == view
        assert driver.settle().pixels.tobytes() == pixels.tobytes()
        assert driver.window.remembered.pictures == (photo,)
    with window(qtbot, settings, t=11) as driver:
        assert driver.window.store.view.t == 11
        assert driver.window.store.view.source == View().source


def test_the_switch_begins_anew_and_is_kept(qtbot: QtBot, tmp_path: Path) -> None:
    settings = tmp_path / "settings.json"
    with window(qtbot, settings, t=77) as driver:
        trigger(driver, "file_begins_with_last")
        trigger(driver, "file_carries_view")
    assert (
        json.loads(settings.read_text(encoding="utf-8"))["view"] == ""
    )  # what is not wanted is not kept either
    with window(qtbot, settings) as driver:
        assert driver.window.store.view.t == View().t
        assert not driver.window.remembered.carries_view


def test_a_last_picture_that_is_gone_is_replaced_with_a_word(
    qtbot: QtBot, photo: Path, tmp_path: Path
) -> None:
    settings = tmp_path / "settings.json"
    with window(qtbot, settings, picture=photo, t=77):
        pass
    photo.unlink()
    with window(qtbot, settings) as driver:
        assert (driver.window.store.view.t, driver.window.store.view.source) == (77, View().source)
        assert driver.says("photo.png of the last view is not there any more")


@pytest.mark.parametrize("damage", ["", "{", "[1]", '{"diffusion-sandbox": 1, "t": -4}'])
def test_damaged_memories_do_no_harm(damage: str, qtbot: QtBot, tmp_path: Path) -> None:
    settings = tmp_path / "settings.json"
    keys = ("view", "recent_pictures", "recent_sessions", "folder", "begin_with_last", "carry_view")
    settings.write_text(json.dumps(dict.fromkeys(keys, damage)), encoding="utf-8")
    remembered = MainWindow(Worker(make_engine), begin(), Settings(Preferences(settings)))
    qtbot.addWidget(remembered)
    remembered.show()
    assert remembered.store.view == View()
    assert remembered.remembered.pictures == ()
    remembered.close()


def test_recent_pictures_open_from_their_menu(qtbot: QtBot, photo: Path) -> None:
    with window(qtbot, picture=photo) as driver:
        driver.window.opening.open_bundled("hills")
        driver.qtbot.waitUntil(lambda: driver.text("picture_name") == "hills", timeout=WAIT)
        menu = driver.window._menus.recent[0]
        menu.aboutToShow.emit()
        (entry,) = menu.actions()
        assert (entry.text(), entry.toolTip()) == ("photo.png", str(photo))
        entry.trigger()
        driver.qtbot.waitUntil(lambda: driver.text("picture_name") == "photo.png", timeout=WAIT)
        label = driver["picture_name"]
        assert isinstance(label, QLabel)


def test_exported_cells_carry_the_view_with_the_hash_of_the_picture(photo: Path, tmp_path: Path) -> None:
    folder = tmp_path / "cells"
    assert main([str(photo), "--t", "400", "--rows", "2", "--cells", str(folder)]) == 0
    files = sorted(folder.glob("*.png"))
    assert files
    for file in files:
        with Image.open(file) as image:
            view = from_json(image.text["diffusion-sandbox"]).view  # type: ignore[attr-defined]
        assert (view.t, view.strip.rows) == (400, 2)
        assert isinstance(view.source, FromFile)
        assert view.source.path == Path("photo.png")
        assert len(view.source.sha256) == 64


def test_help_and_folds_are_kept_as_how_it_looked(qtbot: QtBot, tmp_path: Path) -> None:
    settings = tmp_path / "settings.json"
    worker = Worker(make_engine)  # not started: how it looks needs no engine
    for unfolded in (False, True):
        kept = MainWindow(worker, begin(window_size=(1600, 1000)), Settings(Preferences(settings)))
        qtbot.addWidget(kept)
        kept.show()
        assert kept.looks.looks.help is unfolded
        if not unfolded:
            kept.columns.help_button.toggle()
        kept.close()
