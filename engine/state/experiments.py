"""Experiments that one click begins: a view in the words of the command line, and what to look at in it."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, replace

from engine.state.changes import with_settings
from engine.state.start_line import parse_start
from engine.state.view import View


@dataclass(frozen=True, slots=True)
class Experiment:
    """`words` are those of the command line, without a picture; `look` says in a sentence or two what to look at."""

    title: str
    words: str
    look: str

    def of(self, view: View) -> View:
        """The experiment with the picture, seed and settings of other scenes of a view."""
        asked = parse_start(shlex.split(self.words)).view
        kept = replace(view, zoom=None, pin=None, resampling=asked.resampling)
        kept = replace(kept, scene=asked.scene, schedule=asked.schedule, t=asked.t, strip=asked.strip)
        return with_settings(kept, asked.scene, asked.own)


EXPERIMENTS: Mapping[str, tuple[Experiment, ...]] = {
    "forward": (
        Experiment(
            "Half and half",
            "--scene forward --schedule cosine --t 500",
            "ᾱ is 0.49 here: picture and noise have nearly the same weight, and large shapes can still be told.",
        ),
        Experiment(
            "The same t, another schedule",
            "--scene forward --schedule linear --t 500",
            "ᾱ is 0.08 at the same t: the linear schedule has nearly no picture in the second half.",
        ),
        Experiment(
            "One chain of small steps",
            "--scene forward --t 300 --path on",
            "Each column is one chain now. Every image alone has the law that it had; what two of them share is the "
            "noise that was added before the earlier one.",
        ),
        Experiment(
            "The end of a short schedule",
            "--scene forward --schedule linear --steps 20 --t 20",
            "With the betas of T = 1000 twenty steps leave 0.90 of the picture at T: a chain back from pure noise "
            "would begin where no forward chain ends.",
        ),
        Experiment(
            "Zero terminal SNR",
            "--scene forward --schedule quadratic:beta_start=0.00085,beta_end=0.012 --t 1000 "
            "--transforms zero_terminal",
            "The schedule of Stable Diffusion, rescaled so that x_T is noise alone (Lin et al. 2024). Switch the "
            "transform off: 0.07 of the picture comes back.",
        ),
    ),
    "step": (
        Experiment(
            "A step is hardly seen",
            "--scene step --schedule linear --t 500",
            "x₄₉₉ and the samples of x₅₀₀ look the same: the step adds noise of standard deviation √β = 0.10.",
        ),
        Experiment(
            "The last step of the cosine schedule",
            "--scene step --schedule cosine --t 1000",
            "β is at its cap, 0.999: this one step multiplies what is left of the picture by 0.03.",
        ),
        Experiment(
            "Ten large steps",
            "--scene step --schedule cosine --steps 10 --t 5",
            "With T = 10 a step adds noise that is seen: a Gaussian is no longer a good answer to the step back.",
        ),
    ),
    "predict": (
        Experiment(
            "An error in the noise, late",
            "--scene predict --schedule linear --prediction eps --error 0.1 --t 900",
            "An error of 0.1 in ε̂ is an error of 6 in x̂₀: it is multiplied by noise / signal, which is 60 here.",
        ),
        Experiment(
            "The same error, early",
            "--scene predict --schedule linear --prediction eps --error 0.1 --t 100",
            "Here noise / signal is 0.34: the same error in ε̂ is not seen in x̂₀.",
        ),
        Experiment(
            "The velocity instead",
            "--scene predict --schedule linear --prediction v --error 0.1 --t 900",
            "The same error in v is never enlarged in x̂₀ where variance is preserved: its weight there is that of "
            "the noise, at most 1.",
        ),
    ),
    "posterior": (
        Experiment(
            "The last step back",
            "--scene posterior --schedule linear --t 1",
            "At t = 1 the posterior has variance 0 and all its weight on x₀: who knows x₀ is certain.",
        ),
        Experiment(
            "Which variance, where it matters",
            "--scene posterior --schedule linear --t 2 --variance beta",
            "At t = 2 the variance of the posterior is 0.45 times β: the choice between the two is made at small t.",
        ),
        Experiment(
            "Which variance, where it does not",
            "--scene posterior --schedule linear --t 500 --variance beta",
            "At t = 500 the two variances differ by less than 0.1 %: whichever is taken, the sample is the same to "
            "the eye.",
        ),
    ),
    "reverse": (
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
            "Each prediction has the same error, and at the end only that of the last one is left.",
        ),
        Experiment(
            "From the middle of the chain",
            "--scene reverse --sampler ddpm --start 500 --t 250",
            "The chain begins with the picture's own x₅₀₀: before that there is nothing to be seen.",
        ),
    ),
    "compare": (
        Experiment(
            "Four schedules at the same t",
            "--scene compare --t 500",
            "At t = T / 2 some have nearly no picture left, others half of it: compare the rows.",
        ),
        Experiment(
            "Four schedules at the same noise",
            "--scene compare --by snr --t 500",
            "All images of a column are the same: a schedule decides when a noise level is visited, no more.",
        ),
        Experiment(
            "When is a detail lost?",
            "--scene compare --schedules linear;cosine --by snr --t 200",
            "Turn the wheel over a detail, then drag t until it is lost in the noise: the titles say at which t that "
            "is under each schedule.",
        ),
    ),
    "generate": (
        Experiment(
            "Only colour and spectrum",
            "--scene generate --denoiser gaussian",
            "Press “Generate”: what comes has the mean colour and spectrum of your picture, none of its shapes.",
        ),
        Experiment(
            "A denoiser that remembers",
            "--scene generate --denoiser ideal",
            "Press “Generate”: the best denoiser for a finite set ends at a member of it. Watch the weights until "
            "one has them all.",
        ),
        Experiment(
            "Places, put together anew",
            "--scene generate --denoiser patches",
            "Press “Generate”: every patch comes from somewhere in your picture. Drag t: when are places settled?",
        ),
    ),
    "samplers": (
        Experiment(
            "Euler against Heun",
            "--scene samplers --run euler:spacing=karras,steps=10 --run heun:spacing=karras,steps=5",
            "Both ask the denoiser about ten times (Heun nine): for so few the formula of second order is worse.",
        ),
        Experiment(
            "The same with more evaluations",
            "--scene samplers --run euler:spacing=karras,steps=80 --run heun:spacing=karras,steps=40",
            "Now the steps are short enough for the second order to pay.",
        ),
        Experiment(
            "Why ten steps of DDIM look smooth",
            "--scene samplers --run ddim:steps=10 --run ddim:steps=50 --run ddim:steps=1000 --below octaves",
            "Each step falls a little short of the exact path, most of all where the picture is weak: after ten of "
            "them little is left of the finest octave, and fine detail is what looks sharp.",
        ),
    ),
    "plan": (
        Experiment(
            "What ten steps of DDIM lose",
            "--scene plan --run ddim:steps=10 --run ddim:steps=50 --run ddim:steps=250",
            "Power kept below 1 at high frequencies is detail that does not come back: the result looks smooth.",
        ),
        Experiment(
            "The same evaluations, spaced otherwise",
            "--scene plan --run dpmpp_2m:steps=10 --run dpmpp_2m:spacing=karras,steps=10 "
            "--run dpmpp_2m:spacing=exponential,steps=10",
            "Only the noise levels that are visited differ: compare KL.",
        ),
        Experiment(
            "What the start costs",
            "--scene plan --run ddim:steps=250 --law noise",
            "The run starts from noise alone, though x_T of the forward chain has a trace of the picture: see what "
            "part of the mean is lost, then start from the exact law.",
        ),
        Experiment(
            "Why the loss of ε is near 1 at small t",
            "--scene plan --above floor --loss eps",
            "If pictures are Gaussian, so little noise is lost in their detail, and nobody can predict it. Who knows "
            "a set of pictures by heart tells it from them: there the least loss is near 0.",
        ),
    ),
    "density": (
        Experiment(
            "Many values become one bell",
            "--scene density --t 200",
            "Read the map from t = 0: the histogram of your picture runs together into N(0, 1); the paths keep their "
            "quantile all the way.",
        ),
        Experiment(
            "Ten straight steps",
            "--scene density --run ddim:steps=10",
            "The sampler goes straight where the exact paths bend: where it ends is another law.",
        ),
    ),
}
"""By scene, in the order of the scenes."""

TOUR: tuple[Experiment, ...] = tuple(
    EXPERIMENTS[scene][number]
    for scene, number in (
        ("compare", 0),
        ("forward", 1),
        ("forward", 2),
        ("step", 0),
        ("posterior", 0),
        ("reverse", 1),
        ("reverse", 0),
        ("generate", 2),
    )
)
"""The figures of a first course, in the order of its ideas: schedules, forward, step, posterior, back, new ones."""
