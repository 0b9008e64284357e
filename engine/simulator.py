"""Answers view requests with frames, and jobs with their results. Runs in the engine thread."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from itertools import count

import torch

from engine.devices import find_devices, use_threads
from engine.export import export_cells
from engine.layers import View, fit
from engine.measure import measure, probe
from engine.messages import (
    Canvas,
    ChangeWorkingSize,
    ExportCells,
    Frame,
    FrameCell,
    Job,
    Measure,
    OpenBundled,
    OpenData,
    OpenFile,
    OpenJob,
    PictureOpened,
    Probe,
    Request,
)
from engine.noise import TOP
from engine.picture_pyramid import Pyramid
from engine.pictures import Picture, decode, read_bundled, read_file
from engine.region import level_for, region_of
from engine.renderer import CACHE_BYTES, Renderer, find_problem
from engine.scenes import Grid

TakeCanvas = Callable[[int, int], Canvas]
"""Gives a canvas of a height and width that nobody reads at present."""

MOST_AT_ONCE = 2  # layers that are made without showing a draft first
THUMBNAIL = 480  # pixels along the long side


class Simulator:
    """The engine: holds the pictures that are open and a renderer for each device in use."""

    def __init__(self, cache_bytes: int = CACHE_BYTES) -> None:
        """`cache_bytes` is what each renderer may keep of layers."""
        use_threads()
        self._cache_bytes = cache_bytes
        self.devices = find_devices()
        self._renderers: dict[str, Renderer] = {}
        self._pictures: dict[str, Pyramid] = {}
        self._source = ("", b"")
        self._ids = count(1)

    @torch.inference_mode()
    def frames(self, request: Request, take_canvas: TakeCanvas) -> Iterator[Frame | None]:
        """The frame for a request, perhaps after a draft of it; None is a pause at which a newer one may take over.

        When the request's device fails, the frame is computed on the CPU and its notice says so. There is none when
        the request names a picture that two others have replaced: the window will ask for the newest.
        """
        if request.picture not in self._pictures:
            return
        try:
            yield from self._render(request, request.device, take_canvas)
        except (RuntimeError, MemoryError) as error:
            self._renderers.pop(request.device, None)
            if request.device == "cpu":
                raise
            reason = str(error).strip().splitlines()[0]
            notice = f"The device {request.device} failed, the CPU goes on: {reason}"
            yield from self._render(request, "cpu", take_canvas, notice)

    def _render(
        self, request: Request, device: str, take_canvas: TakeCanvas, notice: str = ""
    ) -> Iterator[Frame | None]:
        grid = request.grid()
        view = replace(
            self._view(request.picture, request.seed), zoom=request.zoom, sampling=request.sampling
        )
        mixes = [cell.mix for cell in grid.cells]
        cells, (height, width) = pack(grid, request)
        if device not in self._renderers:
            self._renderers[device] = Renderer(device, self._cache_bytes)
        renderer = self._renderers[device]

        def frame(*, draft: bool) -> Frame:
            started = time.perf_counter()
            canvas = take_canvas(height, width)
            renderer.draw(mixes, cells, view, canvas, draft=draft)
            seconds = time.perf_counter() - started
            cell = cells[0].width, cells[0].height
            reduction = region_of(view.zoom, view.size, cell).width / cell[0]
            return Frame(request, grid, cells, canvas.pixels, reduction, seconds, device, draft, notice)

        if len(renderer.missing(mixes, cells, view)) > MOST_AT_ONCE:
            yield frame(draft=True)
        for _ in renderer.prepare(mixes, cells, view):
            yield None
        yield frame(draft=False)

    @torch.inference_mode()
    def run(self, job: Job) -> Generator[float, None, object]:
        """Do a job; yields its progress, 0 to 1, between slices, and returns its result.

        Raises:
            PictureError: when the picture cannot be opened; the present one stays.
        """
        yield 0.0
        match job:
            case Measure(picture, seed, differences):
                return (yield from measure(differences, self._view(picture, seed)))
            case Probe(picture, seed, mixes, x, y):
                return (yield from probe(mixes, self._view(picture, seed), x, y))
            case ExportCells(request, folder):
                view = self._view(request.picture, request.seed)
                return (yield from export_cells(request.grid(), view, Renderer(request.device), folder))
            case _:
                return (yield from self._open(job))

    def _view(self, picture: str, seed: int) -> View:
        return View(self._pictures[picture], picture, seed)

    def _open(self, job: OpenJob) -> Generator[float, None, PictureOpened]:
        match job:
            case OpenFile(path):
                name, data = path.name, read_file(path)
            case OpenBundled(name):
                data = read_bundled(name)
            case OpenData(name, data):
                pass
            case ChangeWorkingSize():
                name, data = self._source
        picture = decode(data, name, job.working_size)
        pyramid = Pyramid(picture)
        yield from pyramid.build()
        self._source = (name, data)
        picture_id = f"{next(self._ids)} {name}"
        last = list(self._pictures.items())[-1:]  # requests that name it may still be on their way
        self._pictures = dict([*last, (picture_id, pyramid)])
        return describe(picture, pyramid, picture_id)


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


def describe(picture: Picture, pyramid: Pyramid, picture_id: str) -> PictureOpened:
    """What the window shows of a picture."""
    width, height = pyramid.size
    scale = min(1.0, THUMBNAIL / max(width, height))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    level = level_for(region_of(None, pyramid.size, size), size, TOP)
    x0 = pyramid.averages(level, range(-(-height >> level)), range(-(-width >> level)))
    shown = fit(x0, size).add(1).mul(127.5).add(0.5).clamp(0, 255)
    return PictureOpened(
        id=picture_id,
        name=picture.name,
        size=pyramid.size,
        original_size=picture.original_size,
        source_type=picture.source_type,
        x0_range=picture.x0_range,
        notes=picture.notes,
        thumbnail=shown.to(torch.uint8).contiguous().numpy(),
    )
