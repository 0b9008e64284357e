"""TIFF files of kinds that Pillow cannot read: floats and signed integers in RGB, grey with deep alpha."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engine.pictures import formats, tiff
from engine.pictures.formats import PictureError
from engine.pictures.numbers import scale
from engine.pictures.samples import COMPOSITED, opaque

ORIENTATION = 274
"""The tag of how a picture is turned, in Exif too."""
_KINDS = {"u": "integer", "i": "integer", "f": "float"}


@dataclass(frozen=True, eq=False)
class OtherTiff:
    """An opaque picture, not yet upright: (H, W) or (H, W, 3), uint8, uint16 or float32 in 0..1."""

    pixels: NDArray[Any]
    orientation: int
    source_type: str
    notes: list[str]


def read_other_tiff(data: bytes, name: str) -> OtherTiff | None:
    """The first picture of a TIFF file in grey or RGB, with alpha or without, as imageio's tifffile reads it.

    None when it has other colours or cannot be read.

    Raises:
        PictureError: when it is too large, its data is of another size, or some values are not numbers.
    """
    try:
        tags = tiff.first_tags(data)
        width, height = tags[tiff.WIDTH][0], tags[tiff.HEIGHT][0]
        formats.check_size(width, height, name)
        channels = tags.get(tiff.SAMPLES, [1])[0]
        photometric = tags.get(tiff.PHOTOMETRIC, [-1])[0]
        colours = 3 if photometric == tiff.RGB else 1
        if photometric not in (0, 1, tiff.RGB) or channels - colours not in (0, 1):
            return None
        _check_data(data, tags, name)
        values = _read(data, height, width, channels)
    except (PictureError, MemoryError):
        raise
    except Exception:  # tifffile raises whatever it runs into
        return None
    notes: list[str] = []
    kind = f"{values.dtype.itemsize * 8}-bit {_KINDS[values.dtype.kind]}"
    words = ("RGB" if colours == 3 else "grey") + (" and alpha" if channels > colours else "")
    pixels = _shown(values, colours, tags, notes, name)
    return OtherTiff(pixels, tags.get(ORIENTATION, [1])[0], f"{kind} {words} TIFF", notes)


def _check_data(data: bytes, tags: dict[int, list[int]], name: str) -> None:
    """Raise where data is missing, which tifffile makes up, or left over, where it reads on."""
    plain = tiff.in_bytes(data)
    image = Image.open(BytesIO(plain), formats=["TIFF"])
    image.load()
    # Where planes are apart the last strip of each may be short.
    together = tags.get(tiff.PLANAR, [1])[0] != tiff.SEPARATE
    if together and tiff.find_damage(plain, image):
        width, height = tags[tiff.WIDTH][0], tags[tiff.HEIGHT][0]
        raise formats.damaged(name, "TIFF", f"its data is of more than {width} x {height} pixels")


def _read(data: bytes, height: int, width: int, channels: int) -> NDArray[Any]:
    """(H, W, channels), numbers in the byte order of this machine."""
    # Read when wanted: it takes 0.1 s, and few files need it. By itself imageio would prefer a tifffile that is
    # installed beside it, and that one reads no LZW without more.
    from imageio.plugins._tifffile import TiffFile

    with TiffFile(BytesIO(data)) as file:
        values = np.asarray(file.asarray(series=0))
    if values.shape == (channels, height, width) and channels > 1:  # plane after plane
        values = np.moveaxis(values, 0, -1)
    if values.dtype.kind not in _KINDS:
        raise struct.error("not numbers")
    return values.reshape(height, width, channels).astype(values.dtype.newbyteorder("="))


def _shown(
    values: NDArray[Any], colours: int, tags: dict[int, list[int]], notes: list[str], name: str
) -> NDArray[Any]:
    """Opaque colours: unsigned ones of 8 and 16 bits as they are, others in 0..1."""
    seen, alpha = values[..., :colours], values[..., colours:]
    inverted = tags[tiff.PHOTOMETRIC][0] == tiff.WHITE_IS_ZERO
    associated = tags.get(tiff.ALPHA, [0])[0] == tiff.ASSOCIATED
    if values.dtype in (np.uint8, np.uint16) and not associated:
        seen = ~seen if inverted else seen
        return opaque(np.concatenate([*[seen] * (3 if colours == 1 else 1), alpha], axis=2), notes)
    scaled = seen / np.float32(65535) if values.dtype == np.uint16 else scale(seen, notes, name)
    scaled = 1 - scaled if inverted else scaled
    if alpha.size:
        full = np.iinfo(alpha.dtype).max if alpha.dtype.kind in "ui" else 1
        opacity = np.clip(alpha / np.float64(full), 0, 1).astype(np.float32)
        if opacity.min() < 1:
            notes.append(COMPOSITED)
            scaled = scaled * (1 if associated else opacity) + np.float32(0.5) * (1 - opacity)
    return scaled[..., 0] if colours == 1 else scaled
