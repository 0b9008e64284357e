"""The chart of the plane of runs, and where they are in it at t.

Both directions have one scale, on which 1 is a difference of 1 in each value: distances can be compared.
"""

from __future__ import annotations

import numpy as np

from engine.generation.plane import Array, Plane
from engine.samplers.run import SamplerRun
from engine.scenes.chart import Axis, Chart, Curve, Spots, linear_ticks
from engine.scenes.runs import run_title
from engine.schedules.number_text import percent

QUESTION = "Where do xₜ (solid) and the predicted x₀ (dashed) go?"
NOTHING = Chart(
    "The plane of a run is drawn once three of its states are there.",
    Axis(-1.0, 1.0, ()),
    Axis(-1.0, 1.0, ()),
)


def plane_chart(plane: Plane | None) -> Chart:
    """The paths of all runs, each in its colour."""
    if plane is None:
        return NOTHING
    curves = []
    for number, (path, name) in enumerate(zip(plane.paths, _names(plane), strict=True)):
        curves.append(Curve(path.x_t[:, 0], path.x_t[:, 1], name, number, dots=True))
        curves.append(Curve(path.x0_hat[:, 0], path.x0_hat[:, 1], "", number, dashed=True))
    places = np.concatenate([each for path in plane.paths for each in (path.x_t, path.x0_hat)])
    first, second = (percent(share, 1) for share in plane.shares)
    unit = f"across {first} of the variance of xₜ, up {second}"
    return Chart(QUESTION, _axis(places[:, 0], unit), _axis(places[:, 1], ""), tuple(curves), even=True)


def plane_spots(plane: Plane | None, t: int) -> Spots | None:
    """Where x_t and x0_hat of each run are at t."""
    if plane is None:
        return None
    spots = []
    for number, path in enumerate(plane.paths):
        at = path.at(t)
        for places in (path.x_t, path.x0_hat):
            spots.append((float(places[at, 0]), float(places[at, 1]), number))
    return Spots(tuple(spots))


def _axis(values: Array, unit: str) -> Axis:
    low, high = float(values.min()), float(values.max())
    room = 0.06 * max(high - low, 1e-6)
    return Axis(low - room, high + room, linear_ticks(low - room, high + room), unit)


def _names(plane: Plane) -> list[str]:
    """The sampler, spacing and steps of each run, with the seed and denoiser where those differ."""
    recipes = [path.run.recipe for path in plane.paths]
    seeds, denoisers = ({getattr(each, what) for each in recipes} for what in ("seed", "denoiser"))
    names = []
    for recipe in recipes:
        run: SamplerRun = recipe.sampler
        words = [run_title(run)]
        words += [recipe.family.title.split(" ")[0]] if len(denoisers) > 1 else []
        words += [f"seed {recipe.seed}"] if len(seeds) > 1 else []
        names.append(", ".join(words))
    return names
