"""Decoding in a process of its own: the same pictures, whatever a file does to the process."""

from __future__ import annotations

import operator
import os
import select
import signal
import subprocess
import sys
import zlib
from collections.abc import Iterator
from io import BytesIO
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from engine.pictures import decoder_process, decoding
from engine.pictures.decoding import IN_PROCESS, Decoder
from engine.pictures.picture import Picture, PictureError, decode
from engine.slices import finish
from tests.engine.pictures.tiff_files import write

ROOT = Path(__file__).parents[3]
RGB = np.random.default_rng(0).integers(0, 256, (600, 900, 3), dtype=np.uint8)
posix = pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="needs signals")
linux = pytest.mark.skipif(sys.platform != "linux", reason="a limit of memory, and handles of processes")


def encode(pixels: NDArray[Any], kind: str = "PNG") -> bytes:
    file = BytesIO()
    Image.fromarray(pixels).save(file, kind)
    return file.getvalue()


PNG = encode(RGB)


@pytest.fixture(scope="module")
def shared() -> Iterator[Decoder]:
    decoder = Decoder()
    yield decoder
    decoder.close()


@pytest.fixture
def own() -> Iterator[Decoder]:
    """A decoder whose process is ready, and may be ended."""
    decoder = Decoder()
    finish(decoder.decode(PNG, "first"))
    yield decoder
    decoder.close()


def pid(decoder: Decoder) -> int:
    assert decoder._process is not None
    assert decoder._process.pid is not None
    return decoder._process.pid


def check_works(decoder: Decoder) -> None:
    picture = finish(decoder.decode(PNG, "next"))
    assert IN_PROCESS not in picture.notes
    np.testing.assert_array_equal(picture.pixels, decode(PNG, "next").pixels)


def as_told(picture: Picture) -> tuple[object, ...]:
    return picture.name, picture.original_size, picture.source_type, picture.notes, picture.x0_range


@pytest.mark.parametrize(
    ("data", "working_size"),
    [
        (PNG, 512),
        (PNG, None),
        (encode(np.dstack([RGB, RGB[..., 0]])), 64),
        (encode(np.arange(65536, dtype=np.uint16).reshape(256, 256)), None),
        (write(np.linspace(-1, 1, 480, dtype=np.float32).reshape(20, 24), ">", "lzw"), 512),
        (encode(RGB, "JPEG"), 100),
    ],
    ids=["shrunk", "several pieces", "alpha", "16 bits", "numbers", "JPEG"],
)
def test_it_gives_the_same_picture_as_decoding_here(
    shared: Decoder, data: bytes, working_size: int | None
) -> None:
    here = decode(data, "B\udce4ume 木.png", working_size)
    there = finish(shared.decode(data, "B\udce4ume 木.png", working_size))
    np.testing.assert_array_equal(there.pixels, here.pixels)
    assert as_told(there) == as_told(here)
    assert there.pixels.flags.c_contiguous
    assert not there.pixels.flags.writeable


def test_a_refusal_is_the_same_sentence_and_the_process_stays(shared: Decoder) -> None:
    check_works(shared)
    before = pid(shared)
    with pytest.raises(PictureError) as here:
        decode(PNG[:1000], "a.png")
    with pytest.raises(PictureError) as there:
        finish(shared.decode(PNG[:1000], "a.png"))
    assert str(there.value) == str(here.value)
    check_works(shared)
    assert pid(shared) == before


def test_it_tells_how_far_it_is(shared: Decoder) -> None:
    known = [part for part in shared.decode(PNG, "a") if part is not None]
    assert known
    assert all(0 <= part <= 1 for part in known)


def test_its_codecs_print_nothing(capfd: pytest.CaptureFixture[str], own: Decoder) -> None:
    tiff = bytearray(write(RGB[:20, :24], "<", "zlib"))
    strip = bytes(zlib.compress(RGB[15:20, :24].tobytes()))
    tiff[tiff.index(strip) + len(strip) - 4] ^= 1  # in its checksum
    for decoder, printed in ((decode, "Decoding error"), (lambda *file: finish(own.decode(*file)), "")):
        with pytest.raises(PictureError):
            decoder(bytes(tiff), "a.tif")
        out, error = capfd.readouterr()
        assert out == ""
        assert printed in error
        assert bool(printed) == bool(error)


# What ends it


@posix
def test_a_cancelled_picture_ends_the_process_and_another_one_is_made_ready(own: Decoder) -> None:
    before = pid(own)
    os.kill(before, signal.SIGSTOP)  # as if it were in a codec for ever
    work = own.decode(PNG[:1000], "a")
    for _ in range(5):
        next(work)
    work.close()
    with pytest.raises(ProcessLookupError):
        os.kill(before, 0)
    assert pid(own) != before
    check_works(own)


@posix
def test_a_picture_that_takes_too_long_is_given_up(own: Decoder) -> None:
    own._seconds = 0.02
    before = pid(own)
    os.kill(before, signal.SIGSTOP)
    sentence = r"^Decoding slow.png takes longer than 0.02 s and was given up: save it anew as PNG\.$"
    with pytest.raises(PictureError, match=sentence):
        finish(own.decode(PNG[:1000], "slow.png"))
    own._seconds = decoding.SECONDS
    assert pid(own) != before
    check_works(own)


@posix
def test_a_picture_that_brings_the_process_down_is_a_sentence(own: Decoder) -> None:
    os.kill(pid(own), signal.SIGSTOP)
    work = own.decode(PNG[:1000], "bad.png")
    for _ in range(3):
        next(work)
    os.kill(pid(own), signal.SIGKILL)
    with pytest.raises(PictureError, match=r"^bad.png brought its decoder down"):
        finish(work)
    check_works(own)


@posix
def test_a_process_that_ended_meanwhile_is_replaced_without_a_word(own: Decoder) -> None:
    assert own._process is not None
    before = pid(own)
    os.kill(before, signal.SIGKILL)
    own._process.join()
    check_works(own)
    assert pid(own) != before


@posix
def test_ctrl_c_is_not_for_the_process(own: Decoder) -> None:
    before = pid(own)
    os.kill(before, signal.SIGINT)
    check_works(own)
    assert pid(own) == before


@linux
def test_more_memory_than_it_may_take_is_a_sentence() -> None:
    canvas = b"GIF89a" + (14000).to_bytes(2, "little") * 2 + b"\x80\0\0" + bytes(6) + b","
    canvas += bytes(4) + b"\1\0\1\0\0\2\2D\1\0;"  # one pixel on a canvas of 196 million
    decoder = Decoder(memory=100 * 2**20)
    check_works(decoder)
    before = pid(decoder)
    with pytest.raises(PictureError, match=r"There is not enough memory to open wide.gif"):
        finish(decoder.decode(canvas, "wide.gif"))
    assert pid(decoder) == before
    decoder.close()


def test_closing_ends_the_process_even_in_the_middle_of_a_picture() -> None:
    decoder = Decoder()
    check_works(decoder)
    assert decoder._process is not None
    process, work = decoder._process, decoder.decode(PNG, "a")
    next(work)
    decoder.close()
    with pytest.raises(ValueError, match="closed"):
        process.is_alive()
    work.close()
    assert decoder._process is None, "none is made ready any more"


@linux
def test_it_ends_with_a_program_that_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "program.py"
    script.write_text(
        "import sys, time\n"
        f"sys.path.insert(0, {str(ROOT)!r})\n"
        "if __name__ == '__main__':\n"
        "    from engine.pictures.decoding import Decoder\n"
        "    from engine.slices import finish\n"
        f"    decoder, data = Decoder(), {PNG[:1000]!r}\n"
        "    work = decoder.decode(data, 'a')\n"
        "    while not decoder._ready:\n"
        "        next(work)\n"
        "    print(decoder._process.pid, flush=True)\n"
        "    sys.stdin.read()\n",
        encoding="utf-8",
    )
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, str(script)], text=True, **pipes) as program:  # type: ignore[call-overload]
        handle = os.pidfd_open(int(program.stdout.readline()))
        program.kill()
    ended, _, _ = select.select([handle], [], [], 20)
    os.close(handle)
    assert ended


def test_it_looks_after_its_program_even_in_the_middle_of_a_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[object] = []

    class Program:
        def join(self) -> None:
            said.append("program ended")

    monkeypatch.setattr(decoder_process, "parent_process", Program)
    monkeypatch.setattr(os, "_exit", said.append)
    decoder_process._end_with_parent()
    assert said == ["program ended", 1]


# Without a process


def test_without_a_process_it_decodes_here_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise OSError("no more processes")

    monkeypatch.setattr(SpawnProcess, "start", fail)
    picture = finish(Decoder().decode(PNG, "a"))
    np.testing.assert_array_equal(picture.pixels, decode(PNG, "a").pixels)
    assert picture.notes == (IN_PROCESS,)


def test_a_process_that_ends_before_it_is_ready_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "serve", operator.is_)  # ends at once
    decoder = Decoder()
    assert finish(decoder.decode(PNG, "a")).notes == (IN_PROCESS,)
    assert decoder._process is None
    monkeypatch.setattr(SpawnProcess, "start", lambda _: pytest.fail("tried again"))
    assert finish(decoder.decode(PNG, "a")).notes == (IN_PROCESS,)


def test_the_process_loads_neither_torch_nor_qt() -> None:
    code = (
        "import sys, engine.pictures.decoder_process;"
        "print(sorted({'torch', 'PySide6', 'scipy', 'pyqtgraph', 'imageio'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_a_codec_says_of_damage_is_a_note_under_that_picture_alone(shared: Decoder) -> None:
    stripes = np.tile(np.arange(96) % 5 < 2, (64, 1)) ^ (np.arange(64)[:, np.newaxis] % 7 < 3)
    file = BytesIO()
    Image.fromarray(stripes).save(file, "TIFF", compression="group4")
    whole = file.getvalue()
    narrow = bytearray(whole)
    place = int.from_bytes(whole[4:8], "little") + 2
    while int.from_bytes(whole[place : place + 2], "little") != 256:
        place += 12
    narrow[place + 8 : place + 10] = (80).to_bytes(2, "little")
    (note,) = finish(shared.decode(bytes(narrow), "narrow.tif")).notes
    assert note.startswith("Parts of this may be wrong, for its decoder met with damage: Fax4Decode: ")
    assert finish(shared.decode(whole, "whole.tif")).notes == ()


def test_where_no_file_can_be_made_for_what_codecs_say_it_goes_where_it_went(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail() -> None:
        raise FileNotFoundError(2, "No usable temporary directory found")

    monkeypatch.setattr("tempfile.TemporaryFile", fail)
    before = os.fstat(2)
    words = decoder_process._catch_words()
    assert os.fstat(2) == before
    words.truncate(words.seek(0))
    assert decoder_process._complaints(words) == []
