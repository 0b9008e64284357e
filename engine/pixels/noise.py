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
Place = tuple[int, int]
"""The row and the column of a tile, or of a block, among those of its level."""
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
        """Averages of the 2**level x 2**level blocks of full resolution, (rows, columns, 3), to be read only.

        They may be kept ones.

        Raises:
            ValueError: when noise has no such level.
        """
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

    def _blocks(self, level: int, places: Sequence[Place]) -> list[torch.Tensor]:
        """The blocks of a level at some places.

        All of the level above that they need is there before they are begun: a block that had to wait for those above
        it would keep a hand of the crew from other work.
        """
        kept = {place: self._cache.find(self._key(level, place)) for place in places}
        missing = [place for place, block in kept.items() if block is None]
        alone = level == TOP or len(missing) < 2
        parents = [] if alone else list(dict.fromkeys(_parent(level, place) for place in missing))
        above = dict(zip(parents, self._blocks(level + 1, parents) if parents else (), strict=True))

        def make(place: Place) -> torch.Tensor:
            if alone:
                return self._line(level, place)
            return self._made([(level, place)], [above[_parent(level, place)]])

        made = self._crew.each(make, missing) if self._crew else map(make, missing)
        kept.update(zip(missing, made, strict=True))
        return [block for block in kept.values() if block is not None]

    def _line(self, level: int, place: Place) -> torch.Tensor:
        """A block, made in one call with those above it that are not kept."""
        line, above = [(level, place)], None
        while above is None and level < TOP:
            level, place = level + 1, _parent(level, place)
            above = self._cache.find(self._key(level, place))
            if above is None:
                line.insert(0, (level, place))
        return self._made(line, [] if above is None else [above])

    def _made(self, line: Sequence[tuple[int, Place]], above: list[torch.Tensor]) -> torch.Tensor:
        """The last of some blocks (level, place), each of which is made of the one before, the first of `above`."""
        generators = [self._generator(*each) for each in line]
        deviations = [0.5 ** min(level + 1, TOP) for level, _ in line]
        blocks = _LINE(above, generators, [self._part(*each) for each in line], deviations, TILE)
        return [self._kept(*each, block) for each, block in zip(line, blocks, strict=True)][-1]

    def _kept(self, level: int, place: Place, block: torch.Tensor) -> torch.Tensor:
        return self._cache.get(self._key(level, place), lambda: block)

    def _part(self, level: int, place: Place) -> tuple[int, int, int, int]:
        """Which part of the block above a block is made of: rows from where, how many, and columns.

        At the top they are those that it has.
        """
        height, width = self._tiled(level)
        (row, column), inner = place, level + 1 < TOP
        return (
            *(inner * (row % 2) * TILE, min(height - row * TILE, TILE)),
            *(inner * (column % 2) * TILE, min(width - column * TILE, TILE)),
        )

    def _key(self, level: int, place: Place) -> tuple[object, ...]:
        return self._name, self.size, level, place

    def _tiled(self, level: int) -> tuple[int, int]:
        """How many rows and columns of coefficients of a level the pixels of the image depend on."""
        width, height = (-(-side >> min(level + 1, TOP)) for side in self.size)
        return height, width

    def _generator(self, level: int, place: Place) -> torch.Generator:
        """What draws the coefficients that a block is made of."""
        name = f"{self._name}/{level}/{place[0]}/{place[1]}"
        seed = int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big")
        return torch.Generator().manual_seed(seed)


def _parent(level: int, place: Place) -> Place:
    """The place of the block above that one is made of: above are blocks that are twice as wide, at the top tiles."""
    return place if level + 1 == TOP else (place[0] // 2, place[1] // 2)


def _pieces(span: range, side: int) -> Iterator[tuple[int, slice, slice]]:
    """The blocks that meet a span: their numbers, where in the span, and where in the block."""
    for number in range(span.start // side, -(-span.stop // side)):
        start, stop = max(span.start, number * side), min(span.stop, (number + 1) * side)
        into = slice(start - span.start, stop - span.start)
        yield number, into, slice(start - number * side, stop - number * side)


# The generator draws in blocks of 16, so the first rows of a tile are the same however many follow.
# Of its columns none can be left out: it has to pass through all of them, and that takes the time (as long for
# uniform numbers as for normal ones). So a picture of one column costs as much as one of 256.
_LINE = Fused("""
def line(
    above: List[Tensor],
    generators: List[Generator],
    parts: List[Tuple[int, int, int, int]],
    deviations: List[float],
    width: int,
):
    blocks: List[Tensor] = []
    for number, generator in enumerate(generators):
        down, height, across, columns = parts[number]
        deviation = deviations[number]
        source = blocks[-1:] if number > 0 else above
        if len(source) == 0:
            top = torch.empty([height, 3, width]).normal_(0.0, deviation, generator=generator)
            blocks.append(top[..., :columns])
        else:
            # A step of the inverse Haar transform: averages and three details, each (h, 3, w), make one (2h, 3, 2w).
            average = source[0][down : down + height, :, across : across + columns]
            details = torch.empty([height, 3, 3, width]).normal_(0.0, deviation, generator=generator)
            across_, down_, diagonal = details[..., :columns].unbind(1)
            fine = torch.empty([height, 2, 3, columns, 2])
            left, right = average + across_, average - across_
            left_detail, right_detail = down_ + diagonal, down_ - diagonal
            torch.add(left, left_detail, out=fine[:, 0, :, :, 0])
            torch.sub(left, left_detail, out=fine[:, 1, :, :, 0])
            torch.add(right, right_detail, out=fine[:, 0, :, :, 1])
            torch.sub(right, right_detail, out=fine[:, 1, :, :, 1])
            blocks.append(fine.view(2 * height, 3, 2 * columns))
    return blocks, above
""")
