"""The samples of an opened picture -> opaque rows of grey or sRGB, with all of their bits where that can be had."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFile

from engine.pictures.colour import Conversion
from engine.pictures.shrinking import Rows

COMPOSITED = "Alpha was composited on mid-grey."
# Of two bytes Pillow keeps the greater; told that they lie in the other order, it keeps the lesser.
_OTHER_ORDER = {"B": "L", "L": "B", "N": "B" if sys.byteorder == "little" else "L"}


def rows_of_8_bits(
    image: Image.Image, transparent: tuple[int, ...], conversion: Conversion | None, notes: list[str]
) -> Rows:
    """Rows of uint8: (h, W) of a grey picture, else (h, W, 3). Notes get a sentence once alpha was composited."""
    if image.mode == "P" or (image.mode == "L" and image.has_transparency_data and not transparent):
        return _rows_by_entry(image, conversion, notes)
    mode = _mode_without_loss(image)

    def rows(top: int, bottom: int) -> NDArray[np.uint8] | Image.Image:
        band = image.crop((0, top, image.width, bottom))
        pixels = band.convert(mode)
        if conversion is None and not transparent:
            return opaque(np.asarray(pixels), notes) if mode == "RGBA" else pixels
        alpha = np.asarray(pixels.getchannel("A")) if mode == "RGBA" else None
        if transparent:
            values = np.asarray(pixels)
            seen = (values != transparent).reshape(*values.shape[:2], -1).any(axis=2)
            alpha = np.where(seen, 255, 0).astype(np.uint8)
        if conversion is not None:
            pixels = conversion.apply((band if band.mode == "CMYK" else pixels).convert(conversion.mode))
        if alpha is None:
            return pixels
        return opaque(np.dstack([np.asarray(pixels.convert("RGB")), alpha]), notes)

    return rows


def _rows_by_entry(image: Image.Image, conversion: Conversion | None, notes: list[str]) -> Rows:
    """The same where a byte names one of 256 colours: what is done to pixels is done once to each of these."""
    entries = image.crop((0, 0, 256, 1))  # with its palette, and what of that is transparent
    entries.paste(Image.fromarray(np.arange(256, dtype=np.uint8)[np.newaxis]))
    seen = entries.convert("RGBA" if image.has_transparency_data else "RGB")
    alpha = np.asarray(seen.getchannel("A"))[0] if seen.mode == "RGBA" else np.full(256, 255, np.uint8)
    colours = seen.convert(conversion.mode if conversion else "RGB")
    if conversion is not None:
        colours = conversion.apply(colours)
    table = composite(np.dstack([np.asarray(colours), alpha[np.newaxis]])).tobytes()
    behind = alpha < 255

    def rows(top: int, bottom: int) -> Image.Image:
        band = image.crop((0, top, image.width, bottom))
        if COMPOSITED not in notes and behind.any() and behind[np.flatnonzero(band.histogram())].any():
            notes.append(COMPOSITED)
        band.putpalette(table)
        band.info = {}
        return band.convert("RGB")

    return rows


def _mode_without_loss(image: Image.Image) -> str:
    if image.has_transparency_data:
        return "RGBA"
    return "L" if image.mode in ("1", "L") else "RGB"


def rows_of_16_bits(
    image: ImageFile.ImageFile, again: ImageFile.ImageFile, transparent: tuple[int, ...], notes: list[str]
) -> Rows | None:
    """Rows of uint16, (h, W, 3), of a picture opened twice; None when Pillow has 8 bits only."""
    raw = raw_mode(image)
    if raw == "LA;16B":
        read_as(image, "RGBA")  # two bytes of grey, two of alpha
    elif raw[:-1] in ("RGB;16", "RGBX;16", "RGBA;16"):
        read_as(again, raw[:-1] + _OTHER_ORDER[raw[-1]])
        again.load()
    else:
        return None
    image.load()

    def rows(top: int, bottom: int) -> NDArray[np.uint16]:
        box = (0, top, image.width, bottom)
        first = np.asarray(image.crop(box))
        if raw == "LA;16B":
            first, second = first[..., [0, 0, 0, 2]], first[..., [1, 1, 1, 3]]
        else:
            second = np.asarray(again.crop(box))
        samples = first.astype(np.uint16) << 8 | second
        if transparent:
            seen = (samples[..., :3] != transparent).any(axis=2)
            samples = np.dstack([samples[..., :3], np.where(seen, 65535, 0).astype(np.uint16)])
        return opaque(samples, notes)

    return rows


def composite(rgba: NDArray[Any]) -> NDArray[Any]:
    """Straight alpha, (h, W, 4), uint8 or uint16, over mid-grey: (h, W, 3). Without alpha it stays as it is."""
    if rgba.shape[2] == 3 or rgba[..., 3].min() == np.iinfo(rgba.dtype).max:
        return rgba[..., :3]
    if rgba.dtype == np.uint8:
        image = Image.fromarray(rgba)
        canvas = Image.new("RGB", image.size, (128, 128, 128))
        canvas.paste(image, mask=image)
        return np.asarray(canvas)
    opacity = rgba[..., 3:] / np.float32(65535)
    mixed = rgba[..., :3] * opacity
    mixed += 32768 * (1 - opacity)
    return np.rint(mixed).astype(np.uint16)


def opaque(rgba: NDArray[Any], notes: list[str]) -> NDArray[Any]:
    """As `composite`, (h, W, 3) of (h, W, 3 or 4); where there was any alpha, the notes say so, once."""
    if rgba.shape[2] == 4 and COMPOSITED not in notes and rgba[..., 3].min() < np.iinfo(rgba.dtype).max:
        notes.append(COMPOSITED)
    return composite(rgba)


def raw_mode(image: Image.Image) -> str:
    """How Pillow reads the bytes of this picture, such as `RGB;16B`."""
    if not isinstance(image, ImageFile.ImageFile) or not image.tile:
        return ""
    arguments = image.tile[0][3]
    return str(arguments[0] if isinstance(arguments, tuple) else arguments)


def read_as(image: ImageFile.ImageFile, raw: str) -> None:
    """Make Pillow read the bytes in another way."""
    codec, box, offset, arguments = image.tile[0]
    arguments = (raw, *arguments[1:]) if isinstance(arguments, tuple) else raw
    image.tile[0] = type(image.tile[0])(codec, box, offset, arguments)
