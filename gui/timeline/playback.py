"""Running through the timesteps at a speed that does not depend on the frame rate."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal

TICK = 16  # milliseconds


class Playback(QObject):
    """Counts t = 0..`steps` by the clock, `speed` timesteps a second; after the last comes 0.

    `reached(t)` is sent once a tick while it runs. `clock` tells seconds.
    """

    reached = Signal(int)

    def __init__(self, clock: Callable[[], float], parent: QObject) -> None:
        super().__init__(parent)
        self._clock = clock
        self._steps = 1
        self._speed = 1
        self._t = 0
        self._begin(0)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK)
        self._timer.timeout.connect(self._advance)

    @property
    def running(self) -> bool:
        """Whether t is moving."""
        return self._timer.isActive()

    def run(self, on: bool) -> None:
        """Run or stop, from where it is."""
        self._begin(self._t)
        if on:
            self._timer.start()
        else:
            self._timer.stop()

    def go_on_from(self, t: int) -> None:
        """Go on from another t; where it is there already, it goes on undisturbed."""
        if t != self._t:
            self._begin(t)

    def set_speed(self, speed: int) -> None:
        """Go on at this many timesteps a second."""
        self._begin(self._t)
        self._speed = speed

    def set_steps(self, steps: int) -> None:
        """Go on with another last timestep."""
        self._begin(min(self._t, steps))
        self._steps = steps

    def _begin(self, t: int) -> None:
        self._t = self._start = t
        self._since = self._clock()

    def _advance(self) -> None:
        passed = int((self._clock() - self._since) * self._speed)
        self._t = (self._start + passed) % (self._steps + 1)
        self.reached.emit(self._t)
