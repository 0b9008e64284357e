"""The picture of a session is found by name and hash, and without reading a disk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine.state import find_picture as module
from engine.state.find_picture import find_picture, hash_of
from engine.state.view import FromFile


def write(file: Path, data: bytes = b"the picture") -> Path:
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(data)
    return file


@pytest.fixture
def hash(tmp_path: Path) -> str:
    return hash_of(write(tmp_path / "other" / "original.png"))


def test_the_place_that_is_named_comes_first(tmp_path: Path, hash: str) -> None:
    own = write(tmp_path / "a" / "photo.png")
    write(tmp_path / "b" / "photo.png")
    assert find_picture(FromFile(own, hash), tmp_path / "b" / "session.json") == own


def test_it_is_looked_for_beside_the_session_and_in_the_folders_of_recent_pictures(
    tmp_path: Path, hash: str
) -> None:
    source = FromFile(Path("photo.png"), hash)
    there = write(tmp_path / "b" / "photo.png")
    assert find_picture(source, tmp_path / "b" / "session.json") == there
    assert find_picture(source, tmp_path / "a" / "session.json", [tmp_path / "b" / "cat.png"]) == there
    assert find_picture(source, tmp_path / "a" / "session.json") is None


def test_one_of_the_name_with_another_content_is_not_it(tmp_path: Path, hash: str) -> None:
    write(tmp_path / "a" / "photo.png", b"changed since")
    there = write(tmp_path / "b" / "photo.png")
    source = FromFile(tmp_path / "a" / "photo.png", hash)
    assert find_picture(source, tmp_path / "a" / "s.json", [tmp_path / "b" / "x.png"]) == there
    there.unlink()
    assert find_picture(source, tmp_path / "a" / "s.json", [tmp_path / "b" / "x.png"]) is None


def test_a_renamed_picture_is_found_by_its_hash(tmp_path: Path, hash: str) -> None:
    renamed = write(tmp_path / "a" / "renamed.png")
    source = FromFile(Path("photo.PNG"), hash)
    assert find_picture(source, tmp_path / "a" / "s.json") == renamed
    recent = write(tmp_path / "b" / "recent.jpg")
    assert find_picture(source, None, [recent]) == recent
    assert find_picture(FromFile(Path("photo.png")), tmp_path / "a" / "s.json") is None


def test_a_bare_name_is_not_looked_for_where_the_program_started(
    tmp_path: Path, hash: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "photo.png")
    monkeypatch.chdir(tmp_path)
    assert find_picture(FromFile(Path("photo.png"))) is None


def test_no_more_is_read_than_is_allowed(tmp_path: Path, hash: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(20):
        write(tmp_path / "a" / f"{number}.png", b"not this one" + bytes([number]))
    read: list[Path] = []

    def hash_of(file: Path) -> str:
        read.append(file)
        return "another"

    monkeypatch.setattr(module, "hash_of", hash_of)
    source = FromFile(Path("photo.png"), hash)
    monkeypatch.setattr(module, "MOST_HASHED", 60)  # of 13 bytes each
    assert find_picture(source, tmp_path / "a" / "s.json") is None
    assert len(read) == 4
    monkeypatch.setattr(module, "MOST_HASHED", 2**20)
    monkeypatch.setattr(module, "MOST_ENTRIES", 3)
    assert find_picture(source, tmp_path / "a" / "s.json") is None
    assert len(read) == 4 + 3
    monkeypatch.setattr(module, "MOST_BYTES", 12)
    assert find_picture(source, tmp_path / "a" / "s.json") is None
    assert len(read) == 4 + 3


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with a name")
def test_what_is_no_file_is_never_opened(tmp_path: Path, hash: str) -> None:
    os.mkfifo(tmp_path / "photo.png")
    (tmp_path / "folder.png").mkdir()
    assert find_picture(FromFile(tmp_path / "photo.png", hash), tmp_path / "s.json") is None
    assert find_picture(FromFile(Path("/a\0b"), hash), tmp_path / "s.json") is None
