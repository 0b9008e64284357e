"""What is known of a few layers, from which the statistics of any weighted sum of them follow in some 2 ms.

In each mode of a spectrum the power of a sum is |a X + b E|^2 = a^2 |X|^2 + b^2 |E|^2 + 2 a b X E. So once the
products of all pairs of layers are averaged over bands, the spectrum of x_t is exact at full resolution at any t;
means and deviations likewise. A histogram is no such form: it is that of a fixed sample of pixels.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.mix import Layer, Mix
from engine.pixels.laws import binned, bins_of, law, laws
from engine.pixels.statistics import BINS, Array, Statistics, weights
from engine.planning.histogram import Histogram


@dataclass(frozen=True, slots=True, eq=False)
class LayerFacts:
    """Of n layers of a picture and a seed, `layers`, the first of which is the picture, with `pixels` pixels.

    `sample` is (n, places, 3), float32, the same places in all of them. `mean` is (n, 3), `covariance` (n, n, 3),
    over all pixels; `offsets` is (n, 3), what offset noise adds to a channel. `products` is (bands, n, n): the mean
    product of the modes of two layers, in octaves with the mean `frequency`. `levels` are those of the picture.
    """

    picture: str
    seed: int
    layers: tuple[Layer, ...]
    pixels: int
    sample: npt.NDArray[np.float32]
    mean: Array
    covariance: Array
    offsets: Array
    frequency: Array
    products: Array
    levels: tuple[Histogram, ...]

    def statistics(self, mix: Mix) -> Statistics | None:
        """Those of a weighted sum: exact, but for the histogram, which is that of the sample.

        Where it has noise that was not measured they are those of its law: there is no histogram, and no power but
        that of its parts. None where the law is not known either.
        """
        signal, noise = weights(mix)
        unknown = [layer for layer in mix.weights if layer not in self.layers]
        if math.isnan(signal) or any(layer.kind.endswith("offset noise") for layer in unknown):
            return None
        parts = np.array([mix.weights.get(layer, 0.0) for layer in self.layers])
        if unknown:
            parts[1:] = 0.0
        edges = bins_of(signal, noise)
        variance = np.einsum("i,ijc,j->c", parts, self.covariance, parts) + (noise**2 if unknown else 0.0)
        power = np.einsum("i,bij,j->b", parts, self.products, parts)
        return Statistics(
            edges=edges,
            measured=None if unknown else self._densities(parts, edges),
            normal=law(Histogram(np.zeros(1), np.ones(1)), 0.0, 1.0, edges),
            mixture=laws(self.levels, signal, noise, edges, parts @ self.offsets),
            mean=parts @ self.mean,
            deviation=np.sqrt(np.maximum(variance, 0.0)),
            frequency=self.frequency,
            power=np.full(len(power), math.nan) if unknown else power,
            picture=signal**2 * self.products[:, 0, 0],
            signal=signal,
            noise=noise,
            pixels=self.pixels,
            counted=0 if unknown else self.sample.shape[1],
        )

    def _densities(self, parts: Array, edges: Array) -> Array:
        """The histogram of each channel of the sample, (3, BINS)."""
        values = np.tensordot(parts.astype(np.float32), self.sample, 1)
        counts = np.stack([binned(values[:, channel], edges) for channel in range(values.shape[1])])
        densities: Array = counts / (len(values) * (edges[-1] - edges[0]) / BINS)
        return densities
