"""Statistics of the image of x_t: looked for while all is at rest, and shown for no other request."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal, Slot

from engine.jobs import FindStatistics, Probe
from engine.pixels.pixel_path import pixel_path
from engine.pixels.statistics import Statistics
from engine.pixels.values import Value
from engine.requests import Frame, Request
from engine.samplers.oracle import X0
from gui.controllers.frames import Frames
from gui.controllers.jobs import Jobs, Ticket
from gui.controllers.pictures import Pictures

Pixel = tuple[int, int]


class StatisticsFinder(QObject):
    """Has the worker find them, as long as somebody looks."""

    found = Signal(object)
    """Statistics of the frame that is shown; None when they are not known any more."""
    path_found = Signal(object, object)
    """The PixelPath of a pixel, and the pixel (x, y); None for both when it is not known any more."""
    absent = Signal(bool)
    """Whether the frame that is shown has no image of x_t."""
    complete = Signal()
    """They are there, as far as they can be."""

    def __init__(self, frames: Frames, jobs: Jobs, pictures: Pictures, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._frames, self._jobs, self._pictures = frames, jobs, pictures
        self._wanted = False
        self._finding: Ticket | None = None
        self._probing: Ticket | None = None
        self._answered: Request | None = None
        self._traced: tuple[Request, Pixel] | None = None
        self._pixel: Pixel | None = None
        frames.shown.connect(self._forget)
        frames.at_rest.connect(self._find)
        pictures.opened.connect(self._forget_pixel)

    @Slot(bool)
    def want(self, on: bool) -> None:
        """Somebody looks at them, or nobody does."""
        self._wanted = on
        if on:
            self._find()
        else:
            self._jobs.cancel(self._finding)
            self._jobs.cancel(self._probing)
            self._finding = self._probing = None

    def has_all(self, frame: Frame) -> bool:
        """Whether there is nothing left to find for a frame."""
        if not self._wanted or _without(frame):
            return True
        content = frame.request.content
        known = self._answered is not None and self._answered.content == content
        return known and self._traced is not None and self._traced[0].content == content

    @Slot(object, object, object)
    def show_pixel(self, place: object, pixel: Pixel | None, values: object) -> None:
        """The mouse is on a pixel; the path follows, and stays when the mouse leaves."""
        if pixel is not None and pixel != self._pixel:
            self._pixel = pixel
            self._trace()

    @Slot(object)
    def _forget_pixel(self, _: object) -> None:
        self._pixel = None

    @Slot(object)
    def _forget(self, frame: Frame) -> None:
        self.absent.emit(_without(frame))
        content = frame.request.content
        if self._answered is not None and self._answered.content != content:
            self._answered = None
            self.found.emit(None)
        if self._traced is not None and self._traced[0].content != content:
            self._traced = None
            self.path_found.emit(None, None)

    @Slot()
    def _find(self) -> None:
        self._jobs.cancel(self._finding)
        self._finding = None
        frame = self._frames.frame
        if not self._wanted or frame is None or frame.request != self._frames.asked or _without(frame):
            return
        self._trace()
        if self._answered is not None and self._answered.content == frame.request.content:
            return
        request = frame.request

        def done(statistics: Statistics) -> None:
            self._finding = None
            self._answer(request, statistics)

        def fail(_: str) -> None:
            self._finding = None
            self._answer(request, None)

        job = FindStatistics(request.picture, request.view.seed, frame.grid.main_cell.mix)
        self._finding = self._jobs.submit(job, done, failed=fail)

    def _answer(self, request: Request, statistics: Statistics | None) -> None:
        shown = self._frames.frame
        if shown is not None and shown.request.content == request.content:
            self._answered = request
            self.found.emit(statistics)
            self.complete.emit()

    def _trace(self) -> None:
        """Find the path of the pixel that was pointed at last, or of the one in the middle."""
        self._jobs.cancel(self._probing)
        self._probing = None
        frame, picture = self._frames.frame, self._pictures.picture
        if not self._wanted or frame is None or picture is None or _without(frame):
            return
        pixel = self._pixel or (picture.size[0] // 2, picture.size[1] // 2)
        request, mix = frame.request, frame.grid.main_cell.mix
        if self._traced == (request, pixel):
            return

        def done(values: Sequence[Value]) -> None:
            self._probing = None
            shown = self._frames.frame
            if shown is not None and shown.request.content == request.content:
                view = request.view
                self._traced = request, pixel
                self.path_found.emit(pixel_path(view.schedule.make(), view.t, mix, *values), pixel)
                self.complete.emit()

        self._probing = self._jobs.submit(Probe(picture.id, request.view.seed, (X0, mix), *pixel), done)


def _without(frame: Frame) -> bool:
    """Whether there is no image of x_t."""
    pin = frame.request.view.pin
    difference = pin is not None and pin.shown.mode == "difference"
    return bool(frame.grid.charts or difference or frame.cells[frame.grid.main].problem)
