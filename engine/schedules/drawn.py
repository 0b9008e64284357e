"""A schedule that is drawn: a monotone spline in log SNR through control points.

A point stands at v = (t - 1) / (T - 1), its part of the way from t = 1 to t = T, so that a drawing is one at any T.
The first is at v = 0, since t = 0 is the picture itself, and the last at v = 1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from engine.quoting import shown
from engine.schedules.arrays import Array
from engine.schedules.checks import HIGHEST_LOG_SNR
from engine.schedules.monotone import interpolate
from engine.schedules.paths import PATHS
from engine.schedules.schedule import Schedule

Point = tuple[float, float]
"""v and log SNR."""

LEAST_GAP = 1e-6
LEAST_FALL = 1e-3
"""Between the v and the log SNRs of neighbours, as far as a hand may move them."""
NEAREST_GAP = 1e-7
NEAREST_FALL = 1e-4
"""The same for any numbers, so that the spline has digits and every step adds noise."""
MOST_POINTS = 200


@dataclass(frozen=True, slots=True)
class Drawn:
    """Control points in the order of v, their log SNRs falling; `path` is one of PATHS.

    With `zero_terminal` nothing of the picture is left at t = T, whatever the last point says.

    Raises:
        ValueError: when the points are out of order, or there is no such path.
    """

    points: tuple[Point, ...]
    path: str = "preserving"
    zero_terminal: bool = False

    title: ClassVar[str] = "Drawn"

    def __post_init__(self) -> None:
        if self.path not in PATHS:
            raise ValueError(f"There is no path {shown(self.path)}; there are {', '.join(PATHS)}.")
        if not 2 <= len(self.points) <= MOST_POINTS:
            raise ValueError(f"A drawing has 2 to {MOST_POINTS} points, and this one has {len(self.points)}.")
        if (self.points[0][0], self.points[-1][0]) != (0, 1):
            raise ValueError(
                "The first point of a drawing is at 0, which is t = 1, and the last at 1, t = T."
            )
        for number, (v, log_snr) in enumerate(self.points, 1):
            if not abs(log_snr) <= HIGHEST_LOG_SNR or math.isnan(v):
                raise ValueError(
                    f"Point {number} has the log SNR {log_snr!r}; it must be from {-HIGHEST_LOG_SNR:g} to "
                    f"{HIGHEST_LOG_SNR:g}."
                )
        for number, ((v, log_snr), (next_v, next_log_snr)) in enumerate(
            zip(self.points, self.points[1:], strict=False), 1
        ):
            if not (next_v - v >= NEAREST_GAP and log_snr - next_log_snr >= NEAREST_FALL):
                raise ValueError(
                    f"Point {number + 1} at ({next_v!r}, {next_log_snr!r}) does not follow point {number} at "
                    f"({v!r}, {log_snr!r}): t must grow, and the log SNR fall by "
                    f"{NEAREST_FALL:g} or more."
                )

    def made(self, steps: int) -> Schedule:
        """The schedule with T = `steps`.

        Raises:
            ValueError: when that is 1, or the path cannot end without signal.
        """
        if steps < 2:
            raise ValueError("A drawn schedule needs two steps: choose T of 2 or more.")
        log_snr = self.log_snr_at(np.arange(steps) / (steps - 1))
        if self.zero_terminal:
            log_snr[-1] = -np.inf
        return replace(PATHS[self.path]("drawn", (), log_snr), origin=(self,))

    def log_snr_at(self, v: Array) -> Array:
        """The spline at places from 0 to 1, of the same shape."""
        places, log_snrs = np.array(self.points).T
        return interpolate(places, log_snrs, v)

    def moved(self, index: int, v: float, log_snr: float) -> Drawn:
        """With a point at the nearest place that its neighbours allow, if they leave room; ends keep their v."""
        return self._with(index, self._nearest(index, v, log_snr))

    def placed(self, index: int, t: float, log_snr: float, steps: int) -> Drawn:
        """With a point at exactly this t and log SNR.

        Raises:
            ValueError: with one sentence, when its neighbours do not allow it.
        """
        points = self.points
        before, after = points[max(index - 1, 0)], points[min(index + 1, len(points) - 1)]
        inner = 0 < index < len(points) - 1
        low, high = t_of(before[0], steps), t_of(after[0], steps)
        if inner and not low < t < high:
            raise ValueError(
                f"t = {t:g} is not between the neighbours of this point, at t = {low:g} and {high:g}."
            )
        least = after[1] if index < len(points) - 1 else -HIGHEST_LOG_SNR - LEAST_FALL
        most = before[1] if index else HIGHEST_LOG_SNR + LEAST_FALL
        if not least < log_snr < most:
            raise ValueError(
                f"A log SNR of {log_snr:g} is not between those of the neighbours, "
                f"{most:g} and {least:g}: it must fall from point to point."
            )
        return self._with(index, (v_of(t, steps) if inner else points[index][0], log_snr))

    def with_point(self, v: float, log_snr: float) -> tuple[Drawn, int]:
        """With one more point near (v, log_snr), and its index.

        Raises:
            ValueError: when there are as many as there can be, or there is no room for one.
        """
        if len(self.points) == MOST_POINTS:
            raise ValueError(f"A drawing has at most {MOST_POINTS} points: delete one first.")
        index = sum(place <= v for place, _ in self.points)
        index = min(max(index, 1), len(self.points) - 1)
        (left, high), (right, low) = self.points[index - 1], self.points[index]
        if right - left < 2 * LEAST_GAP or high - low < 2 * LEAST_FALL:
            raise ValueError("There is no room for a point here: move the neighbours apart first.")
        point = _between(v, left, right, LEAST_GAP), _between(log_snr, low, high, LEAST_FALL)
        return replace(self, points=(*self.points[:index], point, *self.points[index:])), index

    def without(self, index: int) -> Drawn:
        """With a point less.

        Raises:
            ValueError: when it is the first or the last, which stay.
        """
        if not 0 < index < len(self.points) - 1:
            raise ValueError("The first and the last point stay: a schedule goes from t = 1 to t = T.")
        return replace(self, points=self.points[:index] + self.points[index + 1 :])

    def _with(self, index: int, point: Point) -> Drawn:
        return replace(self, points=(*self.points[:index], point, *self.points[index + 1 :]))

    def _nearest(self, index: int, v: float, log_snr: float) -> Point:
        points, last = self.points, len(self.points) - 1
        low = points[index + 1][1] if index < last else -HIGHEST_LOG_SNR - LEAST_FALL
        high = points[index - 1][1] if index else HIGHEST_LOG_SNR + LEAST_FALL
        place, value = points[index]
        if high - low >= 2 * LEAST_FALL:
            value = _between(log_snr, low, high, LEAST_FALL)
        if 0 < index < last and points[index + 1][0] - points[index - 1][0] >= 2 * LEAST_GAP:
            place = _between(v, points[index - 1][0], points[index + 1][0], LEAST_GAP)
        return place, value


def _between(value: float, low: float, high: float, gap: float) -> float:
    """The nearest value so far from both limits; a limit in the digits that people read."""
    if low + gap <= value <= high - gap:
        return value
    return round(low + gap if value < low + gap else high - gap, 9)


def t_of(v: float, steps: int) -> float:
    """The t of a place, 1 to T; a whole one where it is meant."""
    return round(1 + v * (steps - 1), 9)


def v_of(t: float, steps: int) -> float:
    """The place of a t."""
    return (t - 1) / (steps - 1)


def drawn_text(drawn: Drawn) -> str:
    """Such as `0:9.2,0.5:0,1:-10;straight;zero`: each point's v and log SNR with all digits, then what is unusual."""
    words = [",".join(f"{v!r}:{log_snr!r}" for v, log_snr in drawn.points)]
    words += [drawn.path] * (drawn.path != "preserving") + ["zero"] * drawn.zero_terminal
    return ";".join(words)


def read_drawn(text: str) -> Drawn:
    """The drawing of a text.

    Raises:
        ValueError: with a sentence, when it is none.
    """
    numbers, *words = text.strip().split(";")
    points = []
    for each in numbers.split(","):
        try:
            v, log_snr = map(float, each.split(":"))
        except ValueError:
            raise ValueError(f"{shown(each)} is no point of a drawing, such as 0.5:-1.2") from None
        points.append((v, log_snr))
    paths = [word for word in words if word != "zero"]
    if len(paths) > 1:
        raise ValueError(f"a drawing has one path, and {shown(text)} names {len(paths)}")
    return Drawn(tuple(points), paths[0] if paths else "preserving", "zero" in words)
