"""The monotone cubic spline through points: between two of them it never leaves their values.

Fritsch & Carlson (SIAM J. Numer. Anal. 17, 1980) say which slopes at the points keep a cubic monotone. The slopes
here are those of Fritsch & Butland (SIAM J. Sci. Stat. Comput. 5, 1984) with the weights and ends of Moler (Numerical
Computing with MATLAB, 2004, section 3.4), known as PCHIP.
"""

from __future__ import annotations

import numpy as np

from engine.schedules.arrays import Array


def slopes(x: Array, y: Array) -> Array:
    """The derivatives at the points, shape (N,), of x that grow and y that fall, N >= 2."""
    width, chord = np.diff(x), np.diff(y) / np.diff(x)
    if len(x) == 2:
        return np.repeat(chord, 2)
    before, after = width[:-1] + 2 * width[1:], 2 * width[:-1] + width[1:]
    inner = (before + after) / (before / chord[:-1] + after / chord[1:])
    first = _end_slope(width[0], width[1], chord[0], chord[1])
    last = _end_slope(width[-1], width[-2], chord[-1], chord[-2])
    return np.concatenate(([first], inner, [last]))


def _end_slope(width: float, next_width: float, chord: float, next_chord: float) -> float:
    """That of the parabola through three points, but never upwards; of falling points it is at most two chords'."""
    slope = ((2 * width + next_width) * chord - width * next_chord) / (width + next_width)
    return float(min(slope, 0.0))


def interpolate(x: Array, y: Array, at: Array) -> Array:
    """The spline through (x, y), shape (N,), at places from the first x to the last, shape (M,).

    x must grow and y fall. At a point it is that point's y; it falls in between.
    """
    slope = slopes(x, y)
    piece = np.clip(np.searchsorted(x, at, side="right") - 1, 0, len(x) - 2)
    width = np.diff(x)[piece]
    s = (at - x[piece]) / width
    fall = (y[piece + 1] - y[piece]) * s * s * (3 - 2 * s)
    bend = s * (1 - s) * width * ((1 - s) * slope[piece] - s * slope[piece + 1])
    return np.where(s == 1, y[piece + 1], y[piece] + fall + bend)
