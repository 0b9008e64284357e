"""Images of the clipboard, or dropped ones, as pixels: nothing is encoded to be decoded again."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage, QPixmap

from engine.pictures.formats import check_size

_DEEP = {
    QImage.Format.Format_Grayscale16,
    QImage.Format.Format_RGBX64,
    QImage.Format.Format_RGBA64,
    QImage.Format.Format_RGBA64_Premultiplied,
}
"""Formats of 16 bits."""


def image_of(mime: QMimeData) -> QImage | None:
    """The image in what was pasted or dropped; None if there is none, whatever the data say of themselves."""
    data = mime.imageData() if mime.hasImage() else None
    image = data.toImage() if isinstance(data, QPixmap) else data
    return image if isinstance(image, QImage) and not image.isNull() else None


def pixels_of(image: QImage, name: str) -> NDArray[Any]:
    """A copy of the pixels: (H, W, 4) with straight alpha, or (H, W, 3); uint8 or uint16. Any thread may call it.

    Raises:
        PictureError: when it has more pixels than are opened; nothing is converted then.
    """
    check_size(image.width(), image.height(), name)
    deep = image.format() in _DEEP
    converted = image.convertToFormat(QImage.Format.Format_RGBA64 if deep else QImage.Format.Format_RGBA8888)
    if converted.isNull():
        raise MemoryError
    rows = np.frombuffer(converted.constBits(), np.uint8).reshape(image.height(), converted.bytesPerLine())
    depth = np.uint16 if deep else np.uint8
    rgba = rows.view(depth).reshape(image.height(), -1, 4)[:, : image.width()]
    return rgba.copy() if image.hasAlphaChannel() else rgba[..., :3].copy()
