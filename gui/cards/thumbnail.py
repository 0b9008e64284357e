"""The small picture of the Picture card."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import (
    QBrush,
    QColor,
    QHideEvent,
    QImage,
    QPainter,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import QWidget

from gui import style
from gui.style import THEMES, Theme

WIDTH, HEIGHT = 96, 56
CORNER = 4
BUSY_AFTER = 150  # milliseconds; what is quicker does not flicker
FADED = 0.3


class Thumbnail(QWidget):
    """A slot of fixed size: a picture with its proportions, faded while another is being opened."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(WIDTH, HEIGHT)
        self._image = QImage()
        self._theme = THEMES["dark"]
        self._busy = QTimer(self)
        self._busy.setSingleShot(True)
        self._busy.setInterval(BUSY_AFTER)
        self._busy.timeout.connect(self._fade)
        self._faded = False

    def show_image(self, pixels: npt.NDArray[np.uint8]) -> None:
        """Show a picture: uint8 (height, width, 3), RGB."""
        height, width, _ = pixels.shape
        data = np.ascontiguousarray(pixels)
        self._image = QImage(data.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
        self.update()

    def show_busy(self, busy: bool) -> None:
        """Fade the picture while another is being opened, unless that is quick."""
        if busy and not self._faded and not self._busy.isActive():
            self._busy.start()
        elif not busy:
            self._busy.stop()
            self._faded = False
            self.update()

    def show_theme(self, theme: Theme) -> None:
        """Show the slot in the colours of a theme."""
        self._theme = theme
        self.update()

    def hideEvent(self, event: QHideEvent) -> None:
        """No timer outlives the window."""
        if not event.spontaneous():
            self._busy.stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the slot, the picture in it and the word that says what is being done."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._theme.ground))
            painter.drawRoundedRect(QRectF(self.rect()), CORNER, CORNER)
            if self._faded:
                painter.setOpacity(FADED)
            if self._image.isNull() and not self._faded:
                icon = style.pixmap("picture", self._theme.muted, 32)
                painter.drawPixmap(_centred(QSize(32, 32), self.rect()).topLeft(), icon)
            elif not self._image.isNull():
                painter.setBrush(QBrush(self._slot_pixmap()))
                painter.drawRoundedRect(QRectF(self.rect()), CORNER, CORNER)
            if self._faded:
                painter.setOpacity(1.0)
                painter.setPen(QColor(self._theme.text))
                painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "opening…")

    def _slot_pixmap(self) -> QPixmap:
        """The picture centred in the slot, transparent beside it, in device pixels."""
        ratio = self.devicePixelRatioF()
        room = QSize(round(self.width() * ratio), round(self.height() * ratio))
        size = self._image.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))
        enlarged = size.width() > self._image.width()
        mode = (
            Qt.TransformationMode.FastTransformation
            if enlarged
            else Qt.TransformationMode.SmoothTransformation
        )
        scaled = self._image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, mode)
        slot = QPixmap(room)
        slot.fill(Qt.GlobalColor.transparent)
        with QPainter(slot) as painter:
            painter.drawImage(_centred(size, QRect(0, 0, room.width(), room.height())), scaled)
        slot.setDevicePixelRatio(ratio)
        return slot

    def _fade(self) -> None:
        self._faded = True
        self.update()


def _centred(size: QSize, within: QRect) -> QRect:
    rect = QRect(0, 0, size.width(), size.height())
    rect.moveCenter(within.center())
    return rect
