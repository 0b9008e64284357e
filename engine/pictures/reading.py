"""The bytes of a picture file -> its pixels at a working size, safely: limits checked first, one kind of error."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from engine.pictures import formats, tiff
from engine.pictures.colour import Conversion, find_conversion
from engine.pictures.formats import PictureError
from engine.pictures.numbers import holds_numbers, read_numbers
from engine.pictures.opened_file import OpenedFile, Report
from engine.pictures.other_tiff import ORIENTATION, OtherTiff, read_other_tiff
from engine.pictures.samples import rows_of_8_bits, rows_of_16_bits
from engine.pictures.shrinking import GAP, MANY, Rows, Size, shrink, working_size_of

_MODE_NAMES = {
    "1": "1-bit black-and-white",
    "P": "palette",
    "L": "{}-bit grey",
    "LA": "{}-bit grey and alpha",
    "I": "{}-bit integer",
    "F": "float32",
}


@dataclass(frozen=True, eq=False)
class DecodedPicture:
    """A picture upright and opaque: (H, W) or (H, W, 3), uint8, uint16 or float32 in 0..1."""

    pixels: NDArray[Any]
    original_size: Size
    source_type: str
    notes: tuple[str, ...]


def decode_pixels(
    data: bytes, name: str, working_size: int | None = None, report: Report = lambda part: None
) -> DecodedPicture:
    """The first picture in the bytes of a file, with a long side of at most `working_size`.

    Raises:
        PictureError: when it is no picture of an allowed format, damaged, too large or has values that are
            not numbers.
        MemoryError: when there is not enough memory for it.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on oddities of a file, for programmers
            try:
                opened = OpenedFile(data, name, report)
            except (UnidentifiedImageError, SyntaxError):
                other = read_other_tiff(data, name) if formats.identify(data) == "TIFF" else None
                if other is None:
                    raise
                return _decode_other(other, working_size)
            with opened.image:
                return _decode(opened, name, working_size)
    except (PictureError, MemoryError):
        raise
    except Image.DecompressionBombError as error:
        raise formats.too_large(name, "far more pixels than fit") from error
    except Exception as error:  # decoders raise whatever they run into: OSError, SyntaxError, struct.error...
        if formats.identify(data) == "WebP" and not _fits(formats.webp_size(data)):
            raise MemoryError from error  # of which libwebp speaks as of a damaged file
        raise PictureError(formats.describe_failure(data, name)) from error


def _fits(size: Size) -> bool:
    """Whether there is memory for what libwebp needs at least: two canvases and its own pixels."""
    try:
        bytearray(size[0] * size[1] * 12)
    except MemoryError:
        return False
    return True


def _decode(opened: OpenedFile, name: str, working_size: int | None) -> DecodedPicture:
    image, notes = opened.image, opened.notes
    size = image.size
    target = working_size_of(size, working_size)
    conversion, note = find_conversion(opened.profile, image.mode) if opened.profile else (None, "")
    notes += [note] if note else []
    if holds_numbers(image):
        values = read_numbers(opened, conversion, name)
        pixels = shrink(lambda top, bottom: values[top:bottom], size, target)
    else:
        rows, whole = _rows(opened, conversion, target)
        pixels = shrink(rows, image.size, target, whole)
        if opened.depth > pixels.itemsize * 8:
            kind = "grey with alpha" if opened.mode == "LA" else "colour"
            notes.append(f"{opened.depth}-bit {kind} was read at 8 bits.")
    opened.check_complete()
    if opened.animated:
        notes.append("The file holds several pictures; this is the first.")
    orientation = _orientation(image)
    upright = (size[1], size[0]) if orientation in (5, 6, 7, 8) else size
    return DecodedPicture(_turn_upright(pixels, orientation), upright, _name_type(opened), tuple(notes))


def _decode_other(other: OtherTiff, working_size: int | None) -> DecodedPicture:
    height, width = other.pixels.shape[:2]
    size = width, height
    pixels = shrink(lambda top, bottom: other.pixels[top:bottom], size, working_size_of(size, working_size))
    upright = (height, width) if other.orientation in (5, 6, 7, 8) else size
    return DecodedPicture(
        _turn_upright(pixels, other.orientation), upright, other.source_type, tuple(other.notes)
    )


def _rows(
    opened: OpenedFile, conversion: Conversion | None, target: Size
) -> tuple[Rows, tuple[float, float]]:
    """The rows, and the width and height that they cover, in fractions of their pixels."""
    image = opened.image
    # Of samples in planes Pillow keeps the first bytes only.
    in_planes = tiff.get_tag(image, tiff.PLANAR, 1) == tiff.SEPARATE
    if opened.depth == 16 and conversion is None and not in_planes:
        rows = rows_of_16_bits(image, opened.open(), opened.transparent, opened.notes)
        if rows is not None:
            return rows, image.size
    whole: tuple[float, float] = image.size
    if image.format in ("JPEG", "MPO"):
        # libjpeg gives averages of 2, 4 or 8 pixels in a fraction of the time.
        drafted = image.draft(image.mode, (GAP * max(target[0], MANY), GAP * max(target[1], MANY)))
        whole = drafted[1][2:] if drafted else image.size
    image.load()
    return rows_of_8_bits(image, opened.transparent, conversion, opened.notes), whole


def _orientation(image: Image.Image) -> object:
    """The EXIF orientation that remains to be applied: Pillow turns a TIFF by itself while it loads it."""
    try:
        return image.getexif().get(ORIENTATION, 1)
    except Exception:  # a broken EXIF block does not spoil the picture
        return 1


def _turn_upright(pixels: NDArray[Any], orientation: object) -> NDArray[Any]:
    """A view that undoes the EXIF orientation (1 to 8; anything else means upright)."""
    if orientation in (5, 6, 7, 8):
        pixels = pixels.swapaxes(0, 1)
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    return pixels[:, ::-1] if orientation in (2, 3, 6, 7) else pixels


def _name_type(opened: OpenedFile) -> str:
    """The kind of file for people, such as `16-bit grey PNG`."""
    mode = "L" if opened.mode.startswith("I;16") else opened.mode
    words = _MODE_NAMES.get(mode, f"{{}}-bit {mode}").format(opened.depth)
    kind = formats.NAMES.get(str(opened.image.format), opened.image.format)
    return f"{words} {kind}" + (", first frame" if opened.animated else "")
