"""How fast playback goes: seconds of a pass, or timesteps a second."""

from __future__ import annotations

from typing import NamedTuple

from engine.state.start import PACES, SPEEDS
from gui.widgets.number_field import NumberField
from gui.widgets.numbers import Numbers
from gui.widgets.tooltips import describe

PER_PASS = Numbers(*SPEEDS, 0.5, 2, unit=" s")
PER_SECOND = Numbers(*PACES, 1, 2, unit=" /s")
MARKS = "from one mark over the timeline to the other"
PASS_HELP = f"Playback: seconds of a pass {MARKS}"
SECOND_HELP = (
    "Playback: timesteps a second, of those that there are.\n"
    f"A pass {MARKS} is never shorter than {SPEEDS[0]} s, which would flash."
)


class Speed(NamedTuple):
    """`seconds` of a pass, unless `pace` says how many states a second there are."""

    seconds: float = 10.0
    pace: float | None = None

    def rate(self, count: int) -> float:
        """States a second, where a pass has so many: never more than three passes, which would flash."""
        return min(self.pace or count / self.seconds, count / SPEEDS[0])


class SpeedField(NumberField):
    """The speed of playback in one of two units; the number of the other is kept."""

    def __init__(self) -> None:
        super().__init__("speed", PER_PASS, PASS_HELP)
        self._kept = Speed()
        self.show_value(self._kept.seconds)

    @property
    def speed(self) -> Speed:
        """The speed; not what is being typed."""
        if self._kept.pace is None:
            return Speed(self.value())
        return Speed(self._kept.seconds, self.value())

    def show_speed(self, speed: Speed) -> None:
        """Show a speed in its unit, cut to what is allowed."""
        self._kept = speed
        by_pass = speed.pace is None
        self.show_numbers(PER_PASS if by_pass else PER_SECOND)
        describe(self, "speed", PASS_HELP if by_pass else SECOND_HELP)
        self.show_value(speed.seconds if speed.pace is None else speed.pace)
