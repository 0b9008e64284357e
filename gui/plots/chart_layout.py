"""Where everything of a scene's chart stands: a pure function of the chart and its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF

from engine.scenes.chart import Array, Axis, Chart, Curve, linear_ticks
from gui import style

SMALL = 11
QUESTION, TICKS, UNIT = 26, 20, 14  # heights of the lines above and below
LEFT, RIGHT = 46, 14
APART = 14  # lines of text
LEAST_LINE = 12  # of numbers, which have nothing below their line
LEAST_NOTE = 80  # of the width, for sentences beside a chart
MOST_LABEL = 0.36  # of the width, for the names at the ends of curves
_NEAR = 10  # between the texts of ticks


@dataclass(frozen=True, slots=True)
class Text:
    """A text in a rectangle; `colour` as in a Curve. `right` aligned texts end there."""

    words: str
    rect: QRectF
    colour: int | None = None
    right: bool = False
    centred: bool = False
    dim: bool = False


@dataclass(frozen=True, slots=True)
class ChartLayout:
    """The chart, the area of its curves, the places of grid lines, and all texts.

    Where an even chart had room to spare, the axes of this one are longer. `of` is what it was made of: the chart
    itself, its room, and how much of that is left of the area and right of it.
    """

    of: tuple[Chart, QRectF, float, float]
    chart: Chart
    area: QRectF
    across: tuple[float, ...]
    down: tuple[float, ...]
    texts: tuple[Text, ...]

    @property
    def room(self) -> QRectF:
        """All of its place."""
        return self.of[1]


def points(chart: Chart, curve: Curve, area: QRectF) -> tuple[Array, Array]:
    """The points of a curve, x and y, those far beyond the area brought near it."""
    across, down = (
        np.clip(np.where(np.isnan(part), 2.0, part), -1, 2)
        for part in (chart.x.part(curve.x), chart.y.part(curve.y))
    )
    return area.left() + across * area.width(), area.bottom() - down * area.height()


def lay_out(
    charts: Sequence[Chart], rooms: Sequence[QRectF], before: Sequence[ChartLayout] = ()
) -> list[ChartLayout]:
    """The layouts of charts in their rooms, their areas equally wide; all texts lie within the rooms.

    Those that are as they were before are the same.
    """
    metrics = QFontMetricsF(style.text_font(SMALL))
    ticks = [metrics.horizontalAdvance(words) for chart in charts for _, words in chart.y.ticks]
    left = max(LEFT, max(ticks, default=0.0) + 8)
    names = [words for chart in charts for words, _, _ in _ends(chart)]
    widest = max((metrics.horizontalAdvance(name) + 2 for name in names), default=0.0)
    wanted = (
        (chart, room, left, min(widest, MOST_LABEL * room.width()))
        for chart, room in zip(charts, rooms, strict=True)
    )
    return [next((each for each in before if each.of == of), None) or _layout(of, metrics) for of in wanted]


def _layout(of: tuple[Chart, QRectF, float, float], metrics: QFontMetricsF) -> ChartLayout:
    chart, room, left, names = of
    below = TICKS + (UNIT if chart.x.unit else 0)
    own = names if _ends(chart) or not chart.even else 0.0
    whole = room.adjusted(left, QUESTION, -RIGHT - own, -below)
    given, (chart, area) = chart, _evened(chart, whole)
    unit = _unit_up(chart, area, room, metrics)
    if not unit and chart.y.unit:  # it has a line of its own above the area
        chart, area = _evened(given, whole.adjusted(0, UNIT, 0, 0))
        unit = [Text(_up(chart), QRectF(room.left(), whole.top() - 8, room.width(), UNIT), dim=True)]
    end = unit[0].rect.left() if unit and unit[0].rect.top() == room.top() else room.right()
    texts = [Text(chart.question, QRectF(room.left(), room.top(), end - room.left(), QUESTION - 8)), *unit]
    texts += _numbers_left(chart, area, left) + _numbers_below(chart, area, metrics)
    texts += _end_texts(chart, area, names) + _notes(chart, area, room, metrics)
    return ChartLayout(
        of,
        chart,
        area,
        tuple(_across(chart, area)),
        tuple(_down(chart, area)),
        tuple(texts),
    )


def _across(chart: Chart, area: QRectF) -> list[float]:
    """The places of the ticks of the x axis."""
    places: list[float] = (area.left() + area.width() * _parts(chart.x)).tolist()
    return places


def _down(chart: Chart, area: QRectF) -> list[float]:
    """The places of the ticks of the y axis."""
    places: list[float] = (area.bottom() - area.height() * _parts(chart.y)).tolist()
    return places


def _parts(axis: Axis) -> Array:
    """Where its ticks are: one by one they would take many times as long."""
    return axis.part([value for value, _ in axis.ticks])


def _evened(chart: Chart, area: QRectF) -> tuple[Chart, QRectF]:
    """One scale on both axes of an even chart: a map has a part of the area, curves without one get longer axes."""
    if not chart.even:
        return chart, area
    across, up = (axis.high - axis.low for axis in (chart.x, chart.y))
    scale = min(area.width() / across, area.height() / up)
    if chart.heat is not None:
        return chart, QRectF(area.left(), area.top(), scale * across, scale * up)
    x, y = _widened(chart.x, area.width() / scale), _widened(chart.y, area.height() / scale)
    return replace(chart, x=x, y=y), area


def _widened(axis: Axis, length: float) -> Axis:
    """A linear axis as long as this, about its middle."""
    middle = (axis.low + axis.high) / 2
    low, high = middle - length / 2, middle + length / 2
    return replace(axis, low=low, high=high, ticks=linear_ticks(low, high))


def _unit_up(chart: Chart, area: QRectF, room: QRectF, metrics: QFontMetricsF) -> list[Text]:
    """What the chart shows upwards: at the end of the line above the area, or where the question leaves it no room,
    at the beginning of the line with the unit below."""
    words, question = _up(chart), QFontMetricsF(style.text_font(style.TEXT_SIZE))
    width = metrics.horizontalAdvance(words) + 2
    left = max(area.right() - width, room.left() + question.horizontalAdvance(chart.question) + 2 * _NEAR)
    if not chart.y.unit:
        return []
    if left + width > room.right():
        right = area.right() - metrics.horizontalAdvance(chart.x.unit) - _NEAR
        if not chart.x.unit or room.left() + width > right:
            return []
        return [Text(words, QRectF(room.left(), area.bottom() + TICKS, width, UNIT), dim=True)]
    return [Text(words, QRectF(left, room.top(), width, QUESTION - 8), right=True, dim=True)]


def _up(chart: Chart) -> str:
    return f"up: {chart.y.unit}"


def _notes(chart: Chart, area: QRectF, room: QRectF, metrics: QFontMetricsF) -> list[Text]:
    """The sentences beside the area, in lines, where there is room for them."""
    left, top, texts = area.right() + RIGHT, area.top(), list[Text]()
    width = room.right() - left
    for sentence in chart.notes if width > LEAST_NOTE else ():
        line = ""
        for word in [*sentence.split(), ""]:
            longer = f"{line} {word}".strip()
            if line and (not word or metrics.horizontalAdvance(longer) > width - 2):
                texts.append(Text(line, QRectF(left, top, width, APART), dim=True))
                top, longer = top + APART + 2, word
            line = longer
        top += APART // 2
    return texts


def _numbers_left(chart: Chart, area: QRectF, left: float) -> list[Text]:
    """The numbers beside the area, every second or third where there is no room for all."""
    places = [(y, words) for y, (_, words) in zip(_down(chart, area), chart.y.ticks, strict=True)]
    least = min((abs(one[0] - other[0]) for one, other in pairwise(places)), default=area.height())
    stride = max(1, -(-LEAST_LINE // max(1, int(least))))
    return [
        Text(words, QRectF(area.left() - left, y - 7, left - 6, 14), right=True, dim=True)
        for y, words in places[::stride]
    ]


def _numbers_below(chart: Chart, area: QRectF, metrics: QFontMetricsF) -> list[Text]:
    """The numbers along the bottom, every second or third where there is no room for all, and the unit."""
    ticks = sorted(
        zip(_across(chart, area), (words for _, words in chart.x.ticks), strict=True), reverse=True
    )
    widest = max((metrics.horizontalAdvance(words) for _, words in ticks), default=0.0)
    places = [x for x, _ in ticks]
    least = min((abs(one - other) for one, other in pairwise(places)), default=area.width())
    stride = max(1, -(-int(widest + _NEAR) // max(1, int(least))))
    texts = [
        Text(words, QRectF(x - widest / 2 - 1, area.bottom() + 6, widest + 2, 14), dim=True, centred=True)
        for x, words in ticks[::stride]
    ]
    if chart.x.unit:
        wide = metrics.horizontalAdvance(chart.x.unit) + 2
        line = QRectF(area.right() - wide, area.bottom() + TICKS, wide, UNIT)
        texts.append(Text(chart.x.unit, line, right=True, dim=True))
    return texts


def _ends(chart: Chart) -> list[tuple[str, int | None, float]]:
    """What is named at the right: curves at their ends and lines across, each with its colour and value."""
    curves = [(curve.label, curve.colour, float(curve.y[-1])) for curve in chart.curves if curve.label]
    marks = [(mark.label, mark.colour, mark.at) for mark in chart.marks if mark.label and mark.axis == "y"]
    return curves + marks


def _end_texts(chart: Chart, area: QRectF, width: float) -> list[Text]:
    ends = _ends(chart)
    parts = np.clip(chart.y.part([value for _, _, value in ends]), 0, 1)
    places = spread((area.bottom() - area.height() * parts).tolist(), APART, area.top(), area.bottom())
    return [
        Text(words, QRectF(area.right() + RIGHT - 4, y - APART / 2, width, APART), colour)
        for (words, colour, _), y in zip(ends, places.tolist(), strict=True)
    ]


def spread(places: Sequence[float], least: float, low: float, high: float) -> Array:
    """Places moved as little as need be to be `least` apart, in the same order, all from low to high."""
    order = np.argsort(places, kind="stable")
    moved = np.array(places, dtype=np.float64)
    for before, after in pairwise(order):
        moved[after] = max(moved[after], moved[before] + least)
    if len(order):
        moved[order[-1]] = min(moved[order[-1]], high)
    for after, before in pairwise(order[::-1]):
        moved[before] = min(moved[before], moved[after] - least)
    return np.maximum(moved, low) if len(places) * least <= high - low else moved
