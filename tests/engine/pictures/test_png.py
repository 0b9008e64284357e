"""PNG files: checksums, chunks out of place, transparent colours, and much text."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest

from engine.pictures import png as png_chunks
from engine.pictures.picture import PictureError, decode
from tests.engine.pictures.png_files import END, build_png, chunk, header, image_data, png

RGB = np.random.default_rng(0).integers(0, 256, (20, 24, 3), dtype=np.uint8)
HEADER, PIXELS = header((24, 20), 8, 2), image_data(row.tobytes() for row in RGB)


def check_whole(data: bytes, *notes: str) -> None:
    picture = decode(data, "a.png")
    np.testing.assert_array_equal(picture.pixels, RGB)
    assert (picture.source_type, picture.notes) == ("8-bit RGB PNG", notes)


# Damage


def flip(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 16]) + data[place + 1 :]


def test_no_bit_of_header_or_pixels_is_wrong_in_silence() -> None:
    whole = png(HEADER, PIXELS)
    check_whole(whole)
    for place in range(8, len(whole) - len(END)):
        with pytest.raises(PictureError):
            decode(flip(whole, place), "a.png")


def test_a_wrong_checksum_of_pixels_alone_is_refused() -> None:
    with pytest.raises(PictureError, match=r"a.png .*\(a checksum does not fit the data\): get it anew"):
        decode(png(HEADER, PIXELS[:-4] + bytes(4)), "a.png")


def test_a_hole_in_the_pixels_is_refused() -> None:
    whole = png(HEADER, PIXELS)
    for start in range(50, len(whole) - 60, 30):
        with pytest.raises(PictureError):
            decode(whole[:start] + whole[start + 7 :], "a.png")


def test_fewer_rows_than_the_header_says_are_refused() -> None:
    few = image_data(row.tobytes() for row in RGB[:-1])
    with pytest.raises(PictureError, match="cut off"):
        decode(png(HEADER, few), "a.png")


@pytest.mark.parametrize("size", [(5, 6), (5, 5), (1, 1), (9, 17)])
def test_passes_that_are_missing_are_refused(size: tuple[int, int]) -> None:
    width, height = size
    steps = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    passes = [RGB[y:height:dy, x:width:dx] for x, y, dx, dy in steps]
    rows = [row.tobytes() for each in passes for row in each if row.size]
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", *size, 8, 2, 0, 0, 1))
    np.testing.assert_array_equal(decode(png(head, image_data(rows)), "a").pixels, RGB[:height, :width])
    with pytest.raises(PictureError, match="cut off"):
        decode(png(head, image_data(rows[:-1])), "a.png")


def test_a_black_last_row_is_not_taken_for_a_missing_one() -> None:
    black = RGB.copy()
    black[-1] = 0
    data = png(HEADER, image_data(row.tobytes() for row in black))
    np.testing.assert_array_equal(decode(data, "a").pixels, black)


def test_pixels_in_many_chunks_are_one() -> None:
    packed = PIXELS[8:-4]
    parts = [chunk(b"IDAT", packed[place : place + 100]) for place in range(0, len(packed), 100)]
    check_whole(png(HEADER, *parts))


@pytest.mark.parametrize(
    ("kind", "meaning"),
    [(b"tEXt", "not needed for the pixels"), (b"tRNS", "transparency"), (b"gAMA", "gamma")],
)
def test_damage_beside_the_pixels_opens_with_a_note(kind: bytes, meaning: str) -> None:
    bad = flip(chunk(kind, b"\0\0\0\0\0\0"), 10)
    check_whole(png(HEADER, bad, PIXELS), f"Damaged and left out: {kind.decode()} ({meaning}).")


def test_data_behind_the_end_is_not_looked_at() -> None:
    check_whole(png(HEADER, PIXELS) + b"anything")


# Chunks out of place


@pytest.mark.parametrize("missing", [0, 1])
def test_without_header_or_pixels_it_is_refused(missing: int) -> None:
    chunks = [HEADER, PIXELS]
    del chunks[missing]
    with pytest.raises(PictureError, match=r"it has no (header|pixels)"):
        decode(png(*chunks), "a.png")


def test_a_chunk_before_the_header_changes_nothing() -> None:
    check_whole(png(chunk(b"tEXt", b"Title\0early"), HEADER, PIXELS))


def test_the_form_of_apple_is_named() -> None:
    with pytest.raises(PictureError, match=r"the form that Apple makes .* export it as PNG again"):
        decode(png(chunk(b"CgBI", b"\x50\0\x20\x02"), HEADER, PIXELS), "a.png")


# Transparent colours


@pytest.mark.parametrize(("depth", "row"), [(1, b"\x40"), (2, b"\x1b"), (4, b"\x01\x23")])
def test_a_transparent_gray_of_few_bits(depth: int, row: bytes) -> None:
    full = 2**depth - 1
    width = 2 if depth == 1 else 4
    picture = decode(build_png((width, 1), depth, 0, [row], struct.pack(">H", 1)), "a")
    expected = [128 if value == 1 else value * 255 // full for value in range(width)]
    assert picture.pixels[0, :, 0].tolist() == expected
    assert picture.notes == ("Alpha was composited on mid-grey.",)


def test_a_transparent_colour_of_16_bits_is_exactly_that_colour() -> None:
    row = struct.pack(">9H", 1000, 2000, 3000, 1000, 2000, 3001, 7, 8, 9)
    picture = decode(build_png((3, 1), 16, 2, [row], struct.pack(">3H", 1000, 2000, 3000)), "a")
    assert picture.pixels[0].tolist() == [[32768] * 3, [1000, 2000, 3001], [7, 8, 9]]


def test_rgba_of_16_bits_keeps_every_bit() -> None:
    values = np.random.default_rng(2).integers(0, 65536, (5, 7, 4), dtype=np.uint16)
    values[..., 3] = 65535
    rows = [row.astype(">u2").tobytes() for row in values]
    np.testing.assert_array_equal(decode(build_png((7, 5), 16, 6, rows), "a").pixels, values[..., :3])


def test_gray_and_alpha_of_16_bits_keep_every_bit() -> None:
    values = np.random.default_rng(2).integers(0, 65536, (5, 7, 2), dtype=np.uint16)
    values[..., 1] = 65535
    rows = [row.astype(">u2").tobytes() for row in values]
    picture = decode(build_png((7, 5), 16, 4, rows), "a")
    np.testing.assert_array_equal(picture.pixels, values[..., :1].repeat(3, 2))
    assert (picture.source_type, picture.notes) == ("16-bit grey and alpha PNG", ())


# What is beside the pixels


@pytest.mark.parametrize(
    "text",
    [
        chunk(b"zTXt", b"workflow\0\0" + zlib.compress(b"{}" * 2**19 + b"{}")),
        chunk(b"tEXt", b"workflow\0" + b"{}" * 2**19 + b"{}"),
        chunk(b"iTXt", b"prompt\0\1\0\0\0" + zlib.compress(b"{}" * 2**19 + b"{}")),
        chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(b"{}" * 2**19 + b"{}")),
    ],
    ids=["zTXt", "tEXt", "iTXt", "XMP"],
)
def test_megabytes_of_text_change_nothing(text: bytes) -> None:
    check_whole(png(HEADER, *[text] * 3, PIXELS))


def test_the_orientation_of_xmp_is_kept() -> None:
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description tiff:Orientation="3"/></x:xmpmeta>'
    data = png(HEADER, chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp), PIXELS)
    np.testing.assert_array_equal(decode(data, "a").pixels, RGB[::-1, ::-1])


def test_a_profile_that_unpacks_without_end_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(png_chunks, "MAX_PROFILE_BYTES", 1000)
    bomb = chunk(b"iCCP", b"name\0\0" + zlib.compress(bytes(10**6)))
    check_whole(png(HEADER, bomb, PIXELS), "The colour profile is damaged or too large, and was ignored.")


def test_declared_gamma_and_colours_are_named() -> None:
    linear = chunk(b"gAMA", struct.pack(">I", 100_000))
    check_whole(png(HEADER, linear, PIXELS), "The gamma 1 is declared, and the values are shown as sRGB.")
    pq = chunk(b"cICP", bytes([9, 16, 0, 1]))
    check_whole(png(HEADER, pq, PIXELS), "The colours are declared as H.273 9/16; they are shown as sRGB.")
    for same in (
        [chunk(b"gAMA", struct.pack(">I", 45455))],
        [chunk(b"sRGB", b"\0"), linear],
        [chunk(b"cICP", bytes([1, 13, 0, 1]))],
    ):
        check_whole(png(HEADER, *same, PIXELS))
