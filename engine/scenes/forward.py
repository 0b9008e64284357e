"""Forward: from the picture to noise, by jumps or along one path."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from engine.mix import Mix
from engine.option import Option
from engine.process import jump, jump_mean
from engine.samplers.oracle import forward_chain
from engine.scenes.film import X0, Film, several
from engine.scenes.grid import Cell, Grid, Row, Scene
from engine.schedules import Schedule


@dataclass(frozen=True, slots=True)
class ForwardSettings:
    """With `path`, each column is one Markov path x_0 -> x_T; else each image is a jump of its own."""

    path: bool = False


def build(schedule: Schedule, t: int, film: Film, settings: ForwardSettings) -> Grid:
    """Mean and samples of q(x_t | x_0) (Ho et al. 2020, eq. 4), live and at fixed timesteps."""
    live = Row(
        label=rf"t = {t}",
        t=t,
        cells=(
            Cell(jump_mean(schedule, t, X0), r"\text{mean}\; \sqrt{\bar\alpha_t}\, x_0"),
            Cell(_sample(schedule, t, film, settings, film.column), r"\text{sample}\; x_t", reference=X0),
        ),
        large=True,
    )
    signal, noise = schedule.sqrt_alpha_bar[t], schedule.sqrt_one_minus_alpha_bar[t]
    return Grid(
        equation=rf"x_{{{t}}} = {signal:.3f}\, x_0 + {noise:.3f}\, \epsilon",
        law=r"q(x_t | x_0) = \mathcal{N}(\sqrt{\bar\alpha_t}\, x_0,\; (1 - \bar\alpha_t)\, \mathrm{I})",
        rows=(live, *_film(schedule, film, settings)),
    )


@lru_cache(maxsize=8)  # it stays while t moves
def _film(schedule: Schedule, film: Film, settings: ForwardSettings) -> tuple[Row, ...]:
    titles = [r"\text{mean}", *several(r"\epsilon", film.samples)]
    rows = []
    for number, t in enumerate(film.timesteps(schedule.steps)):
        samples = (_sample(schedule, t, film, settings, column, number) for column in range(film.samples))
        mixes = [jump_mean(schedule, t, X0), *samples]
        shown = [None, *range(film.samples)]  # the sample that a cell is of
        cells = (
            Cell(mix, "" if number else title, sample=sample)
            for mix, title, sample in zip(mixes, titles, shown, strict=True)
        )
        rows.append(Row(rf"t = {t}", t, tuple(cells)))
    return tuple(rows)


def _sample(
    schedule: Schedule, t: int, film: Film, settings: ForwardSettings, column: int, row: int | None = None
) -> Mix:
    if settings.path:
        return forward_chain(schedule, str(column)).state(t)
    return jump(schedule, t, X0, film.noise("forward", column, row))


SCENE = Scene(
    title="Forward",
    group="The process",
    help=(
        "The forward process adds noise. At timestep t the picture is weighted by √ᾱ and white noise by "
        "√(1−ᾱ): one jump, not t steps. The mean needs no averaging over samples: it is the picture itself, "
        "only paler. Drag the timestep and watch where the picture stops being readable. With “one path per "
        "column”, each column is one chain of small steps instead: neighbouring images share most of their "
        "noise."
    ),
    defaults=ForwardSettings(),
    options=(
        Option(
            "path",
            "one path per column",
            "switch",
            "Each column is one Markov path from x₀ to x_T (eq. 2 of Ho et al.) instead of independent jumps.",
        ),
    ),
    build=build,
    has_film=True,
)
