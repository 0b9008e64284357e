"""JPEGs of which data is missing or overwritten: libjpeg makes that up, the program does not."""

from __future__ import annotations

import struct
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from engine.pictures.formats import PictureError
from engine.pictures.jpeg import MISSING, OVERWRITTEN
from engine.pictures.picture import decode

END = b"\xff\xd9"


def jpeg(pixels: NDArray[Any], mode: str = "RGB", **options: Any) -> bytes:
    buffer = BytesIO()
    Image.fromarray(pixels).convert(mode).save(buffer, "JPEG", **options)
    return buffer.getvalue()


def smooth(height: int, width: int) -> NDArray[np.uint8]:
    down, across = np.mgrid[0:height, 0:width]
    return np.stack([across, down, across + down], 2).astype(np.uint8)


def taller(data: bytes, height: int) -> bytes:
    """The same data under a header that says more rows."""
    changed = bytearray(data)
    place = changed.index(b"\xff\xc0")
    changed[place + 5 : place + 7] = struct.pack(">H", height)
    return bytes(changed)


@pytest.mark.parametrize("options", [{"subsampling": 0}, {"subsampling": 2}, {"restart_marker_rows": 1}])
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
@pytest.mark.parametrize("working_size", [None, 40])
def test_rows_that_are_missing_are_not_made_up(
    mode: str, options: dict[str, Any], working_size: int | None
) -> None:
    whole = jpeg(smooth(200, 150), mode, **options)
    assert decode(whole, "a.jpg", working_size).notes == ()
    for broken in (whole[: len(whole) * 2 // 3] + END, taller(whole, 400)):
        with pytest.raises(PictureError, match="damaged, a JPEG picture"):
            decode(broken, "a.jpg", working_size)


@pytest.mark.parametrize("size", [(1, 1), (8, 8), (17, 33), (64, 16), (100, 40), (333, 20)])
@pytest.mark.parametrize("options", [{"subsampling": 0}, {"subsampling": 2}, {"progressive": True}])
def test_whole_pictures_of_one_colour_below_are_opened(
    size: tuple[int, int], options: dict[str, Any]
) -> None:
    for colour in (0, 64, 128, 255):
        for above in (0, 64, 128, 192):  # rows above it may have just what stands for "not written"
            pixels = np.full((*size, 3), colour, np.uint8)
            pixels[: size[0] * 3 // 4] += np.uint8(above)
            decode(jpeg(pixels, **options, quality=100), "a.jpg", None)


@pytest.mark.parametrize("working_size", [None, 40])
def test_a_scan_of_one_code_says_nothing_and_is_not_called_damaged(working_size: int | None) -> None:
    pixels = np.full((600, 801, 3), 128, np.uint8)
    pixels[0, 0] = 255  # which does not change the mean of its block in few digits
    decode(jpeg(pixels, progressive=True, optimize=True, quality=30), "a.jpg", working_size)


def test_a_thumbnail_and_what_follows_the_end_are_not_taken_for_the_picture() -> None:
    thumbnail = jpeg(smooth(16, 16))
    exif = Image.Exif()
    exif[0x9286] = thumbnail
    whole = jpeg(smooth(200, 150), exif=exif.tobytes())
    assert whole.count(END) > 1
    decode(whole + thumbnail, "a.jpg", None)
    with pytest.raises(PictureError, match="damaged, a JPEG picture"):
        decode(whole[: len(whole) * 2 // 3] + END + thumbnail, "a.jpg", None)


KINDS: list[dict[str, Any]] = [
    {},
    {"subsampling": 0, "quality": 95},
    {"progressive": True},
    {"restart_marker_rows": 2},
    {"progressive": True, "restart_marker_rows": 2},
]


def textured(height: int, width: int) -> NDArray[np.uint8]:
    noise = np.random.default_rng(0).integers(0, 60, (height, width, 3), dtype=np.uint8)
    return smooth(height, width) // 2 + noise


@pytest.mark.parametrize("options", KINDS)
@pytest.mark.parametrize("working_size", [None, 40])
def test_data_that_is_cut_short_is_missing(options: dict[str, Any], working_size: int | None) -> None:
    whole = jpeg(textured(200, 240), **options)
    assert decode(whole, "a.jpg", working_size).notes == ()
    start = whole.index(b"\xff\xda") + 14
    for part in (0.1, 0.3, 0.8):
        end = start + int((len(whole) - start) * part)
        with pytest.raises(PictureError, match=f"{MISSING}|damaged, cut off"):  # the latter between scans
            decode(whole[:end].rstrip(b"\xff") + END, "a.jpg", working_size)


@pytest.mark.parametrize("options", KINDS[:3])
@pytest.mark.parametrize("filled_with", [1, 85, 170])
def test_a_hole_in_the_data_is_noticed(options: dict[str, Any], filled_with: int) -> None:
    whole = jpeg(textured(200, 240), **options)
    start = whole.index(b"\xff\xda") + 14
    noticed = 0
    for part in (0.1, 0.2, 0.35, 0.5, 0.7):
        hole = start + int((len(whole) - start) * part)
        broken = whole[:hole] + bytes([filled_with]) * 300 + whole[hole + 300 :]
        try:
            decode(broken, "a.jpg", None)
        except PictureError as error:
            noticed += MISSING in str(error) or OVERWRITTEN in str(error)
    # The codes may fall into step again, which cannot be told: above all in scans that bring single bits.
    assert noticed >= (2 if options.get("progressive") else 4)


@pytest.mark.parametrize("options", KINDS[:3])
def test_data_that_is_left_over_was_overwritten_and_a_few_bytes_are_padding(options: dict[str, Any]) -> None:
    whole = jpeg(textured(200, 240), **options)
    assert whole.endswith(END)
    decode(whole[:-2] + b"\0\0" + END, "a.jpg", None)  # as some cameras write
    with pytest.raises(PictureError, match=OVERWRITTEN):
        decode(whole[:-2] + whole[-1000:-2] + END, "a.jpg", None)


def test_restart_markers_have_to_count_up_and_others_to_be_of_those_that_follow() -> None:
    whole = jpeg(textured(200, 240), restart_marker_rows=1)
    decode(whole, "a.jpg", None)
    for wrong in (b"\xff\xd5", b"\xff\x17"):
        with pytest.raises(PictureError, match=OVERWRITTEN):
            decode(whole.replace(b"\xff\xd3", wrong, 1), "a.jpg", None)


def test_whole_pictures_of_many_kinds_are_not_called_damaged() -> None:
    random = np.random.default_rng(3)
    for number in range(40):
        height, width = (int(side) for side in random.integers(1, 130, 2))
        pixels = textured(height, width)
        if number % 4 == 0:
            pixels[height // 2 :] = 255
        elif number % 4 == 1:
            pixels[:, width // 3 :] = 128
        whole = jpeg(
            pixels,
            ("RGB", "L", "CMYK")[number % 3],
            quality=(10, 60, 90, 100)[number % 4],
            progressive=number % 5 < 2,
            subsampling=number % 3,
            restart_marker_blocks=0 if number % 4 else 5,
        )
        for working_size in (None, 30):
            decode(whole, "a.jpg", working_size)
