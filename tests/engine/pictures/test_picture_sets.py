import os
import signal
from collections.abc import Generator, Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from engine.pictures import sets as picture_sets
from engine.pictures.decoding import Decoder
from engine.pictures.picture import Picture
from engine.pictures.sets import SIDE, read_members
from engine.slices import finish
from resources import picture_names

DECODER = Decoder()


@pytest.fixture(scope="module", autouse=True)
def end_of_process() -> Iterator[None]:
    yield
    DECODER.close()


def save(file: Path, value: int, size: tuple[int, int] = (8, 4)) -> None:
    Image.new("RGB", size, (value, value, value)).save(file)


def read(members: str, folder: Path | str = "") -> list[torch.Tensor]:
    pictures, _ = finish(read_members(members, str(folder), DECODER))
    return [torch.from_numpy(picture.x0()) for picture in pictures]


def test_crops_are_those_of_the_picture_itself() -> None:
    assert read("crops") == []


def test_the_bundled_pictures_are_all_there() -> None:
    pictures = read("bundled")
    assert len(pictures) == len(picture_names())
    for picture in pictures:
        assert max(picture.shape[:2]) == SIDE
        assert picture.dtype == torch.float32
        assert -1 <= float(picture.min()) < float(picture.max()) <= 1


def test_a_folder_is_read_by_name_without_what_is_no_picture(tmp_path: Path) -> None:
    save(tmp_path / "b.png", 255, (4, 8))
    save(tmp_path / "a.png", 0)
    (tmp_path / "c.png").write_bytes(b"no picture")
    (tmp_path / "notes.txt").write_text("no picture either", encoding="utf-8")
    (tmp_path / "folder.png").mkdir()
    save(tmp_path / "folder.png" / "d.png", 128)
    first, second = read("folder", tmp_path)
    assert torch.equal(first, torch.full((4, 8, 3), -1.0))
    assert torch.equal(second, torch.full((8, 4, 3), 1.0))
    pictures, left_out = finish(read_members("folder", str(tmp_path), DECODER))
    assert [picture.name for picture in pictures] == ["a.png", "b.png"]
    assert left_out == "Not read as pictures: c.png, notes.txt."


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="needs signals")
def test_a_file_that_brings_the_decoder_down_does_not_stop_the_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "abc":
        save(tmp_path / f"{name}.png", 0)
    whole = DECODER.decode

    def decode(data: bytes, name: str, size: int | None) -> Generator[float | None, None, Picture]:
        work = whole(data, name, size)
        if name == "b.png":
            assert DECODER._process is not None
            assert DECODER._process.pid is not None
            os.kill(DECODER._process.pid, signal.SIGSTOP)  # or it might be done before it is ended
            yield next(work)
            DECODER._process.kill()
        return (yield from work)

    monkeypatch.setattr(DECODER, "decode", decode)
    pictures, left_out = finish(read_members("folder", str(tmp_path), DECODER))
    assert [picture.name for picture in pictures] == ["a.png", "c.png"]
    assert left_out == "Not read as pictures: b.png."


def test_progress_rises_to_the_end(tmp_path: Path) -> None:
    for name in "abc":
        save(tmp_path / f"{name}.png", 0)
    (tmp_path / "b.png").write_bytes(b"no picture")
    progress = list(read_members("folder", str(tmp_path), DECODER))
    assert progress == sorted(progress)
    assert progress[-1] == 1.0


def test_a_large_folder_is_read_as_far_as_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture_sets, "MOST", 2)
    for value in (10, 20, 30):
        save(tmp_path / f"{value}.png", value)
    values = [round(float((picture[0, 0, 0] + 1) * 127.5)) for picture in read("folder", tmp_path)]
    assert values == [10, 20]
    assert finish(read_members("folder", str(tmp_path), DECODER))[1].startswith("Only the first 2 pictures")


def test_pictures_of_any_kind_become_x0(tmp_path: Path) -> None:
    Image.fromarray(np.array([[0, 65535]], np.uint16)).save(tmp_path / "deep.png")
    Image.new("LA", (2, 2), (255, 255)).save(tmp_path / "grey.png")
    deep, grey = read("folder", tmp_path)
    assert deep[0, :, 0].tolist() == [-1.0, 1.0]
    assert torch.equal(grey, torch.ones(2, 2, 3))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda folder: "", "No folder is chosen"),
        (lambda folder: folder / "gone", "gone cannot be read"),
        (lambda folder: folder / "file.txt", "file.txt cannot be read"),
        (lambda folder: folder / "empty", "no picture in the folder"),
        (lambda folder: folder, "no picture in the folder"),
    ],
)
def test_a_folder_without_pictures_is_a_sentence(make: object, words: str, tmp_path: Path) -> None:
    assert callable(make)
    (tmp_path / "file.txt").write_text("no picture", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    with pytest.raises(ValueError, match=words) as caught:
        read("folder", make(tmp_path))
    assert "choose" in str(caught.value)
