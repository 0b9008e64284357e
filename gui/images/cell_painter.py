"""Paints the images of a frame's cells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple
from typing import TYPE_CHECKING

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
                self._paint_moved(index, pixels, zoom, picture)
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

    def _paint_moved(self, index: int, pixels: QImage, zoom: Zoom | None, picture: Size) -> None:
        """Paint what there is of another part of the picture."""
        cell, target, source = self._frame.cells[index], self._target(index), self._source(index)
        have, want = (
            region_of(each, picture, (cell.width, cell.height))
            for each in (self._frame.request.view.zoom, zoom)
        )
        common = QRectF(*astuple(have)) & self._cut(QRectF(*astuple(want)), index)
        self._painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._painter.fillRect(self._cut(QRectF(target), index), QColor(self._theme.field))
        self._painter.drawImage(part_of(common, want, target), pixels, part_of(common, have, source.toRect()))

    def _target(self, index: int) -> QRect:
        return QRect(*(device_pixels(length, self._ratio) for length in self._layout.cells[index]))

    def _source(self, index: int) -> QRectF:
        cell = self._frame.cells[index]
        return QRectF(cell.x, cell.y, cell.width, cell.height)

    def _cut(self, whole: QRectF, index: int) -> QRectF:
        """Of a rectangle that stands for a cell the part that is seen, which ends between pixels of the screen."""
        wipe, target = self._frame.grid.wipe, self._target(index)
        if wipe is None:
            return whole
        x, _, width, _ = self._layout.seen_part(index, wipe)
        left, right = (device_pixels(each, self._ratio) - target.x() for each in (x, x + width))
        left, right = max(0, left), min(target.width(), right)
        scale = whole.width() / target.width()
        return QRectF(whole.x() + left * scale, whole.y(), (right - left) * scale, whole.height())


def device_pixels(length: float, ratio: float) -> int:
    """Logical pixels in pixels of the device."""
    return int(length * ratio + 0.5)


def pixels_of(frame: Frame) -> QImage:
    """The pixels of all cells of a frame, which must not change meanwhile."""
    height, width = frame.pixels.shape[:2]
    return QImage(frame.pixels.data, width, height, frame.pixels.strides[0], QImage.Format.Format_RGB32)
