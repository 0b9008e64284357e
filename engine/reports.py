"""What is said of the progress of jobs: an engine may have thousands of slices a second, a window has one thread."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.jobs import Progress

EVERY = 0.05  # seconds between two numbers that are said of a job


class Reports:
    """Says numbers of a job at most every EVERY seconds, and the last one always; what is made, at once."""

    def __init__(self, say: Callable[[int, Progress], None], clock: Callable[[], float] = monotonic) -> None:
        self._say, self._clock = say, clock
        self._said: dict[int, float] = {}
        self._waiting: dict[int, Progress] = {}

    def progress(self, number: int, progress: Progress) -> None:
        """A job, by its id, has come so far."""
        now = self._clock()
        is_number = progress is None or isinstance(progress, float)
        if is_number and number in self._said and now < self._said[number] + EVERY:
            self._waiting[number] = progress
            return
        if not is_number:
            self.rest(number)
        self._waiting.pop(number, None)
        self._said[number] = now
        self._say(number, progress)

    def rest(self, number: int) -> None:
        """Say of a job what still waits to be said; forget it."""
        self._said.pop(number, None)
        if number in self._waiting:
            self._say(number, self._waiting.pop(number))
