"""The pixels of layers as cells of the screen show them, kept within a budget.

A cell that is smaller than its part of the picture shows averages (averages.py) of the coarsest exact level
(pyramid.py, noise.py) that is not smaller than it; one that is larger shows the pixels themselves. With resampling
"pixels" a smaller cell shows single pixels of the picture too, evenly spaced: then noise has its full strength,
which averages take from it. All of this is linear, so it commutes with weighted sums: layers are made once per
view, and mixed at the screen's size.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from time import perf_counter
from typing import cast

import torch

from engine.mix import Layer
from engine.pixels.averages import reduce
from engine.pixels.cache import Cache
from engine.pixels.crew import Crew
from engine.pixels.fused import Fused
from engine.pixels.noise import TOP
from engine.pixels.offset_noise import OffsetNoise
from engine.pixels.region import (
    Size,
    averaged_pixels,
    is_enlarged,
    level_for,
    nearest_pixels,
)
from engine.pixels.sources import PixelSources, chosen_of, pick, pixels_of, seen_of

BYTES_OF_A_PIXEL = 16
_PASSING_BYTES = 32 * 2**20  # for blocks of noise of which only single pixels are wanted


class LayerStore:
    """The layers of recent views, ready to be mixed on a device, and blocks of noise, in `budget` bytes together.

    Blocks have a quarter of it for themselves: they are many, and would drive out the layers that are made of them.
    What has to be made is shared by a crew: small layers are, as wholes, and the blocks of large ones.
    """

    def __init__(self, device: torch.device, budget: int, crew: Crew) -> None:
        self._device = device
        self._crew = crew
        self._budget = budget - budget // 4
        self._layers = Cache(self._budget)
        self._blocks = Cache(budget // 4)
        self._begun: tuple[object, Iterator[torch.Tensor], list[torch.Tensor]] = None, iter(()), []
        self._made = 30e-9, 1.0  # seconds and pixels of the last layers, the newest most

    @property
    def bytes(self) -> int:
        """What is in use."""
        return self._layers.bytes + self._blocks.bytes

    def reserve(self, sizes: Iterable[Size]) -> None:
        """Have room for layers of these sizes together, even if that is more than the budget: a view has all."""
        needed = sum(BYTES_OF_A_PIXEL * width * height for width, height in sizes)
        self._layers.resize(max(self._budget, needed + needed // 4))  # a quarter for drafts

    def has(self, layer: Layer, view: PixelSources, size: Size) -> bool:
        """Whether `get` would return at once."""
        return _key(layer, view, size) in self._layers

    def seconds(self, wanted: Sequence[tuple[Layer, Size]], view: PixelSources) -> float:
        """About how long it takes to make layers, as busy as this machine has been with the last ones."""
        seconds, pixels = self._made
        of_all = sum(pixels_of(*each, view) for each in wanted)
        return of_all * seconds / pixels / max(1, min(self._crew.hands, len(wanted)))

    def make(self, wanted: Sequence[tuple[Layer, Size]], view: PixelSources) -> Iterator[None]:
        """Make layers, after which `get` returns at once; yields between slices.

        When it is left, the next call that wants the layer that was begun goes on there.
        """
        small = [each for each in wanted if not _is_long(*each, view)]
        for first in range(0, len(small), self._crew.hands):
            self._make_together(small[first : first + self._crew.hands], view)
            yield
        for layer, size in wanted:
            if (layer, size) not in small:
                yield from self._make_long(layer, view, size)

    def make_drafts(self, wanted: Sequence[tuple[Layer, Size]], view: PixelSources) -> None:
        """Make layers, after which `get` returns drafts at once."""
        self._crew.each(lambda each: self._get(*each, view, draft=True), wanted)

    def _make_together(self, wanted: Sequence[tuple[Layer, Size]], view: PixelSources) -> None:
        crew = self._crew if len(wanted) == 1 else None  # of one alone the blocks are shared
        self._crew.each(lambda each: self._get(*each, view, crew), wanted)

    def _make_long(self, layer: Layer, view: PixelSources, size: Size) -> Iterator[None]:
        key = _key(layer, view, size)
        if self._begun[0] != key:
            self._begun = key, self._strips(layer, view, size, crew=self._crew), []
        _, strips, done = self._begun
        try:
            while (strip := next(strips, None)) is not None:
                done.append(strip)
                yield
        except Exception:
            self._begun = None, iter(()), []  # else what is left of it would be taken for the whole next time
            raise
        self._begun = None, iter(()), []
        self._layers.get(key, lambda: self._finish(done))

    def get(self, layer: Layer, view: PixelSources, size: Size, *, draft: bool = False) -> torch.Tensor:
        """A layer at the size of a cell: (height, width, 4), float32 on the device, blue-green-red and 0.

        With resampling "pixels", a draft has the pixels of a coarse level instead: there at once, and as noisy.
        """
        return self._get(layer, size, view, draft=draft)

    def _get(
        self, layer: Layer, size: Size, view: PixelSources, crew: Crew | None = None, draft: bool = False
    ) -> torch.Tensor:
        def make() -> torch.Tensor:
            started = perf_counter()
            made = self._finish(list(self._strips(layer, view, size, draft, crew)))
            if layer.is_noise and not draft:
                seconds, pixels = self._made
                now = perf_counter() - started
                self._made = 0.9 * seconds + now, 0.9 * pixels + pixels_of(layer, size, view)
            return made

        return self._layers.get(_key(layer, view, size, draft), make)

    def _finish(self, strips: list[torch.Tensor]) -> torch.Tensor:
        return cast(torch.Tensor, _BGR0(strips)).to(self._device)

    def _strips(
        self, layer: Layer, view: PixelSources, cell: Size, draft: bool = False, crew: Crew | None = None
    ) -> Iterator[torch.Tensor]:
        """A layer as (n, width, 3) from the top."""
        single = view.resampling == "pixels"
        region, (width, height) = seen_of(layer, view, cell)
        enlarged = is_enlarged(region, cell)
        passing = single and not (draft or enlarged)
        source = view.source(layer, Cache(_PASSING_BYTES) if passing else self._blocks, crew)
        if enlarged or passing:
            down = nearest_pixels(region.y, region.height, cell[1], height)
            across = nearest_pixels(region.x, region.width, cell[0], width)
            yield from pick(source, down, across)
            return
        level = level_for(region, cell, TOP)
        rows = averaged_pixels(region.y, region.height, level, height)
        columns = averaged_pixels(region.x, region.width, level, width)
        image = source.averages(level, rows, columns)
        if single:
            strength = 1 << level if layer.is_noise else 1
            if isinstance(source, OffsetNoise):  # averages take nothing from what is the same everywhere
                image = image - source.offset * (1 - 1 / strength)
            yield strength * chosen_of(image, _spread(len(rows), cell[1]), _spread(len(columns), cell[0]))
        else:
            block = 1 << level
            yield reduce(image, cell, (region.width / block, region.height / block))


_BGR0 = Fused("""
def bgr0(strips: List[Tensor]):
    rgb = strips[0] if len(strips) == 1 else torch.cat(strips)
    pixels = torch.zeros([rgb.shape[0], rgb.shape[1], 4])
    for channel in range(3):
        pixels[..., 2 - channel] = rgb[..., channel]
    return pixels, strips
""")


def _is_long(layer: Layer, size: Size, view: PixelSources) -> bool:
    """Whether a layer is made of many more pixels than its cell has: of single ones, far apart."""
    picked = view.resampling == "pixels" or is_enlarged(seen_of(layer, view, size)[0], size)
    return picked and pixels_of(layer, size, view) > 4 * size[0] * size[1]


def _spread(available: int, count: int) -> torch.Tensor:
    return torch.tensor(nearest_pixels(0, available, count, available))


def _key(layer: Layer, view: PixelSources, size: Size, draft: bool = False) -> object:
    coarse = draft and view.resampling == "pixels"
    seed = view.seed if layer.kind in ("noise", "offset noise") else None  # other layers stay what they are
    return view.picture_id, seed, view.zoom, view.resampling, layer, size, coarse
