"""Measures layers, tile by tile, for the statistics of their sums."""

from __future__ import annotations

from collections.abc import Generator, Sequence

import numpy as np
import numpy.typing as npt

from engine.mix import Layer, Mix
from engine.pixels.cache import Cache
from engine.pixels.find_statistics import (
    CACHE_BYTES,
    CHANNELS,
    TILE,
    PictureLaw,
    known_law,
    offset_in,
    pixels_of_tile,
    tiles,
)
from engine.pixels.layer_facts import LayerFacts
from engine.pixels.sources import PixelSources
from engine.planning.cosines import cosine_transformed
from engine.planning.spectrum import find_bands

Array = npt.NDArray[np.float64]
SAMPLE = 20_000
"""Pixels of the histogram of an image that moves: its densities are those of all to about 3 % of the highest."""
_SEED = 0  # of the places of the sample, the same in all pictures of a size


def find_layer_facts(
    layers: Sequence[Layer], view: PixelSources, known: dict[str, PictureLaw]
) -> Generator[None, None, LayerFacts]:
    """The facts of the picture, which is the first layer, and of noise images; yields between short slices."""
    count = len(layers)
    width, height = view.size
    pixels = width * height
    places = _places(pixels)
    samples: list[npt.NDArray[np.float32]] = []
    sums, squares = np.zeros((count, CHANNELS)), np.zeros((count, count, CHANNELS))
    bands = _Bands(count)
    cache = Cache(CACHE_BYTES)
    for rows, columns in tiles(width, height, TILE):
        images = []
        for layer in layers:
            images.append((yield from pixels_of_tile(Mix.of(layer), view, cache, rows, columns)))
        down, across = places // width - rows.start, places % width - columns.start
        inside = (down >= 0) & (down < len(rows)) & (across >= 0) & (across < len(columns))
        samples.append(np.stack([image[down[inside], across[inside]] for image in images]))
        for channel in range(CHANNELS):
            planes = []
            for number, image in enumerate(images):
                plane = np.ascontiguousarray(image[..., channel], np.float64)
                sums[number, channel] += plane.sum()
                planes.append(plane)
                yield
            for i, j in _pairs(count):
                squares[i, j, channel] += np.vdot(planes[i], planes[j])
            yield
            if len(rows) * len(columns) > 1:
                yield from bands.add(planes)
    law = yield from known_law(view, known)
    mean = sums / pixels
    lower = np.tril_indices(count, -1)
    squares[lower] = squares.transpose(1, 0, 2)[lower]
    frequency, products = bands.averages()
    return LayerFacts(
        picture=view.picture_id,
        seed=view.seed,
        layers=tuple(layers),
        pixels=pixels,
        sample=np.ascontiguousarray(np.concatenate(samples, 1)),
        mean=mean,
        covariance=squares / pixels - mean[:, None] * mean[None, :],
        offsets=np.array([offset_in(layer, view) for layer in layers]),
        frequency=frequency,
        products=products,
        levels=law.levels,
    )


class _Bands:
    """Sums over tiles, by the number of the band: modes, their frequencies, and products of two layers."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._sums: dict[int, tuple[float, float, Array]] = {}

    def add(self, planes: Sequence[Array]) -> Generator[None, None, None]:
        """Add one channel of a tile, (rows, columns) of each layer."""
        transforms = []
        for plane in planes:
            transforms.append((yield from cosine_transformed(plane - plane.mean())))
            yield
        height, width = planes[0].shape
        of_mode, numbers, frequency, modes = yield from find_bands(height, width, 1)
        yield
        of_mode, products = of_mode.ravel(), np.zeros((len(modes), self._count, self._count))
        for i, j in _pairs(self._count):
            both = (transforms[i] * transforms[j]).ravel()
            products[:, i, j] = products[:, j, i] = np.bincount(of_mode, both, len(modes) + 1)[1:]
            yield
        for place, number in enumerate(numbers.tolist()):
            before = self._sums.get(number, (0.0, 0.0, np.zeros((self._count, self._count))))
            self._sums[number] = (
                before[0] + float(modes[place]),
                before[1] + float(modes[place] * frequency[place]),
                before[2] + products[place],
            )

    def averages(self) -> tuple[Array, Array]:
        """The mean frequency of each band, the lowest first, and the mean products, (bands, layers, layers)."""
        bands = [self._sums[number] for number in sorted(self._sums, reverse=True)]
        frequency = np.array([of_modes / modes for modes, of_modes, _ in bands])
        products = [total / modes for modes, _, total in bands]
        return frequency, np.stack(products) if products else np.zeros((0, self._count, self._count))


def _pairs(count: int) -> list[tuple[int, int]]:
    return [(i, j) for i in range(count) for j in range(i, count)]


def _places(pixels: int) -> npt.NDArray[np.intp]:
    """Where the sample is taken, in ascending order: everywhere in a small picture."""
    if pixels <= SAMPLE:
        return np.arange(pixels)
    chosen = np.random.default_rng(_SEED).choice(pixels, SAMPLE, replace=False, shuffle=False)
    return np.sort(chosen)
