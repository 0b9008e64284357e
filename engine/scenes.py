"""The figures: each scene is a grid of titled mixes, for one schedule and one timestep.

Titles, labels and equations are in the small subset of TeX that gui/formula.py draws.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from engine.mix import Mix, noise, picture
from engine.process import jump, jump_mean
from engine.schedules import Schedule

X0 = Mix.of(picture())
MAX_ROWS = 12
MAX_SAMPLES = 8


@dataclass(frozen=True, slots=True)
class Cell:
    """One image of a grid. `title` is empty where the title of the row above it holds."""

    mix: Mix
    title: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """Cells side by side, all at timestep `t`. The large row is the live one, at the scrubber's t."""

    label: str
    t: int
    cells: tuple[Cell, ...]
    large: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A scene at one timestep: its equation with the live numbers, the law it comes from, its rows."""

    equation: str
    law: str
    rows: tuple[Row, ...]

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All cells, row after row."""
        return tuple(cell for row in self.rows for cell in row.cells)


@dataclass(frozen=True, slots=True)
class ForwardSettings:
    """Settings of the Forward scene.

    `rows` fixed timesteps (1..MAX_ROWS) with `samples` samples each (1..MAX_SAMPLES). `column` is the
    sample that the large row shows (0..samples-1). With `independent`, every row has noise of its own.
    """

    rows: int = 5
    samples: int = 4
    column: int = 0
    independent: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """A figure: its title, one paragraph of help, and the function that builds its grid."""

    title: str
    help: str
    build: Callable[[Schedule, int, ForwardSettings], Grid]


def fixed_timesteps(steps: int, rows: int) -> tuple[int, ...]:
    """Timesteps of the film: i T // N for i = 0..N-1, ascending, each once."""
    return tuple(sorted({i * steps // rows for i in range(rows)}))


def forward(schedule: Schedule, t: int, settings: ForwardSettings) -> Grid:
    """The forward process by jumps q(x_t | x_0): mean and samples, live and at fixed timesteps."""
    live = Row(
        label=rf"t = {t}",
        t=t,
        cells=(
            Cell(jump_mean(schedule, t, X0), r"\text{mean}\; \sqrt{\bar\alpha_t}\, x_0"),
            Cell(_sample(schedule, t, f"forward {settings.column}"), r"\text{sample}\; x_t"),
        ),
        large=True,
    )
    signal, noise_part = schedule.sqrt_alpha_bar[t], schedule.sqrt_one_minus_alpha_bar[t]
    return Grid(
        equation=rf"x_{{{t}}} = {signal:.3f}\, x_0 + {noise_part:.3f}\, \epsilon",
        law=r"q(x_t | x_0) = \mathcal{N}(\sqrt{\bar\alpha_t}\, x_0,\; (1 - \bar\alpha_t)\, \mathrm{I})",
        rows=(live, *_film(schedule, settings)),
    )


@lru_cache(maxsize=8)  # it stays while t moves
def _film(schedule: Schedule, settings: ForwardSettings) -> tuple[Row, ...]:
    """The rows at fixed timesteps: the mean and all samples of each."""
    keys = [f"forward {column}" for column in range(settings.samples)]
    titles = [r"\text{mean}"] + [rf"\epsilon_{column + 1}" for column in range(settings.samples)]
    film = []
    for number, t in enumerate(fixed_timesteps(schedule.steps, settings.rows)):
        own = f" row {number}" if settings.independent else ""
        mixes = [jump_mean(schedule, t, X0), *(_sample(schedule, t, key + own) for key in keys)]
        cells = (Cell(mix, "" if number else title) for mix, title in zip(mixes, titles, strict=True))
        film.append(Row(rf"t = {t}", t, tuple(cells)))
    return tuple(film)


def _sample(schedule: Schedule, t: int, key: str) -> Mix:
    return jump(schedule, t, X0, Mix.of(noise(key)))


SCENES: dict[str, Scene] = {
    "forward": Scene(
        title="Forward",
        help=(
            "The forward process adds noise. At timestep t the picture is weighted by √ᾱ and white noise by "
            "√(1−ᾱ): one jump, not t steps. The mean needs no averaging over samples: it is the "
            "picture itself, only paler. Drag the timestep and watch where the picture stops being readable."
        ),
        build=forward,
    ),
}
