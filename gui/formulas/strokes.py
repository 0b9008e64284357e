"""What formulas have beside glyphs: bars, accents and radicals, with rules on whole pixels of the device."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath, QPolygonF

# In em.
RULE = 0.05  # thickness of bars and vincula
HOOK = 0.5  # width of the radical before what is under it


class Stroke(NamedTuple):
    """A painted shape: `draw` adds it to a path, given the length of a pixel of the device.

    `bottom` is the lower edge of a bar or vinculum, which grows upwards.
    """

    draw: Callable[[QPainterPath, Stroke, float], None]
    left: float
    right: float
    bottom: float
    em: float
    foot: float = 0.0


def _rule(stroke: Stroke, pixel: float) -> tuple[float, float]:
    """Top and bottom of a horizontal rule: whole device pixels, at least one."""
    bottom = round(stroke.bottom / pixel) * pixel
    return bottom - max(1, round(RULE * stroke.em / pixel)) * pixel, bottom


def draw_bar(path: QPainterPath, stroke: Stroke, pixel: float) -> None:
    """Add a bar over a letter, or the rule of a fraction."""
    top, bottom = _rule(stroke, pixel)
    path.addRect(stroke.left, top, stroke.right - stroke.left, bottom - top)


def draw_hat(path: QPainterPath, stroke: Stroke, pixel: float) -> None:
    """Add a hat over a letter."""
    em, middle = stroke.em, (stroke.left + stroke.right) / 2
    low = round(stroke.bottom / pixel) * pixel
    high, thick = low - 0.18 * em, max(0.065 * em, 0.9 * pixel)
    foot, half, apex = 0.05 * em, 0.19 * em, 0.025 * em
    _add_polygon(
        path,
        (middle - half, low),
        (middle - apex, high),
        (middle + apex, high),
        (middle + half, low),
        (middle + half - foot, low),
        (middle, high + thick),
        (middle - half + foot, low),
    )


def draw_tilde(path: QPainterPath, stroke: Stroke, pixel: float) -> None:
    """Add a tilde over a letter."""
    em, middle = stroke.em, (stroke.left + stroke.right) / 2
    half, thick, wave = 0.22 * em, max(0.08 * em, pixel), 0.17 * em
    y = round(stroke.bottom / pixel) * pixel - 0.03 * em
    path.moveTo(middle - half, y)
    path.cubicTo(
        middle - half / 3, y - wave - thick, middle + half / 3, y + wave - thick, middle + half, y - thick
    )
    path.cubicTo(middle + half / 3, y + wave, middle - half / 3, y - wave, middle - half, y)
    path.closeSubpath()


def draw_root(path: QPainterPath, stroke: Stroke, pixel: float) -> None:
    """Add a radical whose foot is at `foot` and whose vinculum covers what is under it."""
    top, under = _rule(stroke, pixel)
    em, left, foot = stroke.em, stroke.left, stroke.foot
    height = foot - top
    join = left + (HOOK - 0.02) * em
    vertex = left + 0.21 * em
    thin, thick = 0.055 * em, 0.1 * em
    shoulder = foot - 0.52 * height
    slope = (join - vertex - thin) / height
    crotch = foot - 0.2 * height
    _add_polygon(
        path,
        (left, shoulder + 0.09 * em),
        (left + 0.13 * em, shoulder),
        (vertex + slope * (foot - crotch), crotch),
        (join - thin, top),
        (stroke.right, top),
        (stroke.right, under),
        (join - slope * (under - top), under),
        (vertex + thin, foot),
        (vertex, foot),
        (left + 0.13 * em - thick * 0.7, shoulder + 0.09 * em),
        (left + 0.02 * em, shoulder + 0.12 * em),
    )


def _add_polygon(path: QPainterPath, *points: tuple[float, float]) -> None:
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in points]))
    path.closeSubpath()


ACCENTS = {r"\bar": (draw_bar, RULE), r"\hat": (draw_hat, 0.18), r"\tilde": (draw_tilde, 0.15)}
"""What each accent is drawn by, and its height in em."""
