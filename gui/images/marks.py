"""The marks on a frame: the pixel that is probed, patches, what can be clicked, and that newer pictures come."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from engine.pixels.region import Region, Size, Zoom, region_of
from gui import style
from gui.images.layout import OUTLINE, Layout
from gui.style import Theme

if TYPE_CHECKING:
    from engine.generation.matches import Match
    from engine.pixels.values import Value
    from engine.requests import Frame

SMALL_TEXT = 11
VALUE_LINE = 18  # the height of the line of values
PROBE = 5  # radius of the mark at the pixel that is probed

font_of = lru_cache(maxsize=8)(style.text_font)


class Marks:
    """Paints marks over a frame that has been painted."""

    def __init__(self, painter: QPainter, theme: Theme, frame: Frame, layout: Layout) -> None:
        self._painter = painter
        self._theme = theme
        self._frame = frame
        self._layout = layout
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def paint_probe(self, place: tuple[float, float], values: Sequence[Value]) -> None:
        """Mark the same place in all cells; below it the values there, where there is room to say them."""
        painter, metrics = self._painter, QFontMetricsF(font_of(SMALL_TEXT))
        painter.setFont(font_of(SMALL_TEXT))
        for index, (rect, cell) in enumerate(zip(self._layout.cells, self._frame.cells, strict=True)):
            if cell.problem:
                continue
            seen = self._layout.seen_part(index, self._frame.grid.wipe)
            centre = QPointF(rect.x + place[0] * rect.width, rect.y + place[1] * rect.height)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for colour, width in (("#000000", 3.0), ("#ffffff", 1.2)) * QRectF(*seen).contains(centre):
                painter.setPen(QPen(QColor(colour), width))
                painter.drawEllipse(centre, PROBE, PROBE)
            texts = value_texts(values[index]) if index < len(values) else ()
            text = next((each for each in texts if metrics.horizontalAdvance(each) <= seen.width - 8), "")
            if text:
                line = QRectF(seen.x, seen.y + seen.height - VALUE_LINE, seen.width, VALUE_LINE)
                painter.fillRect(line, QColor(0, 0, 0, 170))
                painter.setPen(QColor("#ffffff"))
                painter.drawText(line, Qt.AlignmentFlag.AlignCenter, text)

    def paint_matches(self, matches: Sequence[Match], zoom: Zoom | None, picture: Size) -> None:
        """Frame patches in the cell that shows the picture of a run, more boldly the more they weigh."""
        trajectory, cells = self._frame.request.trajectory, self._frame.grid.cells
        if trajectory is None or not matches:
            return
        index = next((n for n, cell in enumerate(cells) if cell.mix == trajectory.picture), None)
        if index is None:
            return
        rect, cell = QRect(*self._layout.cells[index]), self._frame.cells[index]
        region = region_of(zoom, picture, (cell.width, cell.height))
        painter = self._painter
        painter.save()
        painter.setClipRect(rect)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        strongest = max(match.weight for match in matches)
        for match in reversed(matches):  # the strongest on top
            side = match.side * picture[1]
            patch = QRectF(match.x * picture[0] - side / 2, match.y * picture[1] - side / 2, side, side)
            painter.setOpacity(0.2 + 0.8 * match.weight / strongest)
            for colour, width in (("#000000", 3.6), ("#ffffff", 1.6)):
                painter.setPen(QPen(QColor(colour), width))
                painter.drawRect(part_of(patch, region, rect))
        painter.restore()

    def paint_mark(self, index: int) -> None:
        """Mark a cell as one that can be clicked."""
        half = OUTLINE / 2
        self._painter.setPen(QPen(QColor(self._theme.accent), OUTLINE))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawRect(QRectF(*self._layout.cells[index]).adjusted(-half, -half, half, half))

    def paint_catching_up(self) -> None:
        """Say in the corner that newer pictures are on their way."""
        corner, font = QRectF(*self._layout.corner), font_of(SMALL_TEXT)
        text = "catching up…"
        width = QFontMetricsF(font).horizontalAdvance(text) + 12
        if self._layout.headed and width > corner.width():
            text, width = "…", corner.width()
        left = corner.right() - width if self._layout.headed else corner.left()
        pill = QRectF(left, corner.top() + 1, width, corner.height() - 2)
        painter = self._painter
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.card))
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        self._painter.setFont(font)
        self._painter.setPen(QColor(self._theme.dim))
        self._painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)


def part_of(part: QRectF, whole: Region, shown: QRect) -> QRectF:
    """Where a part of a region is, when the whole region is shown in a rectangle."""
    across, down = shown.width() / whole.width, shown.height() / whole.height
    x, y = shown.x() + (part.x() - whole.x) * across, shown.y() + (part.y() - whole.y) * down
    return QRectF(x, y, part.width() * across, part.height() * down)


def value_texts(value: Value) -> Iterator[str]:
    """A pixel in words: its values in [-1, 1] and 0..255, then the bytes alone."""
    bytes_ = "  ".join(str(min(max(math.floor((x + 1) * 127.5 + 0.5), 0), 255)) for x in value)
    yield "  ".join(f"{x:+.3f}".replace("-", "\N{MINUS SIGN}") for x in value) + "   ·   " + bytes_
    yield bytes_
