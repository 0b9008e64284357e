"""Which part of the panel another frame paints anew: mostly the large images, as rows of fixed timesteps stay."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect
from PySide6.QtGui import QRegion

from gui.images.layout import Layout, Rect

if TYPE_CHECKING:
    from engine.requests import Frame

_MARGIN = 4  # titles may reach a little beyond their place


@lru_cache(maxsize=4)  # a wheel asks for it again and again
def images_region(layout: Layout, ratio: float) -> QRegion:
    """Where all images are, on a screen with so many pixels for each of the layout along a side."""
    region = QRegion()
    for place in layout.cells:
        region += _around(place, _spill(ratio))
    return region


def changed_region(before: Frame, after: Frame, layout: Layout, ratio: float) -> QRegion | None:
    """What differs between two frames that both have this layout; None where that may be everything."""
    if not (before.shown and after.shown) or before.cells != after.cells:
        return None
    if before.grid.wipe != after.grid.wipe:
        return None
    region = QRegion()
    old, new = before.grid.cells, after.grid.cells
    anew = {number for number, content in enumerate(after.shown) if content is None}
    anew |= {number for number, content in enumerate(after.shown) if content != before.shown[number]}
    said = {number for number in range(len(new)) if _says_another(old[number], new[number])}
    for number in anew | said:
        region += _around(layout.seen_part(number, after.grid.wipe), _spill(ratio))
    first = 0
    others = before.grid.schedules != after.grid.schedules  # whose curves share an axis
    same = after.grid is before.grid and after.request.picture == before.request.picture
    for number, (was, row) in enumerate(zip(before.grid.rows, after.grid.rows, strict=True)):
        curved = others and row.curve is not None
        if curved or (was.label, was.curve, was.colour) != (row.label, row.curve, row.colour):
            region += _around(layout.labels[number], _MARGIN)
        if row.large and not same:  # the distances beside its titles are those of one frame alone
            places = range(first, first + len(row.cells))
            said.update(n for n in places if old[n].reference is not None or new[n].reference is not None)
        first += len(row.cells)
    for number, place in layout.titles:
        if number in said:
            region += _around(place, _MARGIN)
    return region


def _says_another(old: object, new: object) -> bool:
    """Whether title, colour or marks may differ; most cells are the same objects for all t."""
    return old is not new and old != new


def _spill(ratio: float) -> int:
    """How far an image may reach beyond its place: it ends between pixels of a screen with a fractional ratio."""
    return int(ratio != int(ratio))


def _around(place: Rect, margin: int) -> QRect:
    return QRect(*place).adjusted(-margin, -margin, margin, margin)
