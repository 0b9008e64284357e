"""Where pictures come from: a dialog, what is dropped, and the clipboard."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from engine.state.view import Bundled, FromFile
from gui.controllers.clipboard import image_of, pixels_of
from gui.controllers.pictures import Pictures
from gui.controllers.store import Store

PATTERNS = "Pictures (*.png *.jpg *.jpeg *.webp *.bmp *.tif *.tiff *.gif *.avif);;All files (*)"


class Opening(QObject):
    """Opens what the user chooses, drops or pastes."""

    said = Signal(str, bool)
    """A sentence, and whether it is an error."""

    def __init__(self, window: QWidget, store: Store, pictures: Pictures) -> None:
        super().__init__(window)
        self._window, self._store, self._pictures = window, store, pictures

    @Slot()
    def ask(self) -> None:
        """Let the user choose a picture file, beginning beside the present one."""
        source = self._store.view.source
        start = str(source.path.parent) if isinstance(source, FromFile) else ""
        name, _ = QFileDialog.getOpenFileName(self._window, "Open a picture", start, PATTERNS)
        if name:
            self._pictures.open(FromFile(Path(name)))

    @Slot(str)
    def open_bundled(self, name: str) -> None:
        """Open one of the pictures that come with the program."""
        self._pictures.open(Bundled(name))

    @Slot()
    def paste(self) -> None:
        """Open what is on the clipboard."""
        if not self.take(QGuiApplication.clipboard().mimeData(), "pasted picture"):
            self.said.emit("There is no picture on the clipboard: copy one, then paste.", True)

    def take(self, mime: QMimeData, name: str) -> bool:
        """Open what was dropped or pasted, by this name if it has none; whether it is a picture."""
        files = [url.toLocalFile() for url in mime.urls() if url.isLocalFile()]
        if files:
            self._pictures.open(FromFile(Path(files[0])))
            return True
        image = image_of(mime)
        if image is None:
            return False
        self._pictures.paste(name, partial(pixels_of, image, name))
        return True
