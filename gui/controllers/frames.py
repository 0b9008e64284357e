"""The images of the view: asked for whenever it changes, and taken when they are there.

1. The store says that the view has changed, or something else of the request has: `ask` is called.
2. The grid of the request is built here: it decides the sizes of the cells, or says why there can be no images.
   Where it cannot be built before something is calculated, that is asked for, and all stays as it is until then.
3. The request goes to the worker; a newer one takes the place of one that waits.
4. The worker says that a frame is there: it is taken and shown, even if it is not the newest.
5. Once it answers the last request, all is at rest; the exact numbers follow.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from engine.requests import Frame, Request
from engine.state.differences import differ_in_zoom_alone
from gui.controllers.pictures import Pictures
from gui.controllers.request_of import request_of
from gui.controllers.store import Store
from gui.widgets.layouts import lay_out_now

if TYPE_CHECKING:
    from engine.pixels.region import Size
    from engine.state.view import View
    from engine.worker import Worker

CATCHING_UP = 150  # milliseconds after which images older than the request are marked
SOON = 1  # milliseconds after another zoom: by then the images that are there have been painted, scaled
AT_REST = 60  # milliseconds after the last frame, when the exact numbers are wanted


class Frames(QObject):
    """Asks for frames and hands them on; `cell_sizes` says how large cells should be now."""

    grid_built = Signal(object)
    """The Grid that is asked for: make room for it."""
    shown = Signal(object)
    """A Frame: its pixels are valid until the next one."""
    problem_changed = Signal(str)
    """Why there are no images of the view, empty when there are."""
    emptied = Signal(str)
    """The frame that was shown is of another scene than the view, of which there are none, for this reason."""
    late_changed = Signal(bool)
    at_rest = Signal()
    answered = Signal()
    """The last request is answered by the frame that is shown, or by a sentence."""
    failed = Signal(str)
    lacking = Signal(object)
    """The Calculations that the view needs and whose results are not there, the most urgent first."""

    def __init__(
        self,
        store: Store,
        worker: Worker,
        pictures: Pictures,
        cell_sizes: Callable[[], tuple[Size, Size]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.frame: Frame | None = None
        self.asked: Request | None = None
        self.problem = ""
        self.device: str | None = None
        """What computes; not known until the engine is there."""
        self._alone, self._strips = False, True
        self._over = False
        self._failed: tuple[Request, str] | None = None
        self._store, self._worker, self._pictures = store, worker, pictures
        self._cell_sizes = cell_sizes
        self._late = QTimer(self, singleShot=True, interval=CATCHING_UP)
        self._rest = QTimer(self, singleShot=True, interval=AT_REST)
        self._late.timeout.connect(self._mark_late)
        self._rest.timeout.connect(self.at_rest)
        self._soon = QTimer(self, singleShot=True, interval=SOON)
        self._soon.timeout.connect(self._ask_now)
        store.changed.connect(self._follow)
        pictures.opened.connect(self.ask)
        worker.frame_ready.connect(self._take)
        worker.request_failed.connect(self._fail)

    @property
    def failure(self) -> str:
        """Why the last request could not be answered; empty when it was, or will be."""
        return self._failed[1] if self._failed and self._failed[0] == self.asked else ""

    @property
    def is_answered(self) -> bool:
        """Whether the frame that is shown answers the view, in cells of the size that they have now."""
        if self._soon.isActive():
            return False
        if self.problem or self.failure:
            return True
        lay_out_now()  # a size may be about to change
        self.ask()
        return self.frame is not None and not self.frame.draft and self.frame.request == self.asked

    @property
    def request(self) -> Request:
        """What the view wants, in cells of any size."""
        return request_of(self._store, self._pictures.picture, alone=self._alone, strips=self._strips)

    def use_device(self, name: str) -> None:
        """Have the images computed there."""
        self.device = name
        self.ask()

    def show_alone(self, on: bool) -> None:
        """Want the image of x_t with nothing beside it, or all that the scene has."""
        self._alone = on
        self.ask()

    def show_strips(self, on: bool) -> None:
        """Want the small rows too, or the large ones alone."""
        if on != self._strips:
            self._strips = on
            self.ask()

    def stop(self) -> None:
        """Want nothing more: what the engine has still to say begins nothing."""
        self._over = True
        self._soon.stop()
        self._late.stop()
        self._rest.stop()

    @Slot(object, object)
    def _follow(self, old: View, new: View) -> None:
        """Ask for the new view; after another zoom let the window go first.

        Both threads need Python's lock: an engine that has begun keeps the scaled images from the screen for as
        long as it takes to paint them, and is not finished sooner for it.
        """
        if not differ_in_zoom_alone(old, new):
            self.ask()
        elif not self._soon.isActive():
            self._soon.start()

    @Slot()
    def _ask_now(self) -> None:
        self.ask()
        if self.is_answered:  # the hand has gone back to where it was
            self.answered.emit()

    @Slot()
    def ask(self) -> None:
        """Ask for the images of the view, unless they are what was asked for last."""
        if self._over:
            return
        picture, request = self._pictures.picture, self.request
        try:
            if not self._has_results(request):
                self._wait()
                return
            grid = request.grid()
        except ValueError as error:
            self._say_problem(str(error))
            return
        self._say_problem("")
        self.grid_built.emit(grid)
        if picture is None or self.device is None or not self._pictures.is_current:
            return
        large, small = self._cell_sizes()
        request = replace(request, large=large, small=small, device=self.device)
        if request != self.asked:
            self.asked = request
            self._worker.ask(request)
            self._rest.stop()
            if not self._late.isActive():
                self._late.start()

    def _has_results(self, request: Request) -> bool:
        """Whether there is something to show of the request; what it lacks is said."""
        needs, results = request.needs(), self._store.results
        self.lacking.emit(results.lacking((*needs.first, *needs.then)))
        return not results.lacking(needs.first)

    def _wait(self) -> None:
        """What is shown is of before, until something has been calculated."""
        self._say_problem("")
        self.asked = None
        self._rest.stop()
        if self.frame is not None and not self._late.isActive():
            self._late.start()

    def _say_problem(self, sentence: str) -> None:
        if sentence != self.problem:
            self.problem = sentence
            self.problem_changed.emit(sentence)
            if sentence:
                self._empty_other(sentence)
                self.answered.emit()

    def _empty_other(self, sentence: str) -> None:
        """Show nothing of another scene when there is nothing to show of this one."""
        if self.frame is not None and self._is_of_other_scene(self.frame):
            self.frame = None
            if self.problem:
                self.asked = None  # what was asked for before will be asked for again
            self._late.stop()
            self._rest.stop()
            self.late_changed.emit(False)
            self.emptied.emit(sentence)

    def _is_of_other_scene(self, frame: Frame) -> bool:
        return frame.request.view.scene != self._store.view.scene

    @Slot()
    def _take(self) -> None:
        frame = self._worker.take()
        if frame is None or self._over or (self.problem and self._is_of_other_scene(frame)):
            return
        self.frame = frame
        self.shown.emit(frame)
        if frame.request != self.asked:
            self._late.start()
        elif not frame.draft:
            self._late.stop()
            self.late_changed.emit(False)
            self._rest.start()
            self.answered.emit()

    @Slot(object, str)
    def _fail(self, request: Request, sentence: str) -> None:
        if request == self.asked:  # else a newer one is on its way
            self._failed = request, sentence
            self._late.stop()
            self.late_changed.emit(False)
            self.failed.emit(sentence)
            self._empty_other(sentence)
            self.answered.emit()

    @Slot()
    def _mark_late(self) -> None:
        self.late_changed.emit(True)
