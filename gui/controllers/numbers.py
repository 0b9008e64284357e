"""The exact numbers of what is shown: distances, and the values of the pixel under the mouse."""

from __future__ import annotations

import time
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from engine.jobs import Measure, Probe, Progress
from engine.mix import Mix
from engine.pictures.opened import PictureOpened
from engine.pixels.region import region_of
from engine.requests import Frame, Request
from engine.worker import Worker
from gui.images.image_grid import ImageGrid
from gui.images.zooming import Place

PATIENCE = 0.5  # seconds after which it is said how far a search is


class Numbers(QObject):
    """Has the worker find them, newest first, and shows them on the images."""

    measured = Signal()
    """The distances are there, as far as they can be."""

    def __init__(self, parent: QObject, worker: Worker, images: ImageGrid) -> None:
        super().__init__(parent)
        self._worker = worker
        self._images = images
        self._measuring: tuple[int, Frame] | None = None
        self._since = 0.0
        self._measured: Request | None = None
        self._place: Place | None = None
        self._probing: int | None = None

    def has_distances(self, frame: Frame) -> bool:
        """Whether a frame has all its distances, or needs none."""
        known = self._measured is not None and self._measured.content == frame.request.content
        return known or not _comparisons(frame)

    @Slot()
    def measure(self) -> None:
        """Find the distances of the frame that is shown."""
        if self._measuring is not None:
            self._worker.cancel(self._measuring[0])
            self._end_measuring()
        frame = self._images.frame
        if frame is not None and not self.has_distances(frame):
            differences = tuple(_comparisons(frame).values())
            job = Measure(frame.request.picture, frame.request.seed, differences)
            self._measuring = self._worker.submit(job), frame
            self._since = time.monotonic()

    def show_place(self, place: Place | None) -> None:
        """The mouse is there; the values follow."""
        self._place = place
        self._images.show_probe(place)

    def show_frame(self) -> None:
        """There is a new frame: the values there are old."""
        self._images.show_probe(self._place)

    def probe(self, picture: PictureOpened, asked: Request | None) -> tuple[int, int] | None:
        """Find the values under the mouse, if what was asked for is shown; returns the pixel x, y."""
        if self._probing is not None:
            self._worker.cancel(self._probing)
            self._probing = None
        frame = self._images.frame
        if self._place is None or frame is None or frame.request != asked:
            return None
        region = region_of(frame.request.zoom, picture.size, frame.request.large)
        x = min(int(region.x + self._place[0] * region.width), picture.size[0] - 1)
        y = min(int(region.y + self._place[1] * region.height), picture.size[1] - 1)
        mixes = tuple(cell.mix for cell in frame.grid.cells)
        self._probing = self._worker.submit(Probe(picture.id, frame.request.seed, mixes, x, y))
        return x, y

    def on_progress(self, number: int, progress: Progress) -> None:
        """Say how far a search is that takes long."""
        measuring = self._measuring is not None and number == self._measuring[0]
        if measuring and isinstance(progress, float) and time.monotonic() > self._since + PATIENCE:
            self._images.show_measuring(progress)

    def on_done(self, number: int, result: Any) -> bool:
        """Whether it was a job of this."""
        if self._measuring is not None and number == self._measuring[0]:
            frame = self._measuring[1]
            self._end_measuring()
            self._measured = frame.request
            distances = dict(zip(_comparisons(frame), result, strict=True))
            self._images.show_distances(frame.request, distances)
            self.measured.emit()
            return True
        if number == self._probing:
            self._probing = None
            self._images.show_probe(self._place, result)
            return True
        return False

    def on_failed(self, number: int) -> bool:
        """Whether it was a job of this."""
        if self._measuring is not None and number == self._measuring[0]:
            self._measured = self._measuring[1].request
            self._end_measuring()
            self.measured.emit()
            return True
        return number == self._probing

    def _end_measuring(self) -> None:
        self._measuring = None
        self._images.show_measuring(None)


def _comparisons(frame: Frame) -> dict[int, Mix]:
    """The cells of a frame that are compared with something: index -> difference."""
    return frame.grid.compared
