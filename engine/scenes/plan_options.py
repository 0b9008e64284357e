"""What can be chosen in the scene Plan."""

from __future__ import annotations

from dataclasses import dataclass

from engine.option import Option
from engine.scenes.plan_charts import FLOOR, UPPER
from engine.scenes.plan_floor_chart import TARGETS
from engine.scenes.runs import RUNS, SELECTED, USUAL_RUNS

LAWS = {"noise": "pure noise", "exact": "the exact law of x_T"}


@dataclass(frozen=True, slots=True)
class PlanSettings:
    """The runs as texts, of which number `selected` is looked at; they start from an x_T of the `law` (see LAWS)."""

    run: tuple[str, ...] = USUAL_RUNS
    selected: int = 1
    law: str = "noise"
    above: str = "levels"
    spectrum_of: str = "picture"
    folder: str = ""
    loss: str = "eps"


OPTIONS = (
    RUNS,
    SELECTED,
    Option(
        "spectrum_of",
        "spectrum of",
        "choice",
        "What is planned for: pictures with the spectrum of this one, or with the mean one of a set, at the "
        "working size. Many pictures say more of the low frequencies.",
        choices=(
            ("picture", "this picture"),
            ("bundled", "the bundled pictures"),
            ("folder", "pictures of a folder"),
        ),
    ),
    Option(
        "folder",
        "",
        "folder",
        "The folder with the pictures whose spectra are averaged; what is no picture is left out.",
        none="Choose a folder…",
        when=(("spectrum_of", ("folder",)),),
    ),
    Option(
        "law",
        "from",
        "choice",
        "Where runs start: from noise alone, as is usual, or from the law that x_T really has, which shows "
        "what the start costs.",
        choices=tuple(LAWS.items()),
    ),
    Option(
        "above",
        "upper chart",
        "choice",
        "The spectrum with the noise levels of the selected run, or at several sizes of the picture: where it "
        "falls as f⁻³ or faster, a halving gains 4 times the SNR, and another size wants another schedule. Or "
        "the KL of the selected sampler for each spacing and number of steps: a click takes both. Or the least "
        "loss that any network can reach at each t, under three laws of the data.",
        choices=tuple((name, words) for name, (words, _) in UPPER.items()),
    ),
    Option(
        "loss",
        "loss of",
        "choice",
        "The mean squared error of what the network predicts, per pixel and channel. The Gaussian law has a closed "
        "form. A set: pictures are its members, each as likely; that of one picture is 64 crops of ¾ of its sides. "
        "Patches: what is about a pixel is a patch of the picture, and the network sees no more than the denoiser "
        "Patches does; one that sees more may go below. The last two are means of n draws at each noise level, with "
        "their standard errors (s.e.).",
        choices=tuple(TARGETS.items()),
        when=(("above", (FLOOR,)),),
    ),
)
