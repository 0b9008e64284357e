"""White noise by seed and key: the same at every zoom, in any order, for any crop.

In the orthonormal Haar basis white noise is white again, so it can be drawn from coarse to fine: level
`TOP` is drawn directly, and level L is made of level L+1 and three fresh images of detail coefficients.
Every level is white noise of variance 1; its block averages at full resolution are `level / 2**L`.

The coefficients of a level are drawn in tiles of TILE x TILE x 3, each from a CPU generator of its own that
is seeded by what the tile is. So a crop is the same crop of the whole, and a seed is a picture.
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
    if level == TOP:
        return _coefficients(seed, key, level, rows, columns, bands=1)[0]
    coarse_rows, coarse_columns = _halved(rows), _halved(columns)
    average = white_noise(seed, key, level + 1, coarse_rows, coarse_columns)
    detail = _coefficients(seed, key, level, coarse_rows, coarse_columns, bands=3)
    fine = _synthesise(average, *detail)
    top, left = rows.start - 2 * coarse_rows.start, columns.start - 2 * coarse_columns.start
    return fine[top : top + len(rows), left : left + len(columns)]


def _halved(span: range) -> range:
    """The pixels of the next coarser level that cover a span."""
    return range(span.start // 2, (span.stop + 1) // 2)


def _synthesise(
    average: torch.Tensor, across: torch.Tensor, down: torch.Tensor, diagonal: torch.Tensor
) -> torch.Tensor:
    """A step of the inverse orthonormal Haar transform: four images (h, w, 3) make one (2h, 2w, 3)."""
    height, width, channels = average.shape
    fine = average.new_empty(2 * height, 2 * width, channels)
    total, difference = average + across, average - across
    fine[0::2, 0::2] = (total + (down + diagonal)).mul_(0.5)
    fine[0::2, 1::2] = (difference + (down - diagonal)).mul_(0.5)
    fine[1::2, 0::2] = (total - (down + diagonal)).mul_(0.5)
    fine[1::2, 1::2] = (difference - (down - diagonal)).mul_(0.5)
    return fine


def _coefficients(seed: int, key: str, level: int, rows: range, columns: range, bands: int) -> torch.Tensor:
    """Standard normal values, shape (bands, len(rows), len(columns), 3), put together from tiles."""
    result = torch.empty(bands, len(rows), len(columns), 3)
    for tile_row in range(rows.start // TILE, -(-rows.stop // TILE)):
        into_rows, from_rows = _overlap(rows, tile_row)
        for tile_column in range(columns.start // TILE, -(-columns.stop // TILE)):
            into_columns, from_columns = _overlap(columns, tile_column)
            tile = _tile(seed, key, level, tile_row, tile_column, bands)
            result[:, into_rows, into_columns] = tile[:, from_rows, from_columns]
    return result


def _overlap(span: range, tile: int) -> tuple[slice, slice]:
    """Where a tile meets a span: as a slice of the span, and as a slice of the tile."""
    start, stop = max(span.start, tile * TILE), min(span.stop, (tile + 1) * TILE)
    return slice(start - span.start, stop - span.start), slice(start - tile * TILE, stop - tile * TILE)


def _tile(seed: int, key: str, level: int, row: int, column: int, bands: int) -> torch.Tensor:
    name = f"{seed}/{key}/{level}/{row}/{column}".encode()
    generator = torch.Generator().manual_seed(int.from_bytes(blake2b(name, digest_size=8).digest(), "big"))
    return torch.randn(bands, TILE, TILE, 3, generator=generator)
