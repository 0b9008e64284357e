"""JPEGs of which the end is missing: libjpeg makes that up, the program does not."""

from __future__ import annotations

import struct
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from engine.pictures.formats import PictureError
from engine.pictures.jpeg import lacks_rows
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
        with pytest.raises(PictureError, match="damaged, cut off"):
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


def test_a_thumbnail_and_what_follows_the_end_are_not_taken_for_the_picture() -> None:
    thumbnail = jpeg(smooth(16, 16))
    exif = Image.Exif()
    exif[0x9286] = thumbnail
    whole = jpeg(smooth(200, 150), exif=exif.tobytes())
    assert whole.count(END) > 1
    decode(whole + thumbnail, "a.jpg", None)
    with pytest.raises(PictureError, match="damaged, cut off"):
        decode(whole[: len(whole) * 2 // 3] + END + thumbnail, "a.jpg", None)


def test_a_file_of_several_scans_is_not_judged() -> None:
    broken = taller(jpeg(smooth(200, 150)), 400)
    flat = Image.new("RGB", (150, 1))
    assert lacks_rows(broken, flat)
    one_colour = bytearray(broken)
    one_colour[one_colour.index(b"\xff\xda") + 4] = 1  # the others follow: rows come out at the end
    assert not lacks_rows(bytes(one_colour), flat)
