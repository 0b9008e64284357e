"""What a scene is made of: a grid of titled mixes, and settings that the window can offer.

Titles, labels and equations are in the small subset of TeX that the window draws.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.mix import Mix
from engine.scenes.strip import X0

if TYPE_CHECKING:
    from engine.generation.matches import Part
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

    `title` is empty where the title of the row above holds, and `short` takes its place where it has no room.
    `reference` is what the image is compared with. `note` says why there is no image; then `mix` is empty. `t` is the
    timestep that it shows, if that is not the one of its row; it has a fraction where the image lies between two.
    `sample` is the one that it is of, if it is of one: a click makes it the large one. `marks` are the parts of the
    picture that are framed in it. `colour` is the number of the run that it is of, which colours its title.
    """

    mix: Mix
    title: str = ""
    reference: Reference | None = None
    note: str = ""
    t: float | None = None
    sample: int | None = None
    marks: tuple[Part, ...] = ()
    colour: int | None = None
    short: str = ""

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
    def without_strips(self) -> Grid:
        """The large rows, as where there is little room; all rows of a scene that has no large ones."""
        large = tuple(row for row in self.rows if row.large)
        strips = tuple(row for row in self.rows if not row.large)
        return replace(self, rows=large, unseen=(*self.unseen, *strips)) if large and strips else self

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
