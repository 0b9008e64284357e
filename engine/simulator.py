"""Answers view requests with frames, and jobs with their results. Runs in the engine thread."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from typing import Any

import torch

from engine.failures import device_failed
from engine.handlers import HANDLERS
from engine.holdings import Holdings
from engine.jobs import Job, Progress
from engine.material import draw, pack
from engine.pixels.canvas import Canvas
from engine.pixels.devices import find_devices, use_threads
from engine.pixels.renderer import CACHE_BYTES, Renderer
from engine.requests import Frame, Request
from engine.scenes import SCENES

TakeCanvas = Callable[[int, int], Canvas]
"""Gives a canvas of a height and width that nobody reads at present."""


class Simulator:
    """The engine: what it holds, and a renderer for each device in use."""

    def __init__(self, cache_bytes: int = CACHE_BYTES) -> None:
        """`cache_bytes` is what each renderer may keep of layers."""
        use_threads()
        self.devices = find_devices()
        self.holdings = Holdings(cache_bytes)
        self._renderers: dict[str, Renderer] = {}

    def prepare(self) -> None:
        """Make ready what the first images do not need: the process that decodes picture files, and all scenes."""
        self.holdings.decoder.start()
        list(SCENES.values())  # read here, so that the window need not wait when another is chosen

    def close(self) -> None:
        """End what would outlive the engine."""
        self.holdings.decoder.close()
        for renderer in self._renderers.values():
            renderer.close()

    @torch.inference_mode()
    def frames(self, request: Request, take_canvas: TakeCanvas) -> Iterator[Frame | None]:
        """The frame for a request, perhaps after a draft of it; None is a pause at which a newer one may take over.

        When the request's device fails, the frame is computed on the CPU and its notice says so.

        Raises:
            ValueError: when the request names a picture or a run that others have replaced.
        """
        self.holdings.check(request)
        try:
            yield from self._render(request, request.device, take_canvas)
        except (RuntimeError, MemoryError) as error:
            self._renderers.pop(request.device, None)
            if request.device == "cpu":
                raise
            yield from self._render(request, "cpu", take_canvas, device_failed(request.device, error))

    def _render(
        self, request: Request, device: str, take_canvas: TakeCanvas, notice: str = ""
    ) -> Iterator[Frame | None]:
        grid = request.grid()
        seen = request.view
        view = replace(
            self.holdings.sources(request.picture, seen.seed), zoom=seen.zoom, resampling=seen.resampling
        )
        mixes = [cell.mix for cell in grid.cells]
        cells, (height, width) = pack(grid, request)
        if device not in self._renderers:
            self._renderers[device] = Renderer(device, self.holdings.cache_bytes)
        renderer = self._renderers[device]

        def frame(*, draft: bool) -> Frame:
            canvas = take_canvas(height, width)
            return draw(request, grid, cells, view, renderer, canvas, draft=draft, notice=notice)

        takes_long = renderer.takes_long(mixes, cells, view)
        if takes_long:
            yield frame(draft=True)
        for _ in renderer.prepare(mixes, cells, view):
            if takes_long:  # else it is finished: in a drag a newer request comes before each end
                yield None
        yield frame(draft=False)

    @torch.inference_mode()
    def run(self, job: Job) -> Generator[Progress, None, Any]:
        """Do a job; yields its progress between slices, and returns its result.

        Raises:
            ValueError: when it cannot be done, such as a PictureError for a picture; what there was stays.
        """
        yield 0.0
        return (yield from HANDLERS[type(job)](self.holdings, job))
