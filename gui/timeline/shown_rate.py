"""Counts how many frames a second playback comes to, to say so where the machine cannot keep up."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from time import perf_counter

WINDOW = 2.0  # seconds of which frames are counted
ENOUGH = 0.8  # of the frames that are wanted


class ShownRate:
    """Of frames that are shown while playing; `clock` tells seconds."""

    def __init__(self, clock: Callable[[], float] = perf_counter) -> None:
        self._clock = clock
        self._times: deque[float] = deque()

    def count(self, wanted: float) -> float | None:
        """Frames shown a second, now that another is, where they are fewer than `wanted`; None where they are enough.

        It takes a second to know. Where nothing plays `wanted` is 0.
        """
        if not wanted:
            self._times.clear()
            return None
        now = self._clock()
        self._times.append(now)
        while len(self._times) > 2 and self._times[0] < now - WINDOW:
            self._times.popleft()
        seconds = now - self._times[0]
        if seconds < WINDOW / 2:
            return None
        rate = (len(self._times) - 1) / seconds
        return rate if rate < ENOUGH * wanted else None
