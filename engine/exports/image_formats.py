"""IMAGE_FORMATS: the formats of single images. Adding one is a function and an entry here."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.exports.state_in_png import SIGNATURE, chunk, with_state

Values = npt.NDArray[np.float32]
"""(height, width, 3) red-green-blue, the picture's range being [-1, 1] and nothing clipped."""


@dataclass(frozen=True, slots=True)
class ImageFormat:
    """A format, in words for people, and `bytes_of(values, depth, text)`, a file that has the view as its text.

    `depth` is the number of bits of a channel, 8 or 16, for a format that `has_depth`.
    """

    words: str
    bytes_of: Callable[[Values, int, str], bytes]
    has_depth: bool = False


def whole_numbers(values: npt.NDArray[np.float32], bits: int) -> npt.NDArray[Any]:
    """Values of [-1, 1] in whole numbers of 8 or 16 bits, rounded and clipped."""
    half = (2**bits - 1) / 2
    whole = np.clip(np.floor((values.astype(np.float64) + 1) * half + 0.5), 0, 2 * half)
    numbers: npt.NDArray[np.uint8 | np.uint16] = whole.astype(np.uint8 if bits == 8 else np.uint16)
    return numbers


def png_of(pixels: npt.NDArray[Any]) -> bytes:
    """Pixels (height, width, 3) as a PNG of as many bits as they have: Pillow writes no colours of 16 bits.

    Each row is stored as its difference to the one above (filter 2 of PNG, 9.2).
    """
    height, width = pixels.shape[:2]
    big = pixels.astype(pixels.dtype.newbyteorder(">"))
    rows = big.view(np.uint8).reshape(height, -1)
    filtered = np.full((height, 1 + rows.shape[1]), 2, np.uint8)
    filtered[:, 1:] = np.diff(rows, axis=0, prepend=np.zeros_like(rows[:1]))
    header = struct.pack(">IIBBBBB", width, height, 8 * pixels.dtype.itemsize, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(filtered.tobytes(), 6)), (b"IEND", b""))
    return SIGNATURE + b"".join(chunk(kind, data) for kind, data in chunks)


def _png(values: Values, depth: int, text: str) -> bytes:
    return with_state(png_of(whole_numbers(values, depth)), text)


def _npz(values: Values, depth: int, text: str) -> bytes:
    """`image` are the values, and `view` is the text."""
    file = io.BytesIO()
    np.savez_compressed(file, image=values, view=np.array(text))
    return file.getvalue()


IMAGE_FORMATS: dict[str, ImageFormat] = {
    "png": ImageFormat("PNG", _png, has_depth=True),
    "npz": ImageFormat("NumPy float32, not clipped", _npz),
}
