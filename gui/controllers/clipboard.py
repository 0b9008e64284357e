"""Images of the clipboard, or dropped ones, as pixels: nothing is encoded to be decoded again."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage, QPixmap

_DEEP = {
    QImage.Format.Format_Grayscale16,
    QImage.Format.Format_RGBX64,
    QImage.Format.Format_RGBA64,
    QImage.Format.Format_RGBA64_Premultiplied,
}
"""Formats of 16 bits."""
_FORMATS = {
    (False, False): QImage.Format.Format_RGB888,
    (True, False): QImage.Format.Format_RGBA8888,
    (False, True): QImage.Format.Format_RGBX64,
    (True, True): QImage.Format.Format_RGBA64,
}
"""By whether there is alpha, and whether there are 16 bits: what an image is converted to."""


def image_of(mime: QMimeData) -> QImage | None:
    """The image in what was pasted or dropped; None if there is none, whatever the data say of themselves."""
    data = mime.imageData() if mime.hasImage() else None
    image = data.toImage() if isinstance(data, QPixmap) else data
    return image if isinstance(image, QImage) and not image.isNull() else None


class ClipboardPixels:
    """The pixels of an image, converted by rows when they are asked for: `engine.pictures.given_pixels.Pixels`.

    (H, W, 4) with straight alpha, or (H, W, 3); uint8 or uint16. Any thread may ask.
    """

    def __init__(self, image: QImage) -> None:
        self._image = image
        alpha, deep = image.hasAlphaChannel(), image.format() in _DEEP
        self._format = _FORMATS[alpha, deep]
        self.dtype = np.dtype(np.uint16 if deep else np.uint8)
        self.shape = (image.height(), image.width(), 4 if alpha else 3)

    def __getitem__(self, rows: slice, /) -> NDArray[Any]:
        """A copy of some rows."""
        height, width, channels = self.shape
        top, bottom, _ = rows.indices(height)
        part = self._image.copy(0, top, width, bottom - top).convertToFormat(self._format)
        if part.isNull():
            raise MemoryError
        lines = np.frombuffer(part.constBits(), np.uint8).reshape(bottom - top, part.bytesPerLine())
        samples = part.depth() // (8 * self.dtype.itemsize)  # to a pixel; Qt has no 16 bits without a fourth
        values = lines.view(self.dtype)[:, : width * samples]
        return values.reshape(bottom - top, width, samples)[..., :channels].copy()
