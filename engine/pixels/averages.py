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
from typing import cast

import numpy as np
import torch
from numpy.typing import NDArray

from engine.pixels.fused import Fused

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
    height, width, _ = image.shape
    if (width, height) == size:
        return image
    across, down = reach or (width, height)
    return cast(
        torch.Tensor,
        _REDUCED(image, *size, _averages(height, down, size[1]), _averages(width, across, size[0])),
    )


_REDUCED = Fused("""
def reduced(image: Tensor, width: int, height: int, down: List[Tensor], across: List[Tensor]):
    channels = image.shape[2]
    lines = image.permute(0, 2, 1).reshape(image.shape[0], -1)
    if len(down) > 0:
        lines = torch.embedding_bag(lines, down[0], down[1], False, 0, False, down[2])[0]
    columns = lines.view(height * channels, -1).t().contiguous()
    if len(across) > 0:
        columns = torch.embedding_bag(columns, across[0], across[1], False, 0, False, across[2])[0]
    return columns.view(width, height, channels).permute(1, 0, 2), image, down, across
""")


def _averages(pixels: int, reach: float, count: int) -> list[torch.Tensor]:
    """How `count` averages of a line of pixels are made; empty where it stays as it is."""
    return [] if pixels == count else _sparse(reach, count)


@lru_cache(maxsize=64)
def _sparse(reach: float, count: int) -> list[torch.Tensor]:
    """The pixels that averages are of, one after the other; where those of each begin; and the weights of all."""
    first, weights = averaging_weights(reach, count)
    indices = first[:, None] + np.arange(weights.shape[1])
    begin = np.arange(0, weights.size, weights.shape[1])
    return [torch.from_numpy(each) for each in (indices.ravel(), begin, weights.astype(np.float32).ravel())]


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
        return first, _by_average(weights)
    below = max(0.0, wanted - _variance(_weights(reach, count, high)[1]))
    for _ in range(_TRIES):  # the false position, with the weight of an end that stays halved (Illinois)
        side = (low * below + high * above) / (below + above)
        first, weights = _weights(reach, count, side)
        error = _variance(weights) - wanted
        if error > 0:
            low, above, below = side, error, below / 2
        else:
            high, below, above = side, -error, above / 2
    return first, _by_average(weights)


def _by_average(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.ascontiguousarray(weights.T)


# Below, weights are (n, count): n is small, and numpy is fast along long lines. Python's lock is held meanwhile, for
# which the window may wait: each size of a window, and each zoom, has weights of its own.


def _variance(weights: NDArray[np.float64]) -> float:
    """That of averages of white noise, over all of them."""
    return float(_sums(weights * weights).mean())


def _weights(reach: float, count: int, side: float) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Averages of pixels that stand as squares of this side around their centres, each average of equal length."""
    pixels = math.ceil(reach)
    edges = np.arange(count + 1) * (reach / count) + _OFFSET
    edges[0], edges[-1] = 0, pixels
    longest = min(math.ceil(reach / count + _OFFSET + side) + 1, pixels)
    first = np.floor(edges[:-1] - side / 2).astype(np.int64)
    first = np.minimum(np.maximum(first, 0), pixels - longest)
    centres = first + np.arange(longest)[:, None] + 0.5
    left, right = (_share_before(edge - centres, side) for edge in (edges[:-1], edges[1:]))
    shares = right - left
    return first, shares / _sums(shares)


def _share_before(edge: NDArray[np.float64], side: float) -> NDArray[np.float64]:
    """How much of a pixel lies before an edge that is so far right of its centre."""
    if side == 0:
        return (edge > 0).astype(np.float64)
    share: NDArray[np.float64] = np.minimum(np.maximum(edge / side + 0.5, 0), 1)
    return share


def _sums(lines: NDArray[np.float64]) -> NDArray[np.float64]:
    """The sums of the columns, added in the order in which numpy adds the numbers of a line."""
    sums: NDArray[np.float64] = lines.sum(0) if len(lines) < 8 else np.ascontiguousarray(lines.T).sum(1)
    return sums
