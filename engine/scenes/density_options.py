"""What can be chosen in the scene Density."""

from __future__ import annotations

from dataclasses import dataclass

from engine.option import Option
from engine.planning.facts import CHANNELS
from engine.scenes.density_calculations import OVER
from engine.scenes.density_places import MOST_PATHS, start_text
from engine.scenes.runs import RUNS, SELECTED, USUAL_RUNS

NORMALISED = {
    "column": "Each column of the map is over its maximum.",
    "log": "The map is log p, from the maximum of its column down to 12 below.",
}


@dataclass(frozen=True, slots=True)
class DensitySettings:
    """The runs as texts, of which number `selected` has its paths drawn; what is drawn, and how.

    `paths` begin at so many deviations of the noise.
    """

    run: tuple[str, ...] = USUAL_RUNS
    selected: int = 1
    channel: str = "grey"
    coordinates: str = "x_t"
    axis: str = "t"
    map: str = "column"
    joint: bool = False
    paths: tuple[str, ...] = ("-2.1", "-1.5", "-0.9", "-0.3", "0.3", "0.9", "1.5", "2.1")


OPTIONS = (
    RUNS,
    SELECTED,
    Option(
        "channel",
        "channel",
        "choice",
        "Whose histogram: grey is the mean of the three.",
        choices=tuple((name, name) for name in CHANNELS),
    ),
    Option(
        "coordinates",
        "axis",
        "choice",
        "xₜ itself, which shrinks to noise of the same size, or xₜ / signal, over which the noise grows.",
        choices=(("x_t", "xₜ"), ("x_t/signal", "xₜ / signal")),
    ),
    Option(
        "axis",
        "over",
        "choice",
        "The timestep, or log SNR, over which a schedule is only the levels that it visits.",
        choices=tuple(OVER.items()),
    ),
    Option(
        "map",
        "map",
        "choice",
        "Each column over its maximum, or the logarithm.",
        choices=(("column", "p / max p"), ("log", "log p")),
    ),
    Option(
        "paths",
        "",
        "runs",
        "Where paths begin, in standard deviations of the noise.",
        minimum=1,
        maximum=MOST_PATHS,
        read=start_text,
        word="NUMBER",
    ),
    Option(
        "joint",
        "a pixel and its right neighbour",
        "switch",
        "The joint density of two neighbours at t, with the score as arrows: what they share drowns last.",
    ),
)
