"""Exact numbers about images, at full resolution and before clipping."""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence

import torch

from engine.layers import View, exact_level
from engine.messages import Distance, Value
from engine.mix import Mix

SLICE = 2**15  # pixels that are measured at a time, so that one slice takes some 10 ms


def probe(mixes: Sequence[Mix], view: View, x: int, y: int) -> Generator[float, None, tuple[Value, ...]]:
    """The values (red, green, blue) of images at column x and row y of the picture."""
    layers = list({layer: None for mix in mixes for layer in mix.weights})
    pixels = {}
    for number, layer in enumerate(layers):
        pixels[layer] = exact_level(layer, view, 0, range(y, y + 1))[0, x].double()
        yield (number + 1) / len(layers)
    black = torch.zeros(3, dtype=torch.float64)
    values = (sum((weight * pixels[layer] for layer, weight in mix.weights.items()), black) for mix in mixes)
    return tuple((float(red), float(green), float(blue)) for red, green, blue in values)


def measure(differences: Sequence[Mix], view: View) -> Generator[float, None, tuple[Distance, ...]]:
    """The distance that each difference of images stands for; yields the progress, 0 to 1."""
    width, height = view.size
    layers = {layer: None for mix in differences for layer in mix.weights}
    absolute, squares = [0.0] * len(differences), [0.0] * len(differences)
    rows = max(1, SLICE // width)
    for top in range(0, height, rows):
        span = range(top, min(top + rows, height))
        pixels = {layer: exact_level(layer, view, 0, span).double() for layer in layers}
        for index, mix in enumerate(differences):
            if mix.weights:
                difference = torch.stack(
                    [weight * pixels[layer] for layer, weight in mix.weights.items()]
                ).sum(0)
                absolute[index] += float(difference.abs().sum())
                squares[index] += float(difference.square().sum())
        yield span.stop / height
    values = 3 * width * height
    return tuple(
        Distance(one / values, math.sqrt(two / values)) for one, two in zip(absolute, squares, strict=True)
    )
