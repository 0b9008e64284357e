"""Patches in an orthonormal basis in which few coefficients say nearly all: cosines and the picture's own colours.

The principal components of the patches of a picture are close to these cosines, and they separate: all
patches are transformed along the columns and then along the rows, and no matrix of
3k^2 x 3k^2 has to be diagonalised.
"""

from __future__ import annotations

import math
from collections.abc import Generator

import torch
from torch.nn.functional import pad

SAMPLED = 1024
WINDOWS = 2**20  # values that are copied into windows at a time


def cosine_basis(size: int) -> torch.Tensor:
    """The orthonormal cosines (DCT-II) of `size` samples, one per row, (size, size) float64."""
    samples = torch.arange(size, dtype=torch.float64) + 0.5
    basis = torch.cos(torch.outer(torch.arange(size, dtype=torch.float64), samples) * (math.pi / size))
    basis *= math.sqrt(2 / size)
    basis[0] *= math.sqrt(0.5)
    return basis


def colour_basis(centred: torch.Tensor) -> torch.Tensor:
    """The principal axes of the colours of an image (H, W, 3) of mean 0, one per row, (3, 3) float64."""
    colours = centred.reshape(-1, 3).double()
    axes: torch.Tensor = torch.linalg.eigh(colours.T @ colours).eigenvectors
    return axes.T.flip(0)


class Cosines:
    """Coefficients of the k x k patches around all pixels of an image; beyond its borders are zeros.

    `chosen` are indices into (k horizontal frequencies, k vertical ones, 3 colours), flattened.
    """

    def __init__(self, k: int, colours: torch.Tensor, chosen: torch.Tensor) -> None:
        self._k, self._colours = k, colours.float()
        across, down, colour = chosen // (3 * k), chosen // 3 % k, chosen % 3
        # Only the frequencies up to the highest that was chosen are computed.
        basis = cosine_basis(k).to(self._colours)
        self._across, self._down = basis[: int(across.max()) + 1], basis[: int(down.max()) + 1]
        self._rows = (across * len(self._down) + down) * 3 + colour

    def transform(self, image: torch.Tensor) -> Generator[None, None, torch.Tensor]:
        """The coefficients of an image (H, W, 3), as (chosen, H, W); yields between bands of rows."""
        height, width = image.shape[:2]
        half = self._k // 2
        colours = pad(torch.einsum("dc,hwc->dhw", self._colours, image), (0, 0, half, half))
        result = image.new_empty(len(self._rows), height, width)
        rows = max(1, WINDOWS // (3 * len(self._down) * self._k * width))
        for top in range(0, height, rows):
            band = slice(top, min(top + rows, height))
            columns = _correlate(colours[:, top : band.stop + 2 * half], self._down, 1)
            columns = pad(columns.flatten(0, 1), (half, half))
            result[:, band] = _correlate(columns, self._across, 2).flatten(0, 1)[self._rows]
            yield
        return result


def _correlate(images: torch.Tensor, filters: torch.Tensor, axis: int) -> torch.Tensor:
    """n images (n, h, w) with f filters (f, k) along an axis, which gets k - 1 shorter: (f, n, h', w').

    One matrix product over copied windows: on a CPU much faster than a convolution with one channel.
    """
    windows = images.unfold(axis, filters.shape[1], 1).permute(3, 0, 1, 2)
    return (filters @ windows.reshape(filters.shape[1], -1)).view(len(filters), *windows.shape[1:])


def sampled_energies(centred: torch.Tensor, k: int, colours: torch.Tensor) -> torch.Tensor:
    """The mean square of each coefficient over patches of an image (H, W, 3), in the order of `Cosines`.

    A grid of at most some SAMPLED patches stands for all.
    """
    half, apart = k // 2, max(1, math.isqrt(centred.shape[0] * centred.shape[1] // SAMPLED))
    image = pad(torch.einsum("dc,hwc->dhw", colours.float(), centred), (half, half, half, half))
    patches = image.unfold(1, k, apart).unfold(2, k, apart).flatten(1, 2)
    basis = cosine_basis(k).to(patches)
    coefficients = basis @ patches @ basis.T
    return coefficients.square().mean(1).permute(2, 1, 0).flatten()
