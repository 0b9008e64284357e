"""Running through the timesteps at a speed that depends neither on the frame rate nor on T."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from engine.scenes.scene import nearest
from engine.state.start import Order
from gui.timeline.speed_field import Speed
from gui.timeline.states import played

TICK = 16  # milliseconds


class Playback(QObject):
    """Runs through `states`, as fast as a `Speed` says, by the clock, which tells seconds.

    `reached(t)` is sent once a tick while it runs; `ended` when an order that has an end has come to it.
    """

    reached = Signal(int)
    ended = Signal()

    def __init__(self, clock: Callable[[], float], parent: QObject) -> None:
        super().__init__(parent)
        self._clock = clock
        self._states: Sequence[int] = range(2)
        self._speed = Speed()
        self._order: Order = "loop"
        self._down = False
        self._heading_down = False  # a swing may be on its way back
        self._index = 0
        self._begin(0)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK)
        self._timer.timeout.connect(self._advance)

    @property
    def running(self) -> bool:
        """Whether t is moving."""
        return self._timer.isActive()

    @property
    def rate(self) -> float:
        """How many states a second it shows; 0 while it stands."""
        return min(1000 / TICK, self.pace) if self.running else 0.0

    @property
    def pace(self) -> float:
        """How many states a second it goes through, of which it may show only some."""
        return self._speed.rate(len(self._states))

    def run(self, on: bool) -> None:
        """Run or stop, from where it is; what has come to its end begins again."""
        at_end = self._index == (0 if self._down else len(self._states) - 1)
        if on and not self.running and self._order == "once" and at_end:
            self._index = len(self._states) - 1 - self._index
        self._begin(self._index)
        if on:
            self._timer.start()
        else:
            self._timer.stop()

    def go_on_from(self, t: int) -> None:
        """Go on from another t; where it is there already, it goes on undisturbed."""
        if t != self._states[self._index]:
            self._begin(nearest(self._states, t))

    def show_states(self, states: Sequence[int]) -> None:
        """Go through these timesteps, in ascending order, from the one nearest to the present."""
        t = self._states[self._index]
        self._states = states
        self._begin(nearest(states, t))

    def show_speed(self, speed: Speed) -> None:
        """Go so fast."""
        self._begin(self._index)
        self._speed = speed

    def show_order(self, order: Order, down: bool) -> None:
        """What comes after the last state, and whether that is the first timestep."""
        if (order, down) != (self._order, self._down):
            self._order, self._down, self._heading_down = order, down, down
            self._begin(self._index)

    def _begin(self, index: int) -> None:
        self._index = self._start = index
        self._start_down = self._heading_down
        self._since = self._clock()

    def _advance(self) -> None:
        passed = int((self._clock() - self._since) * self.pace)
        place = played(self._start, passed, len(self._states), self._order, self._start_down)
        if place is None:
            self._index = 0 if self._down else len(self._states) - 1
            self._timer.stop()
        else:
            self._index, self._heading_down = place
        self.reached.emit(self._states[self._index])
        if place is None:
            self.ended.emit()
