"""Paints the images of a frame's cells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QImage, QPaintEngine, QPainter

from engine.pixels.region import Size, Zoom, region_of
from gui.images.layout import Layout
from gui.images.marks import part_of
from gui.style import Theme

if TYPE_CHECKING:
    from engine.requests import Frame


class CellPainter:
    """Paints images pixel on pixel where the frame was made for this layout and zoom, else scaled.

    Of two images at one place each is painted only where it is seen.
    """

    def __init__(
        self,
        painter: QPainter,
        theme: Theme,
        frame: Frame,
        layout: Layout,
        is_wanted: Callable[[QRect], bool],
    ) -> None:
        self._painter = painter
        self._theme = theme
        self._frame = frame
        self._layout = layout
        self._ratio = painter.deviceTransform().m11()
        rects = [QRect(*rect) for rect in layout.cells]
        cells = enumerate(frame.cells)
        self._wanted = [n for n, cell in cells if not cell.problem and is_wanted(rects[n])]
        self._copied = painter.paintEngine().type() == QPaintEngine.Type.SVG  # it would take all of an image

    def paint(self, pixels: QImage, zoom: Zoom | None, picture: Size) -> None:
        """Paint what is wanted of the frame's `pixels`; `zoom` is the part of the picture to show."""
        painter = self._painter
        painter.save()
        painter.scale(1 / self._ratio, 1 / self._ratio)
        for index in self._wanted:
            if zoom != self._frame.request.view.zoom:
                self._paint_moved(index, pixels, self._kept(index, zoom, picture))
            else:
                self._paint_still(index, pixels)
        painter.restore()

    def _paint_still(self, index: int, pixels: QImage) -> None:
        target, source = QRectF(self._target(index)), self._source(index)
        scaled = target.size() != source.size()
        self._painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scaled)
        seen, part = self._cut(target, index), self._cut(source, index)
        if self._copied:
            self._painter.drawImage(seen, pixels.copy(part.toAlignedRect()))
        else:
            self._painter.drawImage(seen, pixels, part)

    def _paint_moved(self, index: int, pixels: QImage, kept: _Kept) -> None:
        """Paint what there is of another part of the picture."""
        target, cell = self._target(index), self._frame.cells[index]
        self._painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if not kept.fills:
            self._painter.fillRect(self._cut(QRectF(target), index), QColor(self._theme.field))
        self._painter.drawImage(
            kept.target.translated(target.topLeft()), pixels, kept.source.translated(cell.x, cell.y)
        )

    def _kept(self, index: int, zoom: Zoom | None, picture: Size) -> _Kept:
        cell, target = self._frame.cells[index], self._target(index)
        seen = self._cut(QRectF(0, 0, 1, 1), index)
        had, source = self._frame.request.view.zoom, (cell.width, cell.height)
        size = target.width(), target.height()
        return _kept(had, zoom, picture, source, size, (seen.x(), seen.width()))

    def _target(self, index: int) -> QRect:
        return QRect(*(device_pixels(length, self._ratio) for length in self._layout.cells[index]))

    def _source(self, index: int) -> QRectF:
        cell = self._frame.cells[index]
        return QRectF(cell.x, cell.y, cell.width, cell.height)

    def _cut(self, whole: QRectF, index: int) -> QRectF:
        """Of a rectangle that stands for a cell the part that is seen, which ends between pixels of the screen."""
        wipe = self._frame.grid.wipe
        if wipe is None:
            return whole
        target = self._target(index)
        x, _, width, _ = self._layout.seen_part(index, wipe)
        left, right = (device_pixels(each, self._ratio) - target.x() for each in (x, x + width))
        left, right = max(0, left), min(target.width(), right)
        scale = whole.width() / target.width()
        return QRectF(whole.x() + left * scale, whole.y(), (right - left) * scale, whole.height())


class _Kept(NamedTuple):
    """What a cell that shows another part of the picture keeps of its pixels, from its upper left corner.

    `fills` says that it fills all that is seen of the cell.
    """

    source: QRectF
    target: QRectF
    fills: bool


@lru_cache(maxsize=8)  # Python's lock is held while all is painted, and the cells have two sizes
def _kept(
    had: Zoom | None, zoom: Zoom | None, picture: Size, source: Size, target: Size, seen: tuple[float, float]
) -> _Kept:
    """`seen` is where the part of the cell that is seen begins, and how wide it is, as parts of its width."""
    have, want = (region_of(each, picture, source) for each in (had, zoom))
    left, width = (part * want.width for part in seen)
    wanted = QRectF(want.x + left, want.y, width, want.height)
    common = QRectF(*astuple(have)) & wanted
    fills = common == wanted
    whole = QRect(0, 0, *target)
    place = part_of(common, want, whole)
    if fills:  # to whole pixels, which it is but for the rounding
        place = QRectF(place.toRect())
    return _Kept(part_of(common, have, QRect(0, 0, *source)), place, fills)


def device_pixels(length: float, ratio: float) -> int:
    """Logical pixels in pixels of the device."""
    return int(length * ratio + 0.5)


def pixels_of(frame: Frame) -> QImage:
    """The pixels of all cells of a frame, which must not change meanwhile."""
    height, width = frame.pixels.shape[:2]
    return QImage(frame.pixels.data, width, height, frame.pixels.strides[0], QImage.Format.Format_RGB32)
