"""White noise by seed and key: the same at every zoom, in any order, for any crop.

In the orthonormal Haar basis white noise is white again, so it can be drawn from coarse to fine: level
`TOP` is drawn directly, and level L is made of level L+1 and three fresh images of detail coefficients.
Every level is white noise of variance 1; its block averages at full resolution are `level / 2**L`. It is these
averages that are drawn and kept: a step to the finer level then is sums alone. Powers of two change no digit.

The coefficients of a level are drawn in tiles of TILE x TILE x 3, each from a CPU generator of its own that
is seeded by what the tile is. So a crop is the same crop of the whole, and a seed is a picture. A tile of details
and the level above it make one block of 2 TILE x 2 TILE pixels; blocks can be kept, so that each is made once.
Those of a level do not depend on each other, so a crew can share them.
Inside this module images are (rows, channels, columns), in which the sums run over long contiguous lines.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from hashlib import blake2b

import torch

from engine.pixels.cache import Cache
from engine.pixels.crew import Crew
from engine.pixels.fused import Fused

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
    """One noise image, of which `size` (width, height) pixels can be had.

    Its blocks are kept in `cache`, and made by a `crew`, else by the caller alone.
    """

    def __init__(
        self, seed: int, key: str, size: tuple[int, int], cache: Cache, crew: Crew | None = None
    ) -> None:
        self.size = size
        self._name = f"{seed}/{key}"
        self._cache = cache
        self._crew = crew

    def level(self, level: int, rows: range, columns: range) -> torch.Tensor:
        """Pixels of a level, as those of `white_noise`."""
        return self.averages(level, rows, columns) * (1 << level)

    def averages(self, level: int, rows: range, columns: range) -> torch.Tensor:
        """Averages of the 2**level x 2**level blocks of full resolution, to be read only: they may be kept ones."""
        if not 0 <= level <= TOP:
            raise ValueError(f"Noise has levels 0 to {TOP}, not {level}.")
        return self._planes(level, rows, columns).permute(0, 2, 1)

    def _planes(self, level: int, rows: range, columns: range) -> torch.Tensor:
        """A part of the averages of a level as (rows, 3, columns)."""
        side = TILE if level == TOP else BLOCK
        down, across = list(_pieces(rows, side)), list(_pieces(columns, side))
        places = [(row, column) for row, *_ in down for column, *_ in across]
        blocks = dict(zip(places, self._blocks(level, places), strict=True))
        if len(places) == 1:
            return blocks[places[0]][down[0][2], :, across[0][2]]
        result = torch.empty(len(rows), 3, len(columns))
        for row, into_rows, from_rows in down:
            for column, into_columns, from_columns in across:
                result[into_rows, :, into_columns] = blocks[row, column][from_rows, :, from_columns]
        return result

    def _blocks(self, level: int, places: Sequence[tuple[int, int]]) -> list[torch.Tensor]:
        """The blocks of a level at some places, (row, column) each.

        All of the level above that they need is there before they are begun: a block that had to wait for those above
        it would keep a hand of the crew from other work.
        """
        kept = {place: self._cache.find(self._key(level, *place)) for place in places}
        missing = [place for place, block in kept.items() if block is None]
        if not missing:
            return [block for block in kept.values() if block is not None]
        (top, bottom), (left, right) = ((min(each), max(each) + 1) for each in zip(*missing, strict=True))
        if level < TOP:
            height, width = self._tiled(level)
            rows = range(top * TILE, min(bottom * TILE, height))
            above = self._planes(level + 1, rows, range(left * TILE, min(right * TILE, width)))

        def make(place: tuple[int, int]) -> torch.Tensor:
            if level == TOP:
                block = self._top(*place)
            else:
                down, across = (place[0] - top) * TILE, (place[1] - left) * TILE
                part = above[down : down + TILE, :, across : across + TILE]
                block = _BLOCK(part, self._generator(level, *place), TILE, 0.5 ** (level + 1))
            return self._cache.get(self._key(level, *place), lambda: block)

        made = self._crew.each(make, missing) if self._crew else map(make, missing)
        kept.update(zip(missing, made, strict=True))
        return [block for block in kept.values() if block is not None]

    def _key(self, level: int, row: int, column: int) -> tuple[object, ...]:
        return self._name, self.size, level, row, column

    def _tiled(self, level: int) -> tuple[int, int]:
        """How many rows and columns of coefficients of a level the pixels of the image depend on."""
        width, height = (-(-side >> min(level + 1, TOP)) for side in self.size)
        return height, width

    def _top(self, row: int, column: int) -> torch.Tensor:
        """A tile of the averages of level `TOP`."""
        height, width = self._tiled(TOP)
        drawn = torch.empty(min(TILE, height - row * TILE), 3, TILE)
        drawn.normal_(0.0, 0.5**TOP, generator=self._generator(TOP, row, column))
        return drawn[..., : width - column * TILE]

    def _generator(self, level: int, row: int, column: int) -> torch.Generator:
        """What draws the coefficients that a block is made of."""
        name = f"{self._name}/{level}/{row}/{column}"
        seed = int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big")
        return torch.Generator().manual_seed(seed)


def _pieces(span: range, side: int) -> Iterator[tuple[int, slice, slice]]:
    """The blocks that meet a span: their numbers, where in the span, and where in the block."""
    for number in range(span.start // side, -(-span.stop // side)):
        start, stop = max(span.start, number * side), min(span.stop, (number + 1) * side)
        into = slice(start - span.start, stop - span.start)
        yield number, into, slice(start - number * side, stop - number * side)


# The generator draws in blocks of 16, so the first rows of a tile are the same however many follow.
# Of its columns none can be left out: it has to pass through all of them, and that takes the time (as long for
# uniform numbers as for normal ones). So a picture of one column costs as much as one of 256.
_BLOCK = Fused("""
def block(average: Tensor, generator: Generator, width: int, deviation: float):
    # A step of the inverse Haar transform: averages and three details, each (h, 3, w), make one (2h, 3, 2w).
    height, channels, columns = average.shape
    details = torch.empty([height, 3, channels, width]).normal_(0.0, deviation, generator=generator)
    across, down, diagonal = details[..., :columns].unbind(1)
    fine = torch.empty([height, 2, channels, columns, 2])
    left, right = average + across, average - across
    left_detail, right_detail = down + diagonal, down - diagonal
    torch.add(left, left_detail, out=fine[:, 0, :, :, 0])
    torch.sub(left, left_detail, out=fine[:, 1, :, :, 0])
    torch.add(right, right_detail, out=fine[:, 0, :, :, 1])
    torch.sub(right, right_detail, out=fine[:, 1, :, :, 1])
    return fine.view(2 * height, channels, 2 * columns), average
""")
