"""What an image looks like in numbers: its histograms and its spectrum, beside the laws that they follow.

An image that is a weighted sum of the picture and of white noise is x_t = signal x_0 + noise eps, with the deviation
of all its noise together. Of that the law is exact: each channel is a mixture of Gaussians, one for each level of the
picture, and the noise has the same power at every frequency. All is of full resolution and before clipping.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.mix import Mix

Array = npt.NDArray[np.float64]
BINS = 96


@dataclass(frozen=True, slots=True, eq=False)
class Statistics:
    """Of one image: densities in bins of x per channel, and power in octaves of frequency.

    `edges` are those of the bins, (BINS + 1,); `measured` and `mixture` are (3, BINS), `normal` is (BINS,): the mean
    densities in each bin of the image, of its exact law and of N(0, 1). `mean` and `deviation` are those of each
    channel, (3,). `frequency` are cycles per pixel, the lowest octave first, `power` that of the image in each,
    `picture` that of x_0 times its weight. `signal` and `noise` are the weights of the two. What is computed by a
    denoiser has no law: then `signal` is NaN, `mixture` is None, and `picture` is that of x_0 alone.

    The image has `pixels` pixels, of which `counted` are in the histograms. With 0 of them only what is expected is
    known: `measured` is None, `power` NaN, and `mean` and `deviation` are those of the law.
    """

    edges: Array
    measured: Array | None
    normal: Array
    mixture: Array | None
    mean: Array
    deviation: Array
    frequency: Array
    power: Array
    picture: Array
    signal: float
    noise: float
    pixels: int
    counted: int

    @property
    def has_law(self) -> bool:
        """Whether the image is a sum of the picture and of white noise, and of nothing else."""
        return not math.isnan(self.signal)

    @property
    def above(self) -> int:
        """Octaves in which the picture has more power than the noise."""
        return int((self.picture > self.noise**2).sum()) if self.has_law else 0

    @property
    def crossing(self) -> float | None:
        """Cycles per pixel above which the picture is below the noise; None where it drowns nowhere or everywhere."""
        if not self.has_law or not self.noise:
            return None
        over = np.log(np.maximum(self.picture, 1e-300)) - 2 * math.log(self.noise)
        falls = np.flatnonzero((over[:-1] > 0) & (over[1:] <= 0))
        if not len(falls):
            return None
        last = falls[-1]
        part = over[last] / (over[last] - over[last + 1])
        low, high = np.log(self.frequency[last : last + 2])
        return float(np.exp(low + part * (high - low)))


def weights(mix: Mix) -> tuple[float, float]:
    """Signal and noise of an image: the weight of the picture, and the deviation of all its noise together.

    NaN for both where it has a computed part.
    """
    if any(layer.kind == "computed" for layer in mix.weights):
        return math.nan, math.nan
    signal = sum(weight for layer, weight in mix.weights.items() if layer.kind == "picture")
    noise = math.hypot(*(weight for layer, weight in mix.weights.items() if layer.kind != "picture"))
    return signal, noise
