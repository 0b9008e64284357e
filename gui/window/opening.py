"""Where pictures come from: a dialog, what is dropped, and the clipboard. A dropped file may be a schedule too.

A file that is a session, or a PNG that carries its view, restores that view, unless it is wanted as a picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QWidget

from engine.quoting import shown
from engine.state.opened_session import is_session
from engine.state.view import Bundled, FromFile
from gui.controllers.clipboard import ClipboardPixels, image_of
from gui.controllers.pictures import PICTURE_FILES, Pictures
from gui.controllers.store import Store
from gui.widgets.file_dialogs import FileDialogs
from gui.window.remembered import Remembered
from gui.window.schedules import Schedules
from gui.window.sessions import Sessions

NAMED = PICTURE_FILES.split(";")[0]


class Opening(QObject):
    """Opens what the user chooses, drops or pastes."""

    said = Signal(str, bool)
    """A sentence, and whether it is an error."""

    def __init__(
        self,
        window: QWidget,
        store: Store,
        pictures: Pictures,
        sessions: Sessions,
        schedules: Schedules,
        remembered: Remembered,
    ) -> None:
        super().__init__(window)
        self._window, self._store, self._pictures = window, store, pictures
        self._sessions, self._schedules, self._remembered = sessions, schedules, remembered
        self._tried: Path | None = None
        self._left: list[Path] = []
        self._bad: list[str] = []
        self._as_picture = False
        pictures.opened.connect(self._on_opened)
        pictures.failed.connect(self._on_failed)
        pictures.cancelled.connect(self._on_cancelled)

    @Slot()
    def ask(self) -> None:
        """Let the user choose a picture file: the first time beside the present one."""
        self._ask(as_picture=False)

    def ask_as_picture(self) -> None:
        """The same; a PNG that carries its view is a picture too."""
        self._ask(as_picture=True)

    def _ask(self, *, as_picture: bool) -> None:
        source = self._store.view.source
        dialogs = FileDialogs.of(self._window)
        if dialogs.folder is None and isinstance(source, FromFile):
            dialogs.folder = source.path.parent
        file = dialogs.file_to_open("Open as a picture" if as_picture else "Open a picture", PICTURE_FILES)
        if file is not None:
            self.open([file], as_picture=as_picture)

    @Slot(object)
    def open_file(self, file: Path) -> None:
        """Open a file, whatever it is."""
        self.open([file])

    def open_as_picture(self, file: Path) -> None:
        """Open a file as a picture, whatever it carries."""
        self.open([file], as_picture=True)

    @Slot(str)
    def open_bundled(self, name: str) -> None:
        """Open one of the pictures that come with the program."""
        self._tried = None
        self._pictures.open(Bundled(name))

    @Slot()
    def paste(self) -> None:
        """Open what is on the clipboard."""
        mime: QMimeData | None = QGuiApplication.clipboard().mimeData()  # None where nothing was copied yet
        if mime is None or not self.take(mime, "pasted picture"):
            self.said.emit("There is no picture on the clipboard: copy one, then paste.", True)

    def take(self, mime: QMimeData, name: str, *, as_picture: bool = False) -> bool:
        """Open what was dropped or pasted, by this name if it has none; whether there is anything to open.

        It is opened in a moment: a program from which something is dropped waits until that is over.
        """
        files = _files(mime)
        image = None if files else image_of(mime)
        if files:
            QTimer.singleShot(0, self, partial(self.open, files, as_picture=as_picture))
        elif image is not None:
            QTimer.singleShot(0, self, partial(self._open_image, name, image))
        return bool(files) or image is not None

    @Slot(object, bool)
    def take_dropped(self, mime: QMimeData, as_picture: bool) -> None:
        """Open what was dropped."""
        self.take(mime, "dropped picture", as_picture=as_picture)

    def _open_image(self, name: str, image: QImage) -> None:
        self._tried = None
        self._pictures.paste(name, ClipboardPixels(image))

    def open(self, files: Sequence[Path], *, as_picture: bool = False) -> None:
        """Open the first file that can be; those that are named as pictures come first. Say what became of others."""
        self._left = sorted(files, key=lambda file: f"*{file.suffix.lower()}" not in NAMED)
        self._bad, self._as_picture = [], as_picture
        self._try_next()

    def _try_next(self) -> None:
        """Open the next file. It may turn out later that it cannot be, and then the one after it is tried."""
        from engine.schedules.opened import is_schedule

        file = self._tried = self._left.pop(0)
        schedule = not self._as_picture and is_schedule(file)
        if self._as_picture or not (schedule or is_session(file)):
            self._pictures.open(FromFile(file))
            return
        try:
            if schedule:
                self._schedules.open(file)
            else:
                self._sessions.open(file)
        except ValueError as error:
            self._refuse(file, str(error))
        else:
            self._finish(file)

    def _refuse(self, file: Path, sentence: str) -> None:
        self._bad.append(sentence if shown(file.name) in sentence else f"{shown(file.name)}: {sentence}")
        self._remembered.forget(file)
        if self._left:
            self._try_next()
            return
        self._tried = None
        self.said.emit(" ".join(self._bad), True)

    def _finish(self, file: Path) -> None:
        """Say what became of the other files, if there are any."""
        self._tried = None
        if self._bad or self._left:
            left = [f"One picture is shown at a time; {len(self._left)} more were not opened."]
            words = [f"{shown(file.name)} is open.", *self._bad, *(left if self._left else [])]
            self.said.emit(" ".join(words), False)

    @Slot()
    def _on_opened(self) -> None:
        source = self._store.view.source
        if isinstance(source, FromFile):
            self._remembered.add_picture(source.path)
            if source.path == self._tried:
                self._finish(source.path)

    @Slot()
    def _on_cancelled(self) -> None:
        self._tried = None

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        if self._tried is not None:
            self._refuse(self._tried, sentence)


def can_take(mime: QMimeData) -> bool:
    """Whether there is a file of this computer, or an image, in what is dragged."""
    return bool(_files(mime)) or mime.hasImage()


def _files(mime: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
