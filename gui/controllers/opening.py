"""Where pictures come from: a dialog, what is dropped, and the clipboard."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QFileDialog, QWidget

from engine.jobs import OpenFile, OpenJob, OpenPixels
from gui.controllers.clipboard import image_of, pixels_of

PATTERNS = "Pictures (*.png *.jpg *.jpeg *.webp *.avif *.bmp *.tif *.tiff *.gif);;All files (*)"


def ask_for_file(parent: QWidget, start: Path | None, working_size: int | None) -> OpenFile | None:
    """Let the user choose a picture file, beginning beside `start`; None when nothing is chosen."""
    name, _ = QFileDialog.getOpenFileName(
        parent, "Open a picture", str(start.parent) if start else "", PATTERNS
    )
    return OpenFile(Path(name), working_size) if name else None


def job_for(mime: QMimeData, name: str, working_size: int | None) -> OpenJob | None:
    """The job that opens what was dropped or pasted, by this name if it has none; None if it is no picture."""
    files = [url.toLocalFile() for url in mime.urls() if url.isLocalFile()]
    if files:
        return OpenFile(Path(files[0]), working_size)
    image = image_of(mime)
    return None if image is None else OpenPixels(name, partial(pixels_of, image, name), working_size)
