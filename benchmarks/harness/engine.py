"""The engine without a window, on one thread."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from engine.open_jobs import OpenBundled, OpenFile
from engine.pixels.canvas import Canvas
from engine.requests import Frame, Request
from engine.schedules.choice import ScheduleChoice
from engine.simulator import Simulator
from engine.slices import finish
from engine.state.view import View

LARGE, SMALL = (409, 204), (160, 80)  # the cells of the Forward scene in a window of 1600 x 1000


class Engine:
    """The engine with one picture, at its original size, and the canvas that it draws on."""

    def __init__(self, picture: Path | None = None) -> None:
        """Open a file, or else the bundled landscape of 1024 x 512."""
        self._engine = Simulator()
        torch.set_num_threads(1)
        self.devices = [device.name for device in self._engine.devices]
        job = OpenFile(picture, None) if picture else OpenBundled("hills", None)
        self._picture: str = finish(self._engine.run(job)).id
        self._canvases: dict[tuple[int, int], Canvas] = {}

    def request(self, scene: str = "forward", steps: int = 1000) -> Request:
        """What a window of 1600 x 1000 asks for at first."""
        choice = ScheduleChoice("linear", steps)
        return Request(View(schedule=choice, scene=scene, t=0), self._picture, LARGE, SMALL)

    def draw(self, request: Request) -> Frame:
        """The sharp frame that answers a request."""
        frames = [frame for frame in self._engine.frames(request, self._canvas) if frame is not None]
        return frames[-1]

    def times(self, requests: Iterable[Request]) -> list[float]:
        """The milliseconds for each frame, but for the first: from the equations to the bytes of the screen."""
        times = []
        for request in requests:
            request.view.schedule.make()  # the window has made it already, and it is shared
            started = time.perf_counter()
            self.draw(request)
            times.append(1000 * (time.perf_counter() - started))
        return times[1:]

    def _canvas(self, height: int, width: int) -> Canvas:
        return self._canvases.setdefault((height, width), Canvas(np.zeros((height, width, 4), np.uint8)))


def at(request: Request, **fields: Any) -> Request:
    """The same with other fields of its view."""
    return replace(request, view=replace(request.view, **fields))


def scrubbed(request: Request, frames: int) -> Iterator[Request]:
    """Only t moves, by a 250th of the chain or by 1, and with it the live row."""
    steps = request.view.schedule.steps
    for n in range(frames):
        yield at(request, t=(steps // 4 + n * max(1, steps // 250)) % (steps + 1))


def rescheduled(request: Request, frames: int) -> Iterator[Request]:
    """A parameter of the schedule moves, and with it all cells."""
    for n in range(frames):
        choice = replace(request.view.schedule, parameters=(("beta_end", 0.02 + n * 1e-5),))
        yield at(request, schedule=choice, t=request.view.schedule.steps // 4)
