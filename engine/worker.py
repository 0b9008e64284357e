"""The engine thread: the newest view request in, the newest frame out, and jobs in between.

A request replaces one that waits. A finished frame is always handed out: dropping it because a newer request
has come would freeze the picture while the hand moves. Jobs advance a slice at a time when no request waits, in the
order in which they came; patient ones let others pass.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from itertools import count
from math import inf
from threading import Condition
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from PySide6.QtCore import QThread, Signal

from engine.failures import explain
from engine.reports import Reports

if TYPE_CHECKING:
    from engine.jobs import Job, Progress
    from engine.pixels.canvas import Canvas
    from engine.pixels.devices import Device
    from engine.requests import Frame, Request

STILL = 0.012
"""Seconds after a draft in which no newer request has come: then its sharp image is worth making.

While a hand moves t it would be old before it is there, and the next draft would wait for it."""
MOVING = 0.05
"""Seconds within which a hand that moves asks again. A request that comes alone, as of a key, is not waited after."""
PAINTING = 0.003
"""Seconds in which the window paints a draft, with Python's lock: what the engine began now would keep it waiting."""
IDLE = 0.5  # seconds without a wish, after the first images, before the engine makes ready what is not yet wanted


class Engine(Protocol):
    """What the worker drives; see simulator.py."""

    devices: tuple[Device, ...]

    def frames(self, request: Request, take_canvas: Callable[[int, int], Canvas]) -> Iterator[Frame | None]:
        """Frames for a request, with None wherever a newer one may take over."""

    def run(self, job: Job) -> Generator[Progress, None, Any]:
        """Progress between the slices of a job, then its result."""

    def prepare(self) -> None:
        """Make ready what the first images do not need."""

    def close(self) -> None:
        """End what would outlive the engine."""


class Worker(QThread):
    """Runs an engine, made in its own thread by `make_engine`.

    `with worker:` starts and joins the thread. Connect the signals before: it may be ready at once.
    """

    ready = Signal(object)
    """The engine is there: tuple[Device, ...]."""
    frame_ready = Signal()
    """A frame can be taken."""
    job_progressed = Signal(object, object)
    """Job id and its Progress; numbers at most every 50 ms, see reports.py."""
    job_done = Signal(object, object)
    """Job id and result."""
    job_failed = Signal(object, str)
    job_cancelled = Signal(object)
    """The job is over, and nothing more will be said of it."""
    request_failed = Signal(object, str)
    """A request could not be answered: the Request, and why, in one sentence."""
    failed = Signal(str)
    """The engine could not start: why, in one sentence."""

    def __init__(self, make_engine: Callable[[], Engine]) -> None:
        super().__init__()
        self._make_engine = make_engine
        self._reports = Reports(self.job_progressed.emit)
        self._changed = Condition()
        self._ids = count(1)
        # All of these are read and written with the condition held.
        self._request: Request | None = None
        self._asked = -inf  # when
        self._moving = False
        self._jobs: list[tuple[int, Job]] = []
        self._cancelled: set[int] = set()
        self._outbox: Frame | None = None
        self._held: Frame | None = None
        self._canvases: list[Canvas] = []
        self._stopping = False
        self.loading = False  # whether the engine is: it takes seconds, and cannot be stopped

    def __enter__(self) -> Worker:
        self.loading = True
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._changed:
            self._stopping = True
            self._changed.notify()
        self.wait()

    # Called from the window's thread.

    def ask(self, request: Request) -> None:
        """Want this on the screen; a request that still waits is forgotten."""
        now = monotonic()
        with self._changed:
            self._moving, self._asked = now - self._asked < MOVING, now
            self._request = request
            self._changed.notify()

    def submit(self, job: Job) -> int:
        """Do this when there is time; the id is what the job's signals carry."""
        with self._changed:
            number = next(self._ids)
            self._jobs.append((number, job))
            self._changed.notify()
            return number

    def cancel(self, number: int) -> None:
        """Forget a job; what it has finished by then may still be said."""
        with self._changed:
            if any(number == waiting for waiting, _ in self._jobs):
                self._cancelled.add(number)
                self._changed.notify()

    def take(self) -> Frame | None:
        """The newest frame, or None if there is none since the last call. Gives the frame before it back."""
        with self._changed:
            frame, self._outbox = self._outbox, None
            if frame is not None:
                self._held = frame
            return frame

    # Called in the engine thread.

    def run(self) -> None:
        """The thread's work; called by QThread."""
        try:
            engine = self._make_engine()
        except Exception as error:
            self.failed.emit(f"The engine could not start: {explain(error)}")
            return
        finally:
            self.loading = False
        self.ready.emit(engine.devices)
        try:
            self._work(engine)
        finally:
            engine.close()

    def _work(self, engine: Engine) -> None:
        begun: dict[int, Generator[Progress, None, Any]] = {}
        prepared, patience = False, None
        while True:
            with self._changed:
                if not self._changed.wait_for(self._has_work, patience):
                    engine.prepare()
                    prepared, patience = True, None
                    continue
                if self._stopping:
                    return
                request, self._request = self._request, None
                number, job = min(self._jobs, key=_patience, default=(0, None))
            if request is not None:
                self._answer(engine, request)
                patience = None if prepared else IDLE
            elif job is not None:
                if number not in begun:
                    begun[number] = engine.run(job)
                if not self._advance(number, begun[number]):
                    del begun[number]

    def _has_work(self) -> bool:
        return bool(self._stopping or self._request or self._jobs)

    def _is_overtaken(self) -> bool:
        return self._stopping or self._request is not None

    def _answer(self, engine: Engine, request: Request) -> None:
        try:
            for frame in engine.frames(request, self._free_canvas):
                if frame is not None:
                    self._hand_out(frame)
                with self._changed:
                    if frame is not None and frame.draft:
                        self._changed.wait_for(self._is_overtaken, STILL if self._moving else PAINTING)
                    if self._is_overtaken():
                        return
        except Exception as error:
            self.request_failed.emit(request, explain(error))

    def _hand_out(self, frame: Frame) -> None:
        with self._changed:
            first = self._outbox is None
            self._outbox = frame
        if first:  # else the window has yet to answer the last signal, and will find this frame
            self.frame_ready.emit()

    def _advance(self, number: int, steps: Generator[Progress, None, Any]) -> bool:
        """One slice of a job; whether there is more of it to do."""
        with self._changed:
            cancelled = number in self._cancelled
        if cancelled:
            steps.close()
            self._reports.rest(number)
            self.job_cancelled.emit(number)
        else:
            try:
                self._reports.progress(number, next(steps))
                return True
            except StopIteration as end:
                self._reports.rest(number)
                self.job_done.emit(number, end.value)
            except Exception as error:
                self._reports.rest(number)
                self.job_failed.emit(number, explain(error))
        with self._changed:
            self._jobs = [waiting for waiting in self._jobs if waiting[0] != number]
            self._cancelled.discard(number)
        return False

    def _free_canvas(self, height: int, width: int) -> Canvas:
        """A canvas whose pixels are neither in the outbox nor held by the window; three are enough."""
        from engine.pixels.canvas import Canvas  # no start waits for it

        with self._changed:
            busy = [frame.pixels for frame in (self._outbox, self._held) if frame is not None]
            self._canvases = [each for each in self._canvases if each.pixels.shape == (height, width, 4)]
            for canvas in self._canvases:
                if not any(canvas.pixels is pixels for pixels in busy):
                    return canvas
            self._canvases.append(Canvas(np.zeros((height, width, 4), np.uint8)))
            return self._canvases[-1]


def _patience(waiting: tuple[int, Job]) -> int:
    from engine.jobs import PATIENCE  # read in the engine's thread: no start waits for the jobs

    return PATIENCE.get(type(waiting[1]), 0)
