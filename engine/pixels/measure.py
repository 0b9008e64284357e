"""Exact numbers about images, at full resolution and before clipping."""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence

import torch

from engine.mix import Layer, Mix
from engine.pixels.cache import Cache
from engine.pixels.noise import BLOCK, TOP
from engine.pixels.region import Size
from engine.pixels.sources import PixelSources
from engine.pixels.values import Distance, Value

CACHE_BYTES = 64 * 2**20  # for blocks of noise that are needed again soon


def probe(
    mixes: Sequence[Mix], view: PixelSources, blocks: Cache, x: int, y: int
) -> Generator[float, None, tuple[Value, ...]]:
    """The values (red, green, blue) of images at column x and row y of the picture, or there in their own pixels.

    Blocks of noise are kept in `blocks`: the next pixel that the mouse comes to is mostly in the same ones.
    """
    layers = list({layer: None for mix in mixes for layer in mix.weights})
    pixels = {}
    for number, layer in enumerate(layers):
        source = view.source(layer, blocks)
        row, column = y * source.size[1] // view.size[1], x * source.size[0] // view.size[0]
        pixel = source.averages(0, range(row, row + 1), range(column, column + 1))
        pixels[layer] = pixel[0, 0].double()
        yield (number + 1) / len(layers)
    black = torch.zeros(3, dtype=torch.float64)
    values = (sum((weight * pixels[layer] for layer, weight in mix.weights.items()), black) for mix in mixes)
    return tuple((float(red), float(green), float(blue)) for red, green, blue in values)


def measure(differences: Sequence[Mix], view: PixelSources) -> Generator[float, None, tuple[Distance, ...]]:
    """The distance that each difference of images stands for, at their own size; yields the progress, 0 to 1.

    Raises:
        ValueError: when images of different sizes are compared.
    """
    sizes = [_size(mix, view) for mix in differences]
    apart, found = list(dict.fromkeys(sizes)), dict[int, Distance]()
    for number, size in enumerate(apart):
        those = [index for index, own in enumerate(sizes) if own == size]
        measuring = _measure_sized([differences[index] for index in those], size, view)
        try:
            while True:
                yield (number + next(measuring)) / len(apart)
        except StopIteration as end:
            found |= zip(those, end.value, strict=True)
    return tuple(found[index] for index in range(len(differences)))


def _size(mix: Mix, view: PixelSources) -> Size:
    """The width and height of the images of a mix: new pictures have another than the picture."""
    sizes = {view.size_of(Mix.of(layer)) for layer in mix.weights} or {view.size}
    if len(sizes) > 1:
        raise ValueError(f"Images of {len(sizes)} sizes cannot be compared: choose one size for all.")
    return sizes.pop()


def _measure_sized(
    differences: Sequence[Mix], size: Size, view: PixelSources
) -> Generator[float, None, tuple[Distance, ...]]:
    """The same for images of one size."""
    width, height = size
    cache = Cache(CACHE_BYTES)
    sources = {layer: view.source(layer, cache) for mix in differences for layer in mix.weights}
    absolute, squares = [0.0] * len(differences), [0.0] * len(differences)
    blocks = _blocks(width, height)
    for number, (rows, columns) in enumerate(blocks):
        progress = number / len(blocks)
        pixels = {}
        for layer, source in sources.items():
            pixels[layer] = source.averages(0, rows, columns).double().ravel()
            yield progress
        for index, mix in enumerate(differences):
            if mix.weights:
                difference = _summed(mix, pixels)
                absolute[index] += float(torch.linalg.vector_norm(difference, 1))
                squares[index] += float(torch.dot(difference, difference))
                yield progress
        yield (number + 1) / len(blocks)
    values = 3 * width * height
    return tuple(
        Distance(one / values, math.sqrt(two / values)) for one, two in zip(absolute, squares, strict=True)
    )


def _summed(mix: Mix, pixels: dict[Layer, torch.Tensor]) -> torch.Tensor:
    """The values of a mix, from those of its layers."""
    (first, weight), *others = mix.weights.items()
    total = weight * pixels[first]
    for layer, weight in others:
        total.add_(pixels[layer], alpha=weight)
    return total


def _blocks(width: int, height: int) -> list[tuple[range, range]]:
    """Rows and columns of the blocks of noise of a picture, such that neighbours of all levels are near in time."""
    places = [(row, column) for row in range(-(-height // BLOCK)) for column in range(-(-width // BLOCK))]
    places.sort(key=lambda place: [(place[0] >> level, place[1] >> level) for level in range(TOP, -1, -1)])
    return [
        (
            range(row * BLOCK, min((row + 1) * BLOCK, height)),
            range(column * BLOCK, min((column + 1) * BLOCK, width)),
        )
        for row, column in places
    ]
