"""Formats beyond PNG and TIFF: read where Pillow can, else named with a way out; and work without end is refused."""

from __future__ import annotations

import struct
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, features

from engine.pictures import avif, formats, reading
from engine.pictures.picture import PictureError, decode

RGB = np.random.default_rng(0).integers(0, 256, (20, 24, 3), dtype=np.uint8)
needs_avif = pytest.mark.skipif(not features.check("avif"), reason="this Pillow reads no AVIF")


def encode(kind: str, **options: object) -> bytes:
    file = BytesIO()
    Image.fromarray(RGB).save(file, kind, **options)
    return file.getvalue()


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + kind + content


@needs_avif
def test_avif_is_read() -> None:
    flat = BytesIO()
    Image.new("RGB", (48, 32), (200, 100, 50)).save(flat, "AVIF", quality=90)
    picture = decode(flat.getvalue(), "a.avif")
    assert np.abs(picture.pixels - np.array([200.0, 100, 50])).max() <= 6
    assert (picture.original_size, picture.source_type, picture.notes) == ((48, 32), "8-bit RGB AVIF", ())


@needs_avif
def test_colours_of_avif_are_named() -> None:
    file = BytesIO()
    Image.new("RGB", (48, 32), (200, 100, 50)).save(file, "AVIF")
    data = bytearray(file.getvalue())
    place = data.index(b"colrnclx") + 8
    data[place : place + 4] = struct.pack(">2H", 9, 16)
    note = "The colours are declared as H.273 9/16; they are shown as sRGB."
    assert decode(bytes(data), "a.avif").notes == (note,)


@needs_avif
@pytest.mark.parametrize("size", [(48, 32), (333, 57), (1, 1)])
@pytest.mark.parametrize("mode", ["RGB", "L", "RGBA"])
def test_a_false_size_of_avif_is_refused(size: tuple[int, int], mode: str) -> None:
    file = BytesIO()
    Image.new(mode, size, 120).save(file, "AVIF")
    data = bytearray(file.getvalue())
    assert avif.coded_size(bytes(data)) == size
    assert decode(bytes(data), "a.avif").original_size == size
    place = data.index(b"ispe") + 8
    data[place : place + 8] = struct.pack(">2I", 40, 30)
    found = f"its size is said to be 40 x 30 pixels, and its data has {size[0]} x {size[1]}"
    with pytest.raises(PictureError, match=rf"a\.avif is damaged, an AVIF picture \({found}\)"):
        decode(bytes(data), "a.avif")


@pytest.mark.parametrize(("flags", "depth"), [(0x0C, 8), (0x4C, 10), (0x6C, 12)])
def test_depth_of_avif(flags: int, depth: int) -> None:
    assert avif.depth_of(b"....av1C\x81\0" + bytes([flags]) + b"\0....") == depth


def test_avif_without_a_decoder_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "FORMATS", ("PNG",))
    with pytest.raises(PictureError, match=r"a is an AVIF picture, which the installed Pillow cannot read"):
        decode(box(b"ftyp", b"avif\0\0\0\0mif1") + bytes(50), "a")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (box(b"ftyp", b"heic\0\0\0\0mif1heic"), "a HEIC"),
        (box(b"ftyp", b"mif1\0\0\0\0heix"), "a HEIC"),
        (b"\xff\x0a\xfa\x1f", "a JPEG XL"),
        (b"\0\0\0\x0cJXL \r\n\x87\n", "a JPEG XL"),
        (b"\0\0\0\x0cjP  \r\n\x87\n", "a JPEG 2000"),
        (b"8BPS\0\1", "a Photoshop"),
        (b"\x76\x2f\x31\x01", "an OpenEXR"),
        (b"<svg xmlns=", "an SVG"),
        (b"%PDF-1.7", "a PDF"),
    ],
)
def test_other_formats_are_named_with_a_way_out(data: bytes, kind: str) -> None:
    sentence = f"^a.x is {kind} file, which cannot be opened here: export it as PNG or JPEG first.$"
    with pytest.raises(PictureError, match=sentence):
        decode(data + bytes(64), "a.x")


# Bounds


def scans(jpeg: bytes, count: int) -> bytes:
    """A progressive JPEG with its first scan of one component repeated."""
    start = jpeg.index(b"\xff\xda")
    second = jpeg.index(b"\xff\xda", start + 2)
    after = jpeg.index(b"\xff\xda", second + 2)
    return jpeg[:second] + jpeg[second:after] * count + jpeg[after:]


def test_passes_without_end_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    jpeg = encode("JPEG", progressive=True)
    monkeypatch.setattr(formats, "MAX_PASSES", 24 * 20 * 50)
    assert decode(jpeg, "a").width == 24
    with pytest.raises(PictureError, match=r"a is stored in \d+ passes .* save it anew, not progressive\.$"):
        decode(scans(jpeg, 60), "a")


@pytest.mark.parametrize(("kind", "size"), [("PNG", (1, 300_000)), ("TIFF", (300_000, 1))])
def test_sides_without_end_are_refused(kind: str, size: tuple[int, int]) -> None:
    file = BytesIO()
    Image.new("L", size).save(file, kind)
    with pytest.raises(
        PictureError, match=f"a has {size[0]} x {size[1]} pixels, and the limit for a side is 250000"
    ):
        decode(file.getvalue(), "a")


@pytest.mark.parametrize("options", [{}, {"lossless": True}, {"exif": b"Exif\0\0MM\0*\0\0\0\x08\0\0"}])
def test_the_size_of_webp_is_known_before_pillow_takes_memory(
    options: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = encode("WEBP", **options)
    assert formats.webp_size(data) == (24, 20)
    monkeypatch.setattr(formats, "MAX_PIXELS", 24 * 20 - 1)
    monkeypatch.setattr(Image, "open", lambda *_, **__: pytest.fail("opened"))
    with pytest.raises(PictureError, match="24 x 20 pixels"):
        decode(data, "a")


def test_webp_out_of_memory_is_not_called_damaged(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError("failed to decode")

    monkeypatch.setattr(reading, "_decode", fail)
    data = encode("WEBP")
    with pytest.raises(PictureError, match="damaged"):
        decode(data, "a")
    monkeypatch.setattr(reading, "_fits", lambda size: size != (24, 20))
    with pytest.raises(PictureError, match="not enough memory to open a"):
        decode(data, "a")


# Shrinking


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
@pytest.mark.parametrize("size", [(1100, 700), (61, 3001)])
def test_a_large_picture_is_shrunk_as_lanczos_does(kind: str, size: tuple[int, int]) -> None:
    rough = np.random.default_rng(0).integers(
        0, 256, (size[1] // 20 + 2, size[0] // 20 + 2, 3), dtype=np.uint8
    )
    picture = Image.fromarray(rough).resize(size, Image.Resampling.BICUBIC)
    file = BytesIO()
    picture.save(file, kind, **({"quality": 98} if kind == "JPEG" else {}))
    decoded = decode(file.getvalue(), "a", 100)
    expected = np.asarray(picture.resize((decoded.width, decoded.height), Image.Resampling.LANCZOS), float)
    assert decoded.original_size == size
    assert np.abs(decoded.pixels - expected).mean() < 1
    assert np.abs(decoded.pixels - expected).max() < 12


def test_a_last_block_that_is_partly_covered_does_not_stretch_a_photograph() -> None:
    ramp = Image.fromarray(np.linspace(0, 255, 801).round().astype(np.uint8)[np.newaxis].repeat(801, 0))
    file = BytesIO()
    ramp.save(file, "JPEG", quality=95)  # libjpeg gives it at an eighth, 100.125 pixels wide
    decoded = decode(file.getvalue(), "a", 32).pixels[16, :, 0]
    expected = np.asarray(ramp.resize((32, 32), Image.Resampling.LANCZOS))[16]
    assert np.abs(decoded.astype(int) - expected)[4:-4].max() <= 1


def test_a_width_of_bmp_below_zero_is_said_as_such() -> None:
    data = bytearray(encode("BMP"))
    assert decode(bytes(data), "a.bmp").original_size == (24, 20)
    data[18:22] = (-24).to_bytes(4, "little", signed=True)
    with pytest.raises(PictureError, match=r"a BMP picture \(its width is said to be -24 pixels\)"):
        decode(bytes(data), "a.bmp")
