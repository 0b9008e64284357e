"""What gives the layers of a request their pixels, and which part of them a cell shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import torch

from engine.mix import Layer, Mix
from engine.pixels.cache import Cache
from engine.pixels.crew import Crew
from engine.pixels.noise import BLOCK, TOP, WhiteNoise
from engine.pixels.offset_noise import OffsetNoise, offset_of
from engine.pixels.pyramid import Pyramid
from engine.pixels.region import Region, Size, Zoom, is_enlarged, level_for, region_of

_PIECE = 2**19  # pixels of a source from which single ones are picked at a time
Source = Pyramid | WhiteNoise | OffsetNoise
"""What gives a layer its pixels."""


@dataclass(frozen=True, slots=True)
class PixelSources:
    """What gives the layers of a request their pixels, and how they are looked at.

    These are a picture with its id, a seed of the noise, and computed images by key, which may have other sizes
    than the picture and show the same part of it.
    """

    picture: Pyramid
    picture_id: str
    seed: int
    computed: Mapping[str, Pyramid] = field(default_factory=dict)
    zoom: Zoom | None = None
    resampling: str = "average"

    @property
    def size(self) -> Size:
        """Width and height of the picture."""
        return self.picture.size

    def size_of(self, mix: Mix) -> Size:
        """Width and height of what a mix shows: computed images have a size of their own."""
        computed = [self.computed[layer.key].size for layer in mix.weights if layer.kind == "computed"]
        return max(computed, default=self.size)

    def source(self, layer: Layer, cache: Cache, crew: Crew | None = None) -> Source:
        """Where the pixels of a layer come from; blocks of noise are kept in `cache`, and made by a `crew`."""
        if not layer.is_noise:
            return self.computed[layer.key] if layer.kind == "computed" else self.picture
        seed, strength, key = self.seed, 0.0, layer.key
        if layer.kind.startswith("seeded"):
            own, _, key = key.partition(" ")
            seed = int(own)
        if layer.kind.endswith("offset noise"):
            number, _, key = key.partition(" ")
            strength = float(number)
        noise = WhiteNoise(seed, key, self.size, cache, crew)
        return OffsetNoise(noise, offset_of(seed, key, strength)) if strength else noise


def pick(source: Source, rows: Sequence[int], columns: Sequence[int]) -> Iterator[torch.Tensor]:
    """Single pixels at full resolution, ascending `rows` x `columns`, as strips (n, len(columns), 3) from the top."""
    across = range(columns[0], columns[-1] + 1)
    chosen = torch.tensor(columns) - columns[0]
    height = max(1, min(BLOCK, _PIECE // len(across)))
    for _, group in groupby(rows, lambda row: row // height):
        strip = list(group)
        pixels = source.averages(0, range(strip[0], strip[-1] + 1), across)
        yield chosen_of(pixels, torch.tensor(strip) - strip[0], chosen)


def chosen_of(image: torch.Tensor, rows: torch.Tensor, columns: torch.Tensor) -> torch.Tensor:
    """Rows and columns of an image (H, W, 3) by their numbers. Indexing with these would take twice as long."""
    return image.index_select(0, rows).index_select(1, columns)


def seen_of(layer: Layer, view: PixelSources, cell: Size) -> tuple[Region, Size]:
    """The part of a layer that a cell shows, in the layer's pixels, and the layer's size."""
    size = view.computed[layer.key].size if layer.kind == "computed" else view.size
    region = region_of(view.zoom, view.size, cell)
    return region.scaled(size[0] / view.size[0], size[1] / view.size[1]), size


def pixels_of(layer: Layer, size: Size, view: PixelSources) -> float:
    """How many pixels of its source a layer is made of, at the level that it is made from."""
    region, _ = seen_of(layer, view, size)
    picked = view.resampling == "pixels" or is_enlarged(region, size)
    return region.width * region.height / (1 if picked else 4 ** level_for(region, size, TOP))
