"""The icon of the application, drawn from the one of the program."""

from pathlib import Path

from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

import resources

PIXELS = 512


def save_icon(file: Path) -> Path:
    """Write resources/icons/diffusion-sandbox.svg as a PNG of 512 x 512; returns the file."""
    image = QImage(PIXELS, PIXELS, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(resources.path("icons", "diffusion-sandbox.svg"))).render(painter)
    painter.end()
    file.parent.mkdir(parents=True, exist_ok=True)
    if not image.save(str(file)):
        raise OSError(f"The icon {file} cannot be written.")
    return file
