"""TIFF files of all number formats, byte orders, compressions and arrangements are shown truly or refused."""

from __future__ import annotations

import sys
from io import BytesIO
from itertools import product
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from engine.pictures.picture import Picture, PictureError, decode
from tests.engine.pictures.tiff_files import COMPRESSIONS, join, size_and_kind, write

ALPHA = 338
BITS = {"u1": 8, "u2": 16}  # at which they are shown; all others as float32
KINDS = ["u1", "i1", "u2", "i2", "u4", "i4", "f4", "f8", "f2"]


def numbers(kind: str, channels: int) -> NDArray[Any]:
    """(20, 24) or (20, 24, channels), over the whole range; the last of 2 or 4 channels is opaque."""
    random = np.random.default_rng(0)
    shape = (20, 24) if channels == 1 else (20, 24, channels)
    dtype = np.dtype(kind)
    if dtype.kind == "f":
        values = random.random(shape).astype(dtype)
    else:
        limits = np.iinfo(dtype)
        values = random.integers(limits.min, limits.max, shape, dtype=dtype, endpoint=True)
        values[0, :2] = np.reshape([limits.min, limits.max], (2,) + (1,) * (len(shape) - 2))
    if channels in (2, 4):
        values[..., -1] = 1 if dtype.kind == "f" else np.iinfo(dtype).max
    return values


def as_shown(values: NDArray[Any]) -> NDArray[np.float64]:
    """0..1, (20, 24, 3)."""
    colours = values[..., np.newaxis] if values.ndim == 2 else values[..., : values.shape[2] - 1 | 1]
    lowest, highest = (
        (0, 1) if values.dtype.kind == "f" else (np.iinfo(values.dtype).min, np.iinfo(values.dtype).max)
    )
    scaled = (colours.astype(float) - lowest) / (float(highest) - lowest)
    return np.broadcast_to(scaled, (20, 24, 3))


def shown(picture: Picture) -> NDArray[np.float64]:
    """0..1, (H, W, 3)."""
    return (picture.x0().astype(float) + 1) / 2


@pytest.mark.parametrize(("kind", "channels"), list(product(KINDS, (1, 2, 3, 4))))
def test_tiff_is_shown_truly(kind: str, channels: int) -> None:
    values = numbers(kind, channels)
    entries = [(ALPHA, [2])] if channels in (2, 4) else []
    for order, compression, arrangement in product("<>", COMPRESSIONS, ("strips", "tiles", "planes")):
        if arrangement == "planes" and channels == 1:
            continue
        data = write(
            values, order, compression, arrangement, entries=entries, photometric=2 if channels > 2 else 1
        )
        where = f"{order} {compression} {arrangement}"
        picture = decode(data, where)
        at_8_bits = kind == "u2" and arrangement == "planes" and channels > 2
        tolerance = 1 / 200 if at_8_bits else 2.0 ** (1 - BITS.get(kind, 24))
        error = np.abs(shown(picture) - as_shown(values)).max()
        assert error <= tolerance, where
        assert ("16-bit colour was read at 8 bits." in picture.notes) == at_8_bits, where


def test_signed_8_bits_are_told_from_unsigned_ones() -> None:
    picture = decode(write(np.array([[-128, 0, 127]], np.int8)), "a")
    np.testing.assert_allclose(shown(picture)[0, :, 0], [0, 128 / 255, 1], atol=1e-6)
    assert (picture.source_type, picture.notes) == (
        "8-bit integer TIFF",
        ("The values (-128..127) were scaled to 0..1.",),
    )


@pytest.mark.parametrize("order", "<>")
def test_white_as_zero_of_floats_of_both_orders(order: str) -> None:
    values = np.array([[0, 0.25, 1]], np.float32)
    data = write(values, order, "zlib", photometric=0)
    np.testing.assert_allclose(shown(decode(data, "a"))[0, :, 0], [1, 0.75, 0], atol=1e-6)


@pytest.mark.parametrize("order", "<>")
def test_alpha_of_16_bits(order: str) -> None:
    values = np.array([[[65535, 0, 1000, 65535], [65535, 0, 1000, 0], [65535, 0, 1000, 32768]]], np.uint16)
    picture = decode(write(values, order, "lzw", entries=[(ALPHA, [2])]), "a")
    assert picture.pixels[0, 0].tolist() == [65535, 0, 1000]
    assert picture.pixels[0, 1].tolist() == [32768] * 3
    opacity = 32768 / 65535
    expected = np.array([65535, 0, 1000]) * opacity + 32768 * (1 - opacity)
    assert np.abs(picture.pixels[0, 2] - expected).max() <= 1
    assert picture.notes == ("Alpha was composited on mid-grey.",)


@pytest.mark.parametrize("kind", ["f2", "f4", "f8", "i2"])
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_numbers_of_any_range_are_scaled_and_the_range_is_said(kind: str, channels: int) -> None:
    values = np.full((6, 5, channels), 8).astype(kind)
    values[0, 0, 0], values[0, 1, 0] = -4, 12
    if channels in (2, 4):
        values[..., -1] = 1 if kind[0] == "f" else np.iinfo(kind).max
    data = write(
        values[..., 0] if channels == 1 else values,
        entries=[(ALPHA, [2])] if channels in (2, 4) else [],
        photometric=2 if channels > 2 else 1,
    )
    picture = decode(data, "a")
    assert picture.notes == ("The values (-4..12) were scaled to 0..1.",)
    np.testing.assert_allclose(shown(picture)[0, :3, 0], [0, 1, 0.75], atol=1e-6)


@pytest.mark.parametrize(("associated", "expected"), [(2, 0.5 * 0.25 + 0.5 * 0.75), (1, 0.5 + 0.5 * 0.75)])
def test_alpha_of_floats(associated: int, expected: float) -> None:
    values = np.array([[[0.5, 0.5, 0.5, 1], [0.5, 0.5, 0.5, 0.25]]], np.float32)
    picture = decode(write(values, entries=[(ALPHA, [associated])]), "a")
    np.testing.assert_allclose(shown(picture)[0, :, 0], [0.5, expected], atol=1e-6)
    assert picture.notes == ("Alpha was composited on mid-grey.",)


def test_alpha_of_deep_gray_with_white_as_zero() -> None:
    values = np.array([[[1000, 65535], [1000, 0]]], np.uint16)
    picture = decode(write(values, entries=[(ALPHA, [2])], photometric=0), "a")
    assert picture.pixels[0, :, 0].tolist() == [64535, 32768]
    assert picture.source_type == "16-bit integer grey and alpha TIFF"


def test_floats_are_turned_upright_and_have_to_be_numbers() -> None:
    values = np.zeros((4, 6, 3), np.float32)
    values[0, 0] = 1
    picture = decode(write(values, entries=[(274, [6])]), "a")
    assert picture.original_size == (4, 6)
    assert picture.pixels[0, -1].tolist() == [1, 1, 1]
    values[1, 1, 1] = np.nan
    with pytest.raises(PictureError, match="infinite or not a number"):
        decode(write(values), "a")


# Data that does not fit the header


def with_number(data: bytes, tag: int, number: int) -> bytes:
    """A file of `tiff_files` in which a tag says something else."""
    changed = bytearray(data)
    place = int.from_bytes(data[4:8], "little") + 2
    while int.from_bytes(data[place : place + 2], "little") != tag:
        place += 12
    changed[place + 8 : place + 12] = number.to_bytes(4, "little")
    return bytes(changed)


WIDTH, HEIGHT = 256, 257


def is_noticed(compression: str, kind: str, tag: int, by: int) -> bool:
    """Decoders of these stop when they have enough, and nothing tells that there was more."""
    return not (tag == WIDTH and by < 0 and compression in ("lzw", "packbits"))


FALSE = [
    case for case in product(COMPRESSIONS, ("u1", "u2", "f4"), (WIDTH, HEIGHT), (8, -8)) if is_noticed(*case)
]


@pytest.mark.parametrize(("compression", "kind", "tag", "by"), FALSE)
def test_a_false_size_is_refused(compression: str, kind: str, tag: int, by: int) -> None:
    data = write(numbers(kind, 3), "<", compression)
    decode(data, "a.tif")
    with pytest.raises(PictureError, match=r"a\.tif (is damaged, a TIFF picture \(its|cannot be read)"):
        decode(with_number(data, tag, {WIDTH: 24, HEIGHT: 20}[tag] + by), "a.tif")


@pytest.mark.parametrize("width", [80, 120])
def test_a_false_width_of_jpeg_data_in_a_tiff_is_refused(width: int) -> None:
    file = BytesIO()
    Image.new("RGB", (96, 64), (200, 30, 30)).save(file, "TIFF", compression="jpeg")
    data = bytearray(file.getvalue())
    decode(bytes(data), "a.tif")
    place = int.from_bytes(data[4:8], "little") + 2
    while int.from_bytes(data[place : place + 2], "little") != WIDTH:
        place += 12
    data[place + 8 : place + 10] = width.to_bytes(2, "little")
    with pytest.raises(PictureError, match=f"its width is said to be {width} pixels, and its data has 96"):
        decode(bytes(data), "a.tif")


# Directories


SMALL, LARGE = np.full((8, 12, 3), 20, np.uint8), np.full((64, 96, 3), 200, np.uint8)
REDUCED = [(254, [1])]


def picture_of(values: NDArray[Any], *more: tuple[int, list[int]]) -> tuple[list[bytes], list[Any]]:
    return [values.tobytes()], [*size_and_kind(values), (278, [values.shape[0]]), *more]


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("inner", [True, False])
def test_the_picture_behind_a_thumbnail_is_opened_and_it_says_so(order: str, inner: bool) -> None:
    data = join(order, [picture_of(SMALL, *REDUCED), picture_of(LARGE)], inner=inner)
    picture = decode(data, "a")
    np.testing.assert_array_equal(picture.pixels, LARGE)
    assert picture.original_size == (96, 64)
    assert picture.notes == ("The file begins with a thumbnail; this is the picture behind it.",)


def test_the_largest_of_inner_pictures_is_the_picture() -> None:
    middle = np.full((32, 48, 3), 90, np.uint8)
    data = join("<", [picture_of(SMALL, *REDUCED), picture_of(middle), picture_of(LARGE)], inner=True)
    assert decode(data, "a").original_size == (96, 64)


def test_a_thumbnail_of_what_cannot_be_read_says_so() -> None:
    raw = np.zeros((64, 96), np.uint16)  # a colour filter array, as cameras write
    behind = [raw.tobytes()], [*size_and_kind(raw, photometric=32803), (278, [64])]
    picture = decode(join("<", [picture_of(SMALL, *REDUCED), behind], inner=True), "a")
    assert picture.original_size == (12, 8)
    assert picture.notes == ("This is a thumbnail: the picture of 96 x 64 pixels behind it cannot be read.",)


def test_a_smaller_first_picture_stays_the_first_and_the_larger_is_named() -> None:
    picture = decode(join(">", [picture_of(SMALL), picture_of(LARGE)], inner=True), "a")
    assert picture.original_size == (12, 8)
    assert picture.notes == ("The file holds a picture of 96 x 64 pixels too; this is the first.",)


def test_versions_of_the_picture_that_are_smaller_change_nothing() -> None:
    picture = decode(join("<", [picture_of(LARGE), picture_of(SMALL, *REDUCED)], inner=True), "a")
    assert (picture.original_size, picture.notes) == ((96, 64), ())


def test_directories_in_a_circle_end() -> None:
    data = bytearray(join("<", [picture_of(SMALL, *REDUCED), picture_of(LARGE)]))
    first = int.from_bytes(data[4:8], "little")
    data[-4:] = first.to_bytes(4, "little")
    assert decode(bytes(data), "a").original_size == (96, 64)


def test_another_tifffile_that_is_installed_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """It reads no LZW without a package of its own, and imageio's plugin would take it before its own copy."""
    monkeypatch.setitem(sys.modules, "tifffile", ModuleType("tifffile"))
    monkeypatch.delitem(sys.modules, "imageio.plugins.tifffile", raising=False)
    data = write(numbers("f4", 3), "<", "lzw", "strips", photometric=2)
    assert decode(data, "a.tif").source_type == "32-bit float RGB TIFF"
