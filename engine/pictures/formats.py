"""The bytes of a picture file -> its pixels, safely: an allow-list, limits checked first, one error."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import imageio.v3 as iio
import numpy as np
from numpy.typing import NDArray
from PIL import Image, TiffImagePlugin

MAX_PIXELS = 200_000_000
FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "TIFF", "GIF")
Image.MAX_IMAGE_PIXELS = MAX_PIXELS  # Pillow's own limit is lower, and it only warns up to twice that limit

_BEGINNINGS = (
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"BM", "BMP"),
    (b"GIF8", "GIF"),
    *((magic, "TIFF") for magic in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")),
)
_FORMAT_NAMES = {"WEBP": "WebP", "MPO": "JPEG"}  # MPO: a JPEG with further pictures behind it
_MODE_NAMES = {
    "1": "1-bit black-and-white",
    "P": "palette",
    "L": "{}-bit gray",
    "LA": "{}-bit gray and alpha",
    "I": "{}-bit integer",
    "F": "float32",
}
_PNG_GRAY_AND_ALPHA = 4
_TIFF_BITS, _TIFF_PHOTOMETRIC, _TIFF_SAMPLE_FORMAT = 258, 262, 339
_WHITE_IS_ZERO, _UNSIGNED = 0, (1,)
_COMPOSITED = "Alpha was composited on mid-gray."


class PictureError(ValueError):
    """A picture cannot be had; the message is one plain sentence for the user."""


@dataclass(frozen=True, eq=False)
class DecodedPicture:
    """All pixels of a file, upright and opaque: (H, W) or (H, W, 3), uint8, uint16 or float32 in 0..1."""

    pixels: NDArray[Any]
    source_type: str
    notes: tuple[str, ...]


def decode_pixels(data: bytes, name: str) -> DecodedPicture:
    """The first picture in the bytes of a file, at its full size.

    Raises:
        PictureError: when it is no picture of an allowed format, damaged, too large or has values that are
            not numbers.
        MemoryError: when there is not enough memory for it.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on oddities of a file, for programmers
            with Image.open(BytesIO(data), formats=FORMATS) as header:
                _check_size(header, name)
                return _decode(data, header, name)
    except (PictureError, MemoryError):
        raise
    except Image.DecompressionBombError as error:
        raise _too_large(name, "far more pixels than fit") from error
    except Exception as error:  # decoders raise whatever they run into: OSError, SyntaxError, struct.error...
        raise PictureError(_describe_failure(data, name)) from error


def _check_size(header: Image.Image, name: str) -> None:
    pixels = header.width * header.height
    if pixels > MAX_PIXELS:
        raise _too_large(name, f"{header.width} x {header.height} pixels ({pixels / 1e6:.0f} megapixels)")


def _too_large(name: str, size: str) -> PictureError:
    limit = MAX_PIXELS // 1_000_000
    return PictureError(f"{name} has {size}, and the limit is {limit} megapixels: make it smaller first.")


def _describe_failure(data: bytes, name: str) -> str:
    kind = next((kind for magic, kind in _BEGINNINGS if data.startswith(magic)), None)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        kind = "WebP"
    if kind is None:
        return f"{name} is not a picture that can be opened: choose a PNG, JPEG, WebP, BMP, TIFF or GIF file."
    return (
        f"{name} cannot be read as a {kind} picture, because it is damaged, cut off or of an unusual kind: "
        "try to save it anew as PNG."
    )


def _decode(data: bytes, header: Image.Image, name: str) -> DecodedPicture:
    mode, depth = _identify(data, header)
    pixels, orientation = _read(data, header, _choose_mode(header))
    note = ""
    if header.mode.startswith("I;16"):
        pixels, note = _complete_16_bit(pixels, header, depth)
    elif header.mode in ("I", "F"):
        pixels, note = _scale(pixels, header, name)
    elif pixels.shape[2:] == (4,):
        pixels, note = _composite(pixels)
    notes = [note] if note else []
    if depth == 16 and pixels.dtype == np.uint8:
        kind = "gray with alpha" if mode == "LA" else "colour"
        notes.append(f"16-bit {kind} was read at 8 bits.")
    if _has_frames(header):
        notes.append("The file holds several pictures; this is the first.")
    return DecodedPicture(_turn_upright(pixels, orientation), _name_type(header, mode, depth), tuple(notes))


def _has_frames(header: Image.Image) -> bool:
    return bool(getattr(header, "is_animated", False))


def _identify(data: bytes, header: Image.Image) -> tuple[str, int]:
    """Mode and bits per channel of the file: Pillow tells only what it reads these as."""
    if header.format == "PNG":
        return ("LA" if data[25] == _PNG_GRAY_AND_ALPHA else header.mode), data[24]
    return header.mode, int(max(_get_tag(header, _TIFF_BITS, (8,))))


def _get_tag(header: Image.Image, tag: int, default: Any = None) -> Any:
    return header.tag_v2.get(tag, default) if isinstance(header, TiffImagePlugin.TiffImageFile) else default


def _choose_mode(header: Image.Image) -> str:
    """The Pillow mode to read in, such that no alpha and no bit of a gray picture is lost."""
    if header.mode.startswith(("I", "F")):
        return header.mode
    if header.has_transparency_data:
        return "RGBA"
    return "L" if header.mode in ("1", "L") else "RGB"


def _read(data: bytes, header: Image.Image, mode: str) -> tuple[NDArray[Any], object]:
    """The pixels as they lie in the file, and the EXIF orientation that remains to be applied."""
    try:
        dict(header.getexif())
    except Exception:
        # imageio reads the EXIF block with every picture, and refuses the picture when only that is broken.
        return np.asarray(header.convert(mode)), 1
    file = iio.imopen(data, "r", plugin="pillow")
    with file:
        # imageio knows no allow-list of formats: what it is about to decode must be what was checked.
        if file.properties(index=0).shape[:2] != (header.height, header.width):
            raise ValueError("two formats in one file")
        conversion = None if mode == header.mode else mode
        pixels = file.read(index=0, mode=conversion, writeable_output=False)  # type: ignore[arg-type]
        # Read afterwards, since Pillow turns a TIFF by itself; imageio's own turning mirrors the channels of
        # a gray picture that it converts.
        return pixels, file.metadata(index=0, exclude_applied=False).get("Orientation", 1)


def _complete_16_bit(pixels: NDArray[Any], header: Image.Image, depth: int) -> tuple[NDArray[Any], str]:
    """16-bit gray, with what Pillow leaves to its callers: 12 bits, white as zero, a transparent gray."""
    pixels = pixels.astype(np.uint16)  # in the byte order of this machine
    if depth == 12:
        pixels = (pixels << 4) | (pixels >> 8)
    if _get_tag(header, _TIFF_PHOTOMETRIC) == _WHITE_IS_ZERO:
        pixels = ~pixels
    if "transparency" not in header.info:
        return pixels, ""
    transparent = pixels == header.info["transparency"]
    pixels[transparent] = 32768
    return pixels, _COMPOSITED if transparent.any() else ""


def _scale(values: NDArray[Any], header: Image.Image, name: str) -> tuple[NDArray[np.float32], str]:
    """Numbers of any range -> 0..1, and a note when that changed them."""
    if header.mode == "I" and _get_tag(header, _TIFF_SAMPLE_FORMAT, _UNSIGNED) == _UNSIGNED:
        values = values.view(np.uint32)  # Pillow has only signed ones
    low, high = float(values.min()), float(values.max())
    if not np.isfinite(low + high):
        raise PictureError(f"{name} contains values that are infinite or not a number: replace these first.")
    note = ""
    if header.mode == "I" or low < 0.0 or high > 1.0:
        note = f"The values ({low:g}..{high:g}) were scaled to 0..1."
        span = high - low
        values = np.subtract(values, low, dtype=np.float64) / span if span else np.full(values.shape, 0.5)
    scaled = values.astype(np.float32)
    return (1 - scaled if _get_tag(header, _TIFF_PHOTOMETRIC) == _WHITE_IS_ZERO else scaled), note


def _composite(rgba: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], str]:
    """Straight alpha over mid-gray, and a note when a pixel was not opaque."""
    if rgba[..., 3].min() == 255:
        return rgba[..., :3], ""
    image = Image.fromarray(rgba)
    canvas = Image.new("RGB", image.size, (128, 128, 128))
    canvas.paste(image, mask=image)
    return np.asarray(canvas), _COMPOSITED


def _turn_upright(pixels: NDArray[Any], orientation: object) -> NDArray[Any]:
    """A view that undoes the EXIF orientation (1 to 8; anything else means upright)."""
    if orientation in (5, 6, 7, 8):
        pixels = pixels.swapaxes(0, 1)
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    return pixels[:, ::-1] if orientation in (2, 3, 6, 7) else pixels


def _name_type(header: Image.Image, mode: str, depth: int) -> str:
    """The kind of file for people, such as `16-bit gray PNG`."""
    mode = "L" if mode.startswith("I;16") else mode
    words = _MODE_NAMES.get(mode, f"{{}}-bit {mode}").format(depth)
    kind = _FORMAT_NAMES.get(str(header.format), header.format)
    return f"{words} {kind}" + (", first frame" if _has_frames(header) else "")
