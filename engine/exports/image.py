"""One image of a scene at its own size: PNG of 8 or 16 bits a channel, or the numbers before clipping."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from engine.exports.files import write_whole
from engine.exports.image_formats import IMAGE_FORMATS
from engine.exports.settings import ImageSettings
from engine.mix import Mix
from engine.pixels.cache import Cache
from engine.pixels.renderer import find_problem
from engine.pixels.sources import PixelSources
from engine.scenes import Grid

CACHE_BYTES = 64 * 2**20  # for blocks of noise
_STRIP = 128  # rows at once


def export_image(
    grid: Grid, view: PixelSources, file: Path, settings: ImageSettings, text: str
) -> Generator[float, None, tuple[int, int]]:
    """Write one image of a grid, with the view as its text; returns its width and height.

    Raises:
        ValueError: when there is no such image, it cannot be drawn, or the file cannot be written.
    """
    values = yield from values_of(mix_of(grid, settings.number), view)
    write_whole(file, IMAGE_FORMATS[settings.format].bytes_of(values, int(settings.depth), text))
    return values.shape[1], values.shape[0]


def mix_of(grid: Grid, number: int) -> Mix:
    """An image of a grid, counted from 1. Raises ValueError when there is none, or it cannot be drawn."""
    count = len(grid.cells)
    if number > count:
        raise ValueError(f"There is no image {number}: this scene has {count}.")
    cell = grid.cells[number - 1]
    problem = cell.note or find_problem(cell.mix)
    if problem:
        raise ValueError(f"There is no such image to save: {problem}")
    return cell.mix


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
