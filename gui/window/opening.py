"""Where pictures come from: a dialog, what is dropped, and the clipboard."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from engine.quoting import shown
from engine.state.view import Bundled, FromFile
from gui.controllers.clipboard import image_of, pixels_of
from gui.controllers.pictures import Pictures
from gui.controllers.store import Store
from gui.widgets.file_dialogs import FileDialogs

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
        """Let the user choose a picture file: the first time beside the present one."""
        source = self._store.view.source
        dialogs = FileDialogs.of(self._window)
        if dialogs.folder is None and isinstance(source, FromFile):
            dialogs.folder = source.path.parent
        file = dialogs.file_to_open("Open a picture", PATTERNS)
        if file is not None:
            self._pictures.open(FromFile(file))

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
        """Open what was dropped or pasted, by this name if it has none; whether it is a picture.

        Of several files the first that has the name of a picture is opened, and the user is told.
        """
        files = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
        if files:
            chosen = next(
                (file for file in files if f"*{file.suffix.lower()}" in PATTERNS.split(";")[0]), files[0]
            )
            if len(files) > 1:
                self.said.emit(
                    f"One picture is shown at a time: {shown(chosen.name)}, of {len(files)} files.", False
                )
            self._pictures.open(FromFile(chosen))
            return True
        image = image_of(mime)
        if image is None:
            return False
        self._pictures.paste(name, partial(pixels_of, image, name))
        return True
