"""Which schedule has which line, above curves that stand without the images that would say it."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from engine.schedules.transforms import called
from gui import style
from gui.plots.chart_content import Compared
from gui.style import GAP, Theme, row_pen

LINE = 20  # height of a line of names
_MARK, _SPACE = 30, 6  # length of a piece of curve, and what is between it and its name
_BASELINE = 14


def legend_height(compared: Compared, width: float) -> int:
    """What the names need; nothing for fewer than two."""
    places = [line for line, *_ in _places(compared, width)]
    return LINE * (places[-1] + 1) if len(places) > 1 else 0


def paint_legend(painter: QPainter, compared: Compared, width: float, theme: Theme) -> None:
    """Paint a piece of each curve with its name, from the painter's origin."""
    painter.setFont(style.text_font())
    for line, left, name, colour in _places(compared, width):
        middle = LINE * line + _BASELINE - 4
        painter.setPen(row_pen(theme, colour, 2))
        painter.drawLine(QPointF(left, middle), QPointF(left + _MARK, middle))
        painter.setPen(QColor(theme.text))
        painter.drawText(QPointF(left + _MARK + _SPACE, LINE * line + _BASELINE), name)


def _places(compared: Compared, width: float) -> Iterator[tuple[int, float, str, int]]:
    """Line, left end, name and colour of each."""
    metrics = QFontMetricsF(style.text_font())
    line, left = 0, 0.0
    for schedule, colour in compared:
        long = _MARK + _SPACE + metrics.horizontalAdvance(called(schedule))
        if left and left + long > width:
            line, left = line + 1, 0.0
        yield line, left, called(schedule), colour
        left += long + 2 * GAP
