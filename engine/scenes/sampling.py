"""What the scenes with a sampler share: its settings, and the equation of one of its steps."""

from __future__ import annotations

from engine.option import Option
from engine.process import reverse_step
from engine.samplers.timesteps import WHOLE
from engine.scenes.formula import weighted
from engine.schedules import MAX_STEPS, Schedule

GROUP = "Sampler"

SAMPLER = Option(
    "sampler",
    "sampler",
    "choice",
    "DDPM (Ho et al. 2020) or DDIM (Song et al. 2021).",
    choices=(("ddpm", "DDPM"), ("ddim", "DDIM")),
    group=GROUP,
)
SPACING = Option(
    "spacing",
    "spacing",
    "choice",
    "Which of the T timesteps are kept.",
    choices=tuple((name, name) for name in WHOLE),
    group=GROUP,
)
ETA = Option(
    "eta",
    "η",
    "number",
    "Noise of DDIM: 0 none, 1 as DDPM.",
    step=0.05,
    when=(("sampler", ("ddim",)),),
    group=GROUP,
)
VARIANCE = Option(
    "variance",
    "variance",
    "choice",
    "β̃ is that of the posterior, right when x₀ is known. β, that of the step forward, is right for x₀ ~ N(0, I), "
    "and leaves too much noise in what varies less, most of all with few steps.",
    choices=(("posterior", "β̃ (posterior)"), ("beta", "β")),
    group=GROUP,
)
START = Option(
    "start",
    "from t =",
    "whole",
    "Noise the picture up to this timestep and go back from there; 0 begins with noise alone.",
    maximum=MAX_STEPS,
    none="noise",
    group=GROUP,
)
SNAPSHOTS = Option(
    "snapshots", "images", "whole", "Images of the chain.", minimum=2, maximum=12, group="Images"
)


def step_equation(schedule: Schedule, t: int, s: int, eta: float, *, large_variance: bool) -> str:
    """The step from t to s of a sampler (see process.reverse_step) with its numbers, as TeX."""
    back = reverse_step(schedule, t, s, eta, large_variance=large_variance)
    terms = (back.c0, r"\hat x_0"), (back.ct, rf"x_{{{t}}}"), (back.variance**0.5, "z")
    return rf"x_{{{s}}} = {weighted(*terms)}"
