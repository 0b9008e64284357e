"""Between the pixels of a panel and those of a layout whose texts, gaps and margins are larger in it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import QWidget

from engine.pixels.region import Size
from gui.images.cell_painter import device_pixels
from gui.images.layout import Rect


def room_in(panel: QWidget, scale: float) -> Size:
    """The room for a layout in a panel, which has `scale` pixels for each of the layout's."""
    return int(panel.width() / scale), int(panel.height() / scale)


def hide_what_is_behind(panel: QWidget) -> None:
    """Have nothing painted behind a panel, unless it may cover a pixel of the screen in part at an edge."""
    panel.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, panel.devicePixelRatioF().is_integer())


def in_device_pixels(size: Size, ratio: float) -> Size:
    """A size on a screen."""
    return device_pixels(size[0], ratio), device_pixels(size[1], ratio)


def grown(rect: Rect, scale: float) -> QRect:
    """A rectangle of the layout in the panel."""
    x, y, width, height = (device_pixels(length, scale) for length in rect)
    return QRect(x, y, width, height)


def covering(region: QRegion, scale: float) -> QRegion:
    """The whole pixels that a region touches where `scale` of them stand for each of its own."""
    if scale == 1:
        return region
    covered = QRegion()
    for rect in region:  # type: ignore[attr-defined]
        corner, size = rect.topLeft().toPointF() * scale, rect.size().toSizeF() * scale
        covered += QRectF(corner, size).toAlignedRect()
    return covered
