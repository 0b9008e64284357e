"""What is remembered survives, what is damaged does no harm, and nobody's file is lost."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray
from pytestqt.qtbot import QtBot

from engine.worker import Worker
from gui.window.main_window import MainWindow
from gui.window.preferences import MAX_BYTES, Preferences, one_of
from gui.window.settings import Settings
from tests.beginning import begin
from tests.gui.fake_engine import FakeEngine

THEMES = one_of(("dark", "light"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


def write(file: Path, key: str, value: object) -> None:
    """As at the end of a session: what was written is in the file when the object is gone."""
    Preferences(file).write({key: value})


def aside(file: Path) -> Path:
    return file.with_name(f"{file.name}.damaged")


@pytest.mark.parametrize(
    "value", ["dark", "beta alpha_bar", "", "a=b; c, d [e] # 'f' \"g\" \\x41 %20", "ü €", "@Invalid()"]
)
def test_text_comes_back_as_it_was(value: str, file: Path) -> None:
    write(file, "curves", value)
    assert Preferences(file).read("curves", "default", str) == value
    assert not aside(file).exists()


@pytest.mark.parametrize("value", [b"", b"\0\xff=[\n", bytes(range(256)) * 20])
def test_bytes_come_back_as_they_were(value: bytes, file: Path) -> None:
    Preferences(file).write({"geometry": QByteArray(value)})
    assert Preferences(file).read_bytes("geometry").data() == value


def test_there_is_nothing_at_first(file: Path) -> None:
    preferences = Preferences(file)
    assert preferences.read("theme", "dark", THEMES) == "dark"
    assert preferences.read_bytes("geometry").isEmpty()


@pytest.mark.parametrize(
    "value",
    ["pink", "", "dark, light", 1, 1.5, None, True, ["dark"], {"dark": "dark"}],
)
def test_a_value_of_the_wrong_kind_is_as_if_it_had_never_been_saved(value: object, file: Path) -> None:
    file.write_text(json.dumps({"theme": value, "geometry": value, "light": "light"}), encoding="utf-8")
    preferences = Preferences(file)
    assert preferences.read("theme", "dark", THEMES) == "dark"
    assert preferences.read_bytes("geometry").isEmpty()
    assert preferences.read("light", "dark", THEMES) == "light"


@pytest.mark.parametrize("value", ["0", "01f", "zz", "01 ff 0", "١٢"])
def test_half_of_the_bytes_are_none(value: str, file: Path) -> None:
    file.write_text(json.dumps({"geometry": value}), encoding="utf-8")
    assert Preferences(file).read_bytes("geometry").isEmpty()


def test_keys_of_other_versions_do_no_harm_and_stay(file: Path) -> None:
    file.write_text('{"old_key": "1", "theme": "light", "another": [1, {"x": 2}]}', encoding="utf-8")
    write(file, "theme", "dark")
    assert Preferences(file).read("theme", "light", THEMES) == "dark"
    kept = json.loads(file.read_text(encoding="utf-8"))
    assert kept == {"old_key": "1", "theme": "dark", "another": [1, {"x": 2}]}


DAMAGED = {
    "empty": b"",
    "cut off": b'{"theme": "light", "geom',
    "no settings": b'["theme", "light"]',
    "deep": b"[" * 100_000,
    "binary": bytes(range(256)) * 50,
    "zeros": bytes(4096),
    "another encoding": '{"theme": "dünkel"}'.encode("latin-1"),
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(100),
    "huge": b'{"theme": "light"}' + b" " * MAX_BYTES,
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_file_is_kept_beside_the_new_one(content: bytes, file: Path) -> None:
    file.write_bytes(content)
    preferences = Preferences(file)
    assert preferences.read("theme", "dark", THEMES) == "dark"
    assert aside(file).read_bytes() == content
    preferences.write({"theme": "light"})
    del preferences
    assert Preferences(file).read("theme", "dark", THEMES) == "light"
    assert aside(file).read_bytes() == content


def make_folder(file: Path) -> None:
    file.mkdir()
    (file / "inside").write_text("precious", encoding="utf-8")


def make_pipe(file: Path) -> None:
    os.mkfifo(file)


@pytest.mark.skipif(sys.platform == "win32", reason="has no pipes in folders")
@pytest.mark.parametrize("make", [make_folder, make_pipe])
def test_what_is_no_file_is_moved_aside_and_not_waited_for(make: Callable[[Path], None], file: Path) -> None:
    make(file)
    write(file, "theme", "light")
    assert Preferences(file).read("theme", "dark", THEMES) == "light"
    assert aside(file).exists()


def test_where_damage_cannot_be_put_aside_nothing_is_remembered_and_nothing_lost(file: Path) -> None:
    file.write_text("not a setting", encoding="utf-8")
    make_folder(aside(file))  # a file cannot replace a folder
    write(file, "theme", "light")
    assert Preferences(file).read("theme", "dark", THEMES) == "dark"
    assert file.read_text(encoding="utf-8") == "not a setting"
    assert (aside(file) / "inside").read_text(encoding="utf-8") == "precious"


def test_a_place_that_cannot_be_written_to_does_no_harm(tmp_path: Path) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("and no folder", encoding="utf-8")
    file = blocked / "settings.ini"
    write(file, "theme", "light")
    assert Preferences(file).read("theme", "dark", THEMES) == "dark"
    assert blocked.read_text(encoding="utf-8") == "and no folder"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_put_aside(file: Path) -> None:
    file.write_text('{"theme": "light"}', encoding="utf-8")
    file.chmod(0)
    assert Preferences(file).read("theme", "dark", THEMES) == "dark"
    assert aside(file).exists()


def test_locks_of_others_are_not_waited_for_and_nothing_is_left_beside_it(file: Path) -> None:
    make_folder(file.with_name(f"{file.name}.lock"))
    write(file, "theme", "light")
    assert Preferences(file).read("theme", "dark", THEMES) == "light"
    assert sorted(one.name for one in file.parent.iterdir()) == [file.name, f"{file.name}.lock"]


def test_a_write_that_fails_leaves_the_old_file_whole(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(file, "theme", "light")
    before = file.read_bytes()

    def full(*arguments: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    write(file, "theme", "dark")
    assert file.read_bytes() == before
    assert list(file.parent.iterdir()) == [file]


def test_the_file_is_written_once_for_all_that_is_saved(
    qtbot: QtBot, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each time waits for the disk, and the window stays for as long."""
    written: list[Path] = []
    monkeypatch.setattr("gui.window.preferences.write_whole", lambda file, _: written.append(file))
    preferences = Preferences(file)
    preferences.write({"theme": "dark", "scale": 100, "geometry": QByteArray(b"ab")})
    preferences.write({"scale": 100})
    assert written == [file]
    window = MainWindow(Worker(FakeEngine), begin(), Settings(preferences))
    qtbot.addWidget(window)
    window.close()
    assert written == [file] * 3  # how it looks, and what it shows
