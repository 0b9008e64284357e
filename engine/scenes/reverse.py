"""Reverse: the whole chain back to x_0, at any timestep at once, with a denoiser that knows x_0."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import neg

import numpy as np

from engine.generation.trajectory import Trajectory
from engine.mix import Mix
from engine.option import Option
from engine.samplers.oracle import Oracle, OracleRun, is_composed, predicted, reverse_run
from engine.samplers.oracle_walk import MOST_WALKED
from engine.scenes.formula import timestep
from engine.scenes.grid import PICTURE, Cell, Grid, Reference, Row
from engine.scenes.predict import ERROR, PREDICTION
from engine.scenes.sampler_options import GROUP, SamplerSettings
from engine.scenes.sampling import SNAPSHOTS, START, run_of, sampler_options, step_equation
from engine.scenes.scene import Experiment, Scene
from engine.scenes.strip import X0, Given
from engine.schedules import MAX_STEPS, Schedule

USUAL = 50
"""Steps of a run that is walked, where none are chosen."""
LAW = r"p(x_s | x_t) = \mathcal{N}(c_0\, \hat x_0 + c_t\, x_t,\; \varsigma_t^{2}\, \mathrm{I})"
SYMBOLS = r"X = x_t / \mathrm{signal}_t,\; s = \sigma_t,\; D = \hat x_0,\; d = (X - D) / s,\; h = \ln(s / s')"
REMARK = "The denoiser knows x₀: the mathematics of sampling, not generation."


@dataclass(frozen=True, slots=True)
class ReverseSettings(SamplerSettings):
    """The sampler, and the error of its predictions.

    `kept` steps of T, 0 for all, or USUAL where they are walked one by one; `eta` holds for DDIM, `variance` for
    DDPM; the options of other samplers are those of SamplerSettings. The chain begins at t = `start`, 0 for
    the first timestep that is kept. `snapshots` small images.
    """

    sampler: str = "ddpm"
    kept: int = 0
    spacing: str = "trailing"
    eta: float = 0.0
    variance: str = "posterior"
    start: int = 0
    prediction: str = "eps"
    error: float = 0.0
    snapshots: int = 6

    def oracle(self, steps: int) -> Oracle:
        """The run that these settings mean for T = `steps`.

        Raises:
            ValueError: when they do not go together.
        """
        usual = steps if is_composed(self.sampler, self.spacing) else min(steps, USUAL)
        return Oracle(run_of(self, self.kept or usual), self.error, self.prediction, self.start or None)


def build(schedule: Schedule, t: int, given: Given, settings: ReverseSettings) -> Grid:
    """The last state reached at t, the x_0 predicted there and its noise, over snapshots of the chain."""
    oracle = settings.oracle(schedule.steps)
    run = reverse_run(schedule, oracle)
    # the last of the falling timesteps that is not below t
    state = max(0, bisect_right(run.timesteps, -t, key=neg) - 1)
    now, x_t = run.level(state), run.states.state(state)
    said = timestep(now.t)
    cells = [Cell(x_t, rf"x_{{{said}}}", PICTURE)]
    equation = r"x_0 = \hat x_0"
    if not now.noise:
        cells += [
            Cell(x_t, r"\hat x_0", PICTURE),
            Cell(Mix({}), r"\hat\epsilon", note="No noise is left."),
        ]
    else:
        x0_hat = predicted(schedule, oracle, now)
        eps_hat, eps = (x_t - now.signal * x0_hat) / now.noise, (x_t - now.signal * X0) / now.noise
        right = Reference(eps, r"\epsilon")
        cells += [Cell(x0_hat, r"\hat x_0", PICTURE), Cell(eps_hat, r"\hat\epsilon", right)]
        equation = step_equation(schedule, oracle.run, now, run.level(state + 1))
    place = run.timesteps[state]
    return Grid(
        equation=equation,
        law=LAW if oracle.run.family.stages == 1 and oracle.run.family.markov else SYMBOLS,
        rows=(Row(rf"t = {said}", place, tuple(cells), large=True), _snapshots(schedule, settings)),
        remark=_remark(run, oracle),
    )


def _remark(run: OracleRun, oracle: Oracle) -> str:
    steps = len(run.timesteps) - 1
    asked = oracle.run.family.evaluations(steps)
    words = (
        f"{steps} step{'s' * (steps != 1)} of {oracle.run.family.title} from t = {timestep(run.level(0).t)}"
    )
    return f"{words}. {REMARK}" if asked == steps else f"{words}, {asked} evaluations. {REMARK}"


@lru_cache(maxsize=8)  # they stay while t moves
def _snapshots(schedule: Schedule, settings: ReverseSettings) -> Row:
    run = reverse_run(schedule, settings.oracle(schedule.steps))
    states = sorted({round(k) for k in np.linspace(0, run.states.steps, settings.snapshots).tolist()})
    cells = tuple(
        Cell(run.states.state(k), rf"x_{{{timestep(run.level(k).t)}}}", PICTURE, t=run.timesteps[k])
        for k in states
    )
    return Row(r"\text{chain}", run.timesteps[0], cells)


def timesteps(
    schedule: Schedule, settings: ReverseSettings, run: Trajectory | None = None
) -> Sequence[int] | None:
    """Those of the states of the run, and 0."""
    kept = reverse_run(schedule, settings.oracle(schedule.steps)).timesteps
    return None if len(kept) == schedule.steps + 1 else kept[::-1]


SCENE = Scene(
    help=(
        "The chain from noise back to x<sub>0</sub>: drag t to any of its states. DDPM adds fresh noise in each "
        "step, DDIM with η = 0 none. The denoiser knows x<sub>0</sub>, so the chain must end there; with δ > 0 "
        "every prediction has the same error ξ, and at the end only that of the last one is left. States between "
        "two timesteps stand at the nearest whole t that is free, and their titles have the exact one. In formulas"
        " of samplers s and s′ are σ at this level and at the next, n is fresh noise, s<sub>up</sub> its standard "
        "deviation, and s<sub>down</sub>² = s′² − s<sub>up</sub>²."
    ),
    defaults=ReverseSettings(),
    options=(
        *sampler_options(
            Option(
                "kept",
                "steps",
                "whole",
                f"Steps of the sampler; 0 takes all T, or {USUAL} where they are walked one by one: with other "
                "samplers than DDPM, DDIM and Euler, or with levels between timesteps. Of these there may be "
                f"{MOST_WALKED}.",
                maximum=MAX_STEPS,
                none="usual",
                group=GROUP,
            )
        ),
        replace(
            START,
            help="Begin the chain with xₜ of the picture at this timestep; 0 begins with the noisiest that is kept.",
            none="the end",
        ),
        PREDICTION,
        ERROR,
        SNAPSHOTS,
    ),
    build=build,
    timesteps=timesteps,
    backwards=True,
    experiments=(
        Experiment(
            "Back without fresh noise",
            "--scene reverse --sampler ddim --eta 0 --t 500",
            "DDIM with η = 0 keeps to one noise image: drag t, and only the weights of picture and noise change.",
        ),
        Experiment(
            "Back with fresh noise",
            "--scene reverse --sampler ddpm --t 500",
            "DDPM replaces its noise as it goes: drag t down and the grain changes, though each state alone has the "
            "same law as with DDIM.",
        ),
        Experiment(
            "A prediction with an error",
            "--scene reverse --sampler ddim --kept 10 --prediction eps --error 0.2 --t 0",
            "Each prediction of ε has the same error, 0.2 (r.m.s.), and at the end only that of the last one is "
            "left: 0.07 in x₀.",
        ),
        Experiment(
            "From the middle of the chain",
            "--scene reverse --sampler ddpm --start 500 --t 250",
            "The chain begins with the picture's own x₅₀₀: it has no states above t = 500.",
        ),
        Experiment(
            "DDIM with 10 and with 1000 steps",
            "--scene samplers --run ddim:steps=10 --run ddim:steps=1000 --below octaves",
            "Where the denoiser does not know x₀, as in Samplers, short steps matter: ten leave little of the finest "
            "octave, a thousand nearly all of it.",
        ),
    ),
)
