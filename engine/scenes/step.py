"""Step: one step of the forward chain, q(x_t | x_{t-1})."""

from __future__ import annotations

from dataclasses import dataclass

from engine.mix import Mix
from engine.process import jump, step, step_mean
from engine.scenes.film import NO_STEP, X0, Film, several
from engine.scenes.grid import Cell, Grid, Row, Scene
from engine.schedules import Schedule


@dataclass(frozen=True, slots=True)
class StepSettings:
    """The Step scene has no settings of its own."""


def build(schedule: Schedule, t: int, film: Film, settings: StepSettings) -> Grid:
    """A sample x_{t-1}, the mean of the step from it, and samples of x_t (Ho et al. 2020, eq. 2)."""
    titles = [r"x_{t-1}", r"\text{mean}\; \sqrt{\alpha_t}\, x_{t-1}", r"\text{sample}\; x_t"]
    rows = [_row(schedule, t, film, titles, [film.column], large=True)]
    titles = [r"x_{t-1}", r"\text{mean}", *several(r"\epsilon", film.samples)]
    for number, t_row in enumerate(film.timesteps(schedule.steps)):
        shown = titles if number == 0 else [""] * len(titles)
        rows.append(_row(schedule, t_row, film, shown, list(range(film.samples)), number))
    equation = rf"\text{{{NO_STEP}}}"
    if t > 0:
        scale, noise = schedule.alpha(t) ** 0.5, schedule.beta(t) ** 0.5
        equation = rf"x_{{{t}}} = {scale:.5f}\, x_{{{t - 1}}} + {noise:.5f}\, \epsilon"
    law = r"q(x_t | x_{t-1}) = \mathcal{N}(\sqrt{\alpha_t}\, x_{t-1},\; \beta_t\, \mathrm{I})"
    return Grid(equation, law, tuple(rows))


def _row(
    schedule: Schedule,
    t: int,
    film: Film,
    titles: list[str],
    columns: list[int],
    row: int | None = None,
    *,
    large: bool = False,
) -> Row:
    label = rf"t = {t}"
    if t == 0:
        cells = tuple(Cell(Mix({}), title, note=NO_STEP) for title in titles)
        return Row(label, t, cells, large)
    x_prev = jump(schedule, t - 1, X0, film.noise("forward", film.column, row))
    samples = [step(schedule, t, x_prev, film.noise("step", column, row)) for column in columns]
    mixes = [x_prev, step_mean(schedule, t, x_prev), *samples]
    of = [None, None, *columns]  # the sample that a cell is of
    cells = tuple(
        Cell(mix, title, sample=sample) for mix, title, sample in zip(mixes, titles, of, strict=True)
    )
    return Row(label, t, cells, large)


SCENE = Scene(
    title="Step",
    group="The process",
    help=(
        "One step of the chain shrinks the image by √α and adds a little fresh noise of variance β, so that "
        "the variance stays where it is. A single step is hardly visible: compare x<sub>t−1</sub> with the "
        "samples of x<sub>t</sub>. All samples of a row start from the same x<sub>t−1</sub>. A thousand "
        "such steps are one jump of the Forward scene."
    ),
    defaults=StepSettings(),
    options=(),
    build=build,
    has_film=True,
)
