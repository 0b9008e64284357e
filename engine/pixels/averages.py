"""Images at a smaller size: each pixel of the screen is the average of those of the image that it covers.

The average over an area is a sum over rows, then over columns, with weights that are never negative and sum to 1, so
nothing is brighter than the brightest pixel, a flat image stays flat, and it commutes with weighted sums of images.

How a pixel that lies on an edge is shared decides how strong white noise looks. An average of r independent values
has the variance 1/r; but where edges cut a row of squares at random, the weights leave only (r - 1/3) / r^2: a
deviation of .62 in place of .88 at 1 : 1.14, and a leap from 1 to .67 as soon as r leaves 1. Where each pixel
goes to one side as a whole, it is more than 1/r. So here a pixel stands as a square around its centre, whose side
is just so large that the mean variance is 1/r: noise falls smoothly as a window shrinks. Where r is a whole
number no pixel is shared, and the averages are plain block averages.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

_OFFSET = 0.118
"""How far, in pixels, the edges inside an image are moved: else at r = 1.5 each third pixel would lie evenly on one.
1/2 - 0.118 is the square of the golden ratio's inverse, which is far from all fractions."""
_TRIES = 6


def reduce(
    image: torch.Tensor, size: tuple[int, int], reach: tuple[float, float] | None = None
) -> torch.Tensor:
    """An image (h, w, 3) at a size (width, height) that is not larger: (height, width, 3).

    `reach` is how far the size goes across and down the image, in its pixels, from the upper left corner; at most
    (w, h), which it is when left out, and more than (w - 1, h - 1).
    """
    height, width, channels = image.shape
    if (width, height) == size:
        return image
    across, down = reach or (width, height)
    lines = image.permute(0, 2, 1).reshape(height, channels * width)
    lines = _averaged(lines, down, size[1]).view(size[1] * channels, width)
    columns = _averaged(lines.t().contiguous(), across, size[0])
    return columns.view(size[0], size[1], channels).permute(1, 0, 2)


def _averaged(lines: torch.Tensor, reach: float, count: int) -> torch.Tensor:
    """Averages of the lines (n, values) of an image: (count, values)."""
    if len(lines) == count:
        return lines
    indices, weights = _sparse(reach, count)
    return functional.embedding_bag(indices, lines, per_sample_weights=weights, mode="sum")


@lru_cache(maxsize=64)
def _sparse(reach: float, count: int) -> tuple[torch.Tensor, torch.Tensor]:
    """For each average the pixels that it is of, and their weights: both (count, pixels of the longest)."""
    first, weights = averaging_weights(reach, count)
    indices = first[:, None] + np.arange(weights.shape[1])
    return torch.from_numpy(indices), torch.from_numpy(weights.astype(np.float32))


def averaging_weights(reach: float, count: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The weights of `count` averages over a line of pixels, of which they cover `reach` >= `count` together.

    Returns:
        The first pixel of each average, shape (count,), and the weights of the pixels from it on, (count, n), in
        which each row sums to 1 and the squares of a row, on average, to count / reach.
    """
    wanted = count / reach
    low, high = 0.0, 1.0
    first, weights = _weights(reach, count, low)
    above = _variance(weights) - wanted
    if above <= 1e-9:
        return first, weights
    below = max(0.0, wanted - _variance(_weights(reach, count, high)[1]))
    for _ in range(_TRIES):  # the false position, with the weight of an end that stays halved (Illinois)
        side = (low * below + high * above) / (below + above)
        first, weights = _weights(reach, count, side)
        error = _variance(weights) - wanted
        if error > 0:
            low, above, below = side, error, below / 2
        else:
            high, below, above = side, -error, above / 2
    return first, weights


def _variance(weights: NDArray[np.float64]) -> float:
    """That of averages of white noise, over all of them."""
    return float((weights**2).sum(1).mean())


def _weights(reach: float, count: int, side: float) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Averages of pixels that stand as squares of this side around their centres, each average of equal length."""
    pixels = math.ceil(reach)
    edges = np.arange(count + 1) * (reach / count) + _OFFSET
    edges[0], edges[-1] = 0, pixels
    longest = min(math.ceil(reach / count + _OFFSET + side) + 1, pixels)
    first = np.clip(np.floor(edges[:-1] - side / 2).astype(np.int64), 0, pixels - longest)
    centres = first[:, None] + np.arange(longest) + 0.5
    left, right = (_share_before(edge[:, None] - centres, side) for edge in (edges[:-1], edges[1:]))
    shares = right - left
    return first, shares / shares.sum(1, keepdims=True)


def _share_before(edge: NDArray[np.float64], side: float) -> NDArray[np.float64]:
    """How much of a pixel lies before an edge that is so far right of its centre."""
    return (edge > 0).astype(np.float64) if side == 0 else np.clip(edge / side + 0.5, 0, 1)
