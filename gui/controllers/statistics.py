"""Statistics of the image of x_t: of all its pixels while all is at rest, at once those that follow from facts.

The facts of its layers (layer_facts.py) and the values of a pixel in them are found once. While t moves, all but the
histogram is exact from them, in the time of a few ms, and nothing is shown of another request than the frame's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal, Slot

from engine.mix import Layer, Mix, picture
from gui.controllers.frames import Frames
from gui.controllers.jobs import Jobs, Ticket
from gui.controllers.pictures import Pictures

if TYPE_CHECKING:
    from engine.pixels.layer_facts import LayerFacts
    from engine.pixels.pixel_path import PixelPath
    from engine.pixels.statistics import Statistics
    from engine.pixels.values import Value
    from engine.requests import Frame, Request

Pixel = tuple[int, int]
Where = tuple[str, int, Pixel]
APART = 10
"""Milliseconds from one that follows t to the next: more than 60 a second are seen, images have the other time."""
MOST_NOISE = 3
"""Noise images that are measured at most: a path of many has others at each timestep, and only its law is known."""


class StatisticsFinder(QObject):
    """Has the worker find them, as long as somebody looks."""

    found = Signal(object, int)
    """Statistics of an image, of all its pixels or of a sample, and its t; None while nothing is known."""
    path_found = Signal(object, object)
    """The PixelPath of a pixel, and the pixel (x, y); None for both when it is not known any more."""
    absent = Signal(bool)
    """Whether the frame that is shown has no image of x_t."""
    complete = Signal()
    """They are there, as far as they can be."""

    def __init__(self, frames: Frames, jobs: Jobs, pictures: Pictures, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.facts: LayerFacts | None = None
        self._frames, self._jobs, self._pictures = frames, jobs, pictures
        self._wanted = False
        self._empty = False  # nobody looks, and it was said that nothing is known
        self._finding: Ticket | None = None
        self._probing: Ticket | None = None
        self._measuring: Ticket | None = None
        self._values: tuple[Where | None, dict[Layer, Value]] = None, {}
        self._answered: Request | None = None
        self._traced: tuple[Request, Pixel] | None = None
        self._pixel: Pixel | None = None
        # Qt comes to a timer once it has nothing else to do: no image waits for statistics.
        self._idle = QTimer(self, singleShot=True)
        self._idle.timeout.connect(self._show_at_once)
        self._since = QElapsedTimer()
        self._since.start()
        frames.shown.connect(self._follow)
        frames.at_rest.connect(self._find)
        pictures.opened.connect(self._forget_pixel)

    @Slot(bool)
    def want(self, on: bool) -> None:
        """Somebody looks at them, or nobody does."""
        self._wanted, self._empty = on, False
        if on:
            self._find()
        else:
            self._idle.stop()
            self._stop()

    def _stop(self) -> None:
        for ticket in (self._finding, self._probing, self._measuring):
            self._jobs.cancel(ticket)
        self._finding = self._probing = self._measuring = None

    def has_all(self, frame: Frame) -> bool:
        """Whether there is nothing left to find for a frame."""
        if not self._wanted or _without(frame):
            return True
        traced = self._traced[0] if self._traced is not None else None
        return frame.request.shows_the_same(self._answered) and frame.request.shows_the_same(traced)

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
    def _follow(self, frame: Frame) -> None:
        """Stop finding what is of another request: it would delay images. What follows from facts is shown soon."""
        self.absent.emit(_without(frame))
        if frame.request.shows_the_same(self._answered):
            return
        self._answered = self._traced = None
        self._stop()
        if self._has_facts_for(frame):
            self._idle.start(max(0, APART - self._since.elapsed()))
        elif self._wanted or not self._empty:
            self.found.emit(None, frame.request.view.t)
            self._show_path(frame)
            self._empty = not self._wanted

    @Slot()
    def _show_at_once(self) -> None:
        frame = self._frames.frame
        if self._answered or frame is None or self.facts is None or not self._has_facts_for(frame):
            return
        self._since.start()
        self.found.emit(self.facts.statistics(frame.grid.main_cell.mix), frame.request.view.t)
        self._show_path(frame)

    def _has_facts_for(self, frame: Frame) -> bool:
        known = self.facts is not None and _is_of(self.facts, frame.request)
        return known and self._wanted and not _without(frame)

    @Slot()
    def _find(self) -> None:
        from engine.measure_jobs import FindStatistics  # read when first wanted: no start waits for the jobs

        self._jobs.cancel(self._finding)
        self._finding = None
        frame = self._frames.frame
        if not self._wanted or frame is None or frame.request != self._frames.asked or _without(frame):
            return
        self._trace()
        if frame.request.shows_the_same(self._answered):
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
        self._measure(request, frame.grid.main_cell.mix)

    def _measure(self, request: Request, mix: Mix) -> None:
        """Find the facts of the layers of an image, for when t moves."""
        from engine.measure_jobs import FindLayerFacts

        known = self.facts if self.facts is not None and _is_of(self.facts, request) else None
        noise = [layer for layer in mix.weights if layer.is_noise]
        if len(noise) > MOST_NOISE:
            noise = []
        wanted = tuple(dict.fromkeys((*noise, *(known.layers[1:] if known else ()))))[:MOST_NOISE]
        if known is not None and set(wanted) == set(known.layers[1:]):
            return

        def done(facts: LayerFacts) -> None:
            self.facts, self._measuring = facts, None

        job = FindLayerFacts(request.picture, request.view.seed, wanted)
        self._measuring = self._jobs.submit(job, done)

    def _answer(self, request: Request, statistics: Statistics | None) -> None:
        shown = self._frames.frame
        if shown is not None and shown.request.shows_the_same(request):
            self._answered = request
            self._idle.stop()
            self.found.emit(statistics, request.view.t)
            self.complete.emit()

    def _trace(self) -> None:
        """Find the path of the pixel that was pointed at last, or of the one in the middle."""
        from engine.measure_jobs import Probe  # read when first wanted: no start waits for the jobs

        self._jobs.cancel(self._probing)
        self._probing = None
        frame = self._frames.frame
        if not self._wanted or frame is None or _without(frame):
            return
        where = self._where(frame)
        if where is None or self._traced == (frame.request, where[-1]):
            return
        path = self._path_of(frame)
        if path is not None and path.now is not None:
            self._show_path(frame)
            return
        layers = list(dict.fromkeys((picture(), *frame.grid.main_cell.mix.weights)))

        def done(values: Sequence[Value]) -> None:
            self._probing = None
            self._values = where, dict(zip(layers, values, strict=True))
            if (shown := self._frames.frame) is not None:
                self._show_path(shown)

        picture_id, seed, pixel = where
        self._probing = self._jobs.submit(Probe(picture_id, seed, tuple(map(Mix.of, layers)), *pixel), done)

    def _where(self, frame: Frame) -> Where | None:
        """The picture, the seed and the pixel whose values are wanted."""
        opened = self._pictures.picture
        if opened is None:
            return None
        pixel = self._pixel or (opened.size[0] // 2, opened.size[1] // 2)
        return frame.request.picture, frame.request.view.seed, pixel

    def _path_of(self, frame: Frame) -> PixelPath | None:
        """The path of the pixel, as far as it is known."""
        from engine.pixels.pixel_path import pixel_path  # no start waits for it

        request, (where, values) = frame.request, self._values
        if where is None or where != self._where(frame):
            return None
        return pixel_path(request.view.schedule.make(), request.view.t, frame.grid.main_cell.mix, values)

    def _show_path(self, frame: Frame) -> None:
        """Show it, for the timestep of a frame."""
        path = self._path_of(frame) if self._wanted and not _without(frame) else None
        if path is None or self._values[0] is None:
            self.path_found.emit(None, None)
            return
        pixel = self._values[0][-1]
        self.path_found.emit(path, pixel)
        if path.now is not None:
            self._traced = frame.request, pixel
            self.complete.emit()


def _is_of(facts: LayerFacts, request: Request) -> bool:
    return (facts.picture, facts.seed) == (request.picture, request.view.seed)


def _without(frame: Frame) -> bool:
    """Whether there is no image of x_t."""
    pin = frame.request.view.pin
    difference = pin is not None and pin.shown.mode == "difference"
    return bool(frame.grid.charts or difference or frame.cells[frame.grid.main].problem)
