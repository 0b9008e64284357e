"""What can be chosen in the scene Plan."""

from __future__ import annotations

from dataclasses import dataclass

from engine.option import Option
from engine.scenes.plan_charts import UPPER
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
        "the KL of the selected sampler for each spacing and number of steps: a click takes both.",
        choices=tuple((name, words) for name, (words, _) in UPPER.items()),
    ),
)
