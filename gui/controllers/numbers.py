"""The exact numbers of what is shown: distances, and the values of the pixel under the mouse.

A number belongs to a request; it is shown for no other.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from engine.mix import Mix
from engine.pixels.region import region_of
from gui.controllers.frames import Frames
from gui.controllers.jobs import Jobs, Ticket
from gui.controllers.pictures import Pictures

if TYPE_CHECKING:
    from engine.jobs import Progress
    from engine.pixels.values import Distance, Value
    from engine.requests import Frame, Request

PATIENCE = 0.5  # seconds after which it is said how far a search is
Place = tuple[float, float]
"""A place in a cell, as parts (x, y) of its width and height."""


class Numbers(QObject):
    """Has the worker find them, newest first."""

    measured = Signal(object, object)
    """The Request whose distances these are, and {index of the cell: Distance}."""
    measuring = Signal(object)
    """How far a search is that takes long, 0 to 1; None when there is none."""
    probed = Signal(object, object, object)
    """The place of the mouse or None, the pixel (x, y) there or None, and the values in all cells, or ()."""
    complete = Signal()
    """The distances are there, as far as they can be."""

    def __init__(self, frames: Frames, jobs: Jobs, pictures: Pictures, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.pixel: tuple[int, int] | None = None
        self._frames, self._jobs, self._pictures = frames, jobs, pictures
        self._measuring: Ticket | None = None
        self._since = 0.0
        self._measured: Request | None = None
        self._place: Place | None = None
        self._probing: Ticket | None = None
        frames.shown.connect(self._forget_values)
        frames.at_rest.connect(self._measure)
        frames.at_rest.connect(self._probe)

    def has_distances(self, frame: Frame) -> bool:
        """Whether a frame has all its distances, or needs none."""
        return frame.request.shows_the_same(self._measured) or not _comparisons(frame)

    @Slot(object)
    def show_place(self, place: Place | None) -> None:
        """The mouse is there; the values follow."""
        self._place = place
        self.probed.emit(place, None, ())
        self._probe()

    @Slot()
    def _measure(self) -> None:
        """Find the distances of the frame that is shown."""
        from engine.measure_jobs import Measure  # read when first wanted: no start waits for the jobs

        self._jobs.cancel(self._measuring)
        self._end_measuring()
        frame = self._frames.frame
        if frame is None or self.has_distances(frame):
            return
        compared = _comparisons(frame)
        request = frame.request

        def done(result: Sequence[Distance]) -> None:
            self._end_measuring()
            self._measured = request
            self.measured.emit(request, dict(zip(compared, result, strict=True)))
            self.complete.emit()

        def fail(_: str) -> None:
            self._end_measuring()
            self._measured = request
            self.complete.emit()

        job = Measure(request.picture, request.view.seed, tuple(compared.values()))
        self._measuring = self._jobs.submit(job, done, self._say_progress, fail)
        self._since = time.monotonic()

    @Slot(object)
    def _forget_values(self, frame: Frame) -> None:
        """There is a new frame: the values that stood there are old."""
        self.probed.emit(self._place, None, ())

    @Slot()
    def _probe(self) -> None:
        """Find the values under the mouse, if what was asked for is shown."""
        from engine.measure_jobs import Probe  # read when first wanted: no start waits for the jobs

        self._jobs.cancel(self._probing)
        self._probing = None
        self.pixel = None
        frame, picture = self._frames.frame, self._pictures.picture
        if self._place is None or frame is None or picture is None or frame.request != self._frames.asked:
            return
        place, request = self._place, frame.request
        region = region_of(request.view.zoom, picture.size, request.large)
        x = min(int(region.x + place[0] * region.width), picture.size[0] - 1)
        y = min(int(region.y + place[1] * region.height), picture.size[1] - 1)
        self.pixel = x, y

        def done(values: Sequence[Value]) -> None:
            self._probing = None
            shown = self._frames.frame
            if shown is not None and shown.request.shows_the_same(request) and place == self._place:
                self.probed.emit(place, (x, y), values)

        mixes = tuple(cell.mix for cell in frame.grid.cells)
        self._probing = self._jobs.submit(Probe(picture.id, request.view.seed, mixes, x, y), done)

    def _say_progress(self, progress: Progress) -> None:
        if isinstance(progress, float) and time.monotonic() > self._since + PATIENCE:
            self.measuring.emit(progress)

    def _end_measuring(self) -> None:
        self._measuring = None
        self.measuring.emit(None)


def _comparisons(frame: Frame) -> dict[int, Mix]:
    """The cells of a frame that are compared with something: index -> difference."""
    return frame.grid.compared
