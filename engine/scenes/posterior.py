"""Posterior: the step back when x_0 is known, q(x_{t-1} | x_t, x_0)."""

from __future__ import annotations

import math
from dataclasses import dataclass

from engine.mix import Mix
from engine.process import jump, jump_mean, reverse_step
from engine.scenes.film import NO_STEP, X0, Film
from engine.scenes.grid import Cell, Grid, Row, Scene
from engine.scenes.sampling import VARIANCE
from engine.schedules import Schedule


@dataclass(frozen=True, slots=True)
class PosteriorSettings:
    """`variance` is "posterior" (beta~) or "beta"."""

    variance: str = "posterior"


def build(schedule: Schedule, t: int, film: Film, settings: PosteriorSettings) -> Grid:
    """x_t, the posterior mean, a sample, the marginal mean and their difference (Ho et al. 2020, eq. 6 and 7)."""
    law = r"q(x_{t-1} | x_t, x_0) = \mathcal{N}(\tilde\mu_t,\; \tilde\beta_t\, \mathrm{I})"
    names = [r"x_t", r"\tilde\mu_{t-1}", r"\text{sample}\; x_{t-1}", r"\sqrt{\bar\alpha_{t-1}}\, x_0"]
    if t == 0:
        cells = [Cell(Mix({}), name, note=NO_STEP) for name in [*names, r"\text{difference}"]]
        row = Row(rf"t = {t}", t, tuple(cells), large=True)
        return Grid(rf"\text{{{NO_STEP}}}", law, (row,), NO_STEP)
    x_t = jump(schedule, t, X0, film.noise("forward", film.column))
    back = reverse_step(schedule, t, t - 1, large_variance=settings.variance == "beta")
    mean = back.mean(X0, x_t)
    marginal = jump_mean(schedule, t - 1, X0)
    sample = mean + math.sqrt(back.variance) * film.noise("posterior", film.column)
    difference = mean - marginal
    scale = _visible(difference)
    cells = [
        Cell(x_t, names[0], reference=X0),
        Cell(mean, names[1], reference=marginal),
        Cell(sample, names[2], reference=marginal),
        Cell(marginal, names[3]),
        Cell(scale * difference, rf"\text{{difference}} \times {scale:g}"),
    ]
    return Grid(
        equation=rf"\tilde\mu_{{{t - 1}}} = {back.c0:.5f}\, x_0 + {back.ct:.5f}\, x_{{{t}}}",
        law=law,
        rows=(Row(rf"t = {t}", t, tuple(cells), large=True),),
        remark=f"The variance of the step is {back.variance:.4g}.",
    )


def _visible(mix: Mix) -> float:
    """A factor 1, 2 or 5 times a power of ten that brings the largest weight to about a half."""
    largest = max((abs(weight) for weight in mix.weights.values()), default=0.0)
    if largest < 1e-12:  # only rounding is left
        return 1.0
    power = 10.0 ** math.floor(math.log10(0.5 / largest))
    return power * max(digit for digit in (1.0, 2.0, 5.0) if digit * power * largest <= 0.5)


SCENE = Scene(
    title="Posterior",
    group="The process",
    help=(
        "If x<sub>0</sub> is known, the step back from x<sub>t</sub> is Gaussian again: its mean is a "
        "weighted sum of x<sub>0</sub> and x<sub>t</sub>, its variance β̃ is a little less than β. The mean "
        "is not the mean of the jump, √ᾱ x<sub>0</sub>: it keeps a part of the noise that is in "
        "x<sub>t</sub>, which the difference shows. At t = 1 all the weight is on x<sub>0</sub> and the "
        "variance is 0."
    ),
    defaults=PosteriorSettings(),
    options=(VARIANCE,),
    build=build,
)
