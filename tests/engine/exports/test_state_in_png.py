"""A text in a PNG is found by any PNG tool, changes no pixel, and is found whichever tool wrote it."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from engine.exports import state_in_png
from engine.exports.state_in_png import KEY, is_cut, state_in, with_state

PIXELS = np.random.default_rng(0).integers(0, 256, (20, 30, 3), np.uint8)


def png(**options: object) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(PIXELS).save(buffer, "PNG", **options)
    return buffer.getvalue()


def info(text: str, *, compressed: bool, international: bool) -> PngInfo:
    chunk = PngInfo()
    if international:
        chunk.add_itxt(KEY, text, "en", "key", zip=compressed)
    else:
        chunk.add_text(KEY, text, zip=compressed)
    return chunk


@given(st.text(st.characters(exclude_categories=["Cs"])))
@settings(deadline=None)
def test_the_text_comes_back_and_no_pixel_changes(text: str) -> None:
    image = with_state(png(), text)
    assert state_in(image) == (text or None)
    assert state_in(io.BytesIO(image)) == (text or None)
    with Image.open(io.BytesIO(image)) as opened:
        assert dict(opened.text) == ({KEY: text} if text else {})  # type: ignore[attr-defined]
        assert np.array_equal(np.asarray(opened), PIXELS)


@pytest.mark.parametrize("compressed", [False, True])
@pytest.mark.parametrize("international", [False, True])
def test_a_text_that_another_tool_wrote_is_found_and_replaced(compressed: bool, international: bool) -> None:
    other = png(pnginfo=info('{"a": "é"}', compressed=compressed, international=international))
    assert state_in(other) == '{"a": "é"}'
    again = with_state(other, "new")
    assert state_in(again) == "new"
    assert again.count(KEY.encode()) == 1
    assert state_in(with_state(other, "")) is None


def test_a_text_after_the_pixels_is_found() -> None:
    image, chunk = png(), with_state(png(), "late")[33 : 33 + 12 + len(KEY) + 5 + 4]
    assert state_in(image[:-12] + chunk + image[-12:]) == "late"


def test_other_texts_and_other_files_have_none() -> None:
    chunk = PngInfo()
    chunk.add_text("Software", "another")
    chunk.add_text(KEY + "-2", "another")
    assert state_in(png(pnginfo=chunk)) is None
    kept = with_state(png(pnginfo=chunk), "mine")
    with Image.open(io.BytesIO(kept)) as opened:
        assert opened.text == {KEY: "mine", "Software": "another", KEY + "-2": "another"}  # type: ignore[attr-defined]
    assert state_in(b"") is None
    assert state_in(b"GIF89a") is None


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n"])
def test_nothing_is_written_into_what_is_no_png(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a PNG"):
        with_state(data, "text")


def text_chunk(data: bytes) -> bytes:
    data = b"iTXt" + data
    chunk = struct.pack(">I", len(data) - 4) + data + struct.pack(">I", zlib.crc32(data))
    return png()[:33] + chunk + png()[33:]


HEAD = KEY.encode() + b"\0"


@pytest.mark.parametrize(
    "image",
    [
        with_state(png(), "hello").replace(b"hello", b"jello"),  # the checksum
        with_state(png(), "hello")[:60],  # cut off
        text_chunk(HEAD),
        text_chunk(HEAD + b"\0\0en"),
        text_chunk(HEAD + b"\0\0\0\0\xff"),
        text_chunk(HEAD + b"\1\0\0\0not zlib"),
        text_chunk(HEAD + b"\1\0\0\0" + zlib.compress(b"hello")[:-3]),
    ],
)
def test_a_damaged_text_is_said_to_be_damaged(image: bytes) -> None:
    with pytest.raises(ValueError, match="damaged"):
        state_in(image)


def test_a_text_is_never_unpacked_beyond_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state_in_png, "MOST_BYTES", 1000)
    bomb = png(pnginfo=info("a" * 2000, compressed=True, international=True))
    with pytest.raises(ValueError, match="damaged"):
        state_in(bomb)
    with pytest.raises(ValueError, match="too long"):
        state_in(with_state(png(), "a" * 2000))


@given(st.data())
@settings(deadline=None)
def test_any_damage_ends_in_a_text_none_or_a_sentence(data: st.DataObject) -> None:
    image = bytearray(with_state(png(), "hello"))
    for _ in range(data.draw(st.integers(1, 5))):
        image[data.draw(st.integers(0, 100))] = data.draw(st.integers(0, 255))
    try:
        found = state_in(bytes(image[: data.draw(st.integers(0, len(image)))]))
    except ValueError:
        return
    assert found in (None, "hello")


def test_a_picture_that_ends_early_is_known() -> None:
    whole = with_state(png(), "a view")
    assert not is_cut(io.BytesIO(whole))
    assert not is_cut(io.BytesIO(whole + b"more"))
    assert all(is_cut(io.BytesIO(whole[:length])) for length in range(8, len(whole)))
    assert is_cut(io.BytesIO(whole[:-12] + b"something else"))
