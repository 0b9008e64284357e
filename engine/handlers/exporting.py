"""Jobs that write images, and that render away from the window."""

from __future__ import annotations

from collections.abc import Generator
from hashlib import sha256
from pathlib import Path

import numpy as np
import numpy.typing as npt

from engine.exports.cells import export_cells
from engine.exports.files import write_whole
from engine.exports.image import export_image, mix_of, values_of
from engine.exports.image_formats import png_of, whole_numbers
from engine.holdings import Holdings
from engine.jobs import ExportCells, ExportImage, Gather, Progress, Render
from engine.material import Material, render
from engine.open_jobs import TakePixels, WritePixels
from engine.pictures.samples import opaque
from engine.pixels.region import Size
from engine.pixels.renderer import Renderer
from engine.pixels.sources import PixelSources
from engine.requests import Frame, Request

BAND = 128  # rows at once


def write_cells(holdings: Holdings, job: ExportCells) -> Generator[Progress, None, list[Path]]:
    """Every cell of a view at full resolution."""
    view = job.request.view
    renderer = Renderer(job.request.device)
    sources, grid = _sources(holdings, job.request), job.request.grid()
    return (yield from export_cells(grid, view.schedule.make(), sources, renderer, job.folder, job.text))


def write_image(holdings: Holdings, job: ExportImage) -> Generator[Progress, None, Size]:
    """One image at its own size."""
    sources = _sources(holdings, job.request)
    return (yield from export_image(job.request.grid(), sources, job.file, job.settings, job.text))


def take_pixels(
    holdings: Holdings, job: TakePixels
) -> Generator[Progress, None, npt.NDArray[np.uint8 | np.uint16]]:
    """An image as the screen shows it, of 8 bits, at its own size."""
    mix = mix_of(job.request.grid(), job.number)
    return whole_numbers((yield from values_of(mix, _sources(holdings, job.request))), 8)


def write_pixels(holdings: Holdings, job: WritePixels) -> Generator[Progress, None, str]:
    """Pixels from the clipboard as a file, over the ground that pictures are shown on."""
    height, bands = job.pixels.shape[0], []
    for top in range(0, height, BAND):
        bands.append(opaque(job.pixels[top : top + BAND], []))
        yield top / height
    data = png_of(np.concatenate(bands))
    write_whole(job.file, data)
    return sha256(data).hexdigest()


def gather(holdings: Holdings, job: Gather) -> Generator[Progress, None, Material]:
    """What frames like that of a request are made of."""
    yield 0.0
    holdings.check(job.request)
    renderer = Renderer(job.request.device, holdings.cache_bytes)
    return Material(_sources(holdings, job.request), renderer)


def render_off_window(holdings: Holdings, job: Render) -> Generator[Progress, None, Frame]:
    """A finished frame."""
    return (yield from render(job.request, job.material))


def _sources(holdings: Holdings, request: Request) -> PixelSources:
    return holdings.sources(request.picture, request.view.seed)
