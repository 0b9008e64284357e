"""Predict: x_0 from x_t and what a network answers, and what an error of the answer does."""

from __future__ import annotations

from dataclasses import dataclass

from engine.mix import Mix
from engine.option import Option
from engine.predictions import PREDICTIONS
from engine.process import jump, reverse_step
from engine.scenes.film import NO_STEP, X0, XI, Film
from engine.scenes.grid import Cell, Grid, Row, Scene
from engine.schedules import Schedule

PREDICTION = Option(
    "prediction",
    "predicted",
    "choice",
    "What the network is trained to predict; x₀ is read from its answer.",
    choices=tuple((name, each.title) for name, each in PREDICTIONS.items()),
    group="Prediction",
)
ERROR = Option(
    "error",
    "error δ",
    "number",
    "Adds δ times one fixed noise image ξ to the prediction.",
    minimum=0.0,
    maximum=1.0,
    step=0.01,
    group="Prediction",
)


@dataclass(frozen=True, slots=True)
class PredictSettings:
    """`prediction` is a key of PREDICTIONS, `error` the weight of xi in the answer (0..1)."""

    prediction: str = "eps"
    error: float = 0.0


def build(schedule: Schedule, t: int, film: Film, settings: PredictSettings) -> Grid:
    """x_0, x_t, the answer and the x_0 read from it (Ho et al. 2020, eq. 15 for eps)."""
    prediction = PREDICTIONS[settings.prediction]
    eps = film.noise("forward", film.column)
    x_t = jump(schedule, t, X0, eps)
    cells = [Cell(X0, r"x_0", reference=X0), Cell(x_t, r"x_t", reference=X0)]
    if t == 0 and settings.prediction == "mean":
        cells += [Cell(Mix({}), title, note=NO_STEP) for title in (prediction.symbol, r"\hat x_0")]
        remark = NO_STEP
    else:
        answer = prediction.output(schedule, t, X0, eps) + settings.error * XI
        x0_hat = _read(schedule, t, x_t, answer, settings)
        cells += [Cell(answer, prediction.symbol, reference=X0), x0_hat]
        gain = abs(prediction.gain(schedule, t))
        remark = f"An error of the prediction is multiplied by {gain:.4g} in x₀."
    return Grid(
        equation=_equation(schedule, t, settings.prediction),
        law=prediction.formula,
        rows=(Row(rf"t = {t}", t, tuple(cells), large=True),),
        remark=remark,
    )


def _equation(schedule: Schedule, t: int, prediction: str) -> str:
    """How x_0 is read from the answer, with the numbers of t."""
    signal, noise = schedule.sqrt_alpha_bar[t], schedule.sqrt_one_minus_alpha_bar[t]
    match prediction:
        case "eps":
            return rf"\hat x_0 = (x_{{{t}}} - {noise:.3f}\, \hat\epsilon) / {signal:.3g}"
        case "v":
            return rf"\hat x_0 = {signal:.3f}\, x_{{{t}}} - {noise:.3f}\, \hat v"
        case "mean" if t > 0:
            back = reverse_step(schedule, t, t - 1)
            return rf"\hat x_0 = (\hat\mu - {back.ct:.4f}\, x_{{{t}}}) / {back.c0:.3g}"
        case _:
            return rf"\hat x_0 = \hat x_0(x_{{{t}}}, {t})"


def _read(schedule: Schedule, t: int, x_t: Mix, answer: Mix, settings: PredictSettings) -> Cell:
    try:
        x0_hat = PREDICTIONS[settings.prediction].read(schedule, t, x_t, answer)
    except ZeroDivisionError:
        return Cell(Mix({}), r"\hat x_0", note="Not drawn: nothing of the picture is left to divide by.")
    return Cell(x0_hat, r"\hat x_0", reference=X0)


SCENE = Scene(
    title="Predict",
    group="The process",
    help=(
        "From x<sub>t</sub> and the noise in it x<sub>0</sub> follows by solving the jump for it. A network "
        "answers with an estimate of the noise, or of x<sub>0</sub>, of v = √ᾱ ε − √(1−ᾱ) x<sub>0</sub>, or "
        "of the mean of the step back. With a perfect answer all four give the same x<sub>0</sub>. Raise δ: "
        "the same error is harmless at small t and ruins x<sub>0</sub> at large t when the noise, or still "
        "more the mean, is predicted; for x<sub>0</sub> and v it is never enlarged. The remark under the "
        "equation says how much."
    ),
    defaults=PredictSettings(),
    options=(PREDICTION, ERROR),
    build=build,
)
