"""The schedules that were made last, within a budget of bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

from engine.schedules.schedule import Schedule


class ScheduleCache:
    """Schedules by key; `bytes` never exceeds `budget`. What was used least recently goes first.

    The window and the engine ask for schedules, each on a thread of its own.
    """

    def __init__(self, budget: int) -> None:
        self._budget = budget
        self._schedules: OrderedDict[Hashable, Schedule] = OrderedDict()
        self._lock = Lock()
        self.bytes = 0

    def get(self, key: Hashable, make: Callable[[], Schedule]) -> Schedule:
        """The schedule of a key, made now if it is not here. One larger than the budget is not kept."""
        with self._lock:
            if key in self._schedules:
                self._schedules.move_to_end(key)
                return self._schedules[key]
        schedule = make()  # not under the lock: the window does not wait for the engine
        with self._lock:
            kept = self._schedules.setdefault(key, schedule)
            if kept is schedule:
                self.bytes += schedule.nbytes
            while self.bytes > self._budget:
                _, oldest = self._schedules.popitem(last=False)
                self.bytes -= oldest.nbytes
            return kept
