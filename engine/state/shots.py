"""Which views a film or a contact sheet shows, and how long each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.exports.settings import FilmSettings, SheetSettings
from engine.generation.trajectory import Trajectory
from engine.pixels.region import Size
from engine.scenes.scene import nearest_timestep
from engine.state.axes import axis_named
from engine.state.axis import Axis, between
from engine.state.changes import snapped, timesteps_of
from engine.state.view import View


@dataclass(frozen=True, slots=True)
class Shot:
    """A value of what is gone through, shown for so many frames."""

    value: float
    count: int = 1


@dataclass(frozen=True, slots=True)
class Way:
    """The views from one value of a number to another; all else is as in `view`."""

    view: View
    axis: Axis
    begin: float
    end: float
    trajectory: Trajectory | None = None
    over_t: bool = True

    @classmethod
    def of(
        cls, settings: FilmSettings | SheetSettings, view: View, trajectory: Trajectory | None, picture: Size
    ) -> Way:
        """The way that settings mean, with the new pictures that are there, for a picture of this size.

        Raises:
            ValueError: when there is no such number, no way between the ends, or no view at one of them.
        """
        axis = axis_named(view, settings.over, picture)
        given = (settings.begin, settings.end)
        begin, end = (usual if each is None else each for each, usual in zip(given, axis.ends, strict=True))
        if begin == end:
            raise ValueError(f"{axis.title} begins and ends at {begin:.10g}: choose two values.")
        for value in (begin, end):
            axis.at(view, value)
        return cls(view, axis, begin, end, trajectory, settings.over == "t")

    def at(self, value: float) -> View:
        """The view at a value, with a timestep that exists in it. Raises ValueError where there is none."""
        return snapped(self.axis.at(self.view, value), self.trajectory)

    def values(self, count: int) -> list[float]:
        """`count` values from end to end, evenly; those of t are the nearest timesteps that exist."""
        values = [between(self.begin, self.end, n / (count - 1), max(count, 1000)) for n in range(count)]
        if not self.axis.whole:
            return values
        whole = [round(value) for value in values]
        if not self.over_t:
            return [*whole]
        there, steps = timesteps_of(self.view, self.trajectory), self.view.schedule.final_steps
        return [nearest_timestep(there, steps, t) for t in whole]

    def label(self, view: View) -> str:
        """What a picture of it should say of a view beside its t, as TeX; empty for nothing."""
        return "" if self.over_t else self.axis.label(view)


def shots_of(settings: FilmSettings, way: Way) -> tuple[Shot, ...]:
    """The shots of a film: frames that follow one another and show the same value are one shot.

    "back" goes to the end and comes back, so that a loop has no jump; both ends are held for `hold` seconds.
    """
    values = way.values(settings.frames)
    held = 1 + round(settings.hold * settings.fps)
    counts = [held, *[1] * (len(values) - 2), held]
    if settings.back:
        values, counts = values + values[-2:0:-1], counts + counts[-2:0:-1]
    return joined(values, counts)


def joined(values: Sequence[float], counts: Sequence[int]) -> tuple[Shot, ...]:
    """Shots of these values, each for so many frames; equal ones that follow one another are one."""
    shots: list[Shot] = []
    for value, count in zip(values, counts, strict=True):
        if shots and shots[-1].value == value:
            shots[-1] = Shot(value, shots[-1].count + count)
        else:
            shots.append(Shot(value, count))
    return tuple(shots)
