"""The charts of statistics: from the numbers of the engine to lines."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from engine.schedules.number_text import format_number
from gui.plots.line_chart import Diagram, Line, Mark

if TYPE_CHECKING:
    from engine.pixels.pixel_path import Course, PixelPath
    from engine.pixels.statistics import Statistics

Array = npt.NDArray[np.float64]
CHANNELS = {
    "dark": ("#ff8a80", "#6fd08c", "#7db7ff"),
    "light": ("#b3261e", "#1a7040", "#1f5fb8"),
}
"""Red, green and blue that can be told apart and read in each theme."""
DECADES = 7
"""Of power, below its largest, that a spectrum shows."""
HEIGHTS = 1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0
"""What an axis of densities ends at, times a power of ten: it stays where it is while t moves a little."""


def histogram_diagram(found: Statistics, theme: str) -> Diagram:
    """Densities: filled what was measured, as a line the exact law, dashed N(0, 1)."""
    edges = np.repeat(found.edges, 2)[1:-1]
    middles = (found.edges[1:] + found.edges[:-1]) / 2
    lines = []
    if found.measured is not None:
        filled = zip(found.measured, CHANNELS[theme], strict=True)
        lines += [
            Line(edges, np.repeat(values, 2), colour, base=np.zeros(len(edges))) for values, colour in filled
        ]
    if found.mixture is not None:
        laws = zip(found.mixture, CHANNELS[theme], strict=True)
        lines += [Line(middles, values, colour) for values, colour in laws]
    lines.append(Line(middles, found.normal, "dim", dashed=True))
    highest = max(float(np.max(line.y)) for line in lines)
    return Diagram(_ends(found.edges), (0.0, _rounded_up(1.05 * highest)), tuple(lines))


def spectrum_diagram(found: Statistics) -> Diagram | None:
    """Power over octaves, both in logarithms; the crossing is marked. None where there is no spectrum."""
    if not len(found.frequency):
        return None
    octaves = np.log2(found.frequency)
    lines = [Line(octaves, _decades(found.power), "text", 2.0)] if np.isfinite(found.power).all() else []
    if np.isfinite(found.picture).all():
        lines.append(Line(octaves, _decades(found.picture), "alpha_bar"))
    if found.noise > 0:
        flat = np.full(len(octaves), found.noise**2)
        lines.append(Line(octaves, _decades(flat), "sqrt_one_minus_alpha_bar", dashed=True))
    highest = max(float(line.y.max()) for line in lines)
    lowest = max(min(float(line.y.min()) for line in lines), highest - DECADES)
    bottom, top = math.floor(2 * lowest - 0.4) / 2, math.ceil(2 * max(highest, lowest + 1) + 0.4) / 2
    crossing = found.crossing
    return Diagram(
        x=(float(octaves[0]) - 0.3, float(octaves[-1]) + 0.3),
        y=(bottom, top),
        lines=tuple(lines[::-1]),
        marks=() if crossing is None else (Mark(float(np.log2(crossing))),),
        x_ticks=_periods(octaves),
        y_ticks=_powers_of_ten(bottom, top),
    )


def path_diagram(path: PixelPath, theme: str) -> Diagram:
    """The pixel over t: its band of two deviations, where it goes with the noise of the image, and where it is."""
    course, marks = path.course, [Mark(path.at)]
    if path.now is not None:
        marks += [Mark(path.at, *each) for each in zip(path.now, CHANNELS[theme], strict=True)]
    low = min([float(course.low.min()), *(path.now or ())])
    high = max([float(course.high.max()), *(path.now or ())])
    margin = 0.05 * (high - low) or 0.1
    lines = _course_lines(course, theme)
    return Diagram((0.0, float(course.t[-1])), (low - margin, high + margin), lines, tuple(marks))


@lru_cache(maxsize=4)  # the same lines for the same course: a chart draws them once
def _course_lines(course: Course, theme: str) -> tuple[Line, ...]:
    lines = []
    for channel, colour in enumerate(CHANNELS[theme]):
        lines.append(Line(course.t, course.low[:, channel], colour, base=course.high[:, channel]))
    for channel, colour in enumerate(CHANNELS[theme]):
        if course.path is not None:
            lines.append(Line(course.t, course.path[:, channel], colour))
        else:
            lines.append(Line(course.t, course.mean[:, channel], colour, 1.0, dashed=True))
    return tuple(lines)


def counted_text(found: Statistics | None, t: int) -> str:
    """What the histogram is of."""
    if found is None:
        return "Density of the pixels"
    if not found.counted:
        return f"Density at t = {t}: no pixels yet"
    return f"Density at t = {t} of {'all' if found.counted == found.pixels else f'{found.counted:,}'} pixels"


def moments_texts(found: Statistics | None) -> tuple[str, str]:
    """Mean and standard deviation of the three channels; where the pixels are not known, those of their law."""
    if found is None:
        return "…", "…"
    means = "  ".join(f"{value:+.3f}" for value in found.mean.tolist()).replace("-", "−")
    each = (format_number(value, 3 if value < 1 else 4) for value in found.deviation.tolist())
    of_law = "" if found.counted else " of the law"
    return f"mean{of_law} {means}", f"s.d.{of_law} {'  '.join(each)}"


def octaves_text(found: Statistics) -> str:
    """How much of the picture the noise has left."""
    if not len(found.frequency):
        return "One pixel has no spectrum."
    if not found.has_law:
        return "Made by a denoiser: it is no sum of the picture and noise."
    text = f"{found.above} of {len(found.frequency)} octaves above the noise"
    crossing = found.crossing
    return text if crossing is None else f"{text}: > {1 / crossing:.3g} px"


def _decades(power: Array) -> Array:
    return np.log10(np.maximum(power, 1e-30))


def _periods(octaves: Array) -> tuple[tuple[float, str], ...]:
    """Ticks at wavelengths of 2, 4, 8, ... pixels."""
    longest = int(np.floor(-octaves[0]))
    step = 1 if longest <= 7 else 2
    return tuple((-float(n), f"{2**n} px" if n == 1 else str(2**n)) for n in range(1, longest + 1, step))


def _powers_of_ten(low: float, high: float) -> tuple[tuple[float, str], ...]:
    exponents = range(int(np.ceil(low)), int(np.floor(high)) + 1)
    step = max(1, len(exponents) // 3)
    return tuple((float(n), f"{10.0**n:g}") for n in exponents if n % step == 0)


def _rounded_up(value: float) -> float:
    """The least of HEIGHTS, times a power of ten, that is no less."""
    unit = 10.0 ** math.floor(math.log10(value))
    return unit * next(height for height in HEIGHTS if unit * height >= value)


def _ends(values: Array) -> tuple[float, float]:
    return float(values[0]), float(values[-1])
