"""Answers view requests with frames, and jobs with their results. Runs in the engine thread."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from hashlib import sha256
from itertools import count
from typing import Any

import torch

from engine.exports.cells import export_cells
from engine.exports.image import export_image
from engine.generation.kept import Generation
from engine.generation.progress import Run
from engine.generation.recipe import Recipe
from engine.generation.walk import prepare
from engine.jobs import (
    ChangeWorkingSize,
    ExportCells,
    ExportImage,
    FindFacts,
    FindMatches,
    FindPicture,
    FindStatistics,
    Gather,
    Generate,
    Job,
    Measure,
    OpenBundled,
    OpenData,
    OpenFile,
    OpenJob,
    OpenPixels,
    Probe,
    Progress,
    Render,
    Suggest,
)
from engine.material import Material, draw, pack, render
from engine.pictures.decoding import Decoder
from engine.pictures.opened import PictureOpened
from engine.pictures.picture import Picture, decode, from_pixels, read_bundled, read_in_pieces
from engine.pictures.sets import read_members
from engine.pixels.averages import reduce
from engine.pixels.cache import Cache
from engine.pixels.canvas import Canvas
from engine.pixels.devices import find_devices, use_threads
from engine.pixels.filtered import FilteredImages
from engine.pixels.find_statistics import PictureLaw, find_statistics
from engine.pixels.layers import View
from engine.pixels.measure import CACHE_BYTES as PROBED_BYTES
from engine.pixels.measure import measure, probe
from engine.pixels.noise import TOP
from engine.pixels.pyramid import Pyramid
from engine.pixels.region import Size, level_for, region_of
from engine.pixels.renderer import CACHE_BYTES, Renderer
from engine.planning.facts import PictureFacts, find_facts
from engine.planning.suggest import suggest
from engine.requests import Frame, Request
from engine.state.find_picture import find_picture
from engine.state.session import to_json

TakeCanvas = Callable[[int, int], Canvas]
"""Gives a canvas of a height and width that nobody reads at present."""

MOST_AT_ONCE = 2  # layers that are made without showing a draft first
NO_FLOAT64 = "An Apple GPU cannot compute in 64 bits, which new pictures need: the CPU makes them."
MOST_MEASURED = 2**21
"""Pixels of a picture whose spectrum is measured; a larger one is halved before."""
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
        self._generations: dict[str, Generation] = {}
        self._filtered: dict[str, FilteredImages] = {}
        self._decoder = Decoder()
        self._source: OpenBundled | OpenData | OpenPixels | None = None
        self._probed = Cache(PROBED_BYTES)
        self._laws: dict[str, PictureLaw] = {}
        self._ids = count(1)

    def prepare(self) -> None:
        """Make ready what the first images do not need: the process that decodes picture files."""
        self._decoder.start()

    def close(self) -> None:
        """End what would outlive the engine."""
        self._decoder.close()
        for renderer in self._renderers.values():
            renderer.close()

    @torch.inference_mode()
    def frames(self, request: Request, take_canvas: TakeCanvas) -> Iterator[Frame | None]:
        """The frame for a request, perhaps after a draft of it; None is a pause at which a newer one may take over.

        When the request's device fails, the frame is computed on the CPU and its notice says so.

        Raises:
            ValueError: when the request names a picture or a run that others have replaced.
        """
        self._check(request)
        try:
            yield from self._render(request, request.device, take_canvas)
        except (RuntimeError, MemoryError) as error:
            self._renderers.pop(request.device, None)
            if request.device == "cpu":
                raise
            yield from self._render(request, "cpu", take_canvas, _device_failed(request.device, error))

    def _render(
        self, request: Request, device: str, take_canvas: TakeCanvas, notice: str = ""
    ) -> Iterator[Frame | None]:
        grid = request.grid()
        seen = request.view
        view = replace(self._view(request.picture, seen.seed), zoom=seen.zoom, sampling=seen.sampling)
        mixes = [cell.mix for cell in grid.cells]
        cells, (height, width) = pack(grid, request)
        if device not in self._renderers:
            self._renderers[device] = Renderer(device, self._cache_bytes)
        renderer = self._renderers[device]

        def frame(*, draft: bool) -> Frame:
            canvas = take_canvas(height, width)
            return draw(request, grid, cells, view, renderer, canvas, draft=draft, notice=notice)

        if len(renderer.missing(mixes, cells, view)) > MOST_AT_ONCE:
            yield frame(draft=True)
        for _ in renderer.prepare(mixes, cells, view):
            yield None
        yield frame(draft=False)

    @torch.inference_mode()
    def run(self, job: Job) -> Generator[Progress, None, Any]:
        """Do a job; yields its progress between slices, and returns its result.

        Raises:
            ValueError: when it cannot be done, such as a PictureError for a picture; what there was stays.
        """
        yield 0.0
        match job:
            case FindPicture(source, beside, recent):
                return find_picture(source, beside, recent)
            case Measure(picture, seed, differences):
                return (yield from measure(differences, self._view(picture, seed)))
            case Probe(picture, seed, mixes, x, y):
                return (yield from probe(mixes, self._view(picture, seed), self._probed, x, y))
            case FindStatistics(picture, seed, mix):
                return (yield from find_statistics(mix, self._view(picture, seed), self._laws))
            case ExportCells(request, folder):
                view = self._view(request.picture, request.view.seed)
                schedule, renderer = request.view.schedule.make(), Renderer(request.device)
                return (
                    yield from export_cells(
                        request.grid(), schedule, view, renderer, folder, to_json(request.view, shared=True)
                    )
                )
            case ExportImage(request, file, settings):
                view, text = (
                    self._view(request.picture, request.view.seed),
                    to_json(request.view, shared=True),
                )
                return (yield from export_image(request.grid(), view, file, settings, text))
            case Gather(request):
                self._check(request)
                view = self._view(request.picture, request.view.seed)
                return Material(view, Renderer(request.device, self._cache_bytes))
            case Render(request, material):
                return (yield from render(request, material))
            case Generate():
                return (yield from self._generate(job))
            case FindMatches(run, sample, state, place):
                generation = self._generations.get(run)
                return (yield from generation.find_matches(sample, state, place)) if generation else ()
            case FindFacts(picture):
                return (yield from self._find_facts(picture))
            case Suggest(run, schedule, spectrum):
                return suggest(run, schedule.make(), spectrum)
            case _:
                return (yield from self._open(job))

    def _generate(self, job: Generate) -> Generator[Progress, None, Run]:
        if job.device == "mps":
            return (yield from self._generate_on("cpu", job, NO_FLOAT64))
        try:
            return (yield from self._generate_on(job.device, job))
        except (RuntimeError, MemoryError) as error:
            if job.device == "cpu":
                raise
            notice = _device_failed(job.device, error)
        return (yield from self._generate_on("cpu", job, notice))

    def _generate_on(self, device: str, job: Generate, notice: str = "") -> Generator[Progress, None, Run]:
        schedule, recipe = job.schedule.make(), job.recipe
        made = Run.of(recipe, schedule, job.samples)
        x0 = _enough_of(self._pictures[job.picture], recipe.rows)
        pictures, missing = yield from self._members(recipe)
        members = (torch.from_numpy(picture.x0()).to(device) for picture in pictures)
        material = yield from prepare(x0.to(device), recipe, members if pictures else None)
        number = f"run {next(self._ids)}"
        names = tuple(picture.name for picture in pictures)
        notice = " ".join(filter(None, (notice, missing)))
        run = replace(made, id=number, names=names, notice=notice)
        generation = Generation(run, material, schedule)
        self._generations = {run.id: generation}  # one at a time: it may take much memory
        return (yield from generation.advance())

    def _members(self, recipe: Recipe) -> Generator[float, None, tuple[list[Picture], str]]:
        if not recipe.family.takes_a_set:
            return [], ""
        return (yield from read_members(recipe.settings.members, recipe.settings.folder, self._decoder))

    def _find_facts(self, picture: str) -> Generator[Progress, None, PictureFacts]:
        pyramid = self._pyramid(picture)
        level = min(_measured_level(pyramid.size), TOP)
        width, height = (max(1, length >> level) for length in pyramid.size)
        x0 = pyramid.averages(level, range(height), range(width)).numpy()
        yield 0.1
        facts = yield from find_facts(x0, picture, level)
        last = list(self._filtered.items())[-1:]  # as with pictures
        self._filtered = dict([*last, (picture, FilteredImages(x0, facts.spectrum))])
        return facts

    def _check(self, request: Request) -> None:
        """Refuse a request for what is not there any more: it must not end in silence."""
        if request.run is not None and request.run.id not in self._generations:
            raise ValueError("This run is not kept any more: generate again.")
        if request.facts is not None and request.facts.picture not in self._filtered:
            raise ValueError("This picture has been replaced by another: look at that one.")

    def _pyramid(self, picture: str) -> Pyramid:
        if picture not in self._pictures:
            raise ValueError("This picture has been replaced by another: look at that one.")
        return self._pictures[picture]

    def _view(self, picture: str, seed: int) -> View:
        images = [generation.images for generation in self._generations.values()]
        images += [self._filtered[picture]] if picture in self._filtered else []
        return View(self._pyramid(picture), picture, seed, ChainMap(*images))

    def _source_of(self, job: OpenJob) -> Generator[None, None, OpenBundled | OpenData | OpenPixels]:
        match job:
            case OpenFile(path, working_size):
                return OpenData(path.name, (yield from read_in_pieces(path)), working_size)
            case ChangeWorkingSize(working_size):
                if self._source is None:
                    raise ValueError("No picture is open yet whose size could change: open one first.")
                return replace(self._source, working_size=working_size)
        return job

    def _open(self, job: OpenJob) -> Generator[Progress, None, PictureOpened]:
        source, digest = (yield from self._source_of(job)), ""
        match source:
            case OpenBundled(name, working_size):
                picture = decode(read_bundled(name), name, working_size)  # ours, so it needs no process
            case OpenPixels(name, read, working_size):
                pixels = read()
                picture, digest = (
                    from_pixels(pixels, name, working_size),
                    sha256(pixels.tobytes()).hexdigest(),
                )
            case OpenData(name, data, working_size):
                picture = yield from self._decoder.decode(data, name, working_size)
                digest = sha256(data).hexdigest()
        pyramid = Pyramid(picture)
        yield from pyramid.build()
        self._source = source
        picture_id = f"{next(self._ids)} {name}"
        last = list(self._pictures.items())[-1:]  # requests that name it may still be on their way
        self._pictures = dict([*last, (picture_id, pyramid)])
        self._generations = {}
        return replace(describe(picture, pyramid, picture_id), sha256=digest)


def _device_failed(device: str, error: Exception) -> str:
    reason = (str(error).strip() or type(error).__name__).splitlines()[0]
    return f"The device {device} failed, the CPU goes on: {reason}"


def _measured_level(size: Size) -> int:
    """The least level at which a picture has at most MOST_MEASURED pixels."""
    return next(level for level in range(32) if (size[0] >> level) * (size[1] >> level) <= MOST_MEASURED)


def _enough_of(pyramid: Pyramid, rows: int) -> torch.Tensor:
    """The picture x0 at the coarsest exact level that is still twice as fine as `rows` rows, if there is one."""
    width, height = pyramid.size
    fits = [height >> level >= 2 * rows and width >> level > 0 for level in range(TOP + 1)]
    level = max((level for level, fit in enumerate(fits) if fit), default=0)
    return pyramid.averages(level, range(height >> level), range(width >> level))


def describe(picture: Picture, pyramid: Pyramid, picture_id: str) -> PictureOpened:
    """What the window shows of a picture."""
    width, height = pyramid.size
    scale = min(1.0, THUMBNAIL / max(width, height))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    level = level_for(region_of(None, pyramid.size, size), size, TOP)
    x0 = pyramid.averages(level, range(-(-height >> level)), range(-(-width >> level)))
    shown = reduce(x0, size).add(1).mul(127.5).add(0.5).clamp(0, 255)
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
