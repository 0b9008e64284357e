"""Posterior: the step back when x_0 is known, q(x_{t-1} | x_t, x_0)."""

from __future__ import annotations

import math
from dataclasses import dataclass

from engine.mix import Mix
from engine.option import Option
from engine.process import jump, jump_mean, reverse_step
from engine.scenes import formula
from engine.scenes.grid import PICTURE, Cell, Grid, Reference, Row
from engine.scenes.sampler_options import VARIANCE
from engine.scenes.scene import Experiment, Scene, from_one
from engine.scenes.strip import NO_STEP, X0, Given
from engine.schedules import Schedule


@dataclass(frozen=True, slots=True)
class PosteriorSettings:
    """`variance` is "posterior" (beta~) or "beta"; distances are those to "x0" or to the mean of the "jump"."""

    variance: str = "posterior"
    compared: str = "x0"


def build(schedule: Schedule, t: int, given: Given, settings: PosteriorSettings) -> Grid:
    """x_t, the posterior mean, a sample, the marginal mean and their difference (Ho et al. 2020, eq. 6 and 7)."""
    jump_title = rf"m = {formula.signal(schedule, 't-1')}\, x_0"
    names = [r"x_t", r"\tilde\mu_t", r"\text{sample}\; x_{t-1}", jump_title]
    if t == 0:
        cells = [Cell(Mix({}), name, note=NO_STEP) for name in [*names, r"\tilde\mu_t - m"]]
        row = Row(rf"t = {t}", t, tuple(cells), large=True)
        return Grid(rf"\text{{{NO_STEP}}}", _law(schedule, settings), (row,), NO_STEP)
    x_t = jump(schedule, t, X0, given.strip.noise("forward", given.strip.column))
    back = reverse_step(schedule, t, t - 1, large_variance=settings.variance == "beta")
    mean = back.mean(X0, x_t)
    marginal = jump_mean(schedule, t - 1, X0)
    sample = mean + math.sqrt(back.variance) * given.strip.noise("posterior", given.strip.column)
    difference = mean - marginal
    scale = _visible(difference)
    reference = PICTURE if settings.compared == "x0" else Reference(marginal, "m")
    mixes = (x_t, mean, sample, marginal)
    cells = [Cell(mix, name, reference) for mix, name in zip(mixes, names, strict=True)]
    times = "" if scale == 1 else rf"{scale:g}\, "
    cells.append(Cell(scale * difference, rf"{times}(\tilde\mu_t - m)"))
    weights = formula.weighted((back.c0, "x_0"), (back.ct, rf"x_{{{t}}}"))
    return Grid(
        equation=rf"\tilde\mu_{{{t}}} = {weights}",
        law=_law(schedule, settings),
        rows=(Row(rf"t = {t}", t, tuple(cells), large=True),),
        remark=_remark(schedule, t, settings),
        sample=given.strip.column,
    )


def _law(schedule: Schedule, settings: PosteriorSettings) -> str:
    """The law of x_{t-1}: the posterior, or the step back with the same mean and the larger variance."""
    if settings.variance == "posterior":
        left, variance = r"q(x_{t-1} | x_t, x_0)", formula.posterior_variance(schedule)
    else:
        left, variance = r"p(x_{t-1} | x_t)", formula.step_variance(schedule)
    return rf"{left} = \mathcal{{N}}(\tilde\mu_t,\; {variance}\, \mathrm{{I}})"


def _remark(schedule: Schedule, t: int, settings: PosteriorSettings) -> str:
    if t == 1:
        return "The step to t = 0 adds no noise: its variance is 0, and its mean is x₀."
    exact, larger = float(schedule.posterior_variance[t - 1]), schedule.step_to(t)[1]
    names = (
        ("β̃", "β") if schedule.variance_preserving else ("that of the posterior", "that of the step forward")
    )
    one, two = (exact, larger) if settings.variance == "posterior" else (larger, exact)
    first, second = names if settings.variance == "posterior" else names[::-1]
    return f"The variance of the step is {first} = {one:.4g}; {second} would be {two:.4g}."


def _visible(mix: Mix) -> float:
    """A factor 1, 2 or 5 times a power of ten that brings the largest weight to about a half."""
    largest = max((abs(weight) for weight in mix.weights.values()), default=0.0)
    if largest < 1e-12:  # only rounding is left
        return 1.0
    power = 10.0 ** math.floor(math.log10(0.5 / largest))
    return power * max(digit for digit in (1.0, 2.0, 5.0) if digit * power * largest <= 0.5)


COMPARED = Option(
    "compared",
    "distances to",
    "choice",
    "What all images of the row are compared with: the picture, or the mean m of the jump to t − 1.",
    choices=(("x0", "x₀"), ("jump", "m")),
    group="Distances",
)
SCENE = Scene(
    help=(
        "If x<sub>0</sub> is known, the step back from x<sub>t</sub> is Gaussian again: its mean is a "
        "weighted sum of x<sub>0</sub> and x<sub>t</sub>. Its variance is that of the step forward times the ratio "
        "of the noise variances of x<sub>t−1</sub> and x<sub>t</sub>: 0 at t = 1, of the linear schedule about half "
        "at t = 2, and nearly all of it later. The mean is not m, the mean of the jump to t − 1: it keeps a part of "
        "the noise that is in x<sub>t</sub>, which the difference shows. At t = 1 all the weight is on x<sub>0</sub>."
    ),
    defaults=PosteriorSettings(),
    options=(VARIANCE, COMPARED),
    build=build,
    timesteps=from_one,
    experiments=(
        Experiment(
            "The last step back",
            "--scene posterior --schedule linear --t 1",
            "At t = 1 the posterior has variance 0 and all its weight on x₀: who knows x₀ is certain.",
        ),
        Experiment(
            "Which variance, where it matters",
            "--scene posterior --schedule linear --t 2 --variance beta",
            "The line below the equation says both variances: at t = 2 that of the posterior is 0.45 times β, and "
            "only at small t do the two differ much.",
        ),
        Experiment(
            "Which variance, where it does not",
            "--scene posterior --schedule linear --t 500 --variance beta",
            "At t = 500 the two variances differ by less than 0.1 %: whichever is taken, the sample is the same to "
            "the eye.",
        ),
    ),
)
