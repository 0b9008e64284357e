"""What a scene is made of: a grid of titled mixes, and settings that the window can offer.

Titles, labels and equations are in the small subset of TeX that the window draws.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.mix import Mix
from engine.option import Option
from engine.scenes.film import Film
from engine.schedules import Schedule


@dataclass(frozen=True, slots=True)
class Cell:
    """One image of a grid.

    `title` is empty where the title of the row above holds. `reference` is what the image is compared with.
    `note` says why there is no image; then `mix` is empty. `t` is the timestep to which the cell leads, if
    it is not that of its row; `sample` is the one that it makes the large one, if it does.
    """

    mix: Mix
    title: str = ""
    reference: Mix | None = None
    note: str = ""
    t: int | None = None
    sample: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """Cells side by side, all at timestep `t`. A large row is a live one.

    `curve` is the schedule whose curve stands at the left of the row, None for most.
    """

    label: str
    t: int
    cells: tuple[Cell, ...]
    large: bool = False
    curve: Schedule | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A scene at one timestep: its equation with the live numbers, the law it comes from, its rows.

    `remark` is a sentence or numbers that belong to the equation, in plain words.
    """

    equation: str
    law: str
    rows: tuple[Row, ...]
    remark: str = ""

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All cells, row after row."""
        return tuple(cell for row in self.rows for cell in row.cells)


@dataclass(frozen=True, slots=True)
class Scene:
    """A figure: its title, one paragraph of help (HTML), its settings and the function that builds its grid.

    `defaults` is a frozen dataclass with a field for each option; `has_film` says whether it has rows of a
    Film. `build(schedule, t, film, settings)` raises
    ValueError with a sentence where the settings do not go with the schedule. Scenes of the same `group` stand
    together.
    """

    title: str
    group: str
    help: str
    defaults: Any
    options: tuple[Option, ...]
    build: Callable[[Schedule, int, Film, Any], Grid]
    has_film: bool = False
