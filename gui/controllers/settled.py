"""Waiting until what is shown answers what is wanted: images, numbers, and a generation that was asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Signal, SignalInstance, Slot

from engine.worker import Worker
from gui.controllers.calculations import Calculations
from gui.controllers.comparing import Comparing
from gui.controllers.frames import Frames
from gui.controllers.new_pictures import NewPictures
from gui.controllers.numbers import Numbers
from gui.controllers.pictures import Pictures
from gui.controllers.planes import Planes
from gui.controllers.plans import Plans
from gui.controllers.sets import Sets
from gui.controllers.statistics import StatisticsFinder

Give = Callable[[str], None]


class Finder(Protocol):
    """Something that finds what is shown beside the images."""

    @property
    def running(self) -> bool:
        """Whether it is still on its way."""
        ...


class Settled(QObject):
    """Calls functions once all is settled, or with a sentence once it cannot be."""

    failed = Signal(str)
    """Nothing will be settled before the user does something: why."""

    def __init__(
        self,
        worker: Worker,
        pictures: Pictures,
        frames: Frames,
        numbers: Numbers,
        statistics: StatisticsFinder,
        generation: NewPictures,
        plans: Plans,
        calculations: Calculations,
        comparing: Comparing,
        sets: Sets,
        planes: Planes,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._pictures, self._frames, self._numbers, self._plans = pictures, frames, numbers, plans
        self._statistics, self._sets = statistics, sets
        self._on_the_way: list[Finder] = [calculations, comparing, planes]
        self._waiting: list[tuple[Callable[[], None], Give]] = []
        self.awaits_generation = False
        """One was asked for at the start, and has not ended."""
        self._dead = ""
        worker.failed.connect(self._die)
        frames.failed.connect(self._fail)
        frames.answered.connect(self._check)
        numbers.complete.connect(self._check)
        statistics.complete.connect(self._check)
        pictures.failed.connect(self._on_picture_failed)
        pictures.cancelled.connect(self._check)
        plans.failed.connect(self._fail)
        plans.complete.connect(self._check)
        sets.complete.connect(self._check)
        calculations.failed.connect(self._fail)
        for finder in (comparing, planes):
            finder.failed.connect(self._fail)
            finder.complete.connect(self._check)
        generation.ended.connect(self._on_generated)
        generation.failed.connect(self._on_generation_failed)

    def wait_for(self, finder: Finder, complete: SignalInstance) -> None:
        """Call nothing settled while something runs; it says when it is `complete`."""
        self._on_the_way.append(finder)
        complete.connect(self._check)

    def when(self, run: Callable[[], None], give_up: Give = lambda _: None) -> None:
        """Call `run` once all is settled: now, if it is; or `give_up` with the reason why it will not be."""
        reason = self._dead or self._frames.failure
        if reason:
            give_up(reason)
            return
        self._waiting.append((run, give_up))
        self._check()

    @property
    def is_settled(self) -> bool:
        """Whether what is shown answers what is wanted."""
        picture = self._pictures.picture
        if picture is None:  # without a picture there will be no images
            return not self._pictures.opening and not self._runs
        if self.awaits_generation or self._pictures.opening or not self._pictures.is_current:
            return False
        if not self._frames.is_answered:
            return False
        if self._runs:
            return False
        frame = self._frames.frame
        if frame is None or self._frames.problem:
            return True
        if self._plans.measuring or self._sets.running:
            return False
        return self._numbers.has_distances(frame) and self._statistics.has_all(frame)

    @property
    def _runs(self) -> bool:
        return any(each.running for each in self._on_the_way)

    @Slot()
    def _check(self) -> None:
        if self._waiting and self.is_settled:
            waiting, self._waiting = self._waiting, []
            for run, _ in waiting:
                run()

    @Slot()
    def _on_generated(self) -> None:
        self.awaits_generation = False
        self._check()

    @Slot(str)
    def _on_generation_failed(self, sentence: str) -> None:
        self.awaits_generation = False
        self._fail(sentence)

    @Slot(str)
    def _on_picture_failed(self, sentence: str) -> None:
        if self._pictures.picture is None:
            self._fail(sentence)
        else:  # the one that is there stays
            self._check()

    @Slot(str)
    def _die(self, sentence: str) -> None:
        self._dead = sentence
        self._fail(sentence)

    @Slot(str)
    def _fail(self, sentence: str) -> None:
        waiting, self._waiting = self._waiting, []
        for _, give_up in waiting:
            give_up(sentence)
        self.failed.emit(sentence)
