"""Paints the labels at the left of rows, with the curve of a schedule where a row has one."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from engine.scenes import Grid
from engine.scenes.grid import Row
from gui import style
from gui.formulas.tex import parse
from gui.formulas.tex_text import plain
from gui.images.layout import Layout
from gui.images.marks import SMALL_TEXT, font_of
from gui.style import Theme

if TYPE_CHECKING:
    from gui.images.row_curves import RowCurves

LINE = 14  # the height of a small text
LEAST_TEXT = 10  # pixels, for a name that would be cut otherwise
LEAST_LINE = 28  # so that its dashes are seen


def paint_labels(
    painter: QPainter, theme: Theme, grid: Grid, layout: Layout, is_wanted: Callable[[QRect], bool]
) -> None:
    """Paint the labels of a grid's rows whose place is wanted."""
    curves = _curves_of(painter, theme, grid, is_wanted)
    for row, rect in zip(grid.rows, layout.labels, strict=True):
        where, colour = QRect(*rect), theme.accent if row.large else theme.dim
        room = where
        if curves is not None and row.curve is not None:
            colour = style.row_colour(theme, row.colour)
            name, _ = fitted(_words(row.label), where.width(), row.large, broken=True)
            room = curves.paint(row.curve, where, colour, 1 + name.count("\n"))
        if is_wanted(where):
            _paint_label(painter, theme, row, layout, room, colour)


def _curves_of(
    painter: QPainter, theme: Theme, grid: Grid, is_wanted: Callable[[QRect], bool]
) -> RowCurves | None:
    if not grid.schedules:
        return None
    from gui.images.row_curves import RowCurves  # of one scene

    return RowCurves(painter, theme, grid, is_wanted)


def _paint_label(
    painter: QPainter, theme: Theme, row: Row, layout: Layout, where: QRect, colour: str
) -> None:
    headed = row.large and layout.headed
    room = where.width() - layout.corner.width if headed else where.width()
    named = row.curve is not None  # a name of several words
    text, size = fitted(_words(row.label), room, row.large, broken=named or (row.large and not headed))
    if where.height() < LINE:  # it is painted over the gaps above and below, not cut
        size, spare = SMALL_TEXT, (LINE + 1 - where.height()) // 2
        where = where.adjusted(0, -spare, 0, spare)
    side = Qt.AlignmentFlag.AlignLeft if headed else Qt.AlignmentFlag.AlignRight
    painter.setPen(QColor(colour))
    painter.setFont(font_of(size, row.large))
    painter.drawText(where, side | Qt.AlignmentFlag.AlignVCenter, text)
    if row.curve is not None:  # the line that it has in the curves
        said = painter.boundingRect(where, side | Qt.AlignmentFlag.AlignVCenter, text)
        painter.setPen(style.row_pen(theme, row.colour, 2))
        left = min(said.left(), said.right() - LEAST_LINE)
        painter.drawLine(left, said.bottom() + 2, said.right(), said.bottom() + 2)


@lru_cache(maxsize=256)
def _words(label: str) -> str:
    """A label is painted as text: its formula need not be set."""
    return plain(parse(label))


def _halved(name: str) -> str:
    """A name such as flow_shift in two lines: the break is at the underscore nearest to its middle, if it has one."""
    places = [place + 1 for place, letter in enumerate(name) if letter == "_"]
    middle = min(places, key=lambda place: abs(place - len(name) / 2), default=0)
    return f"{name[:middle]}\n{name[middle:]}" if middle else name


@lru_cache(maxsize=256)
def fitted(text: str, width: int, bold: bool, broken: bool = False) -> tuple[str, int]:
    """A label and its size in pixels: smaller and closer where it is too wide, and cut if that is not enough.

    It may be `broken` into lines where there is room below one another: no number is cut.
    """
    close = text.replace(" = ", "=")
    sizes = [(text, style.TEXT_SIZE), (text, SMALL_TEXT), (close, SMALL_TEXT)]
    if broken:
        lines = text.replace(" ", "\n", 1).replace(" × ", " ×\n")
        halves, middle = _halved(text), (len(text) + 1) // 2
        sizes[2:2] = [(lines, style.TEXT_SIZE), (lines, SMALL_TEXT), (halves, SMALL_TEXT)]
        sizes += [(halves, LEAST_TEXT), (f"{text[:middle]}-\n{text[middle:]}", SMALL_TEXT)]
    for said, size in sizes:
        metrics = QFontMetricsF(font_of(size, bold))
        if max(map(metrics.horizontalAdvance, said.split("\n"))) <= width:
            return said, size
    cut = Qt.TextElideMode.ElideMiddle if broken else Qt.TextElideMode.ElideRight
    return metrics.elidedText(text, cut, width), SMALL_TEXT
