"""Reverse: the whole chain back to x_0, at any timestep at once."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from operator import neg

import numpy as np

from engine.mix import Mix
from engine.predictions import PREDICTIONS
from engine.process import reverse_step
from engine.sampling import SPACINGS, Sampler, reverse_chain
from engine.scenes.film import X0, XI, Film
from engine.scenes.grid import Cell, Grid, Option, Row, Scene
from engine.scenes.posterior import VARIANCE
from engine.scenes.predict import ERROR, PREDICTION
from engine.schedules import MAX_STEPS, Schedule

ORACLE = "The denoiser here knows x₀: this is the mathematics of sampling, not generation."


@dataclass(frozen=True, slots=True)
class ReverseSettings:
    """`kept` steps of T, 0 for all; `eta` holds for DDIM, `variance` for DDPM; `snapshots` small images."""

    sampler: str = "ddpm"
    kept: int = 0
    spacing: str = "trailing"
    eta: float = 0.0
    variance: str = "posterior"
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
    cells = [Cell(x_t, rf"x_{{{t_state}}}", reference=X0)]
    equation = r"x_0 = \hat x_0"
    if t_state == 0:
        cells += [
            Cell(x_t, r"\hat x_0", reference=X0),
            Cell(Mix({}), r"\hat\epsilon", note="No noise is left."),
        ]
    else:
        error = (
            sampler.error * PREDICTIONS[sampler.prediction].gain(schedule, t_state) if sampler.error else 0.0
        )
        x0_hat = X0 + error * XI
        signal, noise = schedule.sqrt_alpha_bar[t_state], schedule.sqrt_one_minus_alpha_bar[t_state]
        eps_hat = (x_t - signal * x0_hat) / noise
        cells += [Cell(x0_hat, r"\hat x_0", reference=X0), Cell(eps_hat, r"\hat\epsilon")]
        s = kept[state + 1]
        back = reverse_step(schedule, t_state, s, sampler.eta, large_variance=sampler.large_variance)
        equation = rf"x_{{{s}}} = {back.c0:.4f}\, \hat x_0 + {back.ct:.4f}\, x_{{{t_state}}}"
        equation += rf" + {back.variance**0.5:.4f}\, z"
    return Grid(
        equation=equation,
        law=r"p(x_s | x_t) = \mathcal{N}(c_0\, \hat x_0 + c_t\, x_t,\; \sigma_t^2\, \mathrm{I})",
        rows=(Row(rf"t = {t_state}", t, tuple(cells), large=True), _snapshots(schedule, settings)),
        remark=f"{ORACLE} {len(kept) - 1} steps, from t = {kept[0]}.",
    )


@lru_cache(maxsize=8)  # they stay while t moves
def _snapshots(schedule: Schedule, settings: ReverseSettings) -> Row:
    kept, chain = reverse_chain(schedule, settings.sampler_for(schedule.steps))
    states = sorted({round(k) for k in np.linspace(0, chain.steps, settings.snapshots).tolist()})
    cells = tuple(Cell(chain.state(k), rf"x_{{{kept[k]}}}", t=kept[k]) for k in states)
    return Row(r"\text{chain}", kept[0], cells)


SCENE = Scene(
    title="Reverse",
    help=(
        "The chain from noise back to x<sub>0</sub>, on one and the same random path: drag t to any of its "
        "states. DDPM adds fresh noise in each step, DDIM with η = 0 none. Without error the chain must end "
        "at x<sub>0</sub>, since the denoiser knows it. With δ > 0 every prediction has the same error ξ: "
        "one sees it build up, and at the end only that of the last prediction is left: almost none for ε "
        "and v when all steps are kept, all of it for x<sub>0</sub>, and more with few steps."
    ),
    defaults=ReverseSettings(),
    options=(
        Option(
            "sampler",
            "sampler",
            "choice",
            "DDPM (Ho et al. 2020) or DDIM (Song et al. 2021).",
            choices=(("ddpm", "DDPM"), ("ddim", "DDIM")),
        ),
        Option("kept", "steps", "whole", "Steps of the sampler; 0 takes all T.", maximum=MAX_STEPS),
        Option(
            "spacing",
            "spacing",
            "choice",
            "Which of the T timesteps are kept.",
            choices=tuple((name, name) for name in SPACINGS),
        ),
        Option(
            "eta",
            "η",
            "number",
            "Noise of DDIM: 0 none, 1 as DDPM. DDPM itself has no such setting.",
            step=0.05,
        ),
        VARIANCE,
        PREDICTION,
        ERROR,
        Option("snapshots", "images", "whole", "Images of the chain.", minimum=2, maximum=12),
    ),
    build=build,
)
