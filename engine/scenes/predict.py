"""Predict: x_0 from x_t and what a network answers, and what an error of the answer does."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from engine.generation.trajectory import Trajectory
from engine.mix import Mix
from engine.option import Option
from engine.predictions import PREDICTIONS
from engine.process import jump, reverse_step
from engine.scenes import formula
from engine.scenes.grid import PICTURE, Cell, Grid, Reference, Row
from engine.scenes.scene import Experiment, Scene, from_one
from engine.scenes.strip import NO_STEP, X0, XI, Given
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


def build(schedule: Schedule, t: int, given: Given, settings: PredictSettings) -> Grid:
    """x_0, x_t, the answer and the x_0 read from it (Ho et al. 2020, eq. 15 for eps)."""
    prediction = PREDICTIONS[settings.prediction]
    eps = given.strip.noise("forward", given.strip.column)
    x_t = jump(schedule, t, X0, eps)
    cells = [Cell(X0, r"x_0"), Cell(x_t, r"x_t", PICTURE)]
    if t == 0 and settings.prediction == "mean":
        cells += [Cell(Mix({}), title, note=NO_STEP) for title in (prediction.symbol, r"\hat x_0")]
        remark = NO_STEP
    else:
        right = prediction.output(schedule, t, X0, eps)
        answer = right + settings.error * XI
        target = Reference(right, prediction.target)
        cells += [Cell(answer, prediction.symbol, target), _read(schedule, t, x_t, right, answer, settings)]
        remark = _remark(abs(prediction.gain(schedule, t)))
    return Grid(
        equation=_equation(schedule, t, settings.prediction),
        law=prediction.formula if schedule.variance_preserving else prediction.on_any_path,
        rows=(Row(rf"t = {t}", t, tuple(cells), large=True),),
        remark=remark,
        main=1,
    )


def _remark(gain: float) -> str:
    if not math.isfinite(gain):
        return "x₀ cannot be read from the answer here: too little of the picture is left in it."
    return f"An error of the prediction is multiplied by {gain:.4g} in the predicted x₀."


def _equation(schedule: Schedule, t: int, prediction: str) -> str:
    """How x_0 is read from the answer, with the numbers of t."""
    signal, noise, x_t = schedule.signal[t], schedule.noise[t], rf"x_{{{t}}}"
    match prediction:
        case "eps":
            return _divided((1.0, x_t), (-noise, r"\hat\epsilon"), by=signal)
        case "v":
            by = 1.0 if schedule.variance_preserving else signal**2 + noise**2
            return _divided((signal, x_t), (-noise, r"\hat v"), by=by)
        case "flow":
            by = signal + noise  # 1 on a straight path, rounding aside
            return _divided((1.0, x_t), (-noise, r"\hat u"), by=1.0 if math.isclose(by, 1.0) else by)
        case "mean" if t > 0:
            back = reverse_step(schedule, t, t - 1)
            return _divided((1.0, r"\hat\mu"), (-back.ct, x_t), by=back.c0)
        case _:
            return rf"\hat x_0 = \hat x_0({x_t}, {t})"


def _divided(*terms: tuple[float, str], by: float) -> str:
    """x_0 as a sum that is divided by a number."""
    top = formula.weighted(*terms)
    if by == 1:
        return rf"\hat x_0 = {top}"
    several = sum(1 for weight, _ in terms if weight) > 1
    return rf"\hat x_0 = {f'({top})' if several else top} / {formula.number(by)}"


def _read(schedule: Schedule, t: int, x_t: Mix, right: Mix, answer: Mix, settings: PredictSettings) -> Cell:
    """x_0 from an answer, where the digits of float64 are enough to read it from the right one."""
    title, read = r"\hat x_0", PREDICTIONS[settings.prediction].read
    try:
        possible = Cell(read(schedule, t, x_t, right), title, PICTURE).difference == Mix({})
        x0_hat = read(schedule, t, x_t, answer)
    except ZeroDivisionError:
        possible = False
    if not possible:
        return Cell(
            Mix({}), title, note="Not drawn: too little of the picture is left in the answer to read it."
        )
    return Cell(x0_hat, title, PICTURE)


def timesteps(
    schedule: Schedule, settings: PredictSettings, run: Trajectory | None = None
) -> Sequence[int] | None:
    """The mean is that of a step back, and there is none from t = 0."""
    return from_one(schedule, settings) if settings.prediction == "mean" else None


SCENE = Scene(
    help=(
        "From x<sub>t</sub> and the noise in it x<sub>0</sub> follows. A network answers with an estimate of the "
        "noise, or of x<sub>0</sub>, of the velocity v (ε times the weight of the picture, less x<sub>0</sub> times "
        "that of the noise), of ε less x<sub>0</sub>, as a flow is trained, or of the mean of the step back: with a "
        "perfect answer all five give the same x<sub>0</sub>. Raise δ: when the noise is predicted, the same error "
        "is harmless at small t and ruins x<sub>0</sub> at large t; when the mean is, it is enlarged at every t but "
        "the first; for x<sub>0</sub> it stays as it is, for a flow it is never enlarged, and for v not where "
        "variance is preserved."
    ),
    defaults=PredictSettings(),
    options=(PREDICTION, ERROR),
    build=build,
    timesteps=timesteps,
    experiments=(
        Experiment(
            "An error in the noise, late",
            "--scene predict --schedule linear --prediction eps --error 0.1 --t 900",
            "An error of 0.1 in ε̂ (r.m.s.) is one of 6 in the predicted x₀: it is multiplied by noise / signal, "
            "which is 60 here.",
        ),
        Experiment(
            "The same error, early",
            "--scene predict --schedule linear --prediction eps --error 0.1 --t 100",
            "Here noise / signal is 0.34: the same error in ε̂ is one of 0.03 in the predicted x₀, and hardly seen.",
        ),
        Experiment(
            "The velocity instead",
            "--scene predict --schedule linear --prediction v --error 0.1 --t 900",
            "The same error in v is never enlarged in the predicted x₀ where variance is preserved: its weight there "
            "is that of the noise, at most 1.",
        ),
        Experiment(
            "What can be known at t",
            "--scene generate --denoiser gaussian --start 300 --run-steps 1 --rows-wanted 128 --t 300",
            "Press “Generate”: the predicted x₀ is Wiener's filter of the picture's own x₃₀₀. No linear denoiser "
            "that knows how strong each frequency is, and no more, is nearer to it on average; l2 says how far.",
        ),
    ),
)
