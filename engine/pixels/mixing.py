"""Weighted sums of layers as the bytes of cells of one size, side by side in time.

Cells of one size mostly share their layers. So all of them grow together in bands of some rows: a layer's band is
read from memory once, and the sums stay in the cache of the core. Each sum has its terms in the order of its mix,
whatever stands beside it: a cell has the same bytes alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import get_ident

import torch

from engine.pixels.crew import Crew
from engine.pixels.fused import Fused

_BAND_BYTES = 2**18  # of one layer: some of them fit in the cache of a core together
_TOGETHER = 3  # cells, whose sums fit there too
_SHARED = 2**21  # sums of pixels, one millisecond, from which it is worth to call a crew
_PARTS = 4  # for each hand: one that began late takes fewer


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """A cell that is to be drawn: `target` (height, width, 4) uint8 is filled with the sum of weight * image.

    Images are (height, width, 4), float32, blue-green-red and 0, in [-1, 1].
    """

    target: torch.Tensor
    terms: Sequence[tuple[torch.Tensor, float]]


def draw_together(cells: Sequence[Drawn], crew: Crew) -> None:
    """Draw cells of one size: a value x becomes floor((x + 1) * 127.5 + 0.5), clipped to 0..255."""
    height, width, _ = cells[0].target.shape
    whole = cells[0].target.device.type != "cpu"
    rows = height if whole else max(1, _BAND_BYTES // (16 * width))
    grey = _grey(rows, width, cells[0].target.device)
    shared = not whole and height * width * sum(len(cell.terms) for cell in cells) >= _SHARED
    part = rows * -(-height // (rows * _PARTS * crew.hands)) if shared else height
    pieces = [
        (cells[first : first + _TOGETHER], top, min(top + part, height))
        for first in range(0, len(cells), _TOGETHER)
        for top in range(0, height, part)
    ]

    def draw(piece: tuple[Sequence[Drawn], int, int]) -> None:
        _draw_rows(*piece, grey)

    if shared:
        crew.each(draw, pieces)
    else:
        for piece in pieces:
            draw(piece)


def _draw_rows(cells: Sequence[Drawn], top: int, bottom: int, grey: torch.Tensor) -> None:
    rows, width, _ = grey.shape
    whole, *totals = _scratch(rows, width, len(cells), grey.device)
    targets = [cell.target for cell in cells]
    images = [[image for image, _ in cell.terms] for cell in cells]
    weights = [[127.5 * weight for _, weight in cell.terms] for cell in cells]
    _ROWS(targets, images, weights, top, bottom, grey, whole, totals)


_ROWS = Fused("""
def rows(targets: List[Tensor], images: List[List[Tensor]], weights: List[List[float]], top: int, bottom: int,
         grey: Tensor, whole: Tensor, totals: List[Tensor]):
    most = max([len(each) for each in images])
    for start in range(top, bottom, grey.shape[0]):  # band after band
        stop = min(start + grey.shape[0], bottom)
        some = whole[: stop - start]
        outputs = [each[: stop - start] for each in totals]
        sums = [grey[: stop - start] for each in targets]
        for term in range(most):
            for number in range(len(targets)):
                if term < len(images[number]):
                    image, weight = images[number][term][start:stop], weights[number][term]
                    sums[number] = torch.add(sums[number], image, alpha=weight, out=outputs[number])
        for number in range(len(targets)):
            torch.clamp(sums[number], 0.0, 255.5, out=outputs[number])
            some.copy_(outputs[number])  # truncates; float32 to int16 to uint8 is five times faster than directly
            targets[number][start:stop].copy_(some)
    return None, targets, images, grey, whole, totals
""")


@lru_cache(maxsize=8)
def _grey(rows: int, width: int, device: torch.device) -> torch.Tensor:
    """What cells of value 0 are before rounding."""
    grey = torch.tensor([128.0, 128.0, 128.0, 255.0], device=device)
    return grey.repeat(rows, width, 1) if device.type == "cpu" else grey.expand(rows, width, 4)


def _scratch(rows: int, width: int, sums: int, device: torch.device) -> list[torch.Tensor]:
    """Memory for the whole numbers of a cell, and for some sums; that of a GPU is kept by torch itself."""
    make = _kept_scratch if device.type == "cpu" else _new_scratch
    return make(rows, width, sums, device, get_ident())


def _new_scratch(rows: int, width: int, sums: int, device: torch.device, thread: int) -> list[torch.Tensor]:
    whole = torch.empty(rows, width, 4, dtype=torch.int16, device=device)
    return [whole, *torch.empty(sums, rows, width, 4, device=device)]


@lru_cache(maxsize=16)
@torch.inference_mode(False)  # it is written to in either mode
def _kept_scratch(rows: int, width: int, sums: int, device: torch.device, thread: int) -> list[torch.Tensor]:
    """That of a thread of the CPU, which would get new memory page by page."""
    return _new_scratch(rows, width, sums, device, thread)
