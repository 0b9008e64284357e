"""What a scene is: its words, its settings, and the functions that make its grid of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.scenes.results import Needs

if TYPE_CHECKING:
    from engine.generation.trajectory import Trajectory
    from engine.option import Option
    from engine.scenes.grid import Grid
    from engine.scenes.strip import Given
    from engine.schedules import Schedule


def all_timesteps(schedule: Schedule, settings: Any, run: Trajectory | None = None) -> None:
    """A scene that has all of 0..T."""


def from_one(schedule: Schedule, settings: Any, run: Trajectory | None = None) -> Sequence[int]:
    """A scene of steps, of which none leads to t = 0."""
    return range(1, schedule.steps + 1)


def nothing(schedule: Schedule, given: Given, settings: Any) -> Needs:
    """A scene that is built in no time."""
    return Needs()


def no_click(schedule: Schedule, given: Given, settings: Any, chart: int, x: float, y: float) -> Any:
    """A scene whose charts are looked at alone."""


def over_t(schedule: Schedule, settings: Any, x: float) -> int:
    """A scene whose charts with a cursor are over t."""
    return round(x)


def no_words(schedule: Schedule, t: int, given: Given, settings: Any, chart: int, x: float, y: float) -> str:
    """A scene whose charts say all by themselves."""
    return ""


@dataclass(frozen=True, slots=True)
class Experiment:
    """A view that one click begins, and what to look at in it, in a sentence or two: `look`.

    `words` are those of the command line that shows it, without a picture.
    """

    title: str
    words: str
    look: str


@dataclass(frozen=True, slots=True)
class Scene:
    """A figure: one paragraph of help (HTML), its settings and the function that builds its grid.

    `defaults` is a frozen dataclass with a field for each option; `strip`
    are the options of the Strip of which it has rows, none for most. `build(schedule, t, given, settings)` raises
    ValueError with a sentence where the settings do not go with the schedule, and so does
    `timesteps(schedule, settings, run)`: which timesteps exist in the scene, in rising order, None for all of 0..T;
    `run` is the generation that is there. A scene with charts has a `table` of their numbers, by the names of its
    columns; it needs the facts of the picture. `needs(schedule, given, settings)` is what must be calculated for it,
    at any t. `click(schedule, given, settings, chart, x, y)` are the settings after a click at a place of a chart,
    which is numbered from 0, None where a click does nothing; `words_at` of the same and t says what is there.
    `t_at(schedule, settings, x)` is the timestep at x of a chart with a cursor.
    """

    help: str
    defaults: Any
    options: tuple[Option, ...]
    build: Callable[[Schedule, int, Given, Any], Grid]
    strip: tuple[Option, ...] = ()
    backwards: bool = False
    """Whether its process goes from T to 0."""
    timesteps: Callable[[Schedule, Any, Trajectory | None], Sequence[int] | None] = all_timesteps
    table: Callable[[Schedule, Given, Any], Iterator[dict[str, Any]]] | None = None
    needs: Callable[[Schedule, Given, Any], Needs] = nothing
    click: Callable[[Schedule, Given, Any, int, float, float], Any] = no_click
    words_at: Callable[[Schedule, int, Given, Any, int, float, float], str] = no_words
    t_at: Callable[[Schedule, Any, float], int] = over_t
    experiments: tuple[Experiment, ...] = ()
    """What the menu Try this has for it."""

    @property
    def has_strip(self) -> bool:
        """Whether it has rows of fixed timesteps."""
        return bool(self.strip)

    @property
    def has_charts(self) -> bool:
        """Whether it has charts, for which the facts of the picture are needed."""
        return self.table is not None


def nearest_timestep(timesteps: Sequence[int] | None, steps: int, t: int) -> int:
    """The timestep nearest to t that is in `Scene.timesteps`, the noisier one of two; t may be any number."""
    there = range(steps + 1) if timesteps is None else timesteps
    return there[nearest(there, t)]


def nearest(states: Sequence[int], t: int) -> int:
    """The index of the state nearest to t, of two the noisier; `states` rise, and are one at least."""
    after = bisect_left(states, t)
    if after == len(states):
        return after - 1
    if after and t - states[after - 1] < states[after] - t:
        return after - 1
    return after
