"""What a scene is made of: a grid of titled mixes, and settings that the window can offer.

Titles, labels and equations are in the small subset of TeX that the window draws.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from engine.mix import Mix
from engine.scenes.results import Needs
from engine.scenes.strip import X0, Given

if TYPE_CHECKING:
    from engine.generation.matches import Part
    from engine.generation.trajectory import Trajectory
    from engine.option import Option
    from engine.scenes.chart import Chart, Mark, RunNote, Spots
    from engine.schedules import Schedule

ROUNDING = (
    1e-9  # part of the largest weight below which a difference is that of float64, as at a gain of 10^6
)


@dataclass(frozen=True, slots=True)
class Reference:
    """What an image is compared with: a mix, and its name in TeX, which is said beside the distance."""

    mix: Mix
    name: str


PICTURE = Reference(X0, "x_0")


@dataclass(frozen=True, slots=True)
class Cell:
    """One image of a grid.

    `title` is empty where the title of the row above holds. `reference` is what the image is compared with.
    `note` says why there is no image; then `mix` is empty. `t` is the timestep that it shows, if that is not the one
    of its row; it has a fraction where the image lies between two. `sample` is the one that it is of, if it is of
    one: a click makes it the large one. `marks` are the parts of the picture that are framed in it.
    `colour` is the number of the run that it is of, which colours its title.
    """

    mix: Mix
    title: str = ""
    reference: Reference | None = None
    note: str = ""
    t: float | None = None
    sample: int | None = None
    marks: tuple[Part, ...] = ()
    colour: int | None = None

    @property
    def difference(self) -> Mix | None:
        """The image without its reference, None if there is none; what rounding leaves of equal ones is nothing."""
        if self.reference is None or self.note:
            return None
        largest = max(map(abs, self.reference.mix.weights.values()), default=0.0)
        weights = (self.mix - self.reference.mix).weights
        return Mix({layer: weight for layer, weight in weights.items() if abs(weight) > ROUNDING * largest})


@dataclass(frozen=True, slots=True)
class Row:
    """Cells side by side, all at timestep `t`, or each at its own where that is None. A large row is a live one.

    `curve` is the schedule whose curve stands at the left of the row, None for most, and `colour` is the number of
    the colour that this schedule has wherever it appears.
    """

    label: str
    t: int | None
    cells: tuple[Cell, ...]
    large: bool = False
    curve: Schedule | None = None
    colour: int = 0

    def timestep(self, column: int) -> float | None:
        """The timestep that a cell shows; None where its schedule has none like it."""
        t = self.cells[column].t
        return self.t if t is None else t


@dataclass(frozen=True, slots=True)
class Grid:
    """A scene at one timestep: its equation with the live numbers, the law it comes from, its rows.

    `remark` is a sentence or numbers that belong to the equation, in plain words. `sample` is the one that the large
    row shows: the cells of that sample in small rows are where it comes from. `main` is the cell of the first row
    that shows x_t itself. `charts` are the same object for all t; `cursors` are their marks at t, one for each chart
    or None. `runs` are those that are compared, by a number that `heading` says in words. With a `wipe` the first row
    has two images at one place: left of that part of its width the first is seen, right of it the second. Of `unseen`
    rows only the schedules are shown.
    """

    equation: str
    law: str
    rows: tuple[Row, ...]
    remark: str = ""
    sample: int | None = None
    main: int = 0
    charts: tuple[Chart, ...] = ()
    cursors: tuple[Mark | Spots | None, ...] = ()
    runs: tuple[RunNote, ...] = ()
    heading: str = ""
    wipe: float | None = None
    unseen: tuple[Row, ...] = ()

    @property
    def schedules(self) -> tuple[tuple[Schedule, int], ...]:
        """Those that are compared, each with the number of its colour."""
        rows = (*self.rows, *self.unseen)
        return tuple((row.curve, row.colour) for row in rows if row.curve is not None)

    @property
    def main_cell(self) -> Cell:
        """The image of x_t, or of what the scene shows in its place."""
        return self.rows[0].cells[self.main]

    @property
    def alone(self) -> Grid:
        """The image of x_t with nothing beside it; those of several schedules, where they are compared."""
        first, main = self.rows[0], self.main_cell
        if main.colour is not None and not self.charts:
            return replace(self, rows=(first,), unseen=self.rows[1:])
        return replace(self, rows=(replace(first, cells=(main,), large=True, curve=None),), main=0)

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All cells, row after row."""
        return tuple(cell for row in self.rows for cell in row.cells)

    def title(self, row: int, column: int) -> str:
        """The title of a cell, its own or that of the nearest one above it in rows of the same size."""
        rows = [each for each in self.rows[: row + 1] if each.large == self.rows[row].large]
        titles = (each.cells[column].title for each in reversed(rows) if column < len(each.cells))
        return next(filter(None, titles), "")

    @property
    def compared(self) -> dict[int, Mix]:
        """The differences whose sizes are said beside the images, those of large rows, by index of the cell."""
        found = {}
        index = 0
        for row in self.rows:
            for cell in row.cells:
                if row.large and (difference := cell.difference) is not None:
                    found[index] = difference
                index += 1
        return found


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

    @property
    def has_strip(self) -> bool:
        """Whether it has rows of fixed timesteps."""
        return bool(self.strip)

    @property
    def has_charts(self) -> bool:
        """Whether it has charts, for which the facts of the picture are needed."""
        return self.table is not None
