"""Step: one step of the forward chain, q(x_t | x_{t-1})."""

from __future__ import annotations

from dataclasses import dataclass

from engine.mix import Mix
from engine.process import jump, step, step_mean
from engine.scenes import formula
from engine.scenes.grid import Cell, Grid, Reference, Row
from engine.scenes.scene import Experiment, Scene, from_one
from engine.scenes.strip import NO_STEP, STRIP_OPTIONS, X0, Given, sample_title
from engine.schedules import Schedule


@dataclass(frozen=True, slots=True)
class StepSettings:
    """The Step scene has no settings of its own."""


def build(schedule: Schedule, t: int, given: Given, settings: StepSettings) -> Grid:
    """A sample x_{t-1}, the mean of the step from it, and samples of x_t (Ho et al. 2020, eq. 2)."""
    gain, variance = formula.gain(schedule), formula.step_variance(schedule)
    titles = [r"x_{t-1}", rf"\text{{mean}}\; {gain}\, x_{{t-1}}", r"\text{sample}\; x_t"]
    rows = [_row(schedule, t, given, titles, [given.strip.column], large=True)]
    titles = [r"x_{t-1}", r"\text{mean}", *(sample_title(column) for column in range(given.strip.samples))]
    for number, t_row in enumerate(given.strip.timesteps(schedule.steps, first=1)):
        shown = titles if number == 0 else [""] * len(titles)
        rows.append(_row(schedule, t_row, given, shown, list(range(given.strip.samples)), number))
    equation = rf"\text{{{NO_STEP}}}"
    if t > 0:
        scale, added = schedule.step_to(t)
        weights = formula.weighted((scale, rf"x_{{{t - 1}}}"), (added**0.5, r"\epsilon"))
        equation = rf"x_{{{t}}} = {weights}"
    law = rf"q(x_t | x_{{t-1}}) = \mathcal{{N}}({gain}\, x_{{t-1}},\; {variance}\, \mathrm{{I}})"
    return Grid(equation, law, tuple(rows), sample=given.strip.column, main=2)


def _row(
    schedule: Schedule,
    t: int,
    given: Given,
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
    x_prev = jump(schedule, t - 1, X0, given.strip.noise("forward", given.strip.column, row))
    samples = [step(schedule, t, x_prev, given.strip.noise("step", column, row)) for column in columns]
    mixes = [x_prev, step_mean(schedule, t, x_prev), *samples]
    before = Reference(x_prev, r"x_{t-1}")
    references = [None, *[before] * (len(mixes) - 1)]
    of = [None, None, *columns]  # the sample that a cell is of
    cells = tuple(
        Cell(mix, title, reference, sample=sample)
        for mix, title, reference, sample in zip(mixes, titles, references, of, strict=True)
    )
    return Row(label, t, cells, large)


SCENE = Scene(
    help=(
        "One step of the chain multiplies the image by a factor and adds a little fresh noise. Where variance is "
        "preserved, the factor is such that the variance of the pixels is drawn to 1, by the part β<sub>t</sub> of "
        "what it lacks. A single step is hardly visible: compare x<sub>t−1</sub> with the samples of "
        "x<sub>t</sub>. All samples of a row start from the same x<sub>t−1</sub>. After t such steps from "
        "x<sub>0</sub>, x<sub>t</sub> has the law of the one jump of the Forward scene."
    ),
    defaults=StepSettings(),
    options=(),
    build=build,
    strip=STRIP_OPTIONS,
    timesteps=from_one,
    experiments=(
        Experiment(
            "A step is hardly seen",
            "--scene step --schedule linear --t 500",
            "x₄₉₉ and the samples of x₅₀₀ look the same: the step adds noise of standard deviation 0.10.",
        ),
        Experiment(
            "The last step of the cosine schedule",
            "--scene step --schedule cosine --t 1000",
            "β is at its cap, 0.999: this one step multiplies x₉₉₉, and what is left of the picture in it, by 0.03.",
        ),
        Experiment(
            "Ten large steps",
            "--scene step --schedule cosine --steps 10 --t 5",
            "With T = 10 a step adds noise that is seen. Where x₀ is not known, the law of the step back is then no "
            "longer nearly Gaussian, as DDPM takes it to be.",
        ),
    ),
)
