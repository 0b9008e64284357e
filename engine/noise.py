"""White noise by seed and key: the same at every zoom, in any order, for any crop.

In the orthonormal Haar basis white noise is white again, so it can be drawn from coarse to fine: level
`TOP` is drawn directly, and level L is made of level L+1 and three fresh images of detail coefficients.
Every level is white noise of variance 1; its block averages at full resolution are `level / 2**L`.

The coefficients of a level are drawn in tiles of TILE x TILE x 3, each from a CPU generator of its own that
is seeded by what the tile is. So a crop is the same crop of the whole, and a seed is a picture. Inside this module
images are (rows, channels, columns), in which the sums run over long contiguous lines.
"""

from __future__ import annotations

from hashlib import blake2b

import torch

TILE = 128
TOP = 6
"""The coarsest level: one of its pixels covers 64 x 64 of the picture."""


def white_noise(seed: int, key: str, level: int, rows: range, columns: range) -> torch.Tensor:
    """Pixels `rows` x `columns` of level `level` (0: full resolution .. TOP) of one noise image.

    Returns:
        Standard normal values, shape (len(rows), len(columns), 3), float32, on the CPU.

    Raises:
        ValueError: when the level does not exist.
    """
    if not 0 <= level <= TOP:
        raise ValueError(f"Noise has levels 0 to {TOP}, not {level}.")
    return _level(f"{seed}/{key}", level, rows, columns).permute(0, 2, 1)


def _level(name: str, level: int, rows: range, columns: range) -> torch.Tensor:
    """A level as (rows, 3, columns)."""
    if level == TOP:
        return _coefficients(name, level, rows, columns, bands=1)[:, 0]
    coarse_rows, coarse_columns = _halved(rows), _halved(columns)
    average = _level(name, level + 1, coarse_rows, coarse_columns)
    detail = _coefficients(name, level, coarse_rows, coarse_columns, bands=3)
    fine = _synthesise(average, *detail.unbind(1))
    top, left = rows.start - 2 * coarse_rows.start, columns.start - 2 * coarse_columns.start
    return fine[top : top + len(rows), :, left : left + len(columns)]


def _halved(span: range) -> range:
    """The pixels of the next coarser level that cover a span."""
    return range(span.start // 2, (span.stop + 1) // 2)


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


def _coefficients(name: str, level: int, rows: range, columns: range, bands: int) -> torch.Tensor:
    """Standard normal values, shape (len(rows), bands, 3, len(columns)), put together from tiles."""
    result = torch.empty(len(rows), bands, 3, len(columns))
    for row in range(rows.start // TILE, -(-rows.stop // TILE)):
        into_rows, from_rows = _overlap(rows, row)
        for column in range(columns.start // TILE, -(-columns.stop // TILE)):
            into_columns, from_columns = _overlap(columns, column)
            tile = _tile(f"{name}/{level}/{row}/{column}", from_rows.stop, bands)
            result[into_rows, :, :, into_columns] = tile[from_rows, :, :, from_columns]
    return result


def _overlap(span: range, tile: int) -> tuple[slice, slice]:
    """Where a tile meets a span: as a slice of the span, and as a slice of the tile."""
    start, stop = max(span.start, tile * TILE), min(span.stop, (tile + 1) * TILE)
    return slice(start - span.start, stop - span.start), slice(start - tile * TILE, stop - tile * TILE)


def _tile(name: str, rows: int, bands: int) -> torch.Tensor:
    """The first rows of a tile. torch draws in blocks of 16, so they are the same however many follow."""
    seed = int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big")
    return torch.randn(rows, bands, 3, TILE, generator=torch.Generator().manual_seed(seed))
