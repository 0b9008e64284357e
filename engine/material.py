"""What frames are made of away from the window: a film goes on with it while the window shows something else."""

from __future__ import annotations

import time
from collections.abc import Generator
from dataclasses import dataclass, replace

import numpy as np

from engine.pixels.canvas import Canvas, FrameCell
from engine.pixels.region import region_of
from engine.pixels.renderer import Renderer, find_problem
from engine.pixels.sources import PixelSources
from engine.requests import Frame, Request
from engine.scenes import Grid


@dataclass(slots=True, eq=False)
class Material:
    """A picture, the images that were computed of it, and a renderer of their own. Only the engine looks inside.

    `last` is the frame that was made last: of the next one only the cells that differ are drawn.
    """

    view: PixelSources
    renderer: Renderer
    last: Canvas | None = None

    def of(self, request: Request) -> PixelSources:
        """What gives the layers of a request their pixels."""
        seen = request.view
        return replace(self.view, seed=seen.seed, zoom=seen.zoom, resampling=seen.resampling)


def render(request: Request, material: Material) -> Generator[None, None, Frame]:
    """The frame for a request, in memory of its own; yields between the slices of the work."""
    grid = request.grid()
    view, mixes = material.of(request), [cell.mix for cell in grid.cells]
    cells, (height, width) = pack(grid, request)
    for _ in material.renderer.prepare(mixes, cells, view):
        yield
    canvas = _begun(material.last, (height, width, 4))
    frame = draw(request, grid, cells, view, material.renderer, canvas)
    material.last = canvas
    return frame


def _begun(last: Canvas | None, shape: tuple[int, ...]) -> Canvas:
    """Memory for the next frame, which shows what the last one does where both have one shape."""
    if last is None or last.pixels.shape != shape:
        return Canvas(np.zeros(shape, np.uint8))
    return Canvas(last.pixels.copy(), last.cells, last.shown.copy())


def draw(
    request: Request,
    grid: Grid,
    cells: tuple[FrameCell, ...],
    view: PixelSources,
    renderer: Renderer,
    canvas: Canvas,
    *,
    draft: bool = False,
    notice: str = "",
) -> Frame:
    """The frame for a request, drawn into a canvas."""
    started = time.perf_counter()
    mixes = [cell.mix for cell in grid.cells]
    renderer.draw(mixes, cells, view, canvas, draft=draft)
    seconds = time.perf_counter() - started
    cell, size = (cells[0].width, cells[0].height), view.size_of(mixes[0])
    scale = size[0] / view.size[0]
    region = region_of(view.zoom, view.size, cell)
    wide = region.width >= region.height  # of a thin picture the short side says little
    reduction = scale * (region.width / cell[0] if wide else region.height / cell[1])
    device, shown = str(renderer.device), tuple(canvas.shown)
    return Frame(request, grid, cells, canvas.pixels, size, reduction, seconds, device, draft, notice, shown)


def pack(grid: Grid, request: Request) -> tuple[tuple[FrameCell, ...], tuple[int, int]]:
    """Where each cell lies in a frame, row under row, and the frame's height and width."""
    cells = []
    top = 0
    for row in grid.rows:
        width, height = request.large if row.large else request.small
        for column, cell in enumerate(row.cells):
            cells.append(FrameCell(column * width, top, width, height, cell.note or find_problem(cell.mix)))
        top += height
    return tuple(cells), (top, max(cell.x + cell.width for cell in cells))
