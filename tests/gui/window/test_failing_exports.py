"""Whatever fails while a file is made, in each format: one sentence, the old file whole, and no stray file."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from pytestqt.qtbot import QtBot

from engine.exports.films import FILMS
from engine.exports.films.still import Still
from engine.exports.image_formats import IMAGE_FORMATS
from engine.exports.options import EXPORTS, ending_of
from engine.exports.settings import FilmSettings
from gui.exports.figure import Figure
from gui.exports.sheet import Sheet
from tests.driver import WAIT, Driver
from tests.gui.window.test_sessions import window

OLD = b"old"
ROOM = 64  # bytes of a disk that is full after them
SMALL: dict[str, dict[str, Any]] = {
    "film": {"width": 96, "height": 64, "frames": 3, "hold": 0.0},
    "figure": {"width": 40, "dpi": 72},
    "sheet": {"width": 40, "dpi": 72, "shots": 3},
    "image": {},
}
Prepare = Callable[[pytest.MonkeyPatch, str, str], None]


class FullDisk(io.BufferedRandom):
    def write(self, data: Any, /) -> int:
        if self.tell() + len(data) > ROOM:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return super().write(data)


def full_disk(patch: pytest.MonkeyPatch, kind: str, format: str) -> None:
    patch.setattr("engine.exports.files.os.fdopen", lambda number, _: FullDisk(io.FileIO(number, "w+")))


def read_only_disk(patch: pytest.MonkeyPatch, kind: str, format: str) -> None:
    usual = os.open

    def refuse(file: Any, flags: int, *more: Any, **named: Any) -> int:
        if str(file).endswith(".part"):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return usual(file, flags, *more, **named)

    patch.setattr("engine.exports.files.os.open", refuse)


def failing_encoder(patch: pytest.MonkeyPatch, kind: str, format: str) -> None:
    """It has written something before it fails."""

    def fail(*_: Any) -> Any:
        raise RuntimeError("no more")

    def fail_later(stills: Iterable[Still], file: BinaryIO, how: FilmSettings, text: str) -> None:
        for _ in islice(stills, 2):
            file.write(b"something")
        fail()

    if kind == "film":
        patch.setitem(FILMS, format, replace(FILMS[format], write=fail_later))
    elif kind == "image":
        patch.setitem(IMAGE_FORMATS, format, replace(IMAGE_FORMATS[format], bytes_of=fail))
    else:
        patch.setattr(Figure if kind == "figure" else Sheet, "data", fail)


FAULTS: dict[str, tuple[Prepare, str]] = {
    "full disk": (full_disk, "cannot be written (No space left on device): choose another place or name."),
    "read-only disk": (
        read_only_disk,
        "cannot be written (Read-only file system): choose another place or name.",
    ),
    "failing encoder": (failing_encoder, "no more"),
}
CASES = [(kind, format) for kind, export in EXPORTS.items() for format, _ in export.options[0].choices]


def made(kind: str, format: str) -> Any:
    return replace(EXPORTS[kind].defaults, format=format, **SMALL[kind])


def save(driver: Driver, kind: str, settings: Any, file: Path) -> tuple[str, bool]:
    """What is said once, and whether that is an error."""
    said: list[tuple[str, bool]] = []

    def hear(sentence: str, failed: bool) -> None:
        said.append((sentence, failed))

    driver.window.home.said.connect(hear)
    driver.window.home.save(kind, settings, file)
    driver.qtbot.waitUntil(lambda: bool(said), timeout=WAIT)
    driver.qtbot.waitUntil(lambda: not driver.window.home.exporting.running, timeout=WAIT)
    driver.window.home.said.disconnect(hear)
    (once,) = said
    assert once[0].endswith(".")
    assert "\n" not in once[0]
    return once


def there(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir()}


@pytest.fixture(params=EXPORTS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def driver(qtbot: QtBot) -> Iterator[Driver]:
    with window(qtbot, working_size=64) as driver:
        yield driver


def test_what_fails_is_said_and_leaves_the_old_file_alone(driver: Driver, tmp_path: Path, kind: str) -> None:
    for format in (format for each, format in CASES if each == kind):
        file = tmp_path / f"file{ending_of(format)}"
        for name, (prepare, words) in FAULTS.items():
            file.write_bytes(OLD)
            with pytest.MonkeyPatch.context() as patch:
                prepare(patch, kind, format)
                sentence, failed = save(driver, kind, made(kind, format), file)
            assert failed, (format, name)
            assert words in sentence, (format, name)
            assert there(tmp_path) == {file.name: OLD}, (format, name)
        sentence, failed = save(driver, kind, made(kind, format), file)  # and then it goes on as before
        assert (sentence.split()[0], failed) == ("Saved", False)
        assert list(there(tmp_path)) == [file.name]
        assert file.read_bytes() != OLD
        file.unlink()


def test_a_place_that_is_none_is_said_and_nothing_is_made_there(
    driver: Driver, tmp_path: Path, kind: str
) -> None:
    for format in (format for each, format in CASES if each == kind):
        gone = tmp_path / "gone" / f"file{ending_of(format)}"
        sentence, failed = save(driver, kind, made(kind, format), gone)
        assert failed
        assert "No such file or directory" in sentence
        assert not list(tmp_path.iterdir())
        folder = tmp_path / f"file{ending_of(format)}"
        folder.mkdir()
        (folder / "kept").write_bytes(OLD)
        sentence, failed = save(driver, kind, made(kind, format), folder)
        assert failed
        assert "is a folder or a device and not a file: choose another name." in sentence
        assert [each.name for each in tmp_path.iterdir()] == [folder.name]
        assert there(folder) == {"kept": OLD}
        (folder / "kept").unlink()
        folder.rmdir()


@pytest.mark.skipif(sys.platform == "win32" or os.getuid() == 0, reason="permissions do not bind there")
def test_a_folder_without_the_right_to_write_is_said(driver: Driver, tmp_path: Path, kind: str) -> None:
    format = next(format for each, format in CASES if each == kind)
    file = tmp_path / f"file{ending_of(format)}"
    file.write_bytes(OLD)
    tmp_path.chmod(0o500)
    try:
        sentence, failed = save(driver, kind, made(kind, format), file)
    finally:
        tmp_path.chmod(0o700)
    assert failed
    assert "Permission denied" in sentence
    assert there(tmp_path) == {file.name: OLD}


@pytest.mark.parametrize(("kind", "many"), [("film", {"frames": 400}), ("sheet", {"shots": 60})])
def test_what_is_cancelled_in_the_middle_leaves_the_old_file_alone(
    driver: Driver, tmp_path: Path, kind: str, many: dict[str, int]
) -> None:
    exporting = driver.window.home.exporting
    exporting.progressed.connect(exporting.cancel)
    for format in (format for each, format in CASES if each == kind):
        file = tmp_path / f"file{ending_of(format)}"
        file.write_bytes(OLD)
        said = save(driver, kind, replace(made(kind, format), **many), file)
        assert said == (f"Cancelled: {file.name} was not written.", False)
        assert there(tmp_path) == {file.name: OLD}
        file.unlink()
