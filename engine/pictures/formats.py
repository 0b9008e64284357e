"""Which files are pictures: how they begin, the limits that are checked before decoding, and why one is refused."""

from __future__ import annotations

from importlib.util import find_spec

from PIL import Image, TiffImagePlugin

MAX_PIXELS = 200_000_000
MAX_SIDE = 250_000
MAX_PASSES = 5_000_000_000  # pixels times progressive scans of a JPEG: some 5 s
Image.MAX_IMAGE_PIXELS = MAX_PIXELS  # Pillow's own limit is lower, and it only warns up to twice that limit
TiffImagePlugin.READ_LIBTIFF = True  # Pillow's own reader confuses planes of 16 bits
FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "TIFF", "GIF", *(["AVIF"] if find_spec("PIL._avif") else []))
NAMES = {"WEBP": "WebP", "MPO": "JPEG"}  # MPO: a JPEG with further pictures behind it

_BEGINNINGS = (
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"BM", "BMP"),
    (b"GIF8", "GIF"),
    *((magic, "TIFF") for magic in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")),
)
_UNREADABLE = (
    (b"\xff\x0a", "JPEG XL"),
    (b"\0\0\0\x0cJXL \r\n\x87\n", "JPEG XL"),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "JPEG 2000"),
    (b"\xff\x4f\xff\x51", "JPEG 2000"),
    (b"II\xbc\x01", "JPEG XR"),
    (b"8BPS", "Photoshop"),
    (b"\x76\x2f\x31\x01", "OpenEXR"),
    (b"#?RADIANCE", "Radiance"),
    (b"<svg", "SVG"),
    (b"%PDF", "PDF"),
    (b"FUJIFILMCCD-RAW", "raw"),
)
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}


class PictureError(ValueError):
    """A picture cannot be had; the message is one plain sentence for the user."""


def identify(data: bytes) -> str:
    """The kind of picture that bytes begin like, such as `JPEG` or `HEIC`, whether it can be read or not; or none."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WebP"
    if data[4:8] == b"ftyp":
        end = min(int.from_bytes(data[:4], "big"), 256)
        brands = {data[place : place + 4] for place in range(8, end, 4)}
        if brands & {b"avif", b"avis"}:
            return "AVIF"
        if brands & _HEIC_BRANDS:
            return "HEIC"
    return next((kind for magic, kind in (*_BEGINNINGS, *_UNREADABLE) if data.startswith(magic)), "")


def webp_size(data: bytes) -> tuple[int, int]:
    """Width and height in the header of a WebP file (RFC 9649), or 0, 0."""
    kind = data[12:16]
    if kind == b"VP8X" and len(data) >= 30:
        width, height = (int.from_bytes(data[start : start + 3], "little") + 1 for start in (24, 27))
        return width, height
    if kind == b"VP8L" and len(data) >= 25:
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 " and len(data) >= 30:
        width, height = (int.from_bytes(data[start : start + 2], "little") & 0x3FFF for start in (26, 28))
        return width, height
    return 0, 0


def bmp_width(data: bytes) -> int:
    """The width in the header of a BMP file, which Pillow takes for a positive number."""
    if int.from_bytes(data[14:18], "little") == 12:  # the header of OS/2
        return int.from_bytes(data[18:20], "little")
    return int.from_bytes(data[18:22], "little", signed=True)


def check_size(width: int, height: int, name: str) -> None:
    """Raises: PictureError when a picture of this size is refused."""
    pixels = width * height
    if pixels > MAX_PIXELS:
        raise too_large(name, f"{width} x {height} pixels ({pixels / 1e6:.0f} megapixels)")
    if max(width, height) > MAX_SIDE:
        raise PictureError(
            f"{name} has {width} x {height} pixels, and the limit for a side is {MAX_SIDE}: cut it up first."
        )


def too_large(name: str, size: str) -> PictureError:
    """The error that names the limit of pixels; `size` is what the picture has."""
    limit = MAX_PIXELS // 1_000_000
    return PictureError(f"{name} has {size}, and the limit is {limit} megapixels: make it smaller first.")


def too_little_memory(name: str) -> PictureError:
    """The error of a picture that does not fit the memory."""
    return PictureError(f"There is not enough memory to open {name}: make it smaller first.")


def damaged(name: str, kind: str, reason: str) -> PictureError:
    """The error of a file of a kind that can be read of which something is known to be wrong."""
    article = "an" if kind == "AVIF" else "a"
    return PictureError(
        f"{name} is damaged, {article} {kind} picture ({reason}): get it anew from where it came."
    )


def describe_failure(data: bytes, name: str) -> str:
    """Why these bytes could not be read, as far as their beginning tells."""
    kind = identify(data)
    if not kind:
        return (
            f"{name} is not a picture that can be opened: "
            "choose a PNG, JPEG, WebP, AVIF, BMP, TIFF or GIF file."
        )
    article = "an" if kind[0] in "AOS" else "a"
    if kind == "AVIF" and "AVIF" not in FORMATS:
        return f"{name} is an AVIF picture, which the installed Pillow cannot read: export it as PNG first."
    if kind == "HEIC" or kind in (unreadable for _, unreadable in _UNREADABLE):
        article = "an" if kind[0] in "OS" else "a"
        return (
            f"{name} is {article} {kind} file, which cannot be opened here: export it as PNG or JPEG first."
        )
    return (
        f"{name} cannot be read as {article} {kind} picture, because it is damaged, cut off or of an unusual kind: "
        "try to save it anew as PNG."
    )
