"""One image of a scene at its own size: PNG of 8 or 16 bits a channel, or the numbers before clipping."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Generator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from engine.exports.files import write_whole
from engine.exports.options import ImageSettings
from engine.exports.state_in_png import SIGNATURE, with_state
from engine.mix import Mix
from engine.pixels.cache import Cache
from engine.pixels.layers import PixelSources
from engine.pixels.renderer import find_problem
from engine.scenes import Grid

CACHE_BYTES = 64 * 2**20  # for blocks of noise
_STRIP = 128  # rows at once


def export_image(
    grid: Grid, view: PixelSources, file: Path, settings: ImageSettings, text: str
) -> Generator[float, None, tuple[int, int]]:
    """Write one image of a grid, with the view as its text; returns its width and height.

    An NPZ has `image`, float32 (height, width, 3), the picture's range being [-1, 1] and nothing clipped, and `view`.

    Raises:
        ValueError: when there is no such image, it cannot be drawn, or the file cannot be written.
    """
    count = len(grid.cells)
    if settings.number > count:
        raise ValueError(f"There is no image {settings.number}: this scene has {count}.")
    cell = grid.cells[settings.number - 1]
    problem = cell.note or find_problem(cell.mix)
    if problem:
        raise ValueError(f"There is no such image to save: {problem}")
    values = yield from values_of(cell.mix, view)
    if settings.format == "npz":
        data = _npz(values, text)
    else:
        data = with_state(png_of(whole_numbers(values, int(settings.depth))), text)
    write_whole(file, data)
    return values.shape[1], values.shape[0]


def values_of(mix: Mix, view: PixelSources) -> Generator[float, None, npt.NDArray[np.float32]]:
    """A mix at its own size before clipping, float32 (height, width, 3) red-green-blue."""
    width, height = view.size_of(mix)
    cache = Cache(CACHE_BYTES)
    sources = {layer: view.source(layer, cache) for layer in mix.weights}
    image = np.zeros((height, width, 3), np.float32)
    for top in range(0, height, _STRIP):
        rows = range(top, min(top + _STRIP, height))
        total = torch.zeros(len(rows), width, 3)
        for layer, weight in mix.weights.items():
            total = torch.add(total, sources[layer].averages(0, rows, range(width)), alpha=weight)
        image[rows.start : rows.stop] = total.numpy()
        yield rows.stop / height
    return image


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
    return SIGNATURE + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def _npz(values: npt.NDArray[np.float32], text: str) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, image=values, view=np.array(text))
    return file.getvalue()
