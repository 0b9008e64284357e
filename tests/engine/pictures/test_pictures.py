"""Pictures are read exactly, or refused in one plain sentence."""

from __future__ import annotations

import os
import random
import re
import struct
import warnings
import zlib
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

import resources
from engine.pictures import formats as picture_formats
from engine.pictures import picture as pictures
from engine.pictures import reading
from engine.pictures.given_pixels import from_pixels
from engine.pictures.picture import Picture, PictureError, decode, read_bundled, read_file
from engine.quoting import shown
from engine.slices import finish
from tests.engine.pictures.png_files import build_png

RGB = np.random.default_rng(0).integers(0, 256, (20, 24, 3), dtype=np.uint8)
GRAY_16 = np.random.default_rng(1).integers(0, 65536, (5, 7), dtype=np.uint16)


def encode(image: Image.Image | NDArray[Any], kind: str, **options: Any) -> bytes:
    file = BytesIO()
    (image if isinstance(image, Image.Image) else Image.fromarray(image)).save(file, kind, **options)
    return file.getvalue()


def build_tiff(
    pixels: bytes, size: tuple[int, int], bits: Sequence[int], sample_format: int = 1, photometric: int = 1
) -> bytes:
    """An uncompressed little-endian TIFF of one strip."""
    depths = struct.pack(f"<{len(bits)}H", *bits)
    start = 8 + len(depths)
    tags = [(256, size[0]), (257, size[1]), (258, bits[0]), (259, 1), (262, photometric), (273, start)]
    tags += [(277, len(bits)), (278, size[1]), (279, len(pixels)), (339, sample_format)]
    directory = struct.pack("<H", len(tags))
    for tag, value in tags:
        many = tag == 258 and len(bits) > 2
        directory += (
            struct.pack("<HHII", tag, 3, len(bits), 8) if many else struct.pack("<HHII", tag, 3, 1, value)
        )
    head = b"II*\0" + struct.pack("<I", start + len(pixels))
    return head + depths + pixels + directory + struct.pack("<I", 0)


def check_refused(data: bytes, words: str) -> None:
    with pytest.raises(PictureError, match=words) as caught:
        decode(data, "tree.png")
    message = str(caught.value)
    assert "tree.png" in message
    assert re.fullmatch(r"[^\n]+[^.\n]\.", message), "one sentence"


# What comes out


@pytest.mark.parametrize(
    ("kind", "options", "name"),
    [("PNG", {}, "PNG"), ("BMP", {}, "BMP"), ("TIFF", {}, "TIFF"), ("WEBP", {"lossless": True}, "WebP")],
)
def test_lossless_colour_is_kept_bit_for_bit(kind: str, options: dict[str, Any], name: str) -> None:
    picture = decode(encode(RGB, kind, **options), "a")
    np.testing.assert_array_equal(picture.pixels, RGB)
    assert (picture.name, picture.source_type, picture.notes) == ("a", f"8-bit RGB {name}", ())
    assert picture.original_size == (picture.width, picture.height) == (24, 20)
    assert picture.pixels.dtype == np.uint8


def test_jpeg_is_close() -> None:
    smooth = np.linspace(0, 255, 20 * 24).reshape(20, 24, 1).repeat(3, 2).astype(np.uint8)
    picture = decode(encode(smooth, "JPEG", quality=95), "a")
    assert np.abs(picture.pixels.astype(int) - smooth).max() <= 4
    assert picture.source_type == "8-bit RGB JPEG"


@pytest.mark.parametrize("working_size", [None, 4])
@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "I", "F", "CMYK"])
def test_pixels_are_contiguous_and_read_only(mode: str, working_size: int | None) -> None:
    data = encode(Image.new(mode, (9, 8)), "PNG" if mode in ("LA", "P") else "TIFF")
    pixels = decode(data, "a", working_size).pixels
    assert pixels.flags.c_contiguous
    assert not pixels.flags.writeable
    assert pixels.shape == ((8, 9, 3) if working_size is None else (4, 4, 3))


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_16_bit_gray_keeps_every_bit(kind: str) -> None:
    picture = decode(encode(GRAY_16, kind), "a")
    assert picture.pixels.dtype == np.uint16
    for channel in range(3):
        np.testing.assert_array_equal(picture.pixels[..., channel], GRAY_16)
    assert (picture.source_type, picture.notes) == (f"16-bit grey {kind}", ())


def test_big_endian_16_bit_gray_tiff() -> None:
    picture = decode(encode(Image.frombytes("I;16B", (7, 5), GRAY_16.astype(">u2").tobytes()), "TIFF"), "a")
    np.testing.assert_array_equal(picture.pixels[..., 0], GRAY_16)
    assert picture.pixels.dtype == np.dtype("=u2")


def test_16_bit_gray_png_with_a_transparent_gray() -> None:
    rows = [struct.pack(">3H", 0, 1000, 65535)]
    picture = decode(build_png((3, 1), 16, 0, rows, struct.pack(">H", 1000)), "a")
    assert picture.pixels[0, :, 0].tolist() == [0, 32768, 65535]
    assert picture.notes == ("Alpha was composited on mid-grey.",)


def test_white_as_zero_and_12_bits_are_understood() -> None:
    inverted = build_tiff(GRAY_16.astype("<u2").tobytes(), (7, 5), [16], photometric=0)
    np.testing.assert_array_equal(decode(inverted, "a").pixels[..., 0], 65535 - GRAY_16)
    twelve = decode(build_tiff(b"\xff\xf0\x00\x80\x00\x00", (4, 1), [12]), "a")
    assert twelve.pixels[0, :, 0].tolist() == [65535, 0, 0x8008, 0]
    assert twelve.source_type == "12-bit grey TIFF"


def test_16_bit_colour_keeps_every_bit() -> None:
    colours = [(0x12FF, 0xABCD, 0xFFFF), (0x8000, 0x0001, 0x7FFF)]
    png = build_png((2, 1), 16, 2, [struct.pack(">6H", *colours[0], *colours[1])])
    tiff = build_tiff(struct.pack("<6H", *colours[0], *colours[1]), (2, 1), [16, 16, 16], photometric=2)
    for data, kind in ((png, "PNG"), (tiff, "TIFF")):
        picture = decode(data, "a")
        assert picture.pixels.dtype == np.uint16
        assert picture.pixels[0].tolist() == [list(colour) for colour in colours]
        assert (picture.source_type, picture.notes) == (f"16-bit RGB {kind}", ())


def test_black_and_white_and_few_grays_span_the_whole_range() -> None:
    one = decode(encode(Image.fromarray(np.array([[0, 255]], np.uint8)).convert("1"), "PNG"), "a")
    assert one.pixels[0].tolist() == [[0] * 3, [255] * 3]
    assert one.source_type == "1-bit black-and-white PNG"
    two = decode(build_png((4, 1), 2, 0, [b"\x1b"]), "a")
    assert two.pixels[0, :, 0].tolist() == [0, 85, 170, 255]
    assert two.source_type == "2-bit grey PNG"


# Alpha


def test_alpha_is_composited_on_mid_gray() -> None:
    rgba = np.array([[[200, 100, 0, 255], [200, 100, 0, 0], [200, 100, 0, 128]]], np.uint8)
    picture = decode(encode(rgba, "PNG"), "a")
    alpha = rgba[..., 3:] / 255
    expected = rgba[..., :3] * alpha + 127.5 * (1 - alpha)
    assert np.abs(picture.pixels - expected).max() <= 1
    assert (picture.source_type, picture.notes) == ("8-bit RGBA PNG", ("Alpha was composited on mid-grey.",))


def test_gray_with_alpha_is_composited() -> None:
    picture = decode(encode(Image.fromarray(np.array([[[10, 255], [10, 0]]], np.uint8)), "PNG"), "a")
    assert picture.pixels[0].tolist() == [[10] * 3, [128] * 3]
    assert (picture.source_type, picture.notes) == (
        "8-bit grey and alpha PNG",
        ("Alpha was composited on mid-grey.",),
    )
    deep = decode(build_png((2, 1), 16, 4, [struct.pack(">4H", 0x0A00, 65535, 0x0A00, 0)]), "a")
    assert deep.pixels[0].tolist() == [[0x0A00] * 3, [32768] * 3]
    assert deep.notes == ("Alpha was composited on mid-grey.",)


def test_opaque_alpha_changes_nothing_and_says_nothing() -> None:
    opaque = np.dstack([RGB, np.full(RGB.shape[:2], 255, np.uint8)])
    picture = decode(encode(opaque, "PNG"), "a")
    np.testing.assert_array_equal(picture.pixels, RGB)
    assert picture.notes == ()


def test_palette_with_and_without_transparency() -> None:
    image = Image.new("P", (3, 1))
    image.putpalette([250, 0, 0, 0, 250, 0, 0, 0, 250])
    image.putdata([0, 1, 2])
    assert decode(encode(image, "PNG"), "a").pixels[0].tolist() == [[250, 0, 0], [0, 250, 0], [0, 0, 250]]
    picture = decode(encode(image, "PNG", transparency=bytes([255, 0, 128])), "a")
    assert picture.pixels[0, :2].tolist() == [[250, 0, 0], [128, 128, 128]]
    assert np.abs(picture.pixels[0, 2] - np.array([64, 64, 189.0])).max() <= 1
    assert (picture.source_type, len(picture.notes)) == ("palette PNG", 1)
    gif = decode(encode(image, "GIF", transparency=1), "a")
    assert gif.pixels[0].tolist() == [[250, 0, 0], [128, 128, 128], [0, 0, 250]]
    assert gif.source_type == "palette GIF"


def test_a_transparent_colour_of_an_rgb_png() -> None:
    picture = decode(build_png((2, 1), 8, 2, [bytes([9, 8, 7, 1, 2, 3])], struct.pack(">3H", 9, 8, 7)), "a")
    assert picture.pixels[0].tolist() == [[128] * 3, [1, 2, 3]]


# Colour spaces, values, frames, orientation


def test_cmyk_jpeg_has_the_colours_that_were_printed() -> None:
    inks = np.array([[0, 0, 0, 0], [255, 0, 0, 0], [0, 255, 0, 0], [0, 0, 255, 0], [0, 0, 0, 255]], np.uint8)
    page = np.repeat(np.repeat(inks[np.newaxis], 16, 0), 16, 1)
    data = encode(Image.frombytes("CMYK", (80, 16), page.tobytes()), "JPEG", quality=100, subsampling=0)
    assert b"Adobe" in data, "stored inverted"
    picture = decode(data, "a")
    paper_cyan_magenta_yellow_black = [[255] * 3, [0, 255, 255], [255, 0, 255], [255, 255, 0], [0] * 3]
    assert np.abs(picture.pixels[8, 8::16] - np.array(paper_cyan_magenta_yellow_black)).max() <= 2
    assert picture.source_type == "8-bit CMYK JPEG"


@pytest.mark.parametrize("mode", ["CMYK", "LAB"])
def test_other_colour_spaces_of_tiff_become_rgb(mode: str) -> None:
    gray = {"CMYK": (0, 0, 0, 127), "LAB": (137, 128, 128)}[mode]
    picture = decode(encode(Image.new(mode, (16, 16), gray), "TIFF"), "a")
    assert np.abs(picture.pixels - 128.0).max() <= 2
    assert picture.source_type == f"8-bit {mode} TIFF"


def test_float_values_within_0_and_1_are_kept() -> None:
    values = np.array([[0.0, 1 / 3, 1.0]], np.float32)
    picture = decode(encode(values, "TIFF"), "a")
    assert picture.pixels.dtype == np.float32
    np.testing.assert_array_equal(picture.pixels[..., 2], values)
    assert (picture.source_type, picture.notes) == ("float32 TIFF", ())


@pytest.mark.parametrize("values", [[-1.0, 0.0, 3.0], [-3e38, -1.5e38, 3e38]])
def test_other_float_values_are_scaled_and_it_says_so(values: list[float]) -> None:
    picture = decode(encode(np.array([values], np.float32), "TIFF"), "a")
    np.testing.assert_allclose(picture.pixels[0, :, 0], [0, 0.25, 1], atol=1e-6)
    assert picture.notes == (f"The values ({values[0]:g}..{values[2]:g}) were scaled to 0..1.",)


def test_a_float_picture_of_one_value_outside_is_mid_gray() -> None:
    assert (decode(encode(np.full((2, 2), 7, np.float32), "TIFF"), "a").pixels == 0.5).all()


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_values_that_are_no_numbers_are_refused(value: float) -> None:
    check_refused(encode(np.array([[0, 0.5, value]], np.float32), "TIFF"), "infinite or not a number")


@pytest.mark.parametrize(
    ("dtype", "sample_format", "values"),
    [
        ("<u4", 1, [0, 2**31, 2**32 - 1]),
        ("<i4", 2, [-(2**31), 0, 2**31 - 1]),
        ("<i2", 2, [-100, 0, 100]),
    ],
)
def test_integers_of_tiff_are_scaled(dtype: str, sample_format: int, values: list[int]) -> None:
    array = np.array([values], dtype)
    bits = array.itemsize * 8
    picture = decode(build_tiff(array.tobytes(), (3, 1), [bits], sample_format), "a")
    np.testing.assert_allclose(picture.pixels[0, :, 0], [0, 0.5, 1], atol=1e-6)
    assert picture.source_type == f"{bits}-bit integer TIFF"
    assert "were scaled to 0..1." in picture.notes[0]


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "TIFF", "MPO"])
def test_the_first_of_several_pictures_is_read_and_it_says_so(kind: str) -> None:
    red, blue = Image.new("RGB", (16, 16), (250, 0, 0)), Image.new("RGB", (16, 16), (0, 0, 250))
    picture = decode(encode(red, kind, save_all=True, append_images=[blue]), "a")
    assert np.abs(picture.pixels.astype(int) - [250, 0, 0]).max() <= 8
    assert picture.source_type.endswith(", first frame")
    assert picture.notes == ("The file holds several pictures; this is the first.",)


# How a picture with corners A B / C D lies in the file, for each EXIF orientation (what is the first row, the
# first column: EXIF 2.3, tag 0x0112).
ORIENTATIONS = {
    1: "AB/CD",
    2: "BA/DC",
    3: "DC/BA",
    4: "CD/AB",
    5: "AC/BD",
    6: "BD/AC",
    7: "DB/CA",
    8: "CA/DB",
}


@pytest.mark.parametrize("mode", ["L", "RGB"])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP"])
@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_exif_orientation(orientation: int, kind: str, mode: str) -> None:
    levels = {"A": 20, "B": 90, "C": 160, "D": 230}
    corners = np.array([[levels[c] for c in row] for row in ORIENTATIONS[orientation].split("/")], np.uint8)
    tall, wide = (24, 16) if orientation >= 5 else (16, 24)
    stored = corners.repeat(tall // 2, 0).repeat(wide // 2, 1)
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = decode(encode(Image.fromarray(stored).convert(mode), kind, exif=exif), "a")
    assert picture.original_size == (24, 16)
    assert np.abs(picture.pixels[4::8, 6::12] - np.array([[[20], [90]], [[160], [230]]])).max() <= 3


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("exif", [b"garbage", b"Exif\0\0MM\0*\0\0\0\x08\0\x05\x01"])
def test_a_broken_exif_block_does_not_spoil_the_picture(kind: str, exif: bytes) -> None:
    options = {"lossless": True} if kind == "WEBP" else {"quality": 100}
    picture = decode(encode(np.full((8, 8, 3), 99, np.uint8), kind, exif=exif, **options), "a")
    assert np.abs(picture.pixels.astype(int) - 99).max() <= 1


# Working size


@pytest.mark.parametrize(
    ("size", "working_size", "expected"),
    [
        ((1000, 500), 512, (512, 256)),
        ((500, 1000), 64, (32, 64)),
        ((100, 50), 512, (100, 50)),
        ((512, 512), 512, (512, 512)),
        ((1000, 3), 128, (128, 1)),
        ((1, 2000), 64, (1, 64)),
        ((700, 900), None, (700, 900)),
    ],
)
def test_working_size(size: tuple[int, int], working_size: int | None, expected: tuple[int, int]) -> None:
    for mode in ("L", "RGB", "I;16"):
        picture = decode(encode(Image.new(mode, size), "PNG"), "a", working_size)
        assert (picture.width, picture.height) == expected
        assert picture.original_size == size


@pytest.mark.parametrize("full", [np.uint8(255), np.uint16(65535), np.float32(1)])
def test_shrinking_averages_and_stays_in_range(full: np.generic) -> None:
    fine = np.indices((256, 256)).sum(0) % 2 * full
    half = decode(encode(fine.astype(full.dtype), "TIFF"), "a", 64).pixels
    assert half.dtype == full.dtype
    np.testing.assert_allclose(half / float(full), 0.5, atol=0.01)
    edge = np.where(np.arange(256) < 128, 0, full) * np.ones((256, 1))
    shrunk = decode(encode(edge.astype(full.dtype), "TIFF"), "a", 100).pixels
    assert shrunk[:, :40].max() <= float(full) * 0.01
    assert shrunk[:, 60:].min() >= float(full) * 0.99
    assert 0 <= shrunk.min() <= shrunk.max() <= full


def test_16_bits_are_filtered_at_16_bits() -> None:
    ramp = np.linspace(30000, 31000, 1024).round().astype(np.uint16) * np.ones((4, 1), np.uint16)
    shrunk = decode(encode(ramp, "PNG"), "a", 256).pixels[0, 8:-8, 0].astype(float)
    means = ramp[0].reshape(256, 4).mean(1)[8:-8]
    assert np.abs(shrunk - means).max() <= 1


@pytest.mark.parametrize("size", [0, -512])
def test_a_working_size_of_nothing_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match=f"working size is {size}"):
        decode(encode(RGB, "PNG"), "a", size)


# x0


def test_x0_spans_minus_1_to_1_exactly_and_comes_back() -> None:
    for dtype in (np.uint8, np.uint16):
        full = np.iinfo(dtype).max
        ramp = np.arange(full + 1, dtype=dtype).reshape(-1, 16, 1).repeat(3, 2)
        x0 = Picture("ramp", ramp, (16, len(ramp)), "", ()).x0()
        assert x0.dtype == np.float32
        assert (x0.min(), x0.max()) == (-1, 1)
        np.testing.assert_array_equal(np.floor((x0.astype(float) + 1) * full / 2 + 0.5), ramp)


def test_x0_of_floats() -> None:
    values = np.array([[[0, 0.25, 1]]], np.float32)
    np.testing.assert_array_equal(Picture("f", values, (1, 1), "", ()).x0(), [[[-1, -0.5, 1]]])


def test_x0_by_strips_equals_the_whole_and_can_be_written_to() -> None:
    picture = decode(encode(RGB, "PNG"), "a")
    strips = [picture.x0(slice(row, row + 7)) for row in range(0, 20, 7)]
    np.testing.assert_array_equal(np.concatenate(strips), picture.x0())
    assert all(strip.flags.writeable and strip.flags.c_contiguous for strip in strips)


# Refusals


def test_bytes_that_are_no_picture_are_refused() -> None:
    for data in (b"", b"\x89", b"hello, this is text\n", b"RIFF\x24\0\0\0WAVEfmt ", bytes(1000)):
        check_refused(data, "is not a picture that can be opened")


@pytest.mark.parametrize("kind", ["PPM", "TGA", "ICO", "PCX", "SGI"])
def test_formats_beyond_the_list_are_refused(kind: str) -> None:
    check_refused(encode(RGB, kind), "choose a PNG, JPEG, WebP, AVIF, BMP, TIFF or GIF")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "BMP", "TIFF", "GIF"])
def test_truncated_files_are_refused(kind: str) -> None:
    data = encode(RGB, kind)
    for length in (12, 30, len(data) // 2):
        check_refused(data[:length], "damaged, cut off")


@pytest.mark.parametrize("size", [(0, 0), (0, 5), (5, 0)])
def test_pictures_without_pixels_are_refused(size: tuple[int, int]) -> None:
    check_refused(build_png(size, 8, 2, [b""]), "damaged, cut off")


@pytest.mark.parametrize("size", [(10_000, 30_000), (200_001, 1_000), (2**31 - 1, 2**31 - 1)])
def test_huge_pictures_are_refused_from_the_header(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise AssertionError("decoded")

    monkeypatch.setattr(Image.Image, "load", fail)
    monkeypatch.setattr(reading, "_decode", fail)
    with warnings.catch_warnings(record=True) as leaked:
        warnings.simplefilter("always")
        check_refused(build_png(size, 8, 2, [b""]), "limit is 200 megapixels: make it smaller")
    assert not leaked


def test_the_size_is_in_the_sentence() -> None:
    check_refused(build_png((10_000, 30_000), 1, 0, [b""]), r"10000 x 30000 pixels \(300 megapixels\)")


def test_a_picture_at_the_limit_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_formats, "MAX_PIXELS", 24 * 20)
    assert decode(encode(RGB, "PNG"), "a").width == 24
    monkeypatch.setattr(picture_formats, "MAX_PIXELS", 24 * 20 - 1)
    check_refused(encode(RGB, "PNG"), "24 x 20 pixels")


@pytest.mark.parametrize(
    "error", [OSError, SyntaxError, ValueError, struct.error, EOFError, OverflowError, zlib.error]
)
def test_whatever_a_decoder_raises_becomes_a_sentence(
    error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise error("decoder error -2\nat 0x7f")

    monkeypatch.setattr(reading, "_decode", fail)
    check_refused(encode(RGB, "PNG"), "cannot be read as a PNG picture")


def test_too_little_memory_becomes_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise MemoryError

    for module, function in ((reading, "_decode"), (reading, "shrink"), (pictures, "freeze")):
        with monkeypatch.context() as patch:
            patch.setattr(module, function, fail)
            check_refused(encode(RGB, "PNG"), "not enough memory")


def test_damaged_files_give_a_picture_or_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_formats, "MAX_PIXELS", 1_000_000)
    gray = RGB[..., 0]
    seeds = [encode(RGB, kind) for kind in ("PNG", "JPEG", "WEBP", "BMP", "TIFF", "GIF")]
    seeds += [
        encode(GRAY_16, "PNG"),
        encode(gray / np.float32(255), "TIFF"),
        encode(gray, "TIFF", compression="tiff_lzw"),
    ]
    seeds += [
        encode(Image.fromarray(RGB).convert("CMYK"), "JPEG"),
        encode(Image.fromarray(RGB).convert("P"), "GIF"),
    ]
    rng = random.Random(0)
    refused = 0
    for data in seeds * 40:
        damaged = bytearray(data[: rng.choice([len(data), rng.randrange(len(data))])])
        for _ in range(rng.randrange(1, 5)):
            damaged[rng.randrange(len(damaged)) if damaged else 0 :][:1] = b""
            if damaged:
                damaged[rng.randrange(min(len(damaged), rng.choice([60, 10_000])))] = rng.randrange(256)
        try:
            x0 = decode(bytes(damaged), "a", 16).x0()
        except PictureError:
            refused += 1
        else:
            assert np.abs(x0).max() <= 1
    assert 100 < refused < len(seeds) * 40


# Files


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "Bäume & 木 #1.png"
    path.write_bytes(b"anything")
    assert read_file(path) == b"anything"


def check_unreadable(path: Path, words: str) -> None:
    with pytest.raises(PictureError, match=words) as caught:
        read_file(path)
    assert str(caught.value).startswith(shown(path.name))
    assert re.fullmatch(r"[^\n]+\.", str(caught.value))


def test_what_is_no_readable_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.png").touch()
    check_unreadable(tmp_path / "none.png", "was not found")
    check_unreadable(tmp_path / "empty.png" / "inner.png", "was not found")
    check_unreadable(tmp_path / "empty.png", "is empty")
    check_unreadable(tmp_path, "is a folder")
    check_unreadable(tmp_path / ("long" * 100), "cannot be read")
    check_unreadable(Path("nul\0byte"), "cannot be read")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    check_unreadable(tmp_path / "pipe.png", "not a file")


def test_a_huge_file_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "huge.png"
    with path.open("wb") as file:
        file.truncate(300 * 2**20)
    monkeypatch.setattr(Path, "open", lambda *_: pytest.fail("opened"))
    check_unreadable(path, "has 300 MB, and the limit is 256 MB")


def test_a_file_that_grew_meanwhile_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "growing.png"
    path.write_bytes(bytes(11))
    status = path.stat()
    path.write_bytes(bytes(4000))
    monkeypatch.setattr(pictures, "MAX_FILE_BYTES", 2000)
    monkeypatch.setattr(Path, "stat", lambda *_, **__: status)
    check_unreadable(path, "limit is")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_forbidden_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secret.png"
    path.write_bytes(b"x")
    path.chmod(0)
    check_unreadable(path, "may not be read")


def test_a_refusal_by_the_system_becomes_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secret.png"
    path.write_bytes(b"x")

    def fail(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", fail)
    check_unreadable(path, "may not be read")


# Bundled pictures


def test_every_bundled_picture_opens() -> None:
    assert resources.picture_names()
    for name in resources.picture_names():
        picture = decode(read_bundled(name), name)
        assert min(picture.width, picture.height) >= 64
        assert picture.x0().std() > 0.05


@pytest.mark.parametrize("name", ["", "no such picture", "../pictures", "../../pyproject"])
def test_only_bundled_pictures_are_bundled(name: str) -> None:
    with pytest.raises(PictureError, match="There is no bundled picture named"):
        read_bundled(name)


# Pixels without a file


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_pixels_become_a_picture(dtype: type[np.unsignedinteger[Any]]) -> None:
    full = np.iinfo(dtype).max
    colours = np.random.default_rng(0).integers(0, full, (6, 8, 3), dtype=dtype)
    picture = finish(from_pixels(colours, "pasted", None))
    np.testing.assert_array_equal(picture.pixels, colours)
    assert (picture.original_size, picture.notes) == ((8, 6), ())
    assert picture.source_type == f"{colours.itemsize * 8}-bit RGB pixels"
    alpha = np.full((6, 8, 1), full, dtype)
    alpha[0, 0] = 0
    picture = finish(from_pixels(np.concatenate([colours, alpha], axis=2), "pasted", None))
    assert picture.pixels[0, 0].tolist() == [full // 2 + 1] * 3
    np.testing.assert_array_equal(picture.pixels[1:], colours[1:])
    assert picture.notes == ("Alpha was composited on mid-grey.",)


def test_pixels_are_shrunk_and_keep_their_size_in_mind() -> None:
    picture = finish(from_pixels(np.full((300, 600, 4), 255, np.uint8), "pasted", 64))
    assert (picture.width, picture.height, picture.original_size) == (64, 32, (600, 300))
    assert (picture.pixels == 255).all()


def test_too_many_pixels_are_refused_before_anything_is_done() -> None:
    huge = np.broadcast_to(np.zeros((1, 1, 4), np.uint8), (15_000, 15_000, 4))
    with pytest.raises(PictureError, match=r"pasted has 15000 x 15000 pixels \(225 megapixels\)"):
        finish(from_pixels(huge, "pasted"))


def test_what_are_no_pixels_is_refused() -> None:
    with pytest.raises(PictureError, match="pasted has no pixels"):
        finish(from_pixels(np.zeros((0, 5, 3), np.uint8), "pasted"))
    for wrong in (np.zeros((5, 5), np.uint8), np.zeros((5, 5, 2), np.uint8), np.zeros((5, 5, 3), np.float32)):
        with pytest.raises(ValueError, match="have to be 8 or 16 bits, RGB or RGBA"):
            finish(from_pixels(wrong, "pasted"))
    with pytest.raises(ValueError, match="working size is 0"):
        finish(from_pixels(np.zeros((5, 5, 3), np.uint8), "pasted", 0))
