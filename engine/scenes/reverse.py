"""Reverse: the whole chain back to x_0, at any timestep at once, with a denoiser that knows x_0."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import neg

import numpy as np

from engine.generation.progress import Run
from engine.mix import Mix
from engine.option import Option
from engine.predictions import PREDICTIONS
from engine.samplers.oracle import Sampler, reverse_chain
from engine.scenes.film import X0, XI, Film
from engine.scenes.grid import PICTURE, Cell, Grid, Reference, Row, Scene
from engine.scenes.predict import ERROR, PREDICTION
from engine.scenes.sampling import ETA, GROUP, SAMPLER, SNAPSHOTS, SPACING, START, VARIANCE, step_equation
from engine.schedules import MAX_STEPS, Schedule

REMARK = "The denoiser here knows x₀: this is the mathematics of sampling, not generation."


@dataclass(frozen=True, slots=True)
class ReverseSettings:
    """The sampler, and the error of its predictions.

    `kept` steps of T, 0 for all; `eta` holds for DDIM, `variance` for DDPM. The chain begins at t = `start`, 0 for
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

    def sampler_for(self, steps: int) -> Sampler:
        """The sampler that these settings mean for T = `steps`."""
        ddpm = self.sampler == "ddpm"
        return Sampler(
            kept=self.kept or steps,
            spacing=self.spacing,
            eta=1.0 if ddpm else self.eta,
            large_variance=ddpm and self.variance == "beta",
            error=self.error,
            prediction=self.prediction,
            start=self.start or None,
        )


def build(schedule: Schedule, t: int, film: Film, settings: ReverseSettings) -> Grid:
    """The last state reached at t, the x_0 predicted there and its noise, over snapshots of the chain."""
    sampler = settings.sampler_for(schedule.steps)
    kept, chain = reverse_chain(schedule, sampler)
    state = max(
        0, bisect_right(kept, -t, key=neg) - 1
    )  # the last of the falling timesteps that is not below t
    t_state = kept[state]
    x_t = chain.state(state)
    cells = [Cell(x_t, rf"x_{{{t_state}}}", PICTURE)]
    equation = r"x_0 = \hat x_0"
    if t_state == 0:
        cells += [
            Cell(x_t, r"\hat x_0", PICTURE),
            Cell(Mix({}), r"\hat\epsilon", note="No noise is left."),
        ]
    else:
        error = (
            sampler.error * PREDICTIONS[sampler.prediction].gain(schedule, t_state) if sampler.error else 0.0
        )
        x0_hat = X0 + error * XI
        signal, noise = schedule.signal[t_state], schedule.noise[t_state]
        eps_hat, eps = (x_t - signal * x0_hat) / noise, (x_t - signal * X0) / noise
        right = Reference(eps, r"\epsilon")
        cells += [Cell(x0_hat, r"\hat x_0", PICTURE), Cell(eps_hat, r"\hat\epsilon", right)]
        s = kept[state + 1]
        eta, large_variance = sampler.eta, sampler.large_variance
        equation = step_equation(schedule, t_state, s, eta, large_variance=large_variance)
    return Grid(
        equation=equation,
        law=r"p(x_s | x_t) = \mathcal{N}(c_0\, \hat x_0 + c_t\, x_t,\; \varsigma_t^{2}\, \mathrm{I})",
        rows=(Row(rf"t = {t_state}", t_state, tuple(cells), large=True), _snapshots(schedule, settings)),
        remark=f"{REMARK} {len(kept) - 1} steps, from t = {kept[0]}.",
    )


@lru_cache(maxsize=8)  # they stay while t moves
def _snapshots(schedule: Schedule, settings: ReverseSettings) -> Row:
    kept, chain = reverse_chain(schedule, settings.sampler_for(schedule.steps))
    states = sorted({round(k) for k in np.linspace(0, chain.steps, settings.snapshots).tolist()})
    cells = tuple(Cell(chain.state(k), rf"x_{{{kept[k]}}}", PICTURE, t=kept[k]) for k in states)
    return Row(r"\text{chain}", kept[0], cells)


def timesteps(schedule: Schedule, settings: ReverseSettings, run: Run | None = None) -> Sequence[int] | None:
    """Those that the sampler keeps, and 0."""
    kept, _ = reverse_chain(schedule, settings.sampler_for(schedule.steps))
    return None if len(kept) == schedule.steps + 1 else kept[::-1]


SCENE = Scene(
    title="Reverse",
    group="The process",
    help=(
        "The chain from noise back to x<sub>0</sub>: drag t to any of its states. DDPM adds fresh noise in each "
        "step, DDIM with η = 0 none. The denoiser knows x<sub>0</sub>, so the chain must end there; with δ > 0 every "
        "prediction has the same error ξ, and at the end only that of the last one is left."
    ),
    defaults=ReverseSettings(),
    options=(
        Option(
            "kept",
            "steps",
            "whole",
            "Steps of the sampler; 0 takes all T.",
            maximum=MAX_STEPS,
            none="all",
            group=GROUP,
        ),
        SAMPLER,
        SPACING,
        ETA,
        replace(VARIANCE, when=(("sampler", ("ddpm",)),)),
        replace(
            START,
            help="Begin the chain with x_t of the picture at this timestep; 0 begins with the noisiest that is kept.",
            none="the end",
        ),
        PREDICTION,
        ERROR,
        SNAPSHOTS,
    ),
    build=build,
    timesteps=timesteps,
    backwards=True,
)
