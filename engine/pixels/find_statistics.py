"""Finds the statistics of an image, tile by tile."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from engine.mix import Layer, Mix
from engine.pixels.cache import Cache
from engine.pixels.laws import binned, bins_of, law, laws
from engine.pixels.noise import BLOCK
from engine.pixels.offset_noise import OffsetNoise
from engine.pixels.renderer import find_problem
from engine.pixels.sources import PixelSources
from engine.pixels.statistics import BINS, Array, Statistics, weights
from engine.planning.histogram import Histogram, histogram
from engine.planning.spectrum import Spectrum, averaged, find_spectrum

TILE = 4 * BLOCK
"""The spectrum of a larger picture is the mean of those of its parts, of this many pixels along a side."""
ROWS = 128
"""Rows of a tile that are counted at a time."""
CACHE_BYTES = 16 * 2**20
CHANNELS = 3


@dataclass(frozen=True, slots=True, eq=False)
class PictureLaw:
    """What is known of x_0: the levels of each channel, and its spectrum."""

    levels: tuple[Histogram, ...]
    spectrum: Spectrum | None


def find_statistics(
    mix: Mix, view: PixelSources, known: dict[str, PictureLaw] | None = None
) -> Generator[None, None, Statistics]:
    """The statistics of an image; yields between short slices.

    What is found of the picture itself is kept in `known`, by its id, in place of another one.

    Raises:
        ValueError: when the image cannot be drawn, with the reason.
    """
    problem = find_problem(mix)
    if problem:
        raise ValueError(problem)
    signal, noise = weights(mix)
    size = view.size_of(mix)
    has_law = not math.isnan(signal)
    edges = bins_of(signal, noise)
    totals, cache = _Totals(edges), Cache(CACHE_BYTES)
    spectra: list[Spectrum] = []
    for tile in tiles(*size, TILE):
        pixels = yield from pixels_of_tile(mix, view, cache, *tile)
        yield from totals.add(pixels)
        yield from _add_spectra(pixels, spectra)
    picture = yield from known_law(view, {} if known is None else known)
    count = size[0] * size[1]
    mean = totals.sums / count
    of_image = averaged(spectra) if spectra else None
    return Statistics(
        edges=edges,
        measured=totals.counts / (count * (edges[1] - edges[0])),
        normal=law(Histogram(np.zeros(1), np.ones(1)), 0.0, 1.0, edges),
        mixture=laws(picture.levels, signal, noise, edges, _shifts(mix, view)) if has_law else None,
        mean=mean,
        deviation=np.sqrt(np.maximum(totals.squares / count - mean**2, 0.0)),
        frequency=of_image.frequency if of_image else np.zeros(0),
        power=of_image.c if of_image else np.zeros(0),
        picture=_beside(of_image, picture.spectrum, same=size == view.size) * (signal**2 if has_law else 1.0),
        signal=signal,
        noise=noise,
        pixels=count,
        counted=count,
    )


class _Totals:
    """Of all pixels so far, by channel: how many are in each bin, their sum, and that of their squares."""

    def __init__(self, edges: Array) -> None:
        self._edges = edges
        self.counts = np.zeros((CHANNELS, BINS))
        self.sums, self.squares = np.zeros(CHANNELS), np.zeros(CHANNELS)

    def add(self, pixels: npt.NDArray[np.float32]) -> Generator[None, None, None]:
        """Count the pixels of a tile."""
        for top in range(0, len(pixels), ROWS):
            for channel in range(CHANNELS):
                plane = pixels[top : top + ROWS, :, channel]
                values = plane.astype(np.float64)
                self.counts[channel] += binned(plane, self._edges)
                self.sums[channel] += values.sum()
                self.squares[channel] += np.vdot(values, values)
                yield


def _shifts(mix: Mix, view: PixelSources) -> Array:
    """What the offsets of its noise add to each channel of an image."""
    return sum((weight * offset_in(layer, view) for layer, weight in mix.weights.items()), np.zeros(CHANNELS))


def offset_in(layer: Layer, view: PixelSources) -> Array:
    """What the offset of a noise image is in each channel, (3,); 0 for any other layer."""
    source = view.source(layer, Cache(0))
    return source.offset.double().numpy() if isinstance(source, OffsetNoise) else np.zeros(CHANNELS)


def known_law(view: PixelSources, known: dict[str, PictureLaw]) -> Generator[None, None, PictureLaw]:
    """What is known of the picture; what has to be found for that is kept in `known`, in place of another one."""
    if view.picture_id not in known:
        found = yield from law_of(view)
        known.clear()
        known[view.picture_id] = found
    return known[view.picture_id]


def law_of(view: PixelSources) -> Generator[None, None, PictureLaw]:
    """What is known of the picture; yields between short slices."""
    shares: list[list[tuple[Histogram, int]]] = [[] for _ in range(CHANNELS)]
    spectra: list[Spectrum] = []
    for rows, columns in tiles(*view.size, TILE):
        x0 = view.picture.averages(0, rows, columns).numpy()
        for channel in range(CHANNELS):
            shares[channel].append((histogram(x0, channel), x0.shape[0] * x0.shape[1]))
            yield
        yield from _add_spectra(x0, spectra)
    return PictureLaw(tuple(map(_together, shares)), averaged(spectra) if spectra else None)


def _add_spectra(pixels: npt.NDArray[np.float32], spectra: list[Spectrum]) -> Generator[None, None, None]:
    """Add the spectrum of each channel: the mean of them all is that of the image."""
    if pixels.shape[0] * pixels.shape[1] > 1:
        for channel in range(CHANNELS):
            spectra.append((yield from find_spectrum(pixels[..., channel])))
            yield


def _together(parts: Iterable[tuple[Histogram, int]]) -> Histogram:
    """The histogram of several parts of a picture, each with the number of its pixels."""
    total: dict[float, float] = {}
    pixels = 0
    for part, count in parts:
        pixels += count
        for value, weight in zip(part.values.tolist(), part.weights.tolist(), strict=True):
            total[value] = total.get(value, 0.0) + weight * count
    values = np.array(sorted(total))
    return Histogram(values, np.array([total[value] for value in values.tolist()]) / pixels)


def _beside(image: Spectrum | None, other: Spectrum | None, *, same: bool) -> Array:
    """The power of x_0 in the octaves of an image; NaN where the image is of another size."""
    if image is None or other is None:
        return np.zeros(0)
    return other.c if same else np.full(len(image.c), math.nan)


def pixels_of_tile(
    mix: Mix, view: PixelSources, cache: Cache, rows: range, columns: range
) -> Generator[None, None, npt.NDArray[np.float32]]:
    """A part of an image before clipping, block after block."""
    image = np.empty((len(rows), len(columns), CHANNELS), np.float32)
    sources = {layer: view.source(layer, cache) for layer in mix.weights}
    for down, across in tiles(len(columns), len(rows), BLOCK):
        total = torch.zeros(len(down), len(across), CHANNELS)
        block = rows[down.start : down.stop], columns[across.start : across.stop]
        for layer, weight in mix.weights.items():
            total.add_(sources[layer].averages(0, *block), alpha=weight)
            yield
        image[down.start : down.stop, across.start : across.stop] = total.numpy()
    return image


def tiles(width: int, height: int, side: int) -> Iterable[tuple[range, range]]:
    """Rows and columns of squares that cover an image."""
    for top in range(0, height, side):
        for left in range(0, width, side):
            yield range(top, min(top + side, height)), range(left, min(left + side, width))
