"""White noise by seed and key: the same at every zoom, in any order, for any crop.

In the orthonormal Haar basis white noise is white again, so it can be drawn from coarse to fine: level
`TOP` is drawn directly, and level L is made of level L+1 and three fresh images of detail coefficients.
Every level is white noise of variance 1; its block averages at full resolution are `level / 2**L`.

The coefficients of a level are drawn in tiles of TILE x TILE x 3, each from a CPU generator of its own that
is seeded by what the tile is. So a crop is the same crop of the whole, and a seed is a picture. A tile of details
and the level above it make one block of 2 TILE x 2 TILE pixels; blocks can be kept, so that each is made once.
Inside this module images are (rows, channels, columns), in which the sums run over long contiguous lines.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from hashlib import blake2b

import torch

from engine.pixels.cache import Cache

TILE = 128
BLOCK = 2 * TILE
TOP = 6
"""The coarsest level: one of its pixels covers 64 x 64 of the picture."""


def white_noise(seed: int, key: str, level: int, rows: range, columns: range) -> torch.Tensor:
    """Pixels `rows` x `columns` of level `level` (0: full resolution .. TOP) of one noise image.

    Returns:
        Standard normal values, shape (len(rows), len(columns), 3), float32, on the CPU.

    Raises:
        ValueError: when the level does not exist.
    """
    size = columns.stop << max(0, level), rows.stop << max(0, level)
    return WhiteNoise(seed, key, size, Cache(math.inf)).level(level, rows, columns)


class WhiteNoise:
    """One noise image, of which at least `size` (width, height) pixels can be had; its blocks are kept in `cache`."""

    def __init__(self, seed: int, key: str, size: tuple[int, int], cache: Cache) -> None:
        self.size = size
        self._name = f"{seed}/{key}"
        self._canvas = tuple(-(-side >> TOP) << TOP for side in size)
        self._cache = cache

    def level(self, level: int, rows: range, columns: range) -> torch.Tensor:
        """Pixels of a level, as those of `white_noise`."""
        if not 0 <= level <= TOP:
            raise ValueError(f"Noise has levels 0 to {TOP}, not {level}.")
        return self._planes(level, rows, columns).permute(0, 2, 1)

    def averages(self, level: int, rows: range, columns: range) -> torch.Tensor:
        """Averages of the 2**level x 2**level blocks of full resolution."""
        return self.level(level, rows, columns) / (1 << level)

    def _planes(self, level: int, rows: range, columns: range) -> torch.Tensor:
        """A part of a level as (rows, 3, columns)."""
        side = TILE if level == TOP else BLOCK
        result = torch.empty(len(rows), 3, len(columns))
        for row, into_rows, from_rows in _pieces(rows, side):
            for column, into_columns, from_columns in _pieces(columns, side):
                block = self._block(level, row, column)
                result[into_rows, :, into_columns] = block[from_rows, :, from_columns]
        return result

    def _block(self, level: int, row: int, column: int) -> torch.Tensor:
        def make() -> torch.Tensor:
            width, height = (side >> min(level + 1, TOP) for side in self._canvas)
            rows = range(row * TILE, min((row + 1) * TILE, height))
            columns = range(column * TILE, min((column + 1) * TILE, width))
            bands = 1 if level == TOP else 3
            tile = _tile(f"{self._name}/{level}/{row}/{column}", len(rows), bands)[..., : len(columns)]
            if level == TOP:
                return tile[:, 0]
            return _synthesise(self._planes(level + 1, rows, columns), *tile.unbind(1))

        return self._cache.get((self._name, self._canvas, level, row, column), make)


def _pieces(span: range, side: int) -> Iterator[tuple[int, slice, slice]]:
    """The blocks that meet a span: their numbers, where in the span, and where in the block."""
    for number in range(span.start // side, -(-span.stop // side)):
        start, stop = max(span.start, number * side), min(span.stop, (number + 1) * side)
        into = slice(start - span.start, stop - span.start)
        yield number, into, slice(start - number * side, stop - number * side)


def _synthesise(
    average: torch.Tensor, across: torch.Tensor, down: torch.Tensor, diagonal: torch.Tensor
) -> torch.Tensor:
    """A step of the inverse orthonormal Haar transform: four images (h, 3, w) make one (2h, 3, 2w)."""
    height, channels, width = average.shape
    fine = average.new_empty(height, 2, channels, width, 2)
    left, right = average + across, average - across
    left_detail, right_detail = down + diagonal, down - diagonal
    for column, total, detail in ((0, left, left_detail), (1, right, right_detail)):
        torch.add(total, detail, out=fine[:, 0, :, :, column])
        torch.sub(total, detail, out=fine[:, 1, :, :, column])
    return fine.mul_(0.5).view(2 * height, channels, 2 * width)


def _tile(name: str, rows: int, bands: int) -> torch.Tensor:
    """The first rows of a tile. torch draws in blocks of 16, so they are the same however many follow."""
    seed = int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big")
    return torch.randn(rows, bands, 3, TILE, generator=torch.Generator().manual_seed(seed))
