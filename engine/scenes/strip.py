"""What several scenes share: the layers, and the rows of fixed timesteps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.mix import X0, XI, Mix, noise
from engine.option import Option
from engine.scenes.results import Calculation, R, Results, at_once

if TYPE_CHECKING:
    from engine.generation.comparison import Comparison
    from engine.generation.plane import Plane
    from engine.generation.trajectory import Trajectory
    from engine.planning.facts import PictureFacts

__all__ = [
    "MAX_ROWS",
    "MAX_SAMPLES",
    "NO_STEP",
    "STRIP_OPTIONS",
    "X0",
    "XI",
    "Given",
    "Strip",
    "sample_title",
]

NO_STEP = "No step leads to t = 0."
MAX_ROWS = 12
MAX_SAMPLES = 8


@dataclass(frozen=True, slots=True)
class Strip:
    """The rows at fixed timesteps, shared by the scenes that have them.

    `rows` timesteps (1..MAX_ROWS) with `samples` samples each (1..MAX_SAMPLES). `column` is the sample that the
    large row shows (0..samples-1). With `independent`, every row has noise of its own. The last row is at T with
    `until_end`, else a row before it.
    """

    rows: int = 5
    samples: int = 4
    column: int = 0
    independent: bool = False
    until_end: bool = False

    def timesteps(self, steps: int, first: int = 0) -> tuple[int, ...]:
        """i T // N for i = 0..N-1, or i T / (N-1) rounded, ascending, each once, none below the `first`."""
        if not self.until_end:
            spaced = [i * steps // self.rows for i in range(self.rows)]
        elif self.rows == 1:
            spaced = [steps]
        else:
            spaced = [round(i * steps / (self.rows - 1)) for i in range(self.rows)]
        return tuple(sorted({max(first, t) for t in spaced}))

    def noise(self, name: str, column: int, row: int | None = None) -> Mix:
        """The noise of a sample; `row` None is the live row."""
        own = f" row {row}" if self.independent and row is not None else ""
        return Mix.of(noise(f"{name} {column}{own}"))


@dataclass(frozen=True, slots=True)
class Given:
    """What a scene is built from besides the schedule, t and its settings.

    `seed` is that of the noise, `trajectory` the new pictures that are there, for a scene that shows them, and
    `facts` are those of the picture, for a scene with charts. `results` are there of what it needs (see `Needs`);
    without any, all is calculated at once. `comparison` has the new pictures of runs, for a scene that compares them,
    and `plane` the paths of runs that are kept. `offset` is the strength of offset noise.
    """

    strip: Strip = Strip()
    seed: int = 0
    trajectory: Trajectory | None = None
    facts: PictureFacts | None = None
    results: Results | None = None
    comparison: Comparison | None = None
    plane: Plane | None = None
    offset: float = 0.0

    def result(self, calculation: Calculation[R]) -> R | None:
        """What was calculated, None where it is not there yet. Raises ValueError when it cannot be."""
        return at_once(calculation) if self.results is None else self.results.get(calculation)

    def needed(self, calculation: Calculation[R]) -> R:
        """What was calculated before the scene was built."""
        found = self.result(calculation)
        assert found is not None
        return found


STRIP_OPTIONS = (
    Option(
        "rows",
        "rows",
        "whole",
        "Timesteps of the rows below the large one.",
        minimum=1,
        maximum=MAX_ROWS,
        group="Rows",
    ),
    Option(
        "samples",
        "samples",
        "whole",
        "Samples in each row, each with a noise of its own.",
        minimum=1,
        maximum=MAX_SAMPLES,
        group="Rows",
    ),
    Option(
        "until_end",
        "rows up to T",
        "switch",
        "On: the last row is at T. Off: N rows are at 0, T/N, 2T/N and so on, and none is at T.",
        group="Rows",
    ),
    Option(
        "independent",
        "own noise in every row",
        "switch",
        "On: every row has noise of its own. Off: the rows show one noise growing, column by column.",
        group="Rows",
    ),
)
"""What can be chosen of a Strip, under the names of its fields."""


def sample_title(number: int) -> str:
    """The title of a column of samples, which are numbered from 0."""
    return rf"\text{{sample {number + 1}}}"
