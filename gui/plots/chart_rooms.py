"""The places of a scene's charts: one under the other, or side by side where there is little height."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

from PySide6.QtCore import QRectF

from engine.scenes.chart import Chart
from gui.plots.chart_layout import LEFT, QUESTION, RIGHT, TICKS, UNIT
from gui.style import GAP

FLAT = 2.4
"""So many times as wide as high, charts stand side by side."""
LEAST = 176
"""The height of a chart that can be read."""
LEAST_ROOM = 280, 140
"""Width and height of a chart below which its texts are smaller than usual: they would lie over one another."""


def rooms_for(charts: Sequence[Chart], place: QRectF) -> list[QRectF]:
    """A room for each chart, GAP apart; an even map is as high as wide where that leaves room for the others."""
    count = len(charts)
    if _stand_beside(place.width(), place.height()):
        step = (place.width() + GAP) / max(1, count)
        return [
            QRectF(round(place.x() + n * step), place.y(), round(step - GAP), place.height())
            for n in range(count)
        ]
    heights = _heights(charts, place.width(), place.height() - GAP * (count - 1))
    ends = [round(end) for end in accumulate((height + GAP for height in heights), initial=0.0)]
    return [
        QRectF(place.x(), place.y() + top, place.width(), bottom - top - GAP)
        for top, bottom in pairwise(ends)
    ]


def fit_of(count: int, width: float, height: float) -> float:
    """How large the texts of so many charts may be in a place, beside their usual size: 1 at most."""
    across, down = (count, 1) if _stand_beside(width, height) else (1, count)
    return min(1.0, width / (max(1, across) * LEAST_ROOM[0]), height / (max(1, down) * LEAST_ROOM[1]))


def _stand_beside(width: float, height: float) -> bool:
    return width > FLAT * height


def _heights(charts: Sequence[Chart], width: float, height: float) -> list[float]:
    shares = [chart.share for chart in charts]
    heights = [height * share / sum(shares) for share in shares]
    for n, chart in enumerate(charts):
        if not chart.even or chart.heat is None or len(charts) == 1:
            continue
        square = width - LEFT - RIGHT + QUESTION + TICKS + UNIT
        own = max(heights[n], min(square, height - LEAST * (len(charts) - 1)))
        rest = (height - own) / (height - heights[n])
        heights = [own if m == n else each * rest for m, each in enumerate(heights)]
    return heights
