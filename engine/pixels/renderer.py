"""From mixes to bytes: which cells have changed, and the layers that they are made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import torch

from engine.mix import Layer, Mix
from engine.pixels.canvas import Canvas, FrameCell
from engine.pixels.crew import Crew
from engine.pixels.devices import hands
from engine.pixels.fused import Fused
from engine.pixels.layers import LayerStore
from engine.pixels.mixing import Drawn, draw_together
from engine.pixels.region import Size
from engine.pixels.sources import PixelSources, pixels_of

CACHE_BYTES = 128 * 2**20
MAX_WEIGHT = 1e30
_SOON = 0.005
"""Seconds for the images that a view lacks, after which it is drawn within a 100th of a second, with its equations.

Where t moves on meanwhile, a view that takes longer lacks more than the one before: then drafts show more of it.
"""


def find_problem(mix: Mix) -> str:
    """Why a mix cannot be drawn, as a sentence; empty when it can."""
    for layer, weight in mix.weights.items():
        if abs(weight) > MAX_WEIGHT:
            return f"Not drawn: the weight of the {layer.kind} is {weight:.1e}."
    return ""


class Renderer:
    """Draws mixes on one device; keeps the layers of recent views within `cache_bytes`."""

    def __init__(self, device: str, cache_bytes: int = CACHE_BYTES) -> None:
        self.device = torch.device(device)
        self._crew = Crew(hands())
        self._layers = LayerStore(self.device, cache_bytes, self._crew)
        self._mosaic: _Mosaic | None = None

    def close(self) -> None:
        """End the threads that make layers; they start again when they are needed."""
        self._crew.close()

    def prepare(self, mixes: Sequence[Mix], cells: Sequence[FrameCell], view: PixelSources) -> Iterator[None]:
        """Make the layers that a view lacks; yields where there is a good moment to turn to something newer."""
        self._layers.reserve(size for _, size in _needed(mixes, cells))
        yield from self._layers.make(self.missing(mixes, cells, view), view)

    def missing(
        self, mixes: Sequence[Mix], cells: Sequence[FrameCell], view: PixelSources
    ) -> list[tuple[Layer, Size]]:
        """The layers that a view lacks, each with the size of its cell."""
        return [
            (layer, size) for layer, size in _needed(mixes, cells) if not self._layers.has(layer, view, size)
        ]

    def takes_long(self, mixes: Sequence[Mix], cells: Sequence[FrameCell], view: PixelSources) -> bool:
        """Whether a view lacks so much that something coarser should be seen until it is made."""
        missing = self.missing(mixes, cells, view)
        return self._layers.seconds(missing, view) > _SOON and any(has_draft(*each, view) for each in missing)

    def draw(
        self,
        mixes: Sequence[Mix],
        cells: tuple[FrameCell, ...],
        view: PixelSources,
        canvas: Canvas,
        *,
        draft: bool = False,
    ) -> None:
        """Draw each mix into its cell of the canvas, unless the cell shows it already.

        A value x in [-1, 1] becomes floor((x + 1) * 127.5 + 0.5), clipped to 0..255. Cells with a problem are
        left as they are. In a draft, cells whose layers are not all there are drawn at half their size.
        """
        if self.device.type == "cpu":
            self._draw_changed(mixes, cells, view, canvas, torch.from_numpy(canvas.pixels), draft)
            return
        if self._mosaic is None or self._mosaic.pixels.shape != canvas.pixels.shape:
            self._mosaic = _Mosaic(canvas.pixels.shape, self.device)
        self._draw_changed(mixes, cells, view, self._mosaic.canvas, self._mosaic.pixels, draft)
        self._mosaic.fetch(canvas)

    def _draw_changed(
        self,
        mixes: Sequence[Mix],
        cells: tuple[FrameCell, ...],
        view: PixelSources,
        canvas: Canvas,
        pixels: torch.Tensor,
        draft: bool,
    ) -> None:
        if canvas.cells != cells:
            canvas.cells, canvas.shown = cells, [None] * len(cells)
        sharp: dict[Size, list[Drawn]] = {}
        coarse: list[tuple[Mix, torch.Tensor]] = []
        shown = canvas.shown.copy()
        for index, (mix, cell) in enumerate(zip(mixes, cells, strict=True)):
            content = view.picture_id, view.seed, view.zoom, view.resampling, mix
            if cell.problem or canvas.shown[index] == content:
                continue
            target = pixels[cell.y : cell.y + cell.height, cell.x : cell.x + cell.width]
            size = cell.width, cell.height
            if draft and any(not self._layers.has(layer, view, size) for layer in mix.weights):
                coarse.append((mix, target))
            else:
                sharp.setdefault(size, []).append(self._drawn(mix, view, target))
            shown[index] = None if draft else content
            canvas.shown[index] = None  # until it is there
        for cells_of_a_size in sharp.values():
            draw_together(cells_of_a_size, self._crew)
        self._draw_coarse(coarse, view)
        canvas.shown = shown

    def _draw_coarse(self, cells: Sequence[tuple[Mix, torch.Tensor]], view: PixelSources) -> None:
        """Fill targets with each pixel of an image of half their size four times."""
        halves = [_half_of(target) for _, target in cells]
        sizes = [(half.shape[1], half.shape[0]) for half in halves]
        layers = ((layer, size) for (mix, _), size in zip(cells, sizes, strict=True) for layer in mix.weights)
        self._layers.make_drafts(list(dict.fromkeys(layers)), view)
        drawn: dict[Size, list[Drawn]] = {}
        for (mix, _), half, size in zip(cells, halves, sizes, strict=True):
            drawn.setdefault(size, []).append(self._drawn(mix, view, half, draft=True))
        for cells_of_a_size in drawn.values():
            draw_together(cells_of_a_size, self._crew)
        if cells:
            _DOUBLE(
                [half.view(torch.int32) for half in halves], [target.view(torch.int32) for _, target in cells]
            )

    def _drawn(self, mix: Mix, view: PixelSources, target: torch.Tensor, draft: bool = False) -> Drawn:
        size = target.shape[1], target.shape[0]
        images = (self._layers.get(layer, view, size, draft=draft) for layer in mix.weights)
        return Drawn(target, list(zip(images, mix.weights.values(), strict=True)))


def has_draft(layer: Layer, size: Size, view: PixelSources) -> bool:
    """Whether it is made sooner at half its size: not so in a thin picture, of which no coarser level is there."""
    half = max(1, size[0] // 2), max(1, size[1] // 2)
    return view.resampling == "pixels" or pixels_of(layer, half, view) < pixels_of(layer, size, view)


def _needed(mixes: Sequence[Mix], cells: Sequence[FrameCell]) -> Iterable[tuple[Layer, Size]]:
    """The layers of a view, each once for each size of a cell."""
    return dict.fromkeys(
        (layer, (cell.width, cell.height))
        for mix, cell in zip(mixes, cells, strict=True)
        if not cell.problem
        for layer in mix.weights
    )


def _half_of(target: torch.Tensor) -> torch.Tensor:
    height, width, _ = target.shape
    return target.new_empty(-(-height // 2), -(-width // 2), 4)


_DOUBLE = Fused("""
def double(halves: List[Tensor], targets: List[Tensor]):
    # Shows each pixel four times; it is moved as one number.
    for number in range(len(targets)):
        half, target = halves[number], targets[number]
        height, width, _ = target.shape
        for row in range(2):
            for column in range(2):
                part = target[row::2, column::2]
                part.copy_(half[: (height - row + 1) // 2, : (width - column + 1) // 2])
    return None, halves, targets
""")


class _Mosaic:
    """A frame on a GPU, from which canvases of the CPU take what they do not show yet."""

    def __init__(self, shape: tuple[int, ...], device: torch.device) -> None:
        self.pixels = torch.zeros(shape, dtype=torch.uint8, device=device)
        self.canvas = Canvas(np.empty(0, np.uint8))  # only to know what is shown where

    def fetch(self, canvas: Canvas) -> None:
        """Copy the rows of cells in which a canvas shows something else."""
        if self.pixels.device.type == "cuda" and not canvas.pinned:
            # What is copied from a GPU to other memory is copied twice, the second time at the speed of the CPU.
            pixels = torch.zeros(canvas.pixels.shape, dtype=torch.uint8, pin_memory=True)
            canvas.pixels, canvas.pinned, canvas.cells = pixels.numpy(), True, ()
        here, output = self.canvas, torch.from_numpy(canvas.pixels)
        if canvas.cells != here.cells:
            canvas.cells, canvas.shown = here.cells, [None] * len(here.cells)
        changed = {
            (cell.y, cell.height)
            for cell, old, new in zip(here.cells, canvas.shown, here.shown, strict=True)
            if not cell.problem and (new is None or old != new)
        }
        for top, height in changed:
            output[top : top + height].copy_(self.pixels[top : top + height])
        canvas.shown = list(here.shown)
