"""The paths of runs in one plane: that of the two directions in which their x_t vary most."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.generation.trajectory import Trajectory

Array = npt.NDArray[np.float64]
MOST_ROWS = 240
"""Images that are compared, x_t and x0_hat together; of longer runs some states are left out, evenly."""
_SLICE = 2**28
"""Products between two pauses; they take some 30 ms."""


@dataclass(frozen=True, slots=True, eq=False)
class PlanePath:
    """The path of a sample of a run: which of its states, and the places there of x_t and of x0_hat, (states, 2)."""

    run: Trajectory
    states: tuple[int, ...]
    x_t: Array
    x0_hat: Array

    def at(self, t: int) -> int:
        """The number in `states` of the last one whose timestep is not below t, else of the first."""
        return max((k for k, state in enumerate(self.states) if self.run.timesteps[state] >= t), default=0)


@dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """Paths in the plane, and the share of each of its two directions in the variance of all x_t.

    A place is the projection of an image less the mean of all x_t, over the root of its number of values: 1 is a
    difference of 1 in each of them.
    """

    shares: tuple[float, float]
    paths: tuple[PlanePath, ...]

    def has(self, run: Trajectory | None) -> bool:
        """Whether it is of this run, among others."""
        return run is not None and any(path.run.id == run.id for path in self.paths)


def states_of(run: Trajectory, runs: int) -> tuple[int, ...]:
    """The states of one of so many runs that are there at their full size, evenly thinned out to their share."""
    whole = [state for state in range(run.done) if not (run.levels and run.levels[state])]
    most = max(2, MOST_ROWS // (2 * runs))
    if len(whole) <= most:
        return tuple(whole)
    return tuple(whole[round(k)] for k in np.linspace(0, len(whole) - 1, most).tolist())


def find_plane(
    runs: Sequence[tuple[Trajectory, tuple[int, ...]]], images: Sequence[npt.NDArray[np.floating]]
) -> Generator[None, None, Plane | None]:
    """The plane of runs with the states that count; None where there are less than three of these.

    `images`, all of one shape, are the x_t of those states, run after run, then the x0_hat. The directions are the
    two first singular vectors of the x_t less their mean, from the exact eigenvectors of their products with each
    other (the snapshot method, Sirovich 1987), so that images of any size take one small matrix.
    """
    count = len(images) // 2
    if count < 3:
        return None
    gram = yield from _products(images)
    mean = gram[:count].mean(0)
    gram = gram - mean[None, :] - mean[:, None] + mean[:count].mean()  # of what is left without the mean x_t
    power, vectors = np.linalg.eigh(gram[:count, :count])
    power, vectors = np.maximum(power[::-1], 0.0), vectors[:, ::-1]
    total = float(power.sum())
    if not total > 0:
        return None
    scale = np.sqrt(np.maximum(power[:2], total * 1e-15) * images[0].size)
    places = gram[:, :count] @ (vectors[:, :2] / scale)
    # The farthest is right, and up.
    places *= np.sign(places[np.abs(places[:count]).argmax(0), [0, 1]] + 1e-300)
    paths, begin = [], 0
    for run, states in runs:
        end = begin + len(states)
        paths.append(PlanePath(run, states, places[begin:end], places[count + begin : count + end]))
        begin = end
    return Plane((float(power[0]) / total, float(power[1]) / total), tuple(paths))


def _products(images: Sequence[npt.NDArray[np.floating]]) -> Generator[None, None, Array]:
    flat = [image.reshape(-1) for image in images]
    gram = np.zeros((len(flat), len(flat)))
    length = max(64, _SLICE // len(flat) ** 2)
    for begin in range(0, len(flat[0]), length):
        part = np.stack([each[begin : begin + length] for each in flat]).astype(np.float64)
        gram += part @ part.T
        yield
    return gram
