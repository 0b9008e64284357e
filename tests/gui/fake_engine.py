"""An engine whose answers are there when the test says so: late, never, or as errors.

Each number that it gives tells what it was asked for, so that a test sees a number of another request.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from hashlib import sha256
from itertools import count
from pathlib import Path
from threading import Event, Semaphore
from typing import Any

import numpy as np

from engine.generation.kept_runs import kept_with
from engine.generation.trajectory import Trajectory
from engine.jobs import Continue, FindMatches, Generate, Job, Progress
from engine.measure_jobs import Measure, Probe
from engine.mix import Mix
from engine.open_jobs import ChangeWorkingSize, FindPicture, OpenBundled, OpenFile
from engine.pictures.opened import PictureOpened
from engine.pixels.canvas import Canvas, FrameCell
from engine.pixels.devices import Device
from engine.pixels.values import Distance, Value
from engine.requests import Frame, Request

SIZE = (64, 32)
WAIT = 20.0
A_MOMENT = 0.005  # seconds between two slices of a job that is held


def number_of(mix: Mix) -> float:
    """A number that belongs to these weights and to no others that a test meets."""
    return sum(weight * (1 + index) for index, weight in enumerate(mix.weights.values()))


class FakeEngine:
    """What is held waits for `let`; what is to fail does so with its error. The rest is done at once."""

    def __init__(self) -> None:
        self.devices: tuple[Device, ...] = (Device("cpu", "CPU"),)
        self.began: dict[str, int] = {}
        self.requests: list[Request] = []
        self.fails: dict[str, Exception] = {}
        self.broken = ""
        """A device that fails: the CPU answers in its place, and says so."""
        self._gates: dict[str, Semaphore] = {}
        self._over = Event()
        self._ids = count(1)
        self._pictures: list[str] = []
        self._runs: dict[str, Trajectory] = {}

    # What the test says.

    def hold(self, kind: str) -> None:
        """Answers of this kind, "frame" or the name of a job, wait from now on."""
        self._gates[kind] = Semaphore(0)

    def let(self, kind: str, times: int = 1) -> None:
        """So many of them may go on."""
        self._gates[kind].release(times)

    def free(self, kind: str) -> None:
        """They do not wait any more."""
        self._gates.pop(kind).release(1000)

    def end(self) -> None:
        """Nothing waits any more: the worker must be joined."""
        self._over.set()
        for gate in self._gates.values():
            gate.release(1000)

    @property
    def run_id(self) -> str:
        """Of the latest run that is kept."""
        return list(self._runs)[-1]

    # What the worker calls.

    def frames(self, request: Request, take_canvas: Callable[[int, int], Canvas]) -> Iterator[Frame | None]:
        self.requests.append(request)
        self._begin("frame")
        if any(run and run.id not in self._runs for run in (request.trajectory, request.pinned)):
            raise ValueError("This run is not kept any more: generate again.")
        gate = self._gates.get("frame")
        if gate is not None:
            assert gate.acquire(timeout=WAIT) or self._over.is_set()
        if "frame" in self.fails:
            raise self.fails["frame"]
        grid, cells, top = request.grid(), [], 0
        for row in grid.rows:
            width, height = request.large if row.large else request.small
            cells += [FrameCell(n * width, top, width, height, "") for n in range(len(row.cells))]
            top += height
        pixels = take_canvas(top, max(cell.x + cell.width for cell in cells)).pixels
        pixels[:] = request.view.t % 256
        broken = request.device == self.broken
        notice = f"The device {self.broken} failed, the CPU goes on: broken" if broken else ""
        device = "cpu" if broken else request.device
        yield Frame(request, grid, tuple(cells), pixels, SIZE, 1.0, 0.0, device, notice=notice)

    def run(self, job: Job) -> Generator[Progress, None, Any]:
        kind = type(job).__name__
        self._begin(kind)
        yield 0.0
        while (gate := self._gates.get(kind)) is not None and not gate.acquire(timeout=A_MOMENT):
            yield 0.0
        if kind in self.fails:
            raise self.fails[kind]
        match job:
            case OpenFile(path):
                return self._open(path.name)
            case OpenBundled(name):
                return self._open(name)
            case ChangeWorkingSize():
                return self._open(self._pictures[-1].split(" ", 1)[1])
            case Measure(_, _, differences):
                return tuple(Distance(number_of(mix), 1.0) for mix in differences)
            case Probe(_, _, mixes, x, y):
                return tuple[Value, ...]((number_of(mix), x, y) for mix in mixes)
            case Generate(_, schedule, recipe, samples):
                run = Trajectory.of(recipe, schedule.make(), samples, f"run {next(self._ids)}")
                return (yield from self._generate(replace(run, levels=(0,) * len(run.timesteps))))
            case Continue(id, _):
                return (yield from self._generate(self._runs[id]))
            case FindPicture():
                return None
            case FindMatches():
                return ()
        raise AssertionError(job)

    def prepare(self) -> None:
        """Nothing."""

    def close(self) -> None:
        """Nothing."""

    def _begin(self, kind: str) -> None:
        self.began[kind] = self.began.get(kind, 0) + 1

    def _open(self, name: str) -> PictureOpened:
        self._pictures.append(f"{next(self._ids)} {name}")
        digest = sha256(Path(name).name.encode()).hexdigest()
        thumbnail = np.zeros((8, 16, 3), np.uint8)
        return PictureOpened(
            self._pictures[-1], name, SIZE, SIZE, "PNG", (-1.0, 1.0), (), thumbnail, sha256=digest
        )

    def _generate(self, run: Trajectory) -> Generator[Progress, None, Trajectory]:
        for done in range(run.done + 1, len(run.timesteps) + 1):
            run = replace(run, done=done)
            self._runs = {each.id: each for each in kept_with(tuple(self._runs.values()), run)}
            yield run
            while (gate := self._gates.get("state")) is not None and not gate.acquire(timeout=A_MOMENT):
                yield None
        return run
