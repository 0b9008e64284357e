"""Pictures whose one channel are numbers of more than 8 bits, or signed ones -> grey from black to white."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engine.pictures import tiff
from engine.pictures.colour import Conversion
from engine.pictures.formats import PictureError
from engine.pictures.opened_file import OpenedFile
from engine.pictures.samples import COMPOSITED


def holds_numbers(image: Image.Image) -> bool:
    """Whether a picture is grey with more than the 256 levels of other pictures, or with signed ones."""
    return tiff.is_signed(image) or image.mode.startswith(("I", "F"))


def read_numbers(opened: OpenedFile, conversion: Conversion | None, name: str) -> NDArray[Any]:
    """All values, (H, W): uint16, or float32 in 0..1.

    Raises:
        PictureError: when some are not numbers.
    """
    image = opened.image
    values: NDArray[Any] = np.asarray(image)
    if image.mode.startswith("I;16"):
        values = _complete_16_bit(values, opened)
        if conversion is not None:
            levels = np.linspace(0, 65535, 256)
            values = np.interp(values, levels, conversion.curve() * 257).round().astype(np.uint16)
        return values
    values = values.view(np.int8) if image.mode == "L" else values
    if values.dtype == np.int32 and not tiff.is_signed(image):
        values = values.view(np.uint32)  # Pillow has only signed ones
    scaled = scale(values, opened.notes, name)
    return 1 - scaled if tiff.get_tag(image, tiff.PHOTOMETRIC, 1) == tiff.WHITE_IS_ZERO else scaled


def scale(values: NDArray[Any], notes: list[str], name: str) -> NDArray[np.float32]:
    """Numbers of any range -> 0..1, and a note when that changed them: all integers, and what goes beyond 0..1.

    Raises:
        PictureError: when some are not numbers.
    """
    low, high = float(values.min()), float(values.max())
    if not np.isfinite(low + high):
        raise PictureError(f"{name} contains values that are infinite or not a number: replace these first.")
    if values.dtype.kind != "f" or low < 0.0 or high > 1.0:
        notes.append(f"The values ({low:g}..{high:g}) were scaled to 0..1.")
        span = high - low
        values = np.subtract(values, low, dtype=np.float64) / span if span else np.full(values.shape, 0.5)
    return values.astype(np.float32)


def _complete_16_bit(samples: NDArray[Any], opened: OpenedFile) -> NDArray[np.uint16]:
    """16-bit grey, with what Pillow leaves to its callers: 12 bits, white as zero, a transparent grey."""
    values = samples.astype(np.uint16)  # in the byte order of this machine
    if opened.depth == 12:
        values = (values << np.uint16(4)) | (values >> np.uint16(8))
    if tiff.get_tag(opened.image, tiff.PHOTOMETRIC, 1) == tiff.WHITE_IS_ZERO:
        values ^= 65535
    transparent = values == opened.transparent if opened.transparent else np.zeros(1, bool)
    if transparent.any():
        values[transparent] = 32768
        opened.notes.append(COMPOSITED)
    return values
