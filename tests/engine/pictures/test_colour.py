"""Embedded colour profiles: converted to sRGB, with a note; damaged ones do not spoil the picture."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageCms

from engine.pictures.picture import decode
from tests.engine.pictures.png_files import build_png, chunk, header, image_data, png
from tests.engine.pictures.profiles import ADOBE, DISPLAY_P3, SRGB, profile, to_srgb

COLOURS = np.random.default_rng(3).integers(0, 256, (16, 16, 3), dtype=np.uint8)
WIDE = profile("Adobe-like", ADOBE, 2.2)
NOTE = "The colours were converted to sRGB from Adobe-like."
BROKEN = "The colour profile is damaged or does not fit the picture, and was ignored."


def encode(pixels: NDArray[Any], kind: str, icc: bytes, **options: Any) -> bytes:
    file = BytesIO()
    Image.fromarray(pixels).save(file, kind, icc_profile=icc, **options)
    return file.getvalue()


def check(data: bytes, expected: NDArray[Any], note: str, tolerance: float = 2) -> None:
    picture = decode(data, "a")
    full = np.iinfo(picture.pixels.dtype).max
    error = np.abs(picture.pixels / full - expected).max()
    assert error <= tolerance / 255
    assert picture.notes == ((note,) if note else ())


@pytest.mark.parametrize(("kind", "options"), [("PNG", {}), ("TIFF", {}), ("WEBP", {"lossless": True})])
@pytest.mark.parametrize(("name", "columns"), [("Adobe-like", ADOBE), ("P3", DISPLAY_P3)])
def test_colours_become_those_of_srgb(
    kind: str, options: dict[str, Any], name: str, columns: NDArray[np.float64]
) -> None:
    data = encode(COLOURS, kind, profile(name, columns, 2.2), **options)
    check(data, to_srgb(COLOURS / 255, columns, 2.2), f"The colours were converted to sRGB from {name}.")


def test_a_photograph_with_a_profile_is_converted() -> None:
    flat = np.full((32, 32, 3), (40, 180, 90), np.uint8)
    data = encode(flat, "JPEG", WIDE, quality=100, subsampling=0)
    check(data, to_srgb(flat / 255, ADOBE, 2.2), NOTE, tolerance=4)


def test_profiles_of_srgb_change_nothing_and_say_nothing() -> None:
    own = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    check(encode(COLOURS, "PNG", own), COLOURS / 255, "", tolerance=0)
    check(encode(COLOURS[..., 0], "PNG", own), COLOURS[..., :1] / 255, "", tolerance=0)


def test_gray_is_converted_by_profiles_of_gray_and_of_colour() -> None:
    gray = COLOURS[..., 0]
    dark = profile("Gamma 1.8", None, 1.8)
    expected = to_srgb(gray / 255, None, 1.8)[..., np.newaxis]
    note = "The colours were converted to sRGB from Gamma 1.8."
    check(encode(gray, "PNG", dark), expected, note)
    check(encode(gray, "TIFF", profile("Gamma 1.8", SRGB, 1.8)), expected, note)


def test_16_bit_gray_is_converted_at_16_bits() -> None:
    ramp = np.linspace(3000, 65535, 256).round().astype(np.uint16)[np.newaxis]
    rows = [ramp.astype(">u2").tobytes()]
    icc = chunk(b"iCCP", b"gray\0\0" + zlib.compress(profile("Gamma 1.8", None, 1.8)))
    data = png(header((256, 1), 16, 0), icc, image_data(rows))
    assert decode(data, "a").pixels.dtype == np.uint16
    check(
        data,
        to_srgb(ramp / 65535, None, 1.8)[..., np.newaxis],
        "The colours were converted to sRGB from Gamma 1.8.",
    )


def test_16_bit_colour_is_converted() -> None:
    values = np.random.default_rng(4).integers(0, 65536, (4, 4, 3), dtype=np.uint16)
    icc = chunk(b"iCCP", b"wide\0\0" + zlib.compress(WIDE))
    data = png(header((4, 4), 16, 2), icc, image_data(row.astype(">u2").tobytes() for row in values))
    picture = decode(data, "a")
    error = np.abs((picture.x0() + 1) / 2 - to_srgb(values / 65535, ADOBE, 2.2)).max()
    assert error <= 2 / 255
    assert picture.notes[0] == NOTE


def test_alpha_and_palettes_are_converted_too() -> None:
    rgba = np.dstack([COLOURS, np.full((16, 16), 255, np.uint8)])
    rgba[0, 0, 3] = 0
    expected = to_srgb(COLOURS / 255, ADOBE, 2.2)
    expected[0, 0] = 128 / 255
    picture = decode(encode(rgba, "PNG", WIDE), "a")
    assert np.abs(picture.pixels / 255 - expected).max() <= 2 / 255
    assert picture.notes == (NOTE, "Alpha was composited on mid-grey.")
    file = BytesIO()
    Image.fromarray(COLOURS[:8]).quantize(256).save(file, "PNG", icc_profile=WIDE)
    plain = np.asarray(Image.open(file).convert("RGB"))
    check(file.getvalue(), to_srgb(plain / 255, ADOBE, 2.2), NOTE)


def test_the_transparent_colour_is_that_of_the_file() -> None:
    icc = chunk(b"iCCP", b"wide\0\0" + zlib.compress(WIDE))
    row = image_data([bytes([9, 200, 7, 1, 2, 3])])
    data = png(header((2, 1), 8, 2), icc, chunk(b"tRNS", struct.pack(">3H", 9, 200, 7)), row)
    assert decode(data, "a").pixels[0, 0].tolist() == [128] * 3


@pytest.mark.parametrize(
    "bad", [b"garbage", WIDE[:200], WIDE[:16] + b"CMYK" + WIDE[20:], WIDE[:128] + bytes(300)]
)
@pytest.mark.parametrize("kind", ["PNG", "TIFF", "JPEG"])
def test_a_broken_profile_opens_with_a_note(bad: bytes, kind: str) -> None:
    picture = decode(encode(np.full((8, 8, 3), 99, np.uint8), kind, bad), "a")
    assert np.abs(picture.pixels - 99.0).max() <= 1
    assert picture.notes == (BROKEN,)


def test_a_profile_of_gray_does_not_take_the_colours_away() -> None:
    check(encode(COLOURS, "PNG", profile("Gamma 1.8", None, 1.8)), COLOURS / 255, BROKEN, tolerance=0)


def test_of_two_profiles_the_first_is_taken_and_it_says_so() -> None:
    icc = [chunk(b"iCCP", b"p\0\0" + zlib.compress(each)) for each in (WIDE, profile("P3", DISPLAY_P3, 2.2))]
    rows = image_data(row.tobytes() for row in COLOURS)
    picture = decode(png(header((16, 16), 8, 2), *icc, rows), "a")
    assert np.abs(picture.pixels / 255 - to_srgb(COLOURS / 255, ADOBE, 2.2)).max() <= 2 / 255
    assert picture.notes == ("The file holds several colour profiles; the first was taken.", NOTE)


def test_a_profile_that_is_no_zlib_stream_opens_with_a_note() -> None:
    plain = build_png((16, 16), 8, 2, (row.tobytes() for row in COLOURS))
    data = plain[:33] + chunk(b"iCCP", b"p\0\0garbage") + plain[33:]
    check(data, COLOURS / 255, "The colour profile is damaged or too large, and was ignored.", tolerance=0)


def test_names_of_profiles_are_one_short_line() -> None:
    odd = profile("two\nlines \x1b[31m " + "long " * 40, ADOBE, 2.2)
    (note,) = decode(encode(COLOURS, "PNG", odd), "a").notes
    assert note.startswith("The colours were converted to sRGB from two lines [31m long long")
    assert note.isprintable()
    assert len(note) < 110
