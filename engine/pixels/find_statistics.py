"""Finds the statistics of an image, tile by tile."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from engine.mix import Mix
from engine.pixels.cache import Cache
from engine.pixels.layers import View
from engine.pixels.noise import BLOCK
from engine.pixels.renderer import find_problem
from engine.pixels.statistics import BINS, Array, Statistics, weights
from engine.planning.histogram import Histogram, histogram
from engine.planning.spectrum import Spectrum, averaged, spectrum

TAILS = 4.0
"""Deviations of the noise beyond the picture's range that the histogram shows, and of N(0, 1)."""
TILE = 4 * BLOCK
"""The spectrum of a larger picture is the mean of those of its parts, of this many pixels along a side."""
CACHE_BYTES = 16 * 2**20
CHANNELS = 3


def find_statistics(mix: Mix, view: View) -> Generator[float, None, Statistics]:
    """The statistics of an image; yields the progress, 0 to 1.

    Raises:
        ValueError: when the image cannot be drawn, with the reason.
    """
    problem = find_problem(mix)
    if problem:
        raise ValueError(problem)
    signal, noise = weights(mix)
    size = view.size_of(mix)
    known = not math.isnan(signal)
    extent = math.ceil(max(TAILS, abs(signal) + TAILS * noise)) if known else TAILS + 1
    edges = np.linspace(-extent, extent, BINS + 1)
    counts, sums, squares = np.zeros((CHANNELS, BINS)), np.zeros(CHANNELS), np.zeros(CHANNELS)
    cache = Cache(CACHE_BYTES)
    spectra: list[Spectrum] = []
    tiles = list(_tiles(*size))
    for number, (rows, columns) in enumerate(tiles):
        pixels = yield from _pixels(mix, view, cache, rows, columns)
        for channel in range(CHANNELS):
            values = pixels[..., channel]
            counts[channel] += np.histogram(values, edges)[0]
            sums[channel] += values.sum(dtype=np.float64)
            squares[channel] += np.square(values, dtype=np.float64).sum()
        if pixels.shape[0] * pixels.shape[1] > 1:
            spectra.append(spectrum(pixels))
        yield (number + 1) / len(tiles) / 2
    x0 = yield from _of_picture(view)
    count = size[0] * size[1]
    mean = sums / count
    width = edges[1] - edges[0]
    of_image, of_x0 = averaged(spectra) if spectra else None, x0.spectrum
    return Statistics(
        edges=edges,
        measured=counts / (count * width),
        normal=law(Histogram(np.zeros(1), np.ones(1)), 0.0, 1.0, edges),
        mixture=np.stack([law(prior, signal, noise, edges) for prior in x0.levels]) if known else None,
        mean=mean,
        deviation=np.sqrt(np.maximum(squares / count - mean**2, 0.0)),
        frequency=of_image.frequency if of_image else np.zeros(0),
        power=of_image.c if of_image else np.zeros(0),
        picture=_beside(of_image, of_x0, same=size == view.size) * (signal**2 if known else 1.0),
        signal=signal,
        noise=noise,
    )


def law(prior: Histogram, signal: float, noise: float, edges: Array) -> Array:
    """The mean density in each bin of signal v + noise eps, where v has the levels of a prior.

    The share of a bin is the difference of normal distribution functions, so it is exact for any width of the bins.
    """
    middles = signal * prior.values
    if not noise:
        counts: Array = np.histogram(middles, edges, weights=prior.weights)[0].astype(np.float64)
        return counts / np.diff(edges)
    from scipy.special import ndtr  # takes 60 ms to import, and few need it

    reached: Array = prior.weights @ ndtr((edges - middles[:, None]) / noise)
    return np.diff(reached) / np.diff(edges)


@dataclass(frozen=True, slots=True, eq=False)
class _Picture:
    """What is known of x_0: the levels of each channel, and its spectrum."""

    levels: tuple[Histogram, ...]
    spectrum: Spectrum | None


def _of_picture(view: View) -> Generator[float, None, _Picture]:
    shares: list[list[tuple[Histogram, int]]] = [[] for _ in range(CHANNELS)]
    spectra = []
    tiles = list(_tiles(*view.size))
    for number, (rows, columns) in enumerate(tiles):
        x0 = view.picture.averages(0, rows, columns).numpy()
        for channel in range(CHANNELS):
            shares[channel].append((histogram(x0, channel), x0.shape[0] * x0.shape[1]))
        if x0.shape[0] * x0.shape[1] > 1:
            spectra.append(spectrum(x0))
        yield 0.5 + (number + 1) / len(tiles) / 2
    return _Picture(tuple(map(_together, shares)), averaged(spectra) if spectra else None)


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


def _pixels(
    mix: Mix, view: View, cache: Cache, rows: range, columns: range
) -> Generator[float, None, npt.NDArray[np.float32]]:
    total = torch.zeros(len(rows), len(columns), CHANNELS)
    for layer, weight in mix.weights.items():
        total.add_(view.source(layer, cache).averages(0, rows, columns), alpha=weight)
        yield 0.0
    return total.numpy()


def _tiles(width: int, height: int) -> Iterable[tuple[range, range]]:
    for top in range(0, height, TILE):
        for left in range(0, width, TILE):
            yield range(top, min(top + TILE, height)), range(left, min(left + TILE, width))
