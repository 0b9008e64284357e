"""Forward: from the picture to noise, by jumps or along one path."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from engine.chain import forward_chain
from engine.mix import Mix
from engine.option import Option
from engine.process import jump, jump_mean
from engine.scenes import formula
from engine.scenes.grid import PICTURE, Cell, Grid, Row
from engine.scenes.scene import Experiment, Scene
from engine.scenes.strip import STRIP_OPTIONS, X0, Given, sample_title
from engine.schedules import Schedule
from engine.schedules.number_text import format_number


@dataclass(frozen=True, slots=True)
class ForwardSettings:
    """With `path`, each column is one Markov path x_0 -> x_T; else each image is a jump of its own."""

    path: bool = False


def build(schedule: Schedule, t: int, given: Given, settings: ForwardSettings) -> Grid:
    """Mean and samples of q(x_t | x_0) (Ho et al. 2020, eq. 4), live and at fixed timesteps."""
    live = Row(
        label=rf"t = {t}",
        t=t,
        cells=(
            Cell(jump_mean(schedule, t, X0), rf"\text{{mean}}\; {formula.signal(schedule)}\, x_0"),
            Cell(_sample(schedule, t, given, settings, given.strip.column), r"\text{sample}\; x_t", PICTURE),
        ),
        large=True,
    )
    weights = formula.weighted((schedule.signal[t], "x_0"), (schedule.noise[t], r"\epsilon"))
    mean, variance = rf"{formula.signal(schedule)}\, x_0", formula.noise_variance(schedule)
    return Grid(
        equation=rf"x_{{{t}}} = {weights}",
        law=rf"q(x_t | x_0) = \mathcal{{N}}({mean},\; {variance}\, \mathrm{{I}})",
        rows=(live, *_strip(schedule, given, settings)),
        remark=_remark(float(schedule.signal[t]), float(schedule.noise[t]) * math.hypot(1.0, given.offset)),
        sample=given.strip.column,
        main=1,
    )


def _remark(signal: float, noise: float) -> str:
    """The two weights as people see them, short for small windows; black and white are 255 grey levels apart."""
    if not noise:
        return "The picture itself, without noise."
    return (
        f"{format_number(100 * signal, 3)} % of the picture's contrast, noise of s.d. "
        f"{format_number(127.5 * noise, 3)} grey levels."
    )


@lru_cache(maxsize=8)  # it stays while t moves
def _strip(schedule: Schedule, given: Given, settings: ForwardSettings) -> tuple[Row, ...]:
    titles = [r"\text{mean}", *(sample_title(column) for column in range(given.strip.samples))]
    rows = []
    for number, t in enumerate(given.strip.timesteps(schedule.steps)):
        samples = (
            _sample(schedule, t, given, settings, column, number) for column in range(given.strip.samples)
        )
        mixes = [jump_mean(schedule, t, X0), *samples]
        shown = [None, *range(given.strip.samples)]  # the sample that a cell is of
        cells = (
            Cell(mix, "" if number else title, None if sample is None else PICTURE, sample=sample)
            for mix, title, sample in zip(mixes, titles, shown, strict=True)
        )
        rows.append(Row(rf"t = {t}", t, tuple(cells)))
    return tuple(rows)


def _sample(
    schedule: Schedule, t: int, given: Given, settings: ForwardSettings, column: int, row: int | None = None
) -> Mix:
    if settings.path:
        return forward_chain(schedule, str(column)).state(t)
    return jump(schedule, t, X0, given.strip.noise("forward", column, row))


SCENE = Scene(
    help=(
        "The forward process adds noise: x<sub>t</sub> is a weighted sum of the picture x<sub>0</sub> and white "
        "noise ε, reached by one jump, not by t steps. The mean needs no averaging over samples: it is the picture "
        "times its weight. Drag the timestep and watch where the picture stops being readable. With “one path per "
        "column”, each column is one chain of small steps instead: of the noise in two of its images only that is "
        "common which was added before the earlier one."
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
    strip=STRIP_OPTIONS,
    experiments=(
        Experiment(
            "Half and half",
            "--scene forward --schedule cosine --t 500",
            "Alpha-bar is 0.49: picture and noise have nearly the same weight, and large shapes can still be told.",
        ),
        Experiment(
            "The same t, another schedule",
            "--scene forward --schedule linear --t 500",
            "Alpha-bar is 0.08 at the same t: only the largest shapes can still be told, and by t = 800 none.",
        ),
        Experiment(
            "One chain of small steps",
            "--scene forward --t 300 --path on",
            "Each column is one chain now: drag t, and the grain changes bit by bit as each step adds noise of its "
            "own, though every image alone has the law that it had.",
        ),
        Experiment(
            "The end of a short schedule",
            "--scene forward --schedule linear --steps 20 --t 20",
            "With the betas of T = 1000 twenty steps leave the picture the weight 0.90 at T: a chain back from "
            "pure noise would begin where no forward chain ends.",
        ),
        Experiment(
            "Zero terminal SNR",
            "--scene forward --schedule quadratic:beta_start=0.00085,beta_end=0.012 --t 1000 "
            "--transforms zero_terminal",
            "The schedule of Stable Diffusion, rescaled so that x<sub>T</sub> is noise alone (Lin et al. 2024). "
            "Switch the transform off: the picture comes back with the weight 0.07.",
        ),
    ),
)
