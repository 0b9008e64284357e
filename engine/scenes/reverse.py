"""Reverse: the whole chain back to x_0, at any timestep at once."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import neg

import numpy as np

from engine.denoisers import DENOISERS
from engine.generation.progress import Run
from engine.generation.recipe import ANYWHERE, CROPS, MEMBERS, Recipe
from engine.mix import Mix
from engine.predictions import PREDICTIONS
from engine.samplers.oracle import Sampler, reverse_chain
from engine.samplers.timesteps import WHOLE
from engine.scenes.film import X0, XI, Film
from engine.scenes.generated import build_generated, step_equation
from engine.scenes.grid import Cell, Grid, Option, Row, Scene
from engine.scenes.posterior import VARIANCE
from engine.scenes.predict import ERROR, PREDICTION
from engine.schedules import MAX_STEPS, Schedule

ORACLE = "oracle"
ORACLE_REMARK = "The denoiser here knows x₀: this is the mathematics of sampling, not generation."


KNOWING = (("denoiser", (ORACLE,)),)
GENERATING = (("denoiser", tuple(DENOISERS)),)
PATCHES = (("denoiser", ("patches",)),)
IDEAL = (("denoiser", ("ideal",)),)


@dataclass(frozen=True, slots=True)
class ReverseSettings:
    """A denoiser (`ORACLE`, or a name in DENOISERS), the sampler, and what they need.

    `kept` steps of T, 0 for all, are those of the oracle; others take `run_steps`. `eta` holds for DDIM, `variance`
    for DDPM; `snapshots` small images. From `run_steps` on the settings are those of a generation, see Recipe:
    `start` is 0 for noise, `row_width` and `column_width` are 1 for anywhere; the large row shows number `sample` of
    the `seeds` new pictures.
    """

    sampler: str = "ddpm"
    kept: int = 0
    spacing: str = "trailing"
    eta: float = 0.0
    variance: str = "posterior"
    prediction: str = "eps"
    error: float = 0.0
    snapshots: int = 6
    denoiser: str = ORACLE
    run_steps: int = 40
    rows_wanted: int = 48
    start: int = 0
    seeds: int = 1
    sample: int = 1
    scale: float = 1.0
    row_width: float = 0.1
    column_width: float = 1.0
    mirrored: bool = False
    members: str = MEMBERS[0]
    folder: str = ""

    def recipe(self, seed: int) -> Recipe:
        """The generation that these settings mean, with a seed."""
        ddpm = self.sampler == "ddpm"
        return Recipe(
            denoiser=self.denoiser,
            rows=self.rows_wanted,
            kept=self.run_steps,
            spacing=self.spacing,
            eta=1.0 if ddpm else self.eta,
            large_variance=ddpm and self.variance == "beta",
            seed=seed,
            start=self.start or None,
            scale=self.scale,
            row_width=self.row_width if self.row_width < 1 else ANYWHERE,
            column_width=self.column_width if self.column_width < 1 else ANYWHERE,
            mirrored=self.mirrored,
            members=self.members if self.denoiser == "ideal" else MEMBERS[0],
            folder=self.folder if self.denoiser == "ideal" and self.members == "folder" else "",
        )

    def run(self, schedule: Schedule, seed: int) -> Run:
        """What these settings mean, before any of it is made.

        Raises:
            ValueError: when they do not go with the schedule.
        """
        recipe = self.recipe(seed)
        return Run("", recipe, schedule.identity, recipe.timesteps(schedule.steps), self.seeds)

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
    if settings.denoiser != ORACLE:
        chosen = settings.run(schedule, film.seed)
        return build_generated(schedule, t, chosen, film.run, settings.sample - 1, settings.snapshots)
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
        eta, large_variance = sampler.eta, sampler.large_variance
        equation = step_equation(schedule, t_state, s, eta, large_variance=large_variance)
    return Grid(
        equation=equation,
        law=r"p(x_s | x_t) = \mathcal{N}(c_0\, \hat x_0 + c_t\, x_t,\; \sigma_t^2\, \mathrm{I})",
        rows=(Row(rf"t = {t_state}", t, tuple(cells), large=True), _snapshots(schedule, settings)),
        remark=f"{ORACLE_REMARK} {len(kept) - 1} steps, from t = {kept[0]}.",
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
        "The chain from noise back to x<sub>0</sub>: drag t to any of its states. DDPM adds fresh noise in each "
        "step, DDIM with η = 0 none. With the oracle it must end at x<sub>0</sub>; with δ > 0 every prediction has "
        "the same error ξ, and at the end only that of the last one is left. The other denoisers know pictures but "
        "not x<sub>0</sub>: generate a new one. Where its patches come from is a colour: blue is the upper left "
        "of the picture, orange the upper right, green the lower left, pink the lower right."
    ),
    defaults=ReverseSettings(),
    options=(
        Option(
            "denoiser",
            "denoiser",
            "choice",
            "What predicts x₀ from x_t. The oracle knows x₀; the others know only pictures, and so make new ones.",
            choices=(
                (ORACLE, "Oracle (knows x₀)"),
                *((name, each.title) for name, each in DENOISERS.items()),
            ),
        ),
        Option(
            "kept",
            "steps",
            "whole",
            "Steps of the sampler; 0 takes all T.",
            maximum=MAX_STEPS,
            none="all",
            when=KNOWING,
        ),
        Option(
            "run_steps", "steps", "whole", "Steps of the sampler.", minimum=1, maximum=1000, when=GENERATING
        ),
        Option(
            "sampler",
            "sampler",
            "choice",
            "DDPM (Ho et al. 2020) or DDIM (Song et al. 2021).",
            choices=(("ddpm", "DDPM"), ("ddim", "DDIM")),
        ),
        Option(
            "spacing",
            "spacing",
            "choice",
            "Which of the T timesteps are kept.",
            choices=tuple((name, name) for name in WHOLE),
        ),
        Option(
            "eta",
            "η",
            "number",
            "Noise of DDIM: 0 none, 1 as DDPM.",
            step=0.05,
            when=(("sampler", ("ddim",)),),
        ),
        replace(VARIANCE, when=(("sampler", ("ddpm",)),)),
        replace(PREDICTION, when=KNOWING),
        replace(ERROR, when=KNOWING),
        Option(
            "start",
            "from t =",
            "whole",
            "Noise the picture up to this timestep and go back from there; 0 begins with noise alone.",
            maximum=MAX_STEPS,
            none="noise",
            when=GENERATING,
        ),
        Option(
            "rows_wanted",
            "height",
            "whole",
            "Rows of the new picture. Patches take about four times as long for twice as many.",
            minimum=16,
            maximum=384,
            when=GENERATING,
        ),
        Option(
            "seeds",
            "samples",
            "whole",
            "New pictures at once, each with a seed of its own.",
            minimum=1,
            maximum=9,
            when=GENERATING,
        ),
        Option(
            "sample",
            "large",
            "whole",
            "Which of the samples is shown large; a click on one chooses it.",
            minimum=1,
            maximum=9,
            when=GENERATING,
        ),
        Option(
            "scale",
            "patch size ×",
            "number",
            "Size of the patches, times the usual one: large ones copy the picture, small ones forget its layout.",
            minimum=0.25,
            maximum=2.0,
            step=0.05,
            when=PATCHES,
        ),
        Option(
            "row_width",
            "height ±",
            "number",
            "How far above or below its own place a patch may come from, as a part of the height; 1 is anywhere.",
            minimum=0.0,
            step=0.02,
            when=PATCHES,
        ),
        Option(
            "column_width",
            "side ±",
            "number",
            "How far to the left or right a patch may come from, as a part of the width; 1 is anywhere.",
            minimum=0.0,
            step=0.02,
            when=PATCHES,
        ),
        Option("mirrored", "mirrored too", "switch", "Patches of the mirrored picture too.", when=PATCHES),
        Option(
            "members",
            "set",
            "choice",
            "The pictures that the denoiser knows.",
            choices=(
                ("crops", f"{CROPS} crops of the picture"),
                ("bundled", "the bundled pictures"),
                ("folder", "pictures of a folder"),
            ),
            when=IDEAL,
        ),
        Option(
            "folder",
            "",
            "folder",
            "The folder with the pictures of the set; they are cut to the proportions of the open one.",
            none="Choose a folder…",
            when=(*IDEAL, ("members", ("folder",))),
        ),
        Option("snapshots", "images", "whole", "Images of the chain.", minimum=2, maximum=12),
    ),
    build=build,
)
